"""The screen shown while the terminal is too small for the app."""

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.geometry import Size

    from tui.app import OnRecord


class SmallScreen(ModalScreen[None]):
    """Shows the required size until the terminal is large enough."""

    DEFAULT_CSS = """
    SmallScreen {
        align: center middle;
        background: $background;
        & Static { width: auto; max-width: 100%; height: auto; text-align: center; }
    }
    """

    def compose(self) -> ComposeResult:
        """Compose the message, which the first resize fills."""
        yield Static()

    def on_resize(self, event: events.Resize) -> None:
        """Show the current size, or close once the terminal is large enough."""
        least: Size = cast("OnRecord", self.app).LEAST
        if event.size.width >= least.width and event.size.height >= least.height:
            if self.is_current:
                self.dismiss()
            return
        self.query_one(Static).update(
            Content.assemble(
                ("Terminal too small\n", "bold"),
                f"This is {event.size.width} × {event.size.height};\n"
                f"OnRecord needs {least.width} × {least.height}.\n",
                ("^q", "bold"),
                " quits",
            )
        )
