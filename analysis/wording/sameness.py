"""Whether two quotations are the same words: whole, cut, or a little reworded.

Candidates come from shingles of two words; a fingerprint of them is kept and looked up. Whether two
candidates are the same is then decided by aligning the words themselves.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from analysis.findings import QuotationKind
from analysis.folding import alike
from analysis.inflection import stem
from analysis.wording.stop_words import STOP_WORDS
from analysis.wording.word_counts import WORD

_IN_MARKS = re.compile("(?:[“\"„«]|''|‘‘)(.+?)(?:[”\"»]|''|’’|$)", re.DOTALL)
_PLAIN = str.maketrans({"’": "'", ".": None, ",": None})
_HYPHENS = re.compile("[-‑]")
_WINDOW = 3  # shingles, of which one at least is kept
_SPOKEN_LEAST = 3  # telling words in marks from which a mixed quotation is taken by those
_FEW, _SOME = 3, 5  # telling words up to which a quotation is very short, or short
_MANY = 7  # words that somebody unnamed says by chance no more, though they tell little
_SHARED = 0.6  # of the telling words of the shorter one, for a look at their order to be worth it
_LONGEST = 400  # words that are looked at


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody is quoted with: `words` as spoken, `telling` the stems of those that say much.

    Words are in lower case and without accents. `spoken` tells whether they stood in quotation
    marks, and are not the paper's own.
    """

    words: tuple[str, ...]
    telling: tuple[str, ...]
    spoken: bool


def wording(content: str, kind: QuotationKind) -> Wording:
    """The words of a quotation; of a mixed one those in marks, where they say enough."""
    if kind == "mixed":
        in_marks = _wording(" ".join(_IN_MARKS.findall(content)), spoken=True)
        if len(in_marks.telling) >= _SPOKEN_LEAST:
            return in_marks
    return _wording(content, spoken=kind == "direct")


def telling_words(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that say much, in their order."""
    return _wording(text, spoken=False).telling


def shingles(said: Wording) -> tuple[int, ...]:
    """A number below 2³¹ for every two telling words in a row, in the order of the words."""
    return tuple(
        zlib.crc32(f"{before} {after}".encode()) & 0x7FFFFFFF
        for before, after in pairwise(said.telling)
    )


def fingerprint(said: Wording) -> frozenset[int]:
    """Those of the shingles to keep: all of three, else the least of every three in a row.

    Winnowing (Schleimer, Wilkerson and Aiken 2003): quotations that share four telling words in a
    row, with whatever between them, share a kept shingle, which is about half of them. Looked up
    by all shingles, less is enough.
    """
    every = shingles(said)
    if len(every) <= _WINDOW:
        return frozenset(every)
    return frozenset(min(every[at : at + _WINDOW]) for at in range(len(every) - _WINDOW + 1))


def same(one: Wording, other: Wording, *, one_voice: bool | None = None) -> bool:
    """Whether two quotations are the same words, one of them perhaps cut or a little reworded.

    `one_voice` tells whether the same person is quoted, None where that is not known. The fewer
    the words, the more they have to agree; commonplaces and slogans are too few to tell.
    """
    from rapidfuzz import fuzz  # not on the way to the first frame

    shorter, longer = sorted((one, other), key=_length)
    few = len(shorter.telling)
    if few < 2:
        return False
    if few == 2:
        return bool(one_voice) and one.words == other.words and len(one.words) > _FEW
    if len(set(one.telling) & set(other.telling)) < _SHARED * len(set(shorter.telling)):
        return False
    words = fuzz.partial_ratio(one.words, other.words)
    telling = fuzz.partial_ratio(one.telling, other.telling)
    if shorter.spoken and longer.spoken:
        if few <= _FEW:
            if one_voice:
                return words >= 90 and telling == 100 and len(shorter.words) > _SOME
            return one_voice is None and words == 100 and len(shorter.words) >= _MANY
        if few <= _SOME:
            strangers = one_voice is False and few < _SOME
            return words >= 85 and telling >= 85 and not strangers
        return telling >= 75 and (words >= 80 or (bool(one_voice) and words >= 72))
    # The words of a paper agree more easily: by title and name of whom all papers write about.
    if few <= _SOME or _numbers(one) != _numbers(other):
        return few == _SOME and words >= 95 and one.telling == other.telling
    if one.spoken or other.spoken:
        return words >= 85 and telling >= 90
    return words >= 90 and fuzz.ratio(one.telling, other.telling) >= 75


def _wording(text: str, *, spoken: bool) -> Wording:
    heard = [word for found in WORD.findall(alike(text)) for word in _heard(found)][:_LONGEST]
    telling = tuple(stem for _, stem in heard if stem)
    return Wording(tuple(word for word, _ in heard), telling, spoken)


@lru_cache(maxsize=32_768)
def _heard(found: str) -> tuple[tuple[str, str], ...]:
    """What is compared of a word as it is written, each part with its stem, "" if that says little.

    Hyphens part words, since papers do not agree on them.
    """
    parts = _HYPHENS.split(found.translate(_PLAIN))
    words = (part.removesuffix("'s").strip("'") for part in parts)
    return tuple(
        (word, "" if len(word) == 1 or word in STOP_WORDS else stem(word)) for word in words if word
    )


def _numbers(said: Wording) -> Sequence[str]:
    return sorted(word for word in said.words if word[0].isdigit())


def _length(said: Wording) -> tuple[int, int, tuple[str, ...]]:
    return len(said.telling), len(said.words), said.words
