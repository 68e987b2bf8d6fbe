"""What the reader did, can take back, and can do again."""

from collections.abc import Callable
from dataclasses import dataclass

from db import NotFound, StoreError


@dataclass(frozen=True, slots=True)
class Undo:
    """A change that was made: `description` in the past ("Deleted a note"), `run` takes it back.

    `again` makes it once more after that; None where that cannot be done. What a change made and
    later changes know by its id has to come back with that id.
    """

    description: str
    run: Callable[[], object]
    again: Callable[[], object] | None = None


class UndoStack:
    """The session's changes, last one first; the oldest are forgotten beyond `most`."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._done: list[Undo] = []
        self._undone: list[Undo] = []

    def push(self, undo: Undo) -> None:
        """Remember a change; what was taken back before can no longer be done again."""
        self._done.append(undo)
        del self._done[: -self._most]
        self._undone.clear()

    def undo(self) -> Undo | None:
        """Take the last change back and give it; None where there is none.

        What the store raises is raised. The change stays the last one, unless it was of something
        that is gone: then nothing can take it back.
        """
        if not self._done:
            return None
        undo = self._done.pop()
        _run(undo, undo.run, self._done)
        if undo.again is None:
            self._undone.clear()  # what came after it may rest on it
        else:
            self._undone.append(undo)
        return undo

    def redo(self) -> Undo | None:
        """Make the change again that was taken back last, and give it; None where there is none.

        What the store raises is raised, and the change can be made again later, as with `undo`.
        """
        if not self._undone:
            return None
        undo = self._undone.pop()
        assert undo.again is not None
        _run(undo, undo.again, self._undone)
        self._done.append(undo)
        return undo


def _run(undo: Undo, step: Callable[[], object], stack: list[Undo]) -> None:
    """Take a change back or make it again; one that the store refused goes back to its stack."""
    try:
        step()
    except NotFound:
        raise
    except StoreError:
        stack.append(undo)
        raise
