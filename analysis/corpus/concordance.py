"""Concordance: words in their contexts, one occurrence per line, sorted to show patterns.

Queries for words, phrases and names within one text, and their occurrences.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from analysis.corpus.frequency import WORD, normalize_word
from analysis.folded_text import fold_text
from analysis.models import Span
from analysis.text import clean, is_symbol

Sort = Literal["place", "left", "right"]
SORTS: tuple[Sort, ...] = ("place", "right", "left")
_REACH = 160  # characters of context on either side
_SORTED_BY = 4  # words of the context


class ConcordanceLine(Struct, frozen=True):
    """An occurrence (`start` to `end`), its words, and its context to the left and the right.

    Line ends and runs of blanks are single blanks.
    """

    start: int
    end: int
    left: str
    words: str
    right: str


def concordance_lines(text: str, spans: Sequence[Span]) -> list[ConcordanceLine]:
    """Return spans of a text in context (keyword in context, Luhn 1960), in the order given."""
    return [
        ConcordanceLine(
            start,
            end,
            _flat(text[max(0, start - _REACH) : start]),
            _flat(text[start:end]).strip(),
            _flat(text[end : end + _REACH]),
        )
        for start, end in spans
    ]


def sort_lines(found: Sequence[ConcordanceLine], sort: Sort) -> list[int]:
    """Return the lines' indexes, sorted: as given, or by the words on one side, nearest first."""
    indexes = list(range(len(found)))
    if sort == "right":
        indexes.sort(key=lambda index: _context(found[index].right))
    elif sort == "left":
        indexes.sort(key=lambda index: _context(found[index].left, backwards=True))
    return indexes


def _context(side: str, *, backwards: bool = False) -> list[str]:
    words = [normalize_word(word) for word in WORD.findall(side)]
    if backwards:
        words.reverse()
    return words[:_SORTED_BY]


def _flat(text: str) -> str:
    """Collapse runs of blanks and line ends to one blank, also at either end."""
    flat = " ".join(text.split())
    if not flat:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{flat}{' ' if text[-1].isspace() else ''}"


_MOST = 32  # phrases in one query
_LONGEST = 40  # words in one phrase
_PART = re.compile(r'"([^"]*)"?(\*)?|((?:[^,;"]|(?<=\d),(?=\d))+)')
_UNFINISHED = re.compile(r"[^\W_]{3}$")  # shorter prefixes match half of all words
_LETTER = r"[^\W_]"
_BETWEEN = r"[\W_]{1,16}"  # between the words of a phrase
_STEP = 1 << 16  # characters that are searched at a time
_OVER = 2048  # characters of the next step, to find phrases across the boundary


class Phrase(Struct, frozen=True):
    """Consecutive words; with `prefix` the last one is the beginning of a word."""

    words: str
    prefix: bool = False


class PhraseMatches(Struct, frozen=True):
    """The first matches in text order, and the total number of matches."""

    spans: tuple[Span, ...]
    total: int


def parse_phrases(query: str, *, typing: bool = False) -> tuple[Phrase, ...]:
    """Parse a query into phrases, of which any may match; every string is a valid query.

    A comma or semicolon separates phrases, except within "quotation marks" and numbers. A star at
    the end of a phrase makes its last word a prefix. With `typing`, the last word of the query is
    a prefix until a blank follows it.
    """
    query = re.sub("[“”„«»]", '"', clean(query))
    phrases: dict[Phrase, None] = {}
    for quoted, star, plain in _PART.findall(query):
        words = " ".join((quoted or plain).split()[:_LONGEST])
        prefix = bool(star) or words.endswith("*")
        words = words.rstrip("* ")
        if any(letter.isalnum() for letter in words):
            phrases[Phrase(words, prefix)] = None
    if typing and phrases and _UNFINISHED.search(query):
        last = Phrase(phrases.popitem()[0].words, prefix=True)
        phrases[last] = None
    return tuple(phrases)[:_MOST]


def to_query(names: Sequence[str]) -> str:
    """Return a query for any of these names, in the syntax of `parse_phrases`."""
    cleaned = (name.replace('"', " ").strip() for name in names)
    return ", ".join(f'"{name}"' if re.search("[,;]", name) else name for name in cleaned)


def phrase_pattern(phrases: Sequence[Phrase]) -> re.Pattern[str]:
    """Compile phrases, longest first, to a pattern over a text without case and accents."""
    longest = sorted(phrases, key=lambda phrase: -len(phrase.words))
    return re.compile("|".join(map(_phrase_pattern, longest)))


def find_phrases(
    text: str,
    phrases: Sequence[Phrase],
    limit: int,
    after: int = 0,
    *,
    given_up: Callable[[], bool] = lambda: False,
) -> PhraseMatches:
    """Find phrases from the offset `after` on: the first `limit` spans and the total number.

    Case and accents are ignored. Takes time linear in the text's length. Once `given_up` returns
    True, the search stops and returns the matches so far.
    """
    spans: list[Span] = []
    total = 0
    if phrases:
        pattern, done = phrase_pattern(phrases), after
        for begin in range(after - after % _STEP, len(text), _STEP):
            if given_up():
                break
            low = max(0, begin - 1)
            for match in pattern.finditer(fold_text(text[low : begin + _STEP + _OVER])):
                start, end = match.start() + low, match.end() + low
                if max(begin, done) <= start < begin + _STEP:
                    done = end
                    total += 1
                    if len(spans) < limit:
                        spans.append((start, end))
    return PhraseMatches(tuple(spans), total)


def _phrase_pattern(phrase: Phrase) -> str:
    parts: list[str] = []
    for word in fold_text(phrase.words).split():
        if any(is_symbol(letter) for letter in word):
            parts.append(re.escape(word.strip(".,;:!?()[]{}'‘’")))
        else:
            parts += re.findall(f"{_LETTER}+", word)
    before = f"(?<!{_LETTER})" if parts[0][0].isalnum() else ""
    after = f"{_LETTER}*" if phrase.prefix else f"(?!{_LETTER})" if parts[-1][-1].isalnum() else ""
    return before + _BETWEEN.join(parts) + after
