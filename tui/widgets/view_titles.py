"""The names of a screen's views in one line, the one in sight marked."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class ViewTitles(Widget):
    """One line with the views' names; a click shows one."""

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
        """The names, the first one marked."""
        super().__init__()
        self._names = names
        self._places: list[tuple[int, int]] = []

    def render(self) -> RenderResult:
        """The names, further apart where there is room."""
        free = self.size.width - sum(map(len, self._names))
        gap = min(3, max(1, free // max(len(self._names), 1)))
        line, self._places = Content(""), []
        for index, name in enumerate(self._names):
            start = line.cell_length
            style = "bold underline $primary" if index == self.current else ""
            line = line + Content.styled(name, style)
            self._places.append((start, line.cell_length))
            line = line + Content(" " * gap)
        return line.truncate(self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the view whose name is under the pointer."""
        for index, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Picked(index))
