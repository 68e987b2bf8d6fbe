"""Concordance lines as rows (KWIC): the matched words in the middle, their contexts beside them."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from analysis.corpus import Line, Sort
from db import StoreLine
from tui.formatting import day, short_day
from tui.sanitize import safe
from tui.widgets.statistics.base import Table, left_cell, right_cell

_WORDS = 14  # cells that matched words usually take
_PER_CENT, _DAY = 4, 11  # cells of the columns on the left
_DATED, _TITLED = 84, 120  # fewest cells for the column of the date, and of the title


class KwicRows(Table):
    """One match per row."""

    def __init__(self, lines: Sequence[Line | StoreLine], sort: Sort, length: int) -> None:
        """Show `lines` in their order; `length` is the text's length, 0 for several articles."""
        self.places = lines
        self._sort = sort
        self._length = length

    def count(self) -> int:
        """Return the number of lines."""
        return len(self.places)

    def line(self, index: int) -> Line:
        """Return the match with its context."""
        found = self.places[index]
        return found.line if isinstance(found, StoreLine) else found

    def place(self, index: int) -> tuple[int | None, int, int]:
        """Return a match's article (None for the open one), start and end."""
        found, line = self.places[index], self.line(index)
        return found.article if isinstance(found, StoreLine) else None, line.start, line.end

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the line; the side that it is sorted by is coloured."""
        line = self.line(index)
        where = self._where(index, width)
        room = max(width - where.cell_length, 3)
        before = max(1, (room - min(_WORDS, cell_len(line.words))) // 2)
        words = Content(safe(line.words)).truncate(max(1, room - before - 2), ellipsis=True)
        left = _last(safe(line.left), before)
        right = _first(safe(line.right), room - before - words.cell_length)
        return [
            Content.assemble(
                where,
                " " * (before - left.cell_length),
                _sorted_by(left, last=True) if self._sort == "left" else left,
                words.stylize(".rows--match"),
                _sorted_by(right, last=False) if self._sort == "right" else right,
            )
        ]

    def _where(self, index: int, width: int) -> Content:
        """Return the left column: the position in the text, or the article's date and title."""
        found = self.places[index]
        if not isinstance(found, StoreLine):
            per_cent = f"{100 * found.start // max(self._length, 1)} %"
            return right_cell(per_cent, _PER_CENT).stylize(".rows--muted") + " "
        if width < _DATED:
            return Content("")
        where = left_cell(short_day(found.published) if found.published else "", _DAY) + "  "
        if width >= _TITLED:
            where = where + left_cell(safe(found.title), width // 5) + "  "
        return where.stylize(".rows--muted")

    def about(self, index: int) -> Content:
        """Return the article of the line."""
        found = self.places[index]
        if not isinstance(found, StoreLine):
            return Content("")
        site = f" · {safe(found.site)}" if found.site else ""
        return Content(f"{safe(found.title)}{site} · {day(found.published)}")

    def asked(self, index: int) -> str:
        """Return the matched words."""
        return self.line(index).words


def _last(text: str, cells: int) -> Content:
    """Return the end of a text, as many whole words as fit into `cells`."""
    end = text[-cells:]
    while cell_len(end) > cells:
        end = end[1:]
    if len(end) < len(text) and not text[-len(end) - 1].isspace():
        cut = end.find(" ")
        end = end[cut + 1 :] if 0 <= cut < len(end) - 1 else end
    return Content(end)


def _first(text: str, cells: int) -> Content:
    """Return the beginning of a text, as many whole words as fit into `cells`."""
    start = text[: max(cells, 0)]
    while cell_len(start) > cells:
        start = start[:-1]
    if len(start) < len(text) and not text[len(start)].isspace():
        cut = start.rfind(" ")
        start = start[:cut] if cut > 0 else start
    return Content(start)


def _sorted_by(side: Content, *, last: bool) -> Content:
    """Colour the word of a context that is next to the match."""
    plain = side.plain
    if last:
        start = plain.rstrip().rfind(" ") + 1
        return side.stylize(".rows--accent", start, len(plain))
    begun = len(plain) - len(plain.lstrip())
    end = plain.find(" ", begun)
    return side.stylize(".rows--accent", 0, end if end >= 0 else len(plain))
