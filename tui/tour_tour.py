"""The panel above a screen with the guided tour's next step."""

from textual.widgets import Static


class TourPanel(Static):
    """A panel of a few lines with space of its own, so that it covers nothing."""

    DEFAULT_CSS = """
    TourPanel {
        height: auto;
        max-height: 4;
        padding: 0 2;
        background: $primary 18%;
        border-left: outer $primary;
        &:ansi { background: ansi_default; }
    }
    """
    ALLOW_SELECT = False
