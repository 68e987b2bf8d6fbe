"""Small dialogs: one line to type, or yes or no."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from tui.safe import safe

_LOOK = """
AskScreen, ConfirmScreen {
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


class AskScreen(ModalScreen[str | None]):
    """Asks for one line; gives it stripped, or None where the reader changed their mind."""

    BINDING_GROUP_TITLE = "Question"
    DEFAULT_CSS = _LOOK
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="ask.leave", tooltip="Close without an answer"),
    ]

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        hint: str = "",
        placeholder: str = "",
        suggester: Suggester | None = None,
        line: Input | None = None,
        accept: Callable[[str], bool] | None = None,
    ) -> None:
        """Ask `question`, with `value` in the line to begin with and `hint` below it.

        A `line` of the caller's stands in place of the plain one. `accept` takes the answer and
        is False where it could not be stored: the line then stays, with what was typed.
        """
        super().__init__()
        self._question = question
        self._hint = hint
        self._accept = accept
        self._input = line or Input(
            value=safe(value),
            placeholder=placeholder,
            suggester=suggester,
            select_on_focus=False,
            compact=True,
        )

    def compose(self) -> ComposeResult:
        """The question, the line and the hint."""
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


class ConfirmScreen(ModalScreen[bool]):
    """Asks yes or no; only `y` is yes."""

    BINDING_GROUP_TITLE = "Question"
    DEFAULT_CSS = _LOOK
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("n,escape,q", "answer(False)", "No", id="confirm.no", tooltip="Leave it as it is"),
    ]

    def __init__(self, question: str, detail: str = "") -> None:
        """Ask `question`, with what follows from a yes in `detail`."""
        super().__init__()
        self._question = question
        self._detail = detail

    def compose(self) -> ComposeResult:
        """The question, what follows from it, and the two keys."""
        with Vertical():
            yield Static(Content.styled(safe(self._question), "bold"))
            if self._detail:
                yield Static(Content(safe(self._detail)), classes="hint")
            keys = Content.assemble(
                ("y", "bold $accent"), " yes   ", ("n", "bold $accent"), " no, leave it"
            )
            yield Static(keys, classes="hint")

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)


class PathEnd(Suggester):
    """Completes the last part of a path from the folder it is in."""

    def __init__(self) -> None:
        """Ask the folder anew each time, since files come and go."""
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The value with its last part completed, or None."""
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
