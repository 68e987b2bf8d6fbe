"""Text reuse: detect quotations of the same words, complete, shortened or slightly reworded.

Candidates share shingles of two words, found by a stored fingerprint. Two candidates are then
compared by aligning their words.

Word-level differences between two versions of a text.
"""

import re
import zlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from analysis.corpus.frequency import STOP_WORDS, WORD
from analysis.folded_text import fold_text
from analysis.models import QuotationKind
from analysis.stemmer import stem

_IN_MARKS = re.compile("(?:[“\"„«]|''|‘‘)(.+?)(?:[”\"»]|''|’’|$)", re.DOTALL)
_PLAIN = str.maketrans({"’": "'", ".": None, ",": None})
_HYPHENS = re.compile("[-‑]")
_WINDOW = 3  # consecutive shingles, of which at least one is stored
_SPOKEN_LEAST = 3  # content words in marks from which only those of a mixed quotation count
_FEW, _SOME = 3, 5  # content words up to which a quotation is very short, or short
_MANY = 7  # words from which an equal quotation of an unknown speaker is no coincidence
_SHARED = 0.6  # of the shorter one's content words: with fewer in common, no alignment is tried
_LONGEST = 400  # words that are compared


class NormalizedText(Struct, frozen=True):
    """The normalized text of a quotation: its `words`, and the stems of content words.

    Words are in lower case and without accents. `is_verbatim` is True if they were in quotation
    marks, so that they are the speaker's words and not the newspaper's.
    """

    words: tuple[str, ...]
    content_stems: tuple[str, ...]
    is_verbatim: bool


def normalize_quotation(content: str, kind: QuotationKind) -> NormalizedText:
    """Normalize a quotation; of a mixed one only the words in marks, if these are enough."""
    if kind == "mixed":
        in_marks = _wording(" ".join(_IN_MARKS.findall(content)), spoken=True)
        if len(in_marks.content_stems) >= _SPOKEN_LEAST:
            return in_marks
    return _wording(content, spoken=kind == "direct")


def find_content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text, in their order."""
    return _wording(text, spoken=False).content_stems


def shingles(quotation: NormalizedText) -> tuple[int, ...]:
    """Return a hash below 2³¹ for every two consecutive content words, in text order."""
    return tuple(
        zlib.crc32(f"{before} {after}".encode()) & 0x7FFFFFFF
        for before, after in pairwise(quotation.content_stems)
    )


def fingerprint(quotation: NormalizedText) -> frozenset[int]:
    """Return the shingles to store: up to three, else the lowest of every three consecutive ones.

    This is winnowing (Schleimer, Wilkerson and Aiken 2003), which stores about half of the
    shingles. Quotations that share four consecutive content words share a stored shingle. A query
    with all shingles of a quotation finds even shorter overlaps.
    """
    every = shingles(quotation)
    if len(every) <= _WINDOW:
        return frozenset(every)
    return frozenset(min(every[at : at + _WINDOW]) for at in range(len(every) - _WINDOW + 1))


def is_same_quotation(
    left: NormalizedText, right: NormalizedText, *, one_voice: bool | None = None
) -> bool:
    """Return True if two quotations are the same words, perhaps shortened or slightly reworded.

    `one_voice` is True if the speaker is the same, False if not, None if unknown. The shorter the
    quotations, the more similar they must be. Commonplaces and slogans are too short to match.
    """
    shorter, longer = (left, right) if _length(left) <= _length(right) else (right, left)
    few = len(shorter.content_stems)
    if few < 2:
        return False
    if few == 2:
        return bool(one_voice) and left.words == right.words and len(left.words) > _FEW
    if len(set(left.content_stems) & set(right.content_stems)) < _SHARED * len(
        set(shorter.content_stems)
    ):
        return False

    from rapidfuzz import fuzz  # imported late: not needed for the first frame

    words = fuzz.partial_ratio(left.words, right.words)
    telling = fuzz.partial_ratio(left.content_stems, right.content_stems)
    if shorter.is_verbatim and longer.is_verbatim:
        if few <= _FEW:
            if one_voice:
                return words >= 90 and telling == 100 and len(shorter.words) > _SOME
            return one_voice is None and words == 100 and len(shorter.words) >= _MANY
        if few <= _SOME:
            strangers = one_voice is False and few < _SOME
            return words >= 85 and telling >= 85 and not strangers
        return telling >= 75 and (words >= 80 or (bool(one_voice) and words >= 72))
    # A newspaper's own words agree more often by chance: all name the same people by their titles.
    if few <= _SOME or _numbers(left) != _numbers(right):
        return few == _SOME and words >= 95 and left.content_stems == right.content_stems
    if left.is_verbatim or right.is_verbatim:
        return words >= 85 and telling >= 90
    return words >= 90 and fuzz.ratio(left.content_stems, right.content_stems) >= 75


def _wording(text: str, *, spoken: bool) -> NormalizedText:
    parts = [part for word in WORD.findall(fold_text(text)) for part in _word_parts(word)][
        :_LONGEST
    ]
    telling = tuple([stem for _, stem in parts if stem])  # a list is faster than a generator
    return NormalizedText(tuple([word for word, _ in parts]), telling, spoken)


@lru_cache(maxsize=32_768)
def _word_parts(found: str) -> tuple[tuple[str, str], ...]:
    """Split a word at its hyphens; return each part with its stem, "" for a stop word.

    Newspapers hyphenate the same words differently.
    """
    parts = _HYPHENS.split(found.translate(_PLAIN))
    words = (part.removesuffix("'s").strip("'") for part in parts)
    return tuple(
        (word, "" if len(word) == 1 or word in STOP_WORDS else stem(word)) for word in words if word
    )


def _numbers(quotation: NormalizedText) -> Sequence[str]:
    return sorted(word for word in quotation.words if word[0].isdigit())


def _length(quotation: NormalizedText) -> tuple[int, int, tuple[str, ...]]:
    return len(quotation.content_stems), len(quotation.words), quotation.words


Difference = Literal["same", "cut", "added"]

_PIECE = re.compile(rf"{WORD.pattern}|\s+|.", re.DOTALL)
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_MOST = 4_000  # pieces of either text that are compared word by word
_SHORT = 4  # letters

# True if the pieces are equal, then their half-open ranges in the first and in the second text.
_Step = tuple[bool, int, int, int, int]


class DiffPiece(Struct, frozen=True):
    """A part of both texts, of the first only (cut), or of the second only (added).

    The part in both may differ in case, accents and the form of marks: `text` is its form in the
    second text, `first_text` its form in the first.
    """

    text: str
    how: Difference
    first_text: str = ""


def diff_words(before: str, after: str) -> tuple[DiffPiece, ...]:
    """Return the pieces that turn `before` into `after`, in their order; words are never split.

    The pieces that are not added, in the form of the first text, join to `before`. Those that are
    not cut join to `after`.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    pieces: list[DiffPiece] = []
    for equal, a, b, c, d in _steps(old, new):
        first, second = "".join(old[a:b]), "".join(new[c:d])
        if equal:
            pieces.append(DiffPiece(second, "same", first))
            continue
        if first:
            pieces.append(DiffPiece(first, "cut"))
        if second:
            pieces.append(DiffPiece(second, "added"))
    return tuple(pieces)


def _steps(old: list[str], new: list[str]) -> list[_Step]:
    if len(old) > _MOST or len(new) > _MOST:
        return [(old == new, 0, len(old), 0, len(new))]
    before, after = list(map(_key, old)), list(map(_key, new))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    steps: list[_Step] = []
    for at, (how, a, b, c, d) in enumerate(blocks):
        inside = 0 < at < len(blocks) - 1
        equal = how == "equal" and not (inside and _is_chance_match(old[a:b]))
        if steps and not equal and not steps[-1][0]:  # one change, with a stray "the" within
            _, a, _, c, _ = steps.pop()
        steps.append((equal, a, b, c, d))
    return steps


def _is_chance_match(pieces: list[str]) -> bool:
    """Return True if equal pieces are at most one short word, which two texts share by chance."""
    words = [piece for piece in pieces if piece[0].isalnum()]
    return not words or (len(words) == 1 and len(words[0]) < _SHORT)


def _key(piece: str) -> str:
    """Return a key that is equal for pieces that differ only in case, accents or form of marks."""
    return " " if piece.isspace() else fold_text(piece).translate(_MARKS)
