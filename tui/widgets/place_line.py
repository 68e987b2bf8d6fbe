"""The start line: the main screens of the app with their keys, below the header of each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from tui.actions import list_actions
from tui.strings.app_text import AppText

if TYPE_CHECKING:
    from tui.context import AppContext


NO_ACTIONS: Mapping[str, str] = MappingProxyType({})


class PlaceLine(Widget):
    """The five main screens, each with its key; the present one is highlighted.

    In a narrow terminal the names are shortened, and no key is left out. A click opens a screen.
    """

    DEFAULT_CSS = """
    PlaceLine {
        height: 1;
        color: $foreground-muted;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, present: str = "", preceding: Mapping[str, str] = NO_ACTIONS) -> None:
        """Create the line of the main screen whose action has the id `present`, or of another.

        `preceding` are the ids of the screen's own actions that have the first key of a main
        screen, by the ids of the actions of these.
        """
        super().__init__()
        self._present, self._preceding = present, preceding
        self._cells: list[tuple[int, int, str]] = []  # first cell, cell after, action

    def on_mount(self) -> None:
        """Follow the keys of the user, which may change while the app runs."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Return the keys and names in the longest form that fits."""
        for at, gap in ((0, 3), (0, 2), (1, 2), (1, 1)):
            line = self._assemble(at, gap)
            if line.cell_length <= self.size.width:
                break
        return line.truncate(self.size.width, ellipsis=True)

    def _assemble(self, form: int, gap: int) -> Content:
        """Return the line with one of the two forms of each name, and blanks between them."""
        key_label = cast("AppContext", self.app).user_keys.label_of
        self._cells = []
        line = Content(" ")
        for action, names in AppText.PLACES.items():
            key = key_label(action, self._preceding.get(action, ""))
            if action == self._present:
                cell = Content.assemble((f"{key} {names[form]}", "bold $primary"))
            else:
                cell = Content.assemble((key, "bold $accent"), " ", names[form])
            start = line.cell_length
            self._cells.append((start, start + cell.cell_length, action))
            line = Content.assemble(line, cell, " " * gap)
        return line.rstrip()

    async def on_click(self, event: events.Click) -> None:
        """Open the screen whose name is under the pointer."""
        for start, end, action in self._cells:
            if start <= event.x < end:
                await self.app.run_action(list_actions()[action].method)
