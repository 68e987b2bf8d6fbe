"""The undo and redo stacks of a session."""

from collections.abc import Callable
from dataclasses import dataclass

from db import NotFound, StoreError


@dataclass(frozen=True, slots=True)
class UndoEntry:
    """An undoable change: `description` is in the past tense ("Deleted a note"), `run` reverts it.

    `again` makes the change again after that; None if it cannot be redone. Later changes may refer
    to a record by its id: `run` and `again` have to restore records under their earlier ids.
    """

    description: str
    revert: Callable[[], object]
    redo: Callable[[], object] | None = None


class UndoStack:
    """The session's changes, the last one first; at most `most` are stored."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._done: list[UndoEntry] = []
        self._undone: list[UndoEntry] = []

    def push(self, undo: UndoEntry) -> None:
        """Add a change; changes undone before can no longer be redone."""
        self._done.append(undo)
        del self._done[: -self._most]
        self._undone.clear()

    def undo(self) -> UndoEntry | None:
        """Revert the last change and return it; None if there is none.

        Errors of the store are passed on. The change then stays on the stack, unless its record no
        longer exists (`NotFound`).
        """
        if not self._done:
            return None
        undo = self._done.pop()
        _run(undo, undo.revert, self._done)
        if undo.redo is None:
            self._undone.clear()  # later changes may depend on it
        else:
            self._undone.append(undo)
        return undo

    def redo(self) -> UndoEntry | None:
        """Redo the change that was undone last, and return it; None if there is none.

        Errors of the store are passed on. The change then stays on the stack, as with `undo`.
        """
        if not self._undone:
            return None
        undo = self._undone.pop()
        assert undo.redo is not None
        _run(undo, undo.redo, self._undone)
        self._done.append(undo)
        return undo


def _run(undo: UndoEntry, step: Callable[[], object], stack: list[UndoEntry]) -> None:
    """Revert or redo a change; after an error of the store, put it back on its stack."""
    try:
        step()
    except NotFound:
        raise
    except StoreError:
        stack.append(undo)
        raise
