"""The line above the panes: their names and counts; visible panes are highlighted."""

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.widgets.finding_index import GROUPS, Group

TITLES: dict[Group, str] = {
    "names": "Names",
    "quotes": "Quotes",
    "timeline": "Timeline",
    "notes": "Notes",
}
_WIDEST_GAP = 3


class PaneTitles(Widget):
    """The names of some panes with their `counts`; a click shows a pane."""

    DEFAULT_CSS = """
    PaneTitles { height: 1; color: $foreground 60%; }
    """
    ALLOW_SELECT = False

    groups: reactive[tuple[Group, ...]] = reactive(GROUPS)
    shown: reactive[tuple[Group, ...]] = reactive(())
    counts: reactive[dict[Group, str]] = reactive(dict)

    class Picked(Message):
        """A pane's name was clicked."""

        def __init__(self, group: Group) -> None:
            super().__init__()
            self.group = group

    def __init__(self, groups: tuple[Group, ...] = GROUPS) -> None:
        """Create the names of `groups`."""
        super().__init__()
        self.set_reactive(PaneTitles.groups, groups)
        self._name_cells: list[tuple[int, int, Group]] = []

    def render(self) -> RenderResult:
        """Return the names, those of visible panes bold and underlined, with counts and gaps.

        If not all counts fit, only the visible panes show theirs.
        """
        gaps = max(len(self.groups) - 1, 0)
        names = sum(len(TITLES[group]) for group in self.groups)
        for counted in (self.groups, self.shown, ()):
            counts = sum(len(self._count(group)) for group in counted)
            if names + counts + gaps <= self.size.width:
                break
        gap = min(_WIDEST_GAP, max(1, (self.size.width - names - counts) // max(gaps, 1)))
        line = Content("")
        self._name_cells = []
        for group in self.groups:
            start = line.cell_length
            style = "bold underline $primary" if group in self.shown else ""
            line = line + Content.styled(TITLES[group], style)
            if group in counted:
                line = line + Content.styled(self._count(group), "$foreground 60%")
            self._name_cells.append((start, line.cell_length, group))
            line = line + Content(" " * gap)
        return line.truncate(self.size.width)

    def _count(self, group: Group) -> str:
        count = self.counts.get(group)
        return f" {count}" if count else ""

    def on_click(self, event: events.Click) -> None:
        """Show the pane whose name is under the pointer."""
        for start, end, group in self._name_cells:
            if start <= event.x < end:
                self.post_message(self.Picked(group))
                return
