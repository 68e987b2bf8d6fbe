"""The undo and redo stacks of a session."""

from collections.abc import Callable
from dataclasses import dataclass

from db import NotFound, StoreError


@dataclass(frozen=True, slots=True)
class Undo:
    """An undoable change: `description` is in the past tense ("Deleted a note"), `run` reverts it.

    `again` makes the change again after that; None if it cannot be redone. Later changes may refer
    to a record by its id: `run` and `again` have to restore records under their earlier ids.
    """

    description: str
    run: Callable[[], object]
    again: Callable[[], object] | None = None


class UndoStack:
    """The session's changes, the last one first; at most `most` are stored."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._done: list[Undo] = []
        self._undone: list[Undo] = []

    def push(self, undo: Undo) -> None:
        """Add a change; changes undone before can no longer be redone."""
        self._done.append(undo)
        del self._done[: -self._most]
        self._undone.clear()

    def undo(self) -> Undo | None:
        """Revert the last change and return it; None if there is none.

        Errors of the store are passed on. The change then stays on the stack, unless its record no
        longer exists (`NotFound`).
        """
        if not self._done:
            return None
        undo = self._done.pop()
        _run(undo, undo.run, self._done)
        if undo.again is None:
            self._undone.clear()  # later changes may depend on it
        else:
            self._undone.append(undo)
        return undo

    def redo(self) -> Undo | None:
        """Redo the change that was undone last, and return it; None if there is none.

        Errors of the store are passed on. The change then stays on the stack, as with `undo`.
        """
        if not self._undone:
            return None
        undo = self._undone.pop()
        assert undo.again is not None
        _run(undo, undo.again, self._undone)
        self._done.append(undo)
        return undo


def _run(undo: Undo, step: Callable[[], object], stack: list[Undo]) -> None:
    """Revert or redo a change; after an error of the store, put it back on its stack."""
    try:
        step()
    except NotFound:
        raise
    except StoreError:
        stack.append(undo)
        raise
