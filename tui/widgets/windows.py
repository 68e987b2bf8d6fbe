"""A long list of the store, of which only the requested windows are cached."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from textual.cache import LRUCache

from db import StoreError

T = TypeVar("T")

WINDOW = 100  # rows fetched at a time
_CACHED = 20  # windows in the cache


class Windows(Generic[T]):
    """A cached list of `count` rows; `fetch` loads rows by limit and offset."""

    def __init__(self, fetch: Callable[[int, int], list[T]], count: int) -> None:
        """Fetch the first window. Raises `StoreError`."""
        self.count = count
        self._fetch = fetch
        self._cache: LRUCache[int, list[T]] = LRUCache(_CACHED)
        self._window(0)

    def at(self, index: int) -> T | None:
        """Return a row; None if it was deleted or the store is locked."""
        if not 0 <= index < self.count:
            return None
        try:
            window = self._window(index // WINDOW)
        except StoreError:  # e.g. locked by another program; queried again at the next drawing
            return None
        return window[index % WINDOW] if index % WINDOW < len(window) else None

    def held(self) -> Iterator[tuple[int, T]]:
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
