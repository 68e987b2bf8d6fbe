"""The messages of this session: a list, and the whole text of the one under the cursor."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import load_bindings
from tui.messages import Message
from tui.screens.app_screen import AppScreen
from tui.strings import AppText
from tui.widgets.footer import Footer, severity_sign
from tui.widgets.header import Header
from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import VirtualList


class MessagesScreen(AppScreen):
    """All messages of the session, the last one first."""

    BINDING_GROUP_TITLE = AppText.MESSAGES
    AUTO_FOCUS = "#messages"
    DEFAULT_CSS = """
    MessagesScreen {
        & > #messages { height: 1fr; margin: 1 0 0 0; }
        & > VerticalScroll {
            height: auto;
            max-height: 50%;
            padding: 0 2;
            border-top: solid $border;
        }
    }
    """
    BINDINGS = load_bindings("messages")

    def compose(self) -> ComposeResult:
        """Compose the list and the whole message between the header and the footer."""
        yield Header(AppText.NAME, AppText.MESSAGES)
        yield VirtualList(id="messages", empty=AppText.NO_MESSAGES)
        with VerticalScroll(can_focus=False):
            yield Static(id="whole")
        yield Footer()

    def on_mount(self) -> None:
        """Show the messages, now and whenever there is a new one."""
        self.watch(self.app, "message", self._show)

    def _show(self) -> None:
        rows = self.query_one(VirtualList)
        shown = self.current
        messages = list(reversed(self.context.messages.history))
        rows.show(_MessageRows(messages), messages.index(shown) if shown in messages else 0)
        self.refresh_bindings()

    @property
    def current(self) -> Message | None:
        """The message under the cursor."""
        source, at = self.query_one(VirtualList).source, self.query_one(VirtualList).cursor
        return source.messages[at] if isinstance(source, _MessageRows) and at >= 0 else None

    @on(VirtualList.Highlighted)
    def _show_whole(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        current = self.current
        self.query_one("#whole", Static).update(Content(current.text if current else ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the key that copies if there are messages."""
        del parameters
        return action != "copy" or bool(self.context.messages.history)

    def action_copy(self) -> None:
        """Copy the whole text of the message under the cursor."""
        if self.current is not None:
            self.app.copy_to_clipboard(self.current.text)
            self.context.show_message(AppText.MESSAGE_COPIED)


class _MessageRows(RowSource):
    """Messages of one line each, with their time and their severity."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = messages

    def count(self) -> int:
        return len(self.messages)

    def row(self, index: int, width: int) -> Sequence[Content]:
        del width
        message = self.messages[index]
        return [
            Content.assemble(
                (f"{message.sent:%H:%M:%S}  ", ".rows--muted"),
                severity_sign(message),
                message.text,
            )
        ]
