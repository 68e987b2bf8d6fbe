"""Row sources: the content of a virtual list, built only for visible rows.

A long list of the store, of which only the requested windows are cached.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence, Set
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct
from textual.cache import LRUCache
from textual.content import Content

from db import Store, StoreError
from tui.widgets.row_marks import ArticleRowKey, RowKey

K = TypeVar("K", bound=Hashable)
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

    def item(self, index: int) -> Any:
        """Return the item of a row; None for a heading, and outside the list."""
        del index
        return None

    def is_damaged(self, index: int) -> bool:
        """Return whether the record of a row differs from its checksum."""
        return is_damaged(self.item(index))

    def count_damaged(self) -> int:
        """Count the damaged records among the items that are loaded."""
        return 0

    def row_of(self, key: RowKey) -> int | None:
        """Return the first row with a key; None if there is none. May raise `StoreError`."""
        keys = self.keys(0, self.count())
        return keys.index(key) if key in keys else None

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

    def list_marked(self, start: int, stop: int) -> Sequence[RowKey | None]:
        """Return the keys that marks of these rows add. May raise `StoreError`."""
        return self.keys(start, stop)

    def all_keys(self) -> Sequence[RowKey | None]:
        """Return the keys of all rows, also of those in closed groups. May raise `StoreError`."""
        return self.keys(0, self.count())

    def article_rows(self, store: Store, keys: Sequence[RowKey]) -> list[ArticleRowKey]:
        """Return the articles, findings and notes of marked rows. May raise `StoreError`."""
        del store
        return cast("list[ArticleRowKey]", list(keys))

    def listed_keys(self, keys: Collection[RowKey]) -> Set[RowKey]:
        """Return those of `keys` that have a row. May raise `StoreError`."""
        return set(keys).intersection(self.keys(0, self.count()))


ArticleRowsOf = Callable[[Store, Sequence[RowKey]], list[ArticleRowKey]]
"""A function that returns the articles, findings and notes of rows by their keys."""


def is_damaged(item: Any) -> bool:
    """Return whether the record of an item differs from its checksum."""
    return bool(getattr(item, "damaged", False))


class Heading(Struct, frozen=True):
    """A heading among the items of a list, with blank lines above it, unless it is the first row.

    `below` is the number of blank lines below it.
    """

    text: str
    above: int = 1
    below: int = 0


class Separator(Struct, frozen=True):
    """Lines between two items, which cannot be selected."""

    lines: tuple[str, ...]


class ListSource(RowSource, Generic[T]):
    """A list of items, which may have headings among them, and a function that draws an item.

    `draw` returns the lines of an item at a width. `key` returns the key of an item, by which it
    keeps the cursor and its mark. `height` returns the number of lines of an item at a width; if it
    is not given, each has `lines` lines.
    """

    def __init__(
        self,
        items: Sequence[T | Heading | Separator],
        draw: Callable[[T, int], Sequence[Content]],
        *,
        key: Callable[[T], RowKey | None] | None = None,
        lines: int = 1,
        height: Callable[[T, int], int] | None = None,
        is_markable: bool = False,
        is_filtered: bool = False,
        article_rows: ArticleRowsOf | None = None,
    ) -> None:
        """List `items` in their order."""
        self.items = items
        self.lines = lines
        self.is_markable = is_markable
        self.is_filtered = is_filtered
        self._draw, self._key, self._height = draw, key, height
        self._article_rows = article_rows
        self._others = sum(isinstance(item, Heading | Separator) for item in items)
        self.has_equal_heights = height is None and not self._others

    def count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self.items)

    def count_markable(self) -> int:
        """Return the number of items."""
        return len(self.items) - self._others

    def count_damaged(self) -> int:
        """Count the damaged records."""
        return sum(map(is_damaged, self.items))

    def item(self, index: int) -> T | None:
        """Return the item of a row; None for a heading, and outside the list."""
        item = self.items[index] if 0 <= index < len(self.items) else None
        return None if isinstance(item, Heading | Separator) else item

    def is_heading(self, index: int) -> bool:
        """Return whether the row is a heading."""
        return bool(self._others) and isinstance(self.items[index], Heading)

    def is_skipped(self, index: int) -> bool:
        """Return whether the row is a heading or a separator."""
        return bool(self._others) and isinstance(self.items[index], Heading | Separator)

    def article_rows(self, store: Store, keys: Sequence[RowKey]) -> list[ArticleRowKey]:
        """Return the articles, findings and notes of marked rows. May raise `StoreError`."""
        if self._article_rows is not None:
            return self._article_rows(store, keys)
        return super().article_rows(store, keys)

    def key(self, index: int) -> RowKey | None:
        """Return the key of an item."""
        item = self.item(index)
        return self._key(item) if self._key is not None and item is not None else None

    def height(self, index: int, width: int) -> int:
        """Return the height of an item, or of a heading with the blank lines above it."""
        item = self.items[index]
        if isinstance(item, Heading):
            return 1 + (item.above if index else 0) + item.below
        if isinstance(item, Separator):
            return len(item.lines)
        return self.lines if self._height is None else self._height(item, width)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the heading or the item."""
        item = self.items[index]
        if isinstance(item, Heading):
            return [Content("")] * (item.above if index else 0) + [Content(item.text)]
        if isinstance(item, Separator):
            return [Content.styled(line, ".rows--muted") for line in item.lines]
        return self._draw(item, width)


class EmptySource(RowSource):
    """A source without rows."""

    def count(self) -> int:
        return 0

    def row(self, index: int, width: int) -> Sequence[Content]:
        raise IndexError(index, width)


WINDOW = 100  # rows loaded at a time
_CACHED = 20  # windows in the cache
_LOADING = (Content("…"),)  # the row of an item that was deleted, or cannot be read now


class PagedSource(ListSource[T], Generic[K, T]):
    """Items of the store that are loaded by their keys, a window of `size` items at a time.

    The keys of a long list are listed only when a row below the `first` items is needed. Rows that
    come or go in the store therefore move no other row before the list is refreshed.
    """

    def __init__(
        self,
        list_keys: Callable[[], Sequence[K]],
        load: Callable[[Sequence[K]], Iterable[T]],
        draw: Callable[[T, int], Sequence[Content]],
        *,
        key_of: Callable[[T], K],
        to_row_key: Callable[[K], RowKey | None] = lambda key: key,
        count: int | None = None,
        first: Sequence[T] | None = None,
        size: int = WINDOW,
        lines: int = 1,
        is_markable: bool = True,
        is_filtered: bool = False,
        article_rows: ArticleRowsOf | None = None,
    ) -> None:
        """Load the first window, unless it is given with the number of items. Raises StoreError.

        `load` returns the items of keys in any order, without those that no longer exist. `key_of`
        returns the key of an item; `to_row_key` its key among the marks.
        """
        super().__init__(
            (), draw, lines=lines, is_markable=is_markable, is_filtered=is_filtered,
            article_rows=article_rows,
        )  # fmt: skip
        self._list_keys, self._load = list_keys, load
        self._key_of, self._to_row_key = key_of, to_row_key
        self._size = size
        self._windows: LRUCache[int, Sequence[T | None]] = LRUCache(_CACHED)
        self._count = len(self.page_keys) if count is None else count
        if first is not None:
            self._windows[0] = first
        elif self._count:
            self._window(0)

    @cached_property
    def page_keys(self) -> Sequence[K]:
        """The keys of all items, in their order. May raise StoreError."""
        keys, first = self._list_keys(), self._windows.get(0) or ()
        shown = [self._key_of(item) for item in first if item is not None]
        if list(keys[: len(shown)]) != shown:  # another program changed the store meanwhile
            self._windows.discard(0)
        return keys

    def count(self) -> int:
        """Return the number of items."""
        return self._count

    def count_markable(self) -> int:
        """Return the number of items."""
        return self._count

    def count_damaged(self) -> int:
        """Count the damaged records in the loaded windows."""
        loaded = (self._windows[number] for number in list(self._windows.keys()))
        return sum(is_damaged(item) for window in loaded for item in window)

    def item(self, index: int) -> T | None:
        """Return an item; None if it was deleted or the store is locked."""
        if not 0 <= index < self._count:
            return None
        try:
            window = self._window(index // self._size)
        except StoreError:  # e.g. locked by another program; queried again at the next drawing
            return None
        return window[index % self._size] if index % self._size < len(window) else None

    def _window(self, number: int) -> Sequence[T | None]:
        window = self._windows.get(number)
        if window is None:
            keys = self.page_keys[number * self._size : (number + 1) * self._size]
            items = {self._key_of(item): item for item in self._load(keys)}
            window = self._windows[number] = [items.get(key) for key in keys]
        return window

    def key(self, index: int) -> RowKey | None:
        """Return the key of an item; None if it cannot be read."""
        item = self.item(index)
        return None if item is None else self._to_row_key(self._key_of(item))

    def keys(self, start: int, stop: int) -> Sequence[RowKey | None]:
        """Return the keys of items, which need not be loaded for it."""
        return [self._to_row_key(key) for key in self.page_keys[start:stop]]

    def row_of(self, key: RowKey) -> int | None:
        """Return the row of a key; the rows that are loaded come first."""
        row = self.cached_row_of(key)
        return super().row_of(key) if row is None else row

    def cached_row_of(self, key: RowKey) -> int | None:
        """Return the row of a key if its item is loaded."""
        for number in list(self._windows.keys()):
            for at, item in enumerate(self._window(number)):
                if item is not None and self._to_row_key(self._key_of(item)) == key:
                    return number * self._size + at
        return None

    def load_around(self, index: int, key: RowKey | None) -> None:
        """Load the rows around `index`, or around the row with a key if it is another one.

        The thread of a query calls it, so that showing the rows needs no query.
        """
        self.item(index)
        row = None if key is None else self.row_of(key)
        if row is not None:
            self.item(row)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the lines of an item."""
        item = self.item(index)
        return _LOADING if item is None else self._draw(item, width)
