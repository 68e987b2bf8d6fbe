"""The place in a text that answers a search, and the words around it, in bounded time.

FTS5's own snippet() took 8.7 s on a text of 1 MB with 18,000 hits.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.folding import alike
from db.search.forms import Forms
from db.search.standing import LETTER, literal_pattern
from db.search.tree import Words

Pieces = tuple[tuple[str, bool], ...]
Patterns = tuple[re.Pattern[str], ...]

_WIDTH = 160  # characters of a snippet
_BEFORE = 40  # of them before the first word found
_STEP = 16_384  # characters looked at at once
_BLANKS = re.compile(r"\s+")
_BETWEEN = r"[\W_]{1,16}"  # what stands between the words of a phrase
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


def patterns(words: Sequence[Words], forms: Forms) -> Patterns:
    """What finds each of the words in a text without case and accents."""
    return tuple(re.compile(_word_pattern(one, forms)) for one in words)


def find(text: str, terms: Patterns, budget: Budget) -> Found:
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


def finds(text: str, terms: Patterns) -> bool:
    """Whether a short text holds one of the terms."""
    text = alike(text)
    return any(term.search(text) for term in terms)


def _word_pattern(words: Words, forms: Forms) -> str:
    if len(words.literals) == 1 and len(words.tokens) == 1:
        return literal_pattern(words.literals[0])
    others = [] if words.exact else [(form,) for form in forms(words.tokens[0])]
    written = [words.tokens, *others]
    ends = {_BETWEEN.join(tokens): f"(?!{LETTER})" for tokens in written}
    if words.prefix:
        ends[_BETWEEN.join(words.tokens)] = ""
    # what all begin with stands first, so that it is looked for as it is, and only then what is
    # before it: five times as fast as a pattern that begins with a look back
    common = _beginning([tokens[0] for tokens in written])
    longest_first = sorted(ends.items(), key=lambda one: -len(one[0]))
    rests = "|".join(form[len(common) :] + end for form, end in longest_first)
    return f"{common}(?<!{LETTER}{common})(?:{rests})"


def _beginning(words: Sequence[str]) -> str:
    """What all the words begin with; they are letters and digits, which patterns take as such."""
    first, last = min(words), max(words)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def all_places(text: str, terms: Patterns) -> list[tuple[int, int, int]]:
    """Every place in text order: where it begins and ends, and which term it is."""
    text = alike(text)
    return sorted(
        (*found.span(), number)
        for number, term in enumerate(terms)
        for found in term.finditer(text)
        if found.end() > found.start()
    )


def _places(text: str, terms: Patterns, budget: Budget) -> list[tuple[int, int, int]]:
    """The first places in text order: where each begins and ends, and which term it is."""
    places: list[tuple[int, int, int]] = []
    seen: set[int] = set()
    for begin in range(0, len(text), _STEP):
        if budget.characters <= 0 or len(places) >= _ENOUGH or len(seen) == len(terms):
            break
        # a step reaches over its edges so that a place across one is whole in it
        from_, to = max(0, begin - 1), min(len(text), begin + _STEP + 256)
        budget.characters -= to - from_
        for start, end, term in all_places(text[from_:to], terms):
            if begin <= start + from_ < begin + _STEP:
                places.append((start + from_, end + from_, term))
                seen.add(term)
    return places[:_ENOUGH]


def _cut(text: str, begin: int, places: Sequence[tuple[int, int, int]]) -> Pieces:
    if begin:
        space = text.find(" ", begin, begin + _BEFORE // 2)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + _WIDTH)
    if end < len(text):
        space = text.rfind(" ", begin + _WIDTH - _BEFORE // 2, end)
        end = space if space >= 0 else end
    shown = text[begin:end]
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for first, last, _ in places:
        if first >= at and last <= end:
            pieces.append((shown[at - begin : first - begin], False))
            pieces.append((shown[first - begin : last - begin], True))
            at = last
    pieces += [(shown[at - begin :], False), ("…" if end < len(text) else "", False)]
    return tuple((" ".join(_BLANKS.split(piece)), hit) for piece, hit in pieces if piece)
