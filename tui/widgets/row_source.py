"""Row sources: the content of a virtual list, built only for visible rows.

A long list of the store, of which only the requested windows are cached.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from typing import Generic, TypeVar

from textual.cache import LRUCache
from textual.content import Content

from db import StoreError
from tui.widgets.row_marks import RowKey

T = TypeVar("T")


class RowSource(ABC):
    """The content of a `VirtualList`. Subclass it and serve rows from a window or a cache.

    `lines` is the height of every row. A source with rows of different heights sets
    `has_equal_heights` to False and implements `height`. The list calls `height` for every row when
    its content or width changes, so it has to be cheap. An estimate suffices: rows are cut or
    padded to it.
    """

    lines: int = 1
    has_equal_heights: bool = True
    is_markable: bool = False
    """True if rows can be marked; the source then implements `key`."""

    is_filtered: bool = False
    """True if rows are left out, so that a marked row may be listed again later."""
    is_partial: bool = False
    """True if more rows match, which are loaded only near the end of the list."""

    @abstractmethod
    def count(self) -> int:
        """Return the number of rows."""

    @abstractmethod
    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the row's lines; the list truncates each to `width` cells.

        Styles of the content may name component classes (".rows--muted") or theme variables.
        """

    def count_markable(self) -> int:
        """Return the number of rows that can be marked."""
        return self.count()

    def is_heading(self, index: int) -> bool:
        """Return whether the row is a heading, and drawn as one."""
        del index
        return False

    def is_skipped(self, index: int) -> bool:
        """Return whether the cursor skips the row; by default it skips headings."""
        return self.is_heading(index)

    def is_foldable(self, index: int) -> bool:
        """Return whether the row begins with a sign that a click folds or unfolds."""
        del index
        return False

    def height(self, index: int, width: int) -> int:
        """Return the row's number of lines at `width` cells; for rows of different heights."""
        del index, width
        return self.lines

    def heights(self, width: int) -> Iterable[int]:
        """Return the height of each row, at least 1."""
        return (max(1, self.height(index, width)) for index in range(self.count()))

    def key(self, index: int) -> RowKey | None:
        """Return the key of a row, by which it is marked; None if it cannot be marked."""
        del index
        return None

    def keys(self, start: int, stop: int) -> Sequence[RowKey | None]:
        """Return the keys of rows from `start` to before `stop`. May raise `StoreError`."""
        return [self.key(index) for index in range(start, stop)]

    def listed_keys(self, keys: Collection[RowKey]) -> Set[RowKey]:
        """Return those of `keys` that have a row. May raise `StoreError`."""
        return set(keys).intersection(self.keys(0, self.count()))


class HeadedRows(RowSource, Generic[T]):
    """Entries of one line each under headings, with a blank line above all but the first heading.

    Subclass it and implement `entry_row`. In `entries`, a heading is a plain string.
    """

    has_equal_heights = False

    def __init__(self, entries: Sequence[str | T]) -> None:
        """List `entries`, headings included."""
        self.entries = entries

    @abstractmethod
    def entry_row(self, entry: T, width: int) -> Content:
        """Return the line of an entry at `width` cells."""

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.entries)

    def count_markable(self) -> int:
        """Return the number of entries."""
        return sum(not isinstance(entry, str) for entry in self.entries)

    def is_heading(self, index: int) -> bool:
        """Return whether the row is a heading."""
        return isinstance(self.entries[index], str)

    def height(self, index: int, width: int) -> int:
        """Return 1, or 2 for a heading with a blank line above it."""
        del width
        return 2 if index and self.is_heading(index) else 1

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the heading or the entry."""
        entry = self.entries[index]
        if isinstance(entry, str):
            return [Content(""), Content(entry)] if index else [Content(entry)]
        return [self.entry_row(entry, width)]


class EmptySource(RowSource):
    """A source without rows."""

    def count(self) -> int:
        return 0

    def row(self, index: int, width: int) -> Sequence[Content]:
        raise IndexError(index, width)


WINDOW = 100  # rows fetched at a time
_CACHED = 20  # windows in the cache


class WindowCache(Generic[T]):
    """A cached list of `count` rows; `fetch` loads rows by limit and offset."""

    def __init__(self, fetch: Callable[[int, int], list[T]], count: int) -> None:
        """Fetch the first window. Raises `StoreError`."""
        self.count = count
        self._fetch = fetch
        self._cache: LRUCache[int, list[T]] = LRUCache(_CACHED)
        self._window(0)

    def row(self, index: int) -> T | None:
        """Return a row; None if it was deleted or the store is locked."""
        if not 0 <= index < self.count:
            return None
        try:
            window = self._window(index // WINDOW)
        except StoreError:  # e.g. locked by another program; queried again at the next drawing
            return None
        return window[index % WINDOW] if index % WINDOW < len(window) else None

    def cached_rows(self) -> Iterator[tuple[int, T]]:
        """Yield the cached rows with their indexes."""
        for number in list(self._cache.keys()):
            for at, row in enumerate(self._window(number)):
                yield number * WINDOW + at, row

    def _window(self, number: int) -> list[T]:
        window = self._cache.get(number)
        if window is None:
            window = self._fetch(WINDOW, number * WINDOW)
            self._cache[number] = window
        return window
