"""Changes of the store: which data they concern, how they are applied, undone and redone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from analysis.structs import replace
from db import NotFound, StoreError
from tui.strings.app_text import AppText

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
    "views",
    "watched_sources",
]
"""The kinds of data that a change concerns.

"text" is a new version of an article; "findings" are names, quotations and dates; "list" means that
articles were added or deleted; "reading_state" includes the star. "tags" includes collections;
"views" are the names of collections and the saved searches.
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


class ChangeCanceled(Exception):  # noqa: N818 - not an error
    """The user canceled a change; nothing was stored."""


@dataclass(slots=True)
class ChangeProgress:
    """The progress of a change of many articles, which runs in a thread while a dialog shows it."""

    total: int
    done: int = 0
    is_canceled: bool = False

    def report(self, done: int) -> None:
        """Record the number of articles done; raises ChangeCanceled once the user has canceled."""
        self.done = done
        if self.is_canceled:
            raise ChangeCanceled


@dataclass(frozen=True, slots=True)
class UndoEntry:
    """An undoable change: `description` is in the past tense ("Deleted a note").

    `revert` undoes the change. `redo` applies it again after that; None if it cannot be redone.
    Later changes may refer to a record by its id: both have to restore records under their earlier
    ids. Text that one of them returns is added to the message.
    """

    description: str
    revert: Callable[[], object]
    redo: Callable[[], object] | None = None
    change: StoreChange = ANY_CHANGE
    """The data that an undo or a redo changes."""
    progress: ChangeProgress | None = None
    """The progress that `revert` and `redo` report; None if they take no noticeable time."""


Direction = Literal["undo", "redo"]


class UndoStack:
    """The session's changes, the last one first; at most `most` are stored."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._entries: dict[Direction, list[UndoEntry]] = {"undo": [], "redo": []}

    def push(self, undo: UndoEntry) -> None:
        """Add a change; changes undone before can no longer be redone."""
        done = self._entries["undo"]
        done.append(undo)
        del done[: -self._most]
        self._entries["redo"].clear()

    def undo(self) -> UndoEntry | None:
        """Revert the last change and return it; None if there is none.

        Errors of the store are passed on. The change then stays on the stack, unless its record no
        longer exists (`NotFound`).
        """
        return self._run("undo")

    def redo(self) -> UndoEntry | None:
        """Redo the change that was undone last, and return it; None if there is none.

        Errors of the store are passed on. The change then stays on the stack, as with `undo`.
        """
        return self._run("redo")

    def _run(self, direction: Direction) -> UndoEntry | None:
        entry = self.pop(direction)
        if entry is None:
            return None
        try:
            step_of(entry, direction)()
        except StoreError as error:
            self.put_back(direction, entry, error)
            raise
        self.finish(direction, entry)
        return entry

    def pop(self, direction: Direction) -> UndoEntry | None:
        """Remove and return the next change to be undone or redone; None if there is none."""
        entries = self._entries[direction]
        return entries.pop() if entries else None

    def put_back(self, direction: Direction, entry: UndoEntry, error: Exception) -> None:
        """Put a change back after an error, unless its record no longer exists."""
        if not isinstance(error, NotFound):
            self._entries[direction].append(entry)

    def finish(self, direction: Direction, entry: UndoEntry) -> None:
        """Add a change that was undone to those that can be redone, or the reverse."""
        if direction == "redo":
            self._entries["undo"].append(entry)
        elif entry.redo is None:
            self._entries["redo"].clear()  # later changes may depend on it
        else:
            self._entries["redo"].append(entry)


def step_of(entry: UndoEntry, direction: Direction) -> Callable[[], object]:
    """Return the function that undoes or redoes a change."""
    if direction == "undo":
        return entry.revert
    assert entry.redo is not None
    return entry.redo


class ShowMessage(Protocol):
    """A function that shows a message."""

    def __call__(self, text: str, *, severity: "SeverityLevel" = "information") -> None:
        """Show a message."""


class RunSlowly(Protocol):
    """A function that runs a step in a thread and shows its progress."""

    def __call__(
        self,
        title: str,
        progress: ChangeProgress,
        step: Callable[[], object],
        then: Callable[[object, Exception | None], None],
    ) -> None:
        """Run `step`, then call `then` with its result, or with its error."""


class ChangeHistory:
    """Applies changes, and undoes and redoes them; publishes what each of these changed."""

    def __init__(
        self,
        show_message: ShowMessage,
        publish: Callable[[StoreChange], object],
        run_slowly: RunSlowly,
    ) -> None:
        """Create a history without changes."""
        self._show_message = show_message
        self._publish = publish
        self._run_slowly = run_slowly
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
        self._step("undo")

    def redo(self) -> None:
        """Redo the change that was undone last, and show a message."""
        self._step("redo")

    def _step(self, direction: Direction) -> None:
        entry = self._stack.pop(direction)
        if entry is None:
            self._show_message(AppText.NO_STEP[direction])
            return

        def then(result: object, error: Exception | None) -> None:
            if error is not None:
                self._stack.put_back(direction, entry, error)
                if isinstance(error, ChangeCanceled):
                    self._show_message(AppText.CANCELED)
                else:
                    message = AppText.STEP_FAILED[direction].format(error=error)
                    self._show_message(message, severity="error")
                return
            self._stack.finish(direction, entry)
            message = AppText.STEP_DONE[direction].format(change=entry.description)
            self._show_message(f"{message}; {result}" if isinstance(result, str) else message)
            self._publish(entry.change)

        step = step_of(entry, direction)
        if entry.progress is not None:
            title = AppText.STEP_RUNS[direction].format(change=entry.description)
            self._run_slowly(title, entry.progress, step, then)
            return
        try:
            result = step()
        except StoreError as error:
            then(None, error)
        else:
            then(result, None)
