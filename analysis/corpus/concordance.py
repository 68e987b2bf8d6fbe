"""Concordance: words in their contexts, one occurrence per line, sorted to show patterns.

Queries for words, phrases and names within one text, and their occurrences.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Literal

from msgspec import Struct

from analysis.corpus.frequency import WORD, normalize_word
from analysis.folded_text import fold_text
from analysis.models import Entity, Span
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


def context_words(line: ConcordanceLine, sort: Sort) -> list[str]:
    """Return the words by which a line is sorted: those on one side, nearest first."""
    side = {"place": "", "left": line.left, "right": line.right}[sort]
    words = [normalize_word(word) for word in WORD.findall(side)]
    return words[: -_SORTED_BY - 1 : -1] if sort == "left" else words[:_SORTED_BY]


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


class Phrase(Struct, frozen=True):
    """Consecutive words; with `prefix` the last one is the beginning of a word."""

    words: str
    prefix: bool = False


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


def entity_query(entity: Entity) -> str:
    """Return a query for any name of an entity."""
    return to_query([entity.name, *entity.aliases])


def to_query(names: Sequence[str]) -> str:
    """Return a query for any of these names, in the syntax of `parse_phrases`."""
    cleaned = (name.replace('"', " ").strip() for name in names)
    return ", ".join(f'"{name}"' if re.search("[,;]", name) else name for name in cleaned)


def find_phrases(text: str, phrases: Sequence[Phrase], limit: int, after: int = 0) -> list[Span]:
    """Find the first `limit` matches of any of the phrases from the offset `after` on.

    Case and accents are ignored. Of several phrases at one offset, the longest matches.
    """
    if not phrases:
        return []
    longest = sorted(phrases, key=lambda phrase: -len(phrase.words))
    pattern = re.compile("|".join(map(_phrase_pattern, longest)))
    return [match.span() for match in islice(pattern.finditer(fold_text(text), after), limit)]


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
