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
from tui.strings.app_text import AppText
from tui.widgets.footer import Footer, severity_sign
from tui.widgets.header import Header
from tui.widgets.row_source import ListSource
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
        messages = list(reversed(self.context.messages.history))
        self.query_one(VirtualList).show(ListSource(messages, _draw_message, key=id))
        self.refresh_bindings()

    @property
    def current(self) -> Message | None:
        """The message under the cursor."""
        message: Message | None = self.query_one(VirtualList).item
        return message

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


def _draw_message(message: Message, width: int) -> Sequence[Content]:
    """Return the time, the severity and the text of a message, in one line."""
    del width
    sent = (f"{message.sent:%H:%M:%S}  ", ".rows--muted")
    return [Content.assemble(sent, severity_sign(message), message.text)]
