"""Row sources: the content of a virtual list, built only for visible rows."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.content import Content

T = TypeVar("T")


class RowSource:
    """The content of a `Rows` list. Subclass it and serve rows from a window or a cache.

    `lines` is the height of every row. A source with rows of different heights sets `even` to
    False and implements `height`. The list calls `height` for every row when its content or
    width changes, so it has to be cheap. An estimate suffices: rows are cut or padded to it.
    """

    lines: int = 1
    even: bool = True

    def count(self) -> int:
        """Return the number of rows."""
        raise NotImplementedError

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the row's lines; the list truncates each to `width` cells.

        Styles of the content may name component classes (".rows--muted") or theme variables.
        """
        raise NotImplementedError

    def heading(self, index: int) -> bool:
        """Return whether the row is a heading, and drawn as one."""
        del index
        return False

    def passed(self, index: int) -> bool:
        """Return whether the cursor skips the row; by default it skips headings."""
        return self.heading(index)

    def folds(self, index: int) -> bool:
        """Return whether the row begins with a sign that a click folds or unfolds."""
        del index
        return False

    def height(self, index: int, width: int) -> int:
        """Return the row's number of lines at `width` cells; called only if `even` is False."""
        del index, width
        return self.lines


class HeadedRows(RowSource, Generic[T]):
    """Entries of one line each under headings, with a blank line above all but the first heading.

    Subclass it and implement `entry_row`. In `entries`, a heading is a plain string.
    """

    even = False

    def __init__(self, entries: Sequence[str | T]) -> None:
        """List `entries`, headings included."""
        self.entries = entries

    def entry_row(self, entry: T, width: int) -> Content:
        """Return the line of an entry at `width` cells."""
        raise NotImplementedError

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.entries)

    def heading(self, index: int) -> bool:
        """Return whether the row is a heading."""
        return isinstance(self.entries[index], str)

    def height(self, index: int, width: int) -> int:
        """Return 1, or 2 for a heading with a blank line above it."""
        del width
        return 2 if index and self.heading(index) else 1

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the heading or the entry."""
        entry = self.entries[index]
        if isinstance(entry, str):
            return [Content(""), Content(entry)] if index else [Content(entry)]
        return [self.entry_row(entry, width)]


class NoRows(RowSource):
    """A source without rows."""

    def count(self) -> int:
        return 0
