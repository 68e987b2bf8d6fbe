"""Where a reader was: the places left by a jump, to go back to and forward again."""

_MOST = 200  # places remembered


class Trail:
    """Character offsets left by jumps, in both directions, as a browser keeps its pages."""

    def __init__(self) -> None:
        self._behind: list[int] = []
        self._ahead: list[int] = []
        self._left: int | None = None

    def leave(self, position: int) -> None:
        """Remember the place that a jump starts from; what lay ahead is forgotten."""
        self._left = position
        self._ahead.clear()
        if not self._behind or self._behind[-1] != position:
            self._behind.append(position)
            del self._behind[:-_MOST]

    def back(self, position: int) -> int | None:
        """Where to go back to from a place; None at the beginning of the trail."""
        return self._step(self._behind, self._ahead, position)

    def forward(self, position: int) -> int | None:
        """Where to go forward to from a place that was gone back to; None at the trail's end."""
        return self._step(self._ahead, self._behind, position)

    def _step(self, source: list[int], target: list[int], position: int) -> int | None:
        while source and source[-1] == position:
            source.pop()
        if not source:
            return None
        target.append(position)
        self._left = position
        return source.pop()

    def before(self, position: int) -> int | None:
        """The place before the last jump, which is one itself, so that twice leads back here."""
        before = self._left
        if before is not None:
            self.leave(position)
        return before
