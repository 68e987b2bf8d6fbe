"""A long list of the store, of which only the windows that were looked at are held."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from textual.cache import LRUCache

from db import StoreError

T = TypeVar("T")

WINDOW = 100  # rows fetched at a time
_HELD = 20  # windows


class Windows(Generic[T]):
    """The rows that `fetch` gives for a limit and an offset, `count` of them."""

    def __init__(self, fetch: Callable[[int, int], list[T]], count: int) -> None:
        """Fetch the first window. Raises `StoreError`."""
        self.count = count
        self._fetch = fetch
        self._held: LRUCache[int, list[T]] = LRUCache(_HELD)
        self._window(0)

    def at(self, index: int) -> T | None:
        """A row, None where it went from the store or the store is held."""
        if not 0 <= index < self.count:
            return None
        try:
            window = self._window(index // WINDOW)
        except StoreError:  # as when another program holds the store: asked again when next drawn
            return None
        return window[index % WINDOW] if index % WINDOW < len(window) else None

    def held(self) -> Iterator[tuple[int, T]]:
        """The rows that are held, with their indexes."""
        for number in list(self._held.keys()):
            for at, row in enumerate(self._window(number)):
                yield number * WINDOW + at, row

    def _window(self, number: int) -> list[T]:
        window = self._held.get(number)
        if window is None:
            window = self._fetch(WINDOW, number * WINDOW)
            self._held[number] = window
        return window
