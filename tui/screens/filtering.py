"""A list screen with a filter input above the list."""

from typing import ClassVar

from textual import on

from tui.screens.base import FrameScreen
from tui.widgets.header import Masthead
from tui.widgets.text_line import Line
from tui.widgets.virtual_list import Rows


class FilteringScreen(FrameScreen):
    """Opens and closes the filter input, and refreshes the list when the filter changes."""

    FILTERED_BY: ClassVar[str]
    """Placeholder of the empty filter input: the fields that are matched."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        """The filter text, empty for no filter."""

    @property
    def rows(self) -> Rows:
        """The list."""
        raise NotImplementedError

    def list_anew(self) -> None:
        """Load the rows that match the filter."""
        raise NotImplementedError

    @property
    def filter_line(self) -> Line | None:
        """The filter input if it is open."""
        return next(iter(self.query("#filter").results(Line)), None)

    def mount_filter(self, words: str = "") -> Line:
        """Open the filter input with `words` in it."""
        line = Line(id="filter", placeholder=self.FILTERED_BY)
        line.value = words
        self.mount(line, after=self.query_one(Masthead))
        return line

    def action_filter(self) -> None:
        """Focus the filter input; open it first if needed."""
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
        """Close the filter input and remove the filter."""
        if line := self.filter_line:
            line.remove()
        if self.words:
            self.words = ""
            self.list_anew()
        self.rows.focus()
