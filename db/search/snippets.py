"""The place in a text that answers a search, and the words around it, in bounded time.

FTS5's own snippet() took 8.7 s on a text of 1 MB with 18,000 hits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.folding import alike
from db.search.forms import Forms
from db.search.standing import LETTER, literal_pattern
from db.search.tree import Words

Pieces = tuple[tuple[str, bool], ...]

_WIDTH = 160  # characters of a snippet
_BEFORE = 40  # of them before the first word found
_STEP = 16_384  # characters looked at at once
_ENOUGH = 64  # places found in one text, of which the best is taken


@dataclass(slots=True)
class Budget:
    """How many characters may still be looked through in one search."""

    characters: int = 4_000_000


class Found(NamedTuple):
    """Where a text answers a search (0 to 0 when it does so in its title only), and how."""

    start: int
    end: int
    snippet: Pieces


def pattern(words: Sequence[Words], forms: Forms) -> re.Pattern[str]:
    """What finds the words in a text without case and accents: one group for each of them."""
    if not words:
        return re.compile(r"(?!)")
    return re.compile("|".join(f"({_word_pattern(one, forms)})" for one in words))


def find(text: str, terms: re.Pattern[str], budget: Budget) -> Found:
    """The place in `text` where most of the terms stand close together."""
    places = _places(text, terms, budget)
    if not places:
        return Found(0, 0, _cut(text, 0, ()))
    best, most = 0, 0
    for index, (start, _, _) in enumerate(places):
        near = {term for at, end, term in places[index:] if end <= start + _WIDTH - _BEFORE}
        if len(near) > most:
            best, most = index, len(near)
    start, end, _ = places[best]
    return Found(start, end, _cut(text, max(0, start - _BEFORE), places))


def finds(text: str, terms: re.Pattern[str]) -> bool:
    """Whether a short text holds one of the terms."""
    return terms.search(alike(text)) is not None


def _word_pattern(words: Words, forms: Forms) -> str:
    if len(words.literals) == 1 and len(words.tokens) == 1:
        return literal_pattern(words.literals[0])
    phrase = r"[\W_]{1,16}".join(map(re.escape, words.tokens))
    after = "" if words.prefix else f"(?!{LETTER})"
    if words.exact:
        return f"(?<!{LETTER}){phrase}{after}"
    others = "|".join(map(re.escape, sorted(forms(words.tokens[0]), key=len, reverse=True)))
    return f"(?<!{LETTER})(?:{phrase}{after}|(?:{others})(?!{LETTER}))"


def _places(text: str, terms: re.Pattern[str], budget: Budget) -> list[tuple[int, int, int]]:
    """The first places in text order: where each begins and ends, and which term it is."""
    places: list[tuple[int, int, int]] = []
    seen: set[int] = set()
    for begin in range(0, len(text), _STEP):
        if budget.characters <= 0 or len(places) >= _ENOUGH or len(seen) == terms.groups:
            break
        # a step reaches over its edges so that a place across one is whole in it
        from_, to = max(0, begin - 1), min(len(text), begin + _STEP + 256)
        budget.characters -= to - from_
        for match in terms.finditer(alike(text[from_:to])):
            start, end = match.start() + from_, match.end() + from_
            if begin <= start < begin + _STEP and match.lastindex:
                places.append((start, end, match.lastindex))
                seen.add(match.lastindex)
                if len(places) >= _ENOUGH:
                    break
    return places


def _cut(text: str, begin: int, places: Sequence[tuple[int, int, int]]) -> Pieces:
    if begin:
        space = text.find(" ", begin, begin + _BEFORE // 2)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + _WIDTH)
    if end < len(text):
        space = text.rfind(" ", begin + _WIDTH - _BEFORE // 2, end)
        end = space if space >= 0 else end
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for first, last, _ in places:
        if first >= at and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple((re.sub(r"\s", " ", piece), hit) for piece, hit in pieces if piece)
