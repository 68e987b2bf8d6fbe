"""Counts before a motion, as in vi: `5j` moves five lines."""

MOST = 1_000_000


class Count:
    """The number typed before a key.

    Pass every key to `press`. It returns True for a digit of the count, and the widget stops that
    key. The action that follows calls `take`.
    """

    def __init__(self) -> None:
        self._typed = 0
        self._ready = 0

    def press(self, key: str) -> bool:
        """Process a key; return True if it is a digit of the count. A leading 0 is not one."""
        if len(key) == 1 and key in "0123456789" and (key != "0" or self._typed):
            self._typed = min(self._typed * 10 + int(key), MOST)
            return True
        self._ready, self._typed = self._typed, 0
        return False

    def take(self, default: int = 1) -> int:
        """Return and clear the count typed before the last key, or return `default`."""
        count, self._ready = self._ready or default, 0
        return count

    def give(self, count: int) -> None:
        """Set the count that the next `take` returns, as after a sequence of two keys."""
        self._ready = count

    @property
    def typed(self) -> int:
        """The count typed so far, 0 for none."""
        return self._typed
