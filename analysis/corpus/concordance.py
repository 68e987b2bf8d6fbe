"""Concordance: words in their contexts, one occurrence per line, sorted to show patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.corpus.frequency import WORD, bare
from analysis.models import Span

Sort = Literal["place", "left", "right"]
SORTS: tuple[Sort, ...] = ("place", "right", "left")
_REACH = 160  # characters of context on either side
_SORTED_BY = 4  # words of the context


@dataclass(frozen=True, slots=True)
class Line:
    """An occurrence (`start` to `end`), its words, and its context to the left and the right.

    Line ends and runs of blanks are single blanks.
    """

    start: int
    end: int
    left: str
    words: str
    right: str


def lines(text: str, spans: Sequence[Span]) -> list[Line]:
    """Return spans of a text in context (keyword in context, Luhn 1960), in the order given."""
    return [
        Line(
            start,
            end,
            _flat(text[max(0, start - _REACH) : start]),
            _flat(text[start:end]).strip(),
            _flat(text[end : end + _REACH]),
        )
        for start, end in spans
    ]


def sorted_lines(found: Sequence[Line], sort: Sort) -> list[int]:
    """Return the lines' indexes, sorted: as given, or by the words on one side, nearest first."""
    indexes = list(range(len(found)))
    if sort == "right":
        indexes.sort(key=lambda index: _context(found[index].right))
    elif sort == "left":
        indexes.sort(key=lambda index: _context(found[index].left, backwards=True))
    return indexes


def _context(side: str, *, backwards: bool = False) -> list[str]:
    words = [bare(word) for word in WORD.findall(side)]
    if backwards:
        words.reverse()
    return words[:_SORTED_BY]


def _flat(text: str) -> str:
    """Collapse runs of blanks and line ends to one blank, also at either end."""
    flat = " ".join(text.split())
    if not flat:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{flat}{' ' if text[-1].isspace() else ''}"
