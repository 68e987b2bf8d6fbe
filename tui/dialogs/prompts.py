"""Small dialogs: a prompt, a confirmation, the progress of a change, questions about jobs."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from db import StoreError
from tui.actions import load_bindings
from tui.changes import ChangeCanceled, ChangeProgress
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.app_text import AppText
from tui.strings.dialog_text import DialogText
from tui.strings.job_text import JobText

if TYPE_CHECKING:
    from tui.context import AppContext

_LOOK = """
PromptDialog, ConfirmDialog, ProgressDialog, QuestionDialog {
    align: center middle;
    background: $background 60%;
    & > Vertical {
        width: 72;
        max-width: 94%;
        height: auto;
        max-height: 90%;
        padding: 1 2;
        background: $panel;
        border-left: outer $primary;
    }
    & Input { margin: 1 0 0 0; padding: 0 1; background: $background; }
    & .hint { margin: 1 0 0 0; color: $foreground-muted; }
}
"""

_PAUSE = 0.1  # seconds between two updates of the number


class PromptDialog(ModalScreen[str | None]):
    """A one-line prompt. Its result is the stripped line, or None if the reader cancels."""

    BINDING_GROUP_TITLE = DialogText.QUESTION_TITLE
    DEFAULT_CSS = _LOOK
    BINDINGS = load_bindings("prompt")

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        hint: str = "",
        placeholder: str = "",
        suggester: Suggester | None = None,
        is_prefix: bool = False,
        line: Input | None = None,
        accept: Callable[[str], bool] | None = None,
    ) -> None:
        """Ask `question`, with `value` as the initial text and `hint` below the input.

        Typing replaces `value`, or continues it if it `is_prefix`, such as the name of a folder.
        `line` replaces the plain input. `accept` receives the answer and returns False if it
        could not be stored: the dialog then stays open with the text typed.
        """
        super().__init__()
        self._question = question
        self._hint = hint
        self._accept = accept
        self._input = line or Input(
            value=safe(value),
            placeholder=placeholder,
            suggester=suggester,
            select_on_focus=not is_prefix,
            compact=True,
        )

    def compose(self) -> ComposeResult:
        """Compose the question, the input and the hint."""
        with Vertical():
            yield Static(Content.styled(safe(self._question), "bold"))
            yield self._input
            if self._hint:
                yield Static(Content(safe(self._hint)), classes="hint")

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        message.stop()
        line = message.value.strip()
        if self._accept is None or self._accept(line):
            self.dismiss(line)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class ConfirmDialog(ModalScreen[bool]):
    """A yes/no question; only `y` confirms."""

    BINDING_GROUP_TITLE = DialogText.QUESTION_TITLE
    DEFAULT_CSS = _LOOK
    BINDINGS = load_bindings("confirm")

    def __init__(self, question: str, detail: str, yes: str) -> None:
        """Ask `question`; `detail` explains the consequences of a yes, `yes` names that answer."""
        super().__init__()
        self._question = question
        self._yes = yes
        self._detail = detail

    def compose(self) -> ComposeResult:
        """Compose the question, its consequences and the two keys."""
        with Vertical():
            yield Static(Content.styled(safe(self._question), "bold"))
            if self._detail:
                detail = "\n".join(map(safe, self._detail.split("\n")))
                yield Static(Content(detail), classes="hint")
            keys = Content.assemble(
                ("y", "bold $accent"),
                f" {self._yes}   ",
                ("n", "bold $accent"),
                f" {DialogText.CANCEL}",
            )
            yield Static(keys, classes="hint")

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)


class ProgressDialog(ModalScreen[tuple[object, Exception | None]]):
    """A dialog until a step in a thread ends; its result is that of the step, or its error.

    The step is one transaction, in which the store serves nothing else. So no screen below the
    dialog may query the store meanwhile. Esc cancels the step, which then stores nothing.
    """

    BINDING_GROUP_TITLE = AppText.NAME
    DEFAULT_CSS = _LOOK
    BINDINGS = load_bindings("progress")

    def __init__(self, title: str, progress: ChangeProgress, step: Callable[[], object]) -> None:
        """Run `step`, which reports to `progress`, when the dialog is shown."""
        super().__init__()
        self._title = title
        self._progress = progress
        self._step = step

    def compose(self) -> ComposeResult:
        """Compose the title, the number of articles done, and the key that cancels."""
        with Vertical():
            yield Static(Content.styled(safe(self._title), "bold"))
            yield Static(self._number(), id="number", classes="hint")
            yield Static(Content(AppText.PROGRESS_HINT), classes="hint")

    def on_mount(self) -> None:
        """Start the step; keys typed ahead wait for its end."""
        self._hold = cast("AppContext", self.app).input_queue.add_hold(self)
        self._progress.done, self._progress.is_canceled = 0, False
        self.set_interval(_PAUSE, lambda: self.query_one("#number", Static).update(self._number()))
        self._run()

    def on_unmount(self) -> None:
        """Cancel the step, as when the app quits, and deliver the keys."""
        self._progress.is_canceled = True
        self._hold.release()

    def _number(self) -> Content:
        articles = format_count(self._progress.total, "article")
        return Content(AppText.ARTICLES_DONE.format(done=self._progress.done, articles=articles))

    @work(thread=True)
    def _run(self) -> None:
        result: object = None
        failure: Exception | None = None
        try:
            result = self._step()
        except (StoreError, ChangeCanceled) as error:
            failure = error
        self.app.call_from_thread(self.dismiss, (result, failure))

    def action_cancel(self) -> None:
        """Cancel the step at its next article."""
        self._progress.is_canceled = True


class QuestionDialog(ModalScreen[str]):
    """A question with an answer for each key; the result is the answer that was chosen."""

    BINDING_GROUP_TITLE = DialogText.QUESTION_TITLE
    DEFAULT_CSS = _LOOK

    def __init__(self, question: str, detail: str, answers: Mapping[str, str]) -> None:
        """Ask `question`; `answers` describes the answer of each key."""
        super().__init__()
        self._question = question
        self._detail = detail
        self._answers = answers

    def compose(self) -> ComposeResult:
        """Compose the question, its details and the keys."""
        with Vertical():
            yield Static(Content.styled(safe(self._question), "bold"))
            detail = "\n".join(map(safe, self._detail.split("\n")))
            yield Static(Content(detail), classes="hint")
            width = max(map(len, self._answers))
            keys = [
                Content.assemble((key.rjust(width), "bold $accent"), f"  {answer}")
                for key, answer in self._answers.items()
            ]
            yield Static(Content("\n").join(keys), classes="hint")

    def action_answer(self, answer: str) -> None:
        """Close with the answer."""
        self.dismiss(answer)


class QuitDialog(QuestionDialog):
    """The question before the app quits during a job: "later", "stay" or "cancel"."""

    BINDINGS = load_bindings("quit")

    def __init__(self, detail: str) -> None:
        """Ask about the jobs that `detail` lists."""
        super().__init__(JobText.JOB_QUIT_QUESTION, detail, JobText.JOB_QUIT_ANSWERS)


class InterruptedDialog(QuestionDialog):
    """The question about a job of an earlier session: "resume", "forget" or "later"."""

    BINDING_GROUP_TITLE = DialogText.INTERRUPTED_TITLE
    BINDINGS = load_bindings("interrupted")

    def __init__(self, detail: str) -> None:
        """Ask about the jobs that `detail` lists."""
        super().__init__(JobText.INTERRUPTED, detail, JobText.INTERRUPTED_ANSWERS)


class PathSuggester(Suggester):
    """Suggests a completion for the last part of a path from the names in its folder."""

    def __init__(self) -> None:
        """Disable the cache, because files in the folder come and go."""
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return `value` with its last part completed, or None."""
        return await asyncio.to_thread(_complete, value)


def _complete(value: str) -> str | None:
    folder, begun = os.path.split(value)
    if not begun:
        return None
    try:
        names = [
            entry.name + (os.sep if entry.is_dir() else "")
            for entry in Path(folder or ".").expanduser().iterdir()
            if entry.name.startswith(begun)
        ]
    except (OSError, RuntimeError):  # no such folder, or no such user's home
        return None
    return value + min(names)[len(begun) :] if names else None
