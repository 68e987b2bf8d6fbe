"""The lines that the rows of a list occupy, and the rows that can have its cursor."""

from bisect import bisect_right
from itertools import accumulate

from tui.store_query import read_or_default
from tui.widgets.row_source import RowSource


class RowLayout:
    """The rows of a source, measured at a width; at width 0 they have no lines."""

    def __init__(self, source: RowSource, width: int) -> None:
        """Measure the rows, each of them if heights differ."""
        self._source = source
        self.width = width
        self._ends: list[int] = []  # the line after each row, if heights differ
        self.height = 0
        """The number of lines of all rows."""
        if width and source.has_equal_heights:
            self.height = source.count() * source.lines
        elif width:
            self._ends = list(accumulate(source.heights(width)))
            self.height = self._ends[-1] if self._ends else 0

    def span(self, index: int) -> tuple[int, int]:
        """Return the row's first line and the line after it."""
        if self._source.has_equal_heights:
            return index * self._source.lines, (index + 1) * self._source.lines
        return (self._ends[index - 1] if index else 0), self._ends[index]

    def index_at(self, line: int) -> int:
        """Return the row at a line of the whole list, -1 for none."""
        if line < 0 or line >= self.height:
            return -1
        if self._source.has_equal_heights:
            return line // self._source.lines
        return bisect_right(self._ends, line)

    def nearest_selectable(self, index: int, step: int) -> int:
        """Return `index` if it is selectable, else the nearest selectable row towards `step`.

        Without one in that direction, search in the other; return -1 if there is none.
        """
        count = self._source.count()
        if not count:
            return -1
        index = min(max(index, 0), count - 1)
        for way in (step, -step):
            at = index
            while 0 <= at < count:
                if not self._source.is_skipped(at):
                    return at
                at += way
        return -1

    def move(self, index: int, by: int) -> int:
        """Return the row that is `by` selectable rows after `index`, or the last on the way."""
        count, step = self._source.count(), 1 if by > 0 else -1
        at = to = index
        for _ in range(min(abs(by), count)):
            to += step
            while 0 <= to < count and self._source.is_skipped(to):
                to += step
            if not 0 <= to < count:
                break
            at = to
        return self.nearest_selectable(at, step)


def find_same_row(source: RowSource, index: int, target: RowSource) -> int:
    """Return the row of another source with the key of a row, else the one with its index."""
    at = min(max(index, 0), max(target.count() - 1, 0))
    if not 0 <= index < source.count() or not target.count():
        return at
    key = source.key(index)
    if key is None or target.key(at) == key:
        return at
    found = read_or_default(lambda: target.row_of(key), None)
    return at if found is None else found
