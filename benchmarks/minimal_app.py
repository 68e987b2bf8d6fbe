"""The smallest Textual app of OnRecord's shape: a header, three lists and a footer."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Footer, Header, OptionList


class Minimal(App[None]):
    """An app that does nothing, for the least cost of a first frame."""

    TITLE = "Minimal"
    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """A header, three lists of twenty rows and a footer."""
        yield Header()
        with Horizontal():
            for number in range(3):
                yield OptionList(*(f"row {number}.{row}" for row in range(20)))
        yield Footer()


if __name__ == "__main__":
    Minimal().run()
