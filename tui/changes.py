"""Changes of the store: which data they concern, how they are applied, undone and redone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from db import NotFound, StoreError
from tui.strings import AppText

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

ChangeKind = Literal[
    "text",
    "findings",
    "notes",
    "metadata",
    "tags",
    "reading_state",
    "list",
    "rules",
    "identities",
]
"""The kinds of data that a change concerns.

"text" is a new version of an article; "findings" are names, quotations and dates; "list" means that
articles were added or deleted; "reading_state" includes the star.
"""


@dataclass(frozen=True, slots=True)
class StoreChange:
    """A change of the store: the articles and the kinds of data that it concerns."""

    articles: frozenset[int] | None
    """The ids of the changed articles; None if any article may have changed."""
    kinds: frozenset[ChangeKind]

    @classmethod
    def in_article(cls, article: int, *kinds: ChangeKind) -> "StoreChange":
        """Return a change of one article."""
        return cls(frozenset({article}), frozenset(kinds))

    @classmethod
    def in_any_article(cls, *kinds: ChangeKind) -> "StoreChange":
        """Return a change that may concern any article."""
        return cls(None, frozenset(kinds))

    def union(self, change: "StoreChange") -> "StoreChange":
        """Return both changes as one."""
        articles = (
            None
            if self.articles is None or change.articles is None
            else self.articles | change.articles
        )
        return StoreChange(articles, self.kinds | change.kinds)

    def concerns(self, *kinds: ChangeKind, article: int | None = None) -> bool:
        """Return True if data of one of `kinds` changed; with `article`, only in that article."""
        if self.kinds.isdisjoint(kinds):
            return False
        return article is None or self.articles is None or article in self.articles


ALL_KINDS: frozenset[ChangeKind] = frozenset(get_args(ChangeKind))
ANY_CHANGE = StoreChange(None, ALL_KINDS)
"""A change of unknown extent: every screen refreshes."""
NO_CHANGE = StoreChange(frozenset(), frozenset())
"""A change of nothing that the screens show."""


@dataclass(frozen=True, slots=True)
class UndoEntry:
    """An undoable change: `description` is in the past tense ("Deleted a note").

    `revert` undoes the change. `redo` applies it again after that; None if it cannot be redone.
    Later changes may refer to a record by its id: both have to restore records under their earlier
    ids.
    """

    description: str
    revert: Callable[[], object]
    redo: Callable[[], object] | None = None
    change: StoreChange = ANY_CHANGE
    """The data that an undo or a redo changes."""


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


class ShowMessage(Protocol):
    """A function that shows a notification."""

    def __call__(self, text: str, *, severity: "SeverityLevel" = "information") -> None:
        """Show a notification."""


class ChangeHistory:
    """Applies changes, and undoes and redoes them; publishes what each of these changed."""

    def __init__(self, show_message: ShowMessage, publish: Callable[[StoreChange], object]) -> None:
        """Create a history without changes."""
        self._show_message = show_message
        self._publish = publish
        self._stack = UndoStack()

    def apply(
        self, change: StoreChange, make: Callable[[], object], undo: UndoEntry | None = None
    ) -> bool:
        """Run `make`, record it for undo and redo, and publish `change`.

        Return False if the store raised an error; the message is then shown.
        """
        try:
            make()
        except StoreError as error:
            self._show_message(str(error), severity="error")
            return False
        if undo is not None:
            self.record(replace(undo, redo=undo.redo or make, change=change))
        self._publish(change)
        return True

    def record(self, undo: UndoEntry) -> None:
        """Record a change made elsewhere."""
        self._stack.push(undo)

    def undo(self) -> None:
        """Undo the last change, and show a message."""
        try:
            change = self._stack.undo()
        except StoreError as error:
            self._show_message(AppText.UNDO_FAILED.format(error=error), severity="error")
            return
        if change is None:
            self._show_message(AppText.NOTHING_TO_UNDO)
            return
        self._show_message(AppText.UNDONE.format(change=change.description))
        self._publish(change.change)

    def redo(self) -> None:
        """Redo the change that was undone last, and show a message."""
        try:
            change = self._stack.redo()
        except StoreError as error:
            self._show_message(AppText.REDO_FAILED.format(error=error), severity="error")
            return
        if change is None:
            self._show_message(AppText.NOTHING_TO_REDO)
            return
        self._show_message(AppText.REDONE.format(change=change.description))
        self._publish(change.change)
