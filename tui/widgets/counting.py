"""Counts before a motion, as in vi: `5j` moves five lines."""

MOST = 1_000_000


class Count:
    """The number being typed before a key.

    Give every key to `press`; it answers whether the key was a digit of the count, which the
    widget then stops. The action that follows asks `take`.
    """

    def __init__(self) -> None:
        self._typed = 0
        self._ready = 0

    def press(self, key: str) -> bool:
        """Take in a key; True where it was a digit of the count. A leading 0 is none."""
        if len(key) == 1 and key in "0123456789" and (key != "0" or self._typed):
            self._typed = min(self._typed * 10 + int(key), MOST)
            return True
        self._ready, self._typed = self._typed, 0
        return False

    def take(self, default: int = 1) -> int:
        """The count typed before the last key, or `default` where there was none."""
        count, self._ready = self._ready or default, 0
        return count

    def give(self, count: int) -> None:
        """Make `count` the one that the next `take` answers, as after a key of two strokes."""
        self._ready = count

    @property
    def typed(self) -> int:
        """The count as it stands while it is typed, 0 where there is none."""
        return self._typed
