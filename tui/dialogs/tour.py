"""The guided tour on the screen: the panel with its next step, and the dialog of answers."""

from typing import Any

from textual.actions import parse
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import load_bindings, read_group
from tui.strings.tour_text import TourText


class TourPanel(Static):
    """A panel of a few lines with space of its own, so that it covers nothing."""

    DEFAULT_CSS = """
    TourPanel {
        height: auto;
        max-height: 5;
        padding: 0 2;
        background: $tint-chosen;
        border-left: outer $primary;
        &:ansi { background: $background; }
    }
    """
    ALLOW_SELECT = False


class TourDialog(ModalScreen[str | None]):
    """The answers that the running tour offers. Its result is one of them, None to go on."""

    BINDING_GROUP_TITLE = TourText.TITLE
    DEFAULT_CSS = """
    TourDialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 52;
            max-width: 94%;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
    }
    """
    BINDINGS = load_bindings("tour")

    def __init__(self, progress: str, *, is_astray: bool) -> None:
        """Create the dialog; `is_astray` offers the way back to the sample article."""
        super().__init__()
        self._progress = progress
        self._is_astray = is_astray

    def compose(self) -> ComposeResult:
        """Compose the progress, and a line for each answer."""
        app: Any = self.app
        with Vertical():
            yield Static(Content.styled(f"{self._progress}\n", "bold"))
            for action in read_group("tour"):
                _, name, parameters = parse(action.method)
                if self.check_action(name, parameters):
                    key = f"{app.user_keys.key_label(action.id):>6}"
                    yield Static(Content.assemble((key, "bold $accent"), f"  {action.description}"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back to the sample only if another screen is shown."""
        del action
        return self._is_astray or parameters != ("sample",)

    def action_answer(self, answer: str) -> None:
        """Close with the answer."""
        self.dismiss(answer)

    def action_leave(self) -> None:
        """Close and go on with the tour."""
        self.dismiss(None)
