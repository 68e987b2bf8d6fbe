"""What the reader did and can take back."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Undo:
    """A change that was made: `description` in the past ("Deleted a note"), `run` takes it back."""

    description: str
    run: Callable[[], object]


class UndoStack:
    """The session's changes, last one first; the oldest are forgotten beyond `most`."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._done: list[Undo] = []

    def push(self, undo: Undo) -> None:
        """Remember a change."""
        self._done.append(undo)
        del self._done[: -self._most]

    def pop(self) -> Undo | None:
        """The last change, forgotten here; None where there is none."""
        return self._done.pop() if self._done else None
