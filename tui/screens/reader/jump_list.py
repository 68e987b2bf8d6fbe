"""The jump list: the positions left by jumps, to go back and forward."""

_MOST = 200  # positions stored


class JumpList:
    """Character offsets left by jumps, in both directions, like a browser's history."""

    def __init__(self) -> None:
        self._behind: list[int] = []
        self._ahead: list[int] = []
        self._left: int | None = None

    def record_jump(self, position: int) -> None:
        """Store the position that a jump starts from, and clear the positions ahead."""
        self._left = position
        self._ahead.clear()
        if not self._behind or self._behind[-1] != position:
            self._behind.append(position)
            del self._behind[:-_MOST]

    def back(self, position: int) -> int | None:
        """Return the position to go back to; None at the beginning of the list."""
        return self._step(self._behind, self._ahead, position)

    def forward(self, position: int) -> int | None:
        """Return the position to go forward to after going back; None at the end of the list."""
        return self._step(self._ahead, self._behind, position)

    def _step(self, source: list[int], target: list[int], position: int) -> int | None:
        while source and source[-1] == position:
            source.pop()
        if not source:
            return None
        target.append(position)
        self._left = position
        return source.pop()

    def swap_with_last(self, position: int) -> int | None:
        """Return the position before the last jump, and store this one: twice returns here."""
        before = self._left
        if before is not None:
            self.record_jump(position)
        return before
