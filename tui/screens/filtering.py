"""A screen with a list that a line above it filters as you type."""

from typing import ClassVar

from textual import on

from tui.screens.frame import FrameScreen
from tui.widgets.line import Line
from tui.widgets.masthead import Masthead
from tui.widgets.rows import Rows


class FilteringScreen(FrameScreen):
    """Opens and closes the line; lists anew when its words change."""

    FILTERED_BY: ClassVar[str]
    """What the words typed have to be in, as the empty line says it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        """What the list is filtered by, empty for everything."""

    @property
    def rows(self) -> Rows:
        """The list."""
        raise NotImplementedError

    def list_anew(self) -> None:
        """Ask for what has the words in it."""
        raise NotImplementedError

    @property
    def filter_line(self) -> Line | None:
        """The line, where it is open."""
        return next(iter(self.query("#filter").results(Line)), None)

    def mount_filter(self, words: str = "") -> Line:
        """Open the line with words in it."""
        line = Line(id="filter", placeholder=self.FILTERED_BY)
        line.value = words
        self.mount(line, after=self.query_one(Masthead))
        return line

    def action_filter(self) -> None:
        """Go to the line that filters the list."""
        (self.filter_line or self.mount_filter()).focus()

    @on(Line.Changed, "#filter")
    def _filter_changed(self, message: Line.Changed) -> None:
        words = message.value.strip()
        if words != self.words:
            self.words = words
            self.list_anew()

    @on(Line.Submitted, "#filter")
    @on(Line.Left, "#filter")
    def _filter_done(self) -> None:
        if self.words:
            self.rows.focus()
        else:
            self.action_clear()

    def action_clear(self) -> None:
        """Close the line, and show everything again."""
        if line := self.filter_line:
            line.remove()
        if self.words:
            self.words = ""
            self.list_anew()
        self.rows.focus()
