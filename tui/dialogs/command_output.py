"""A dialog that runs one of the reader's commands and shows its output."""

from typing import cast

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import load_bindings
from tui.context import AppContext
from tui.display_text import format_count
from tui.own_commands import OwnCommand
from tui.own_commands.process import MOST_OUTPUT, CommandResult, run_program
from tui.sanitize import safe
from tui.strings.own_command_text import OwnCommandText

_MOST_SHOWN = 2_000  # lines of output on the screen


class CommandOutputDialog(ModalScreen[CommandResult | None]):
    """The output of a command; its result is the result to keep as a note, else None.

    A command whose output is a note closes the dialog by itself unless it fails.
    """

    BINDING_GROUP_TITLE = OwnCommandText.KEYS
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    CommandOutputDialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 96;
            max-width: 98%;
            height: auto;
            max-height: 96%;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        & VerticalScroll {
            height: auto;
            max-height: 100%;
            margin: 1 0 0 0;
            scrollbar-size-vertical: 1;
        }
        & #end { color: $foreground-muted; }
    }
    """
    BINDINGS = load_bindings("command_output")

    def __init__(self, command: OwnCommand, data: bytes) -> None:
        """Run `command` with `data` on its standard input as soon as the dialog is shown."""
        super().__init__()
        self._command = command
        self._data = data
        self._ended: CommandResult | None = None
        self._is_canceled = False

    def compose(self) -> ComposeResult:
        """Compose the title, the output and the way the command ended."""
        with Vertical():
            title = OwnCommandText.TITLE.format(name=self._command.name)
            yield Static(Content.styled(safe(title), "bold"))
            yield Static(Content(OwnCommandText.RUNNING_HINT), id="end")
            with VerticalScroll(can_focus=False):
                running = OwnCommandText.RUNNING.format(line=self._command.line)
                yield Static(Content(safe(running)), id="output")

    def on_mount(self) -> None:
        """Start the command."""
        self._run()

    def on_unmount(self) -> None:
        """End the command, as when the app quits."""
        self._is_canceled = True

    @work(thread=True)
    def _run(self) -> None:
        result = run_program(
            self._command.run, self._data, self._command.seconds, lambda: self._is_canceled
        )
        if not self._is_canceled:
            self.app.call_from_thread(self._show, result)

    def _show(self, result: CommandResult) -> None:
        self._ended = result
        is_fine = result.end == "exit" and result.code == 0 and result.output.strip()
        if self._command.output == "note" and is_fine:
            self.dismiss(result)
            return
        printed = result.output if result.output.strip() else result.errors
        lines = (printed.rstrip() or OwnCommandText.EMPTY).split("\n")
        shown = "\n".join(map(safe, lines[:_MOST_SHOWN]))
        self.query_one("#output", Static).update(Content(shown))
        label_of = cast(AppContext, self.app).user_keys.label_of
        keys = {name: label_of(f"command_output.{name}") for name in ("keep", "copy", "close")}
        hint = OwnCommandText.HINT if result.output.strip() else OwnCommandText.CLOSE_HINT
        remarks = [describe_end(self._command, result), hint.format(**keys)]
        if more := len(lines) - _MOST_SHOWN:
            left_out = OwnCommandText.SHORTENED.format(count=format_count(more, "line"))
            remarks[1:1] = [left_out] if more > 0 else []
        self.query_one("#end", Static).update(Content(safe("; ".join(filter(None, remarks)))))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return False for the copy and the note of a command that still runs."""
        if action in ("keep", "copy"):
            return self._ended is not None and bool(self._ended.output.strip())
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        """Close with the result, which becomes a note."""
        self.dismiss(self._ended)

    def action_copy(self) -> None:
        """Copy the whole output."""
        assert self._ended is not None
        self.app.copy_to_clipboard(self._ended.output)
        cast(AppContext, self.app).show_message(OwnCommandText.COPIED)

    def action_scroll(self, by: int) -> None:
        """Scroll the output by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Cancel the command if it runs, and close."""
        self._is_canceled = True
        self.dismiss(None)


def describe_end(command: OwnCommand, result: CommandResult) -> str:
    """Return how a command ended, if not by itself and with exit status 0."""
    match result.end:
        case "timeout":
            seconds = format_count(command.seconds, "second")
            return OwnCommandText.TIMEOUT.format(seconds=seconds)
        case "too long":
            return OwnCommandText.TOO_LONG.format(size=f"{MOST_OUTPUT // 1024:,} KB")
        case "not started":
            return OwnCommandText.NOT_STARTED.format(error=result.errors)
    return OwnCommandText.CODE.format(code=result.code) if result.code else ""
