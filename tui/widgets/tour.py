"""The strip above a screen that says what to try next."""

from textual.widgets import Static


class TourPanel(Static):
    """A few lines that take room of their own, so that they cover nothing."""

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
