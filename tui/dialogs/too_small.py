"""The message that the terminal is too small for the app."""

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.strings.terminal_size_text import TerminalSizeText

if TYPE_CHECKING:
    from tui.context import AppContext
    from tui.input_queue import Hold


class TooSmallScreen(ModalScreen[None]):
    """Shows the required size until the terminal is large enough."""

    DEFAULT_CSS = """
    TooSmallScreen {
        align: center middle;
        background: $background;
        & Static { width: auto; max-width: 100%; height: auto; text-align: center; }
    }
    """

    def __init__(self, least: Size) -> None:
        """Create the screen; `least` is the required size."""
        super().__init__()
        self._least = least
        self._hold: Hold | None = None

    def compose(self) -> ComposeResult:
        """Compose the message, which the first resize fills."""
        yield Static()

    def on_mount(self) -> None:
        """Hold back what is typed into a text field below; other keys do nothing unseen."""
        field = self.app.screen_stack[-2].focused
        if field is not None and field.check_consume_key("a", "a"):
            self._hold = cast("AppContext", self.app).input_queue.add_hold(self)

    def on_unmount(self) -> None:
        """Deliver the keys."""
        if self._hold is not None:
            self._hold.release()

    def on_resize(self, event: events.Resize) -> None:
        """Show the current size, or close once the terminal is large enough."""
        least = self._least
        if event.size.width >= least.width and event.size.height >= least.height:
            if self.is_current:
                self.dismiss()
            return
        sizes = TerminalSizeText.SIZES.format(
            width=event.size.width,
            height=event.size.height,
            least_width=least.width,
            least_height=least.height,
        )
        self.query_one(Static).update(
            Content.assemble(
                (f"{TerminalSizeText.TOO_SMALL}\n", "bold"),
                f"{sizes}\n{TerminalSizeText.ENLARGE} ",
                ("^q", "bold"),
            )
        )
