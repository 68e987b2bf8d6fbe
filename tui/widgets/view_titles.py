"""A line with the names of a screen's views; the current one is highlighted."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class ViewTitles(Widget):
    """One line with the views' names; a click shows a view."""

    DEFAULT_CSS = """
    ViewTitles { height: 1; color: $foreground 60%; margin: 1 0 0 2; }
    """
    ALLOW_SELECT = False

    current: reactive[int] = reactive(0)

    class Picked(Message):
        """A view's name was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: Sequence[str]) -> None:
        """Create the line with the first name highlighted."""
        super().__init__()
        self._names = names
        self._name_cells: list[tuple[int, int]] = []

    def render(self) -> RenderResult:
        """Return the names, with wider gaps if there is room."""
        free = self.size.width - sum(map(len, self._names))
        gap = min(3, max(1, free // max(len(self._names), 1)))
        line, self._name_cells = Content(""), []
        for index, name in enumerate(self._names):
            start = line.cell_length
            style = "bold underline $primary" if index == self.current else ""
            line = line + Content.styled(name, style)
            self._name_cells.append((start, line.cell_length))
            line = line + Content(" " * gap)
        return line.truncate(self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the view whose name is under the pointer."""
        for index, (start, end) in enumerate(self._name_cells):
            if start <= event.x < end:
                self.post_message(self.Picked(index))
