"""What a list shows: rows that are built when they come into sight."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.content import Content

T = TypeVar("T")


class RowSource:
    """What a `Rows` list shows. Derive from it and answer from a window or a cache.

    `lines` is the height of every row. A source whose rows differ sets `even` to False and
    answers `height`, which is asked for every row whenever the list or its width changes, so it
    has to be cheap: an estimate is enough, since a row is cut or filled to its height.
    """

    lines: int = 1
    even: bool = True

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The row's lines, each cut to `width` cells by the list where it is longer.

        Styles of the content may name component classes (".rows--muted") or theme variables.
        """
        raise NotImplementedError

    def heading(self, index: int) -> bool:
        """Whether the row is a heading, and drawn as one."""
        del index
        return False

    def passed(self, index: int) -> bool:
        """Whether the cursor passes over the row, as over headings where nothing else is said."""
        return self.heading(index)

    def folds(self, index: int) -> bool:
        """Whether the row begins with a sign that folds or unfolds it when it is clicked."""
        del index
        return False

    def height(self, index: int, width: int) -> int:
        """How many lines the row takes at `width` cells; asked only where `even` is False."""
        del index, width
        return self.lines


class HeadedRows(RowSource, Generic[T]):
    """Entries of a line each, in parts under headings with a blank line above all but the first.

    Derive from it and answer `entry_row`. `entries` holds headings as plain words.
    """

    even = False

    def __init__(self, entries: Sequence[str | T]) -> None:
        """List `entries`, headings among them."""
        self.entries = entries

    def entry_row(self, entry: T, width: int) -> Content:
        """The line of an entry at `width` cells."""
        raise NotImplementedError

    def count(self) -> int:
        """How many rows there are."""
        return len(self.entries)

    def heading(self, index: int) -> bool:
        """Whether the row is a heading."""
        return isinstance(self.entries[index], str)

    def height(self, index: int, width: int) -> int:
        """A line, and a blank one above headings."""
        del width
        return 2 if index and self.heading(index) else 1

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The heading or the entry."""
        entry = self.entries[index]
        if isinstance(entry, str):
            return [Content(""), Content(entry)] if index else [Content(entry)]
        return [self.entry_row(entry, width)]


class NoRows(RowSource):
    """A list with nothing in it."""

    def count(self) -> int:
        return 0
