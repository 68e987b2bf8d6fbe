"""Changes of the store by the app: edits that its log records, and steps of undo and redo.

An edit is made by a function, whatever it writes:

    star = partial(store.reading_state.set_flag, "starred", 1, True)
    context.edit("star", star, "Starred the article")

The store records the edit, so that it needs no inverse. Screens refresh what the edit changed.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from db import StoreError
from db.edits.models import Direction, EditKind, EditStep, StoreChange
from tui.edit_text import describe_edit, describe_skipped
from tui.strings.app_text import AppText

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from db.edits.log import EditRepository, Recording

_SLOW_KINDS: frozenset[EditKind] = frozenset(
    {"trash", "restore", "metadata", "proposal", "store merge"}
)
FEW_ARTICLES = 20
"""Articles of a slow edit or step without a dialog that shows the progress."""


class ChangeCanceled(Exception):  # noqa: N818 - not an error
    """The user canceled a change; nothing was stored."""


class ChangeProgress(Struct):
    """The progress of a change of many articles, which runs in a thread while a dialog shows it."""

    total: int
    done: int = 0
    is_canceled: bool = False

    def report(self, done: int) -> None:
        """Record the number of articles done; raises ChangeCanceled once the user has canceled."""
        self.done = done
        if self.is_canceled:
            raise ChangeCanceled


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
    """Makes, undoes and redoes edits in the log of the store; publishes what each changed."""

    def __init__(
        self,
        edits: "Callable[[], EditRepository]",
        show_message: ShowMessage,
        publish: Callable[[StoreChange], object],
        run_slowly: RunSlowly,
        reapply_rules: Callable[[Sequence[str]], None],
    ) -> None:
        """Create the history of an app; `reapply_rules` applies rules for words to articles."""
        self._edits = edits
        self._show_message = show_message
        self._publish = publish
        self._run_slowly = run_slowly
        self._reapply_rules = reapply_rules

    def edit(
        self,
        kind: EditKind,
        make: Callable[[], object],
        description: "str | Callable[[Recording], str]" = "",
    ) -> "Recording | None":
        """Make an edit, record it, and publish what it changed.

        Return None if the store raised an error; the message is then shown. `description` is in
        the past tense, or a function that returns it once the edit is made.
        """
        try:
            with self._edits().record(kind, origin="app", description=description) as recording:
                make()
        except StoreError as error:
            self._show_message(str(error), severity="error")
            return None
        self._publish(recording.change)
        return recording

    def apply(self, change: StoreChange, make: Callable[[], object]) -> bool:
        """Make a change that cannot be undone, and publish it; return False if it was refused."""
        try:
            make()
        except StoreError as error:
            self._show_message(str(error), severity="error")
            return False
        self._publish(change)
        return True

    def step(self, direction: Direction) -> None:
        """Undo the last edit of the log, or redo the last undone one, and show a message."""
        try:
            edit = self._edits().next(direction)
        except StoreError as error:
            self._fail(direction, error)
            return
        if edit is None:
            self._show_message(AppText.NO_STEP[direction])
            return
        progress = ChangeProgress(len(edit.items))

        def step() -> EditStep | None:
            edits = self._edits()
            if direction == "undo":
                return edits.undo(report=progress.report)
            return edits.redo(progress.report)

        def then(result: object, error: Exception | None) -> None:
            if error is not None:
                self._fail(direction, error)
            elif isinstance(result, EditStep):
                message = AppText.STEP_DONE[direction].format(change=describe_edit(result.edit))
                skipped = describe_skipped(result)
                self._show_message(f"{message}; {skipped}" if skipped else message)
                self._publish(result.change)
                if result.words:
                    self._reapply_rules(result.words)

        if edit.kind in _SLOW_KINDS and len(edit.items) > FEW_ARTICLES:
            title = AppText.STEP_RUNS[direction].format(change=describe_edit(edit))
            self._run_slowly(title, progress, step, then)
            return
        try:
            done = step()
        except StoreError as error:
            self._fail(direction, error)
        else:
            then(done, None)

    def _fail(self, direction: Direction, error: Exception) -> None:
        if isinstance(error, ChangeCanceled):
            self._show_message(AppText.CANCELED)
        else:
            message = AppText.STEP_FAILED[direction].format(error=error)
            self._show_message(message, severity="error")
