"""The panes together: as many side by side as there is room for, the others a key away."""

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from analysis import Span
from tui.widgets.panes.names import NameRows
from tui.widgets.panes.notes import NoteRows
from tui.widgets.panes.quotes import QuoteRows
from tui.widgets.panes.source import PaneSource
from tui.widgets.panes.timeline import TimelineRows
from tui.widgets.places import GROUPS, Group, Place, Places
from tui.widgets.rows import Rows

TITLES: dict[Group, str] = {
    "names": "Names",
    "quotes": "Quotes",
    "timeline": "Timeline",
    "notes": "Notes",
}
_SOURCES: dict[Group, Callable[[Places], PaneSource]] = {
    "names": NameRows,
    "quotes": QuoteRows,
    "timeline": TimelineRows,
    "notes": NoteRows,
}
_EMPTY: dict[Group, str] = {
    "names": "No names found",
    "quotes": "No quotations found",
    "timeline": "No dated events found",
    "notes": "No notes yet: i writes one",
}
_TWO_ABREAST = 76  # cells from which two panes stand side by side
_TWO_STACKED = 34  # lines from which one stands above the other


class PaneTitles(Widget):
    """One line with the panes' names and counts, the ones in sight marked; a click shows one."""

    DEFAULT_CSS = """
    PaneTitles { height: 1; color: $foreground 60%; }
    """
    ALLOW_SELECT = False

    shown: reactive[tuple[Group, ...]] = reactive(())
    counts: reactive[dict[Group, int]] = reactive(dict)

    class Picked(Message):
        """A pane's name was clicked."""

        def __init__(self, group: Group) -> None:
            super().__init__()
            self.group = group

    def __init__(self, groups: tuple[Group, ...], id: str | None = None) -> None:
        """The names of `groups`."""
        super().__init__(id=id)
        self._groups = groups
        self._places: list[tuple[int, int, Group]] = []

    def render(self) -> RenderResult:
        """The names, in sight bold and underlined; counts and gaps as far as there is room."""
        names = sum(len(TITLES[group]) for group in self._groups)
        counts = sum(len(f" {self.counts.get(group, 0)}") for group in self._groups)
        free = self.size.width - names
        counted = free - counts >= len(self._groups) - 1
        gap = min(3, max(1, (free - counts * counted) // max(len(self._groups) - 1, 1)))
        line = Content("")
        self._places = []
        for group in self._groups:
            start = line.cell_length
            style = "bold underline $primary" if group in self.shown else ""
            line = line + Content.styled(TITLES[group], style)
            if counted:
                line = line + Content.styled(f" {self.counts.get(group, 0)}", "$foreground 60%")
            self._places.append((start, line.cell_length, group))
            line = line + Content(" " * gap)
        return line.truncate(self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the pane whose name is under the pointer."""
        for start, end, group in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(group))
                return


class Pane(Vertical):
    """One pane: its title, where several panes are in sight, and its rows."""

    DEFAULT_CSS = """
    Pane {
        & > Rows { height: 1fr; }
    }
    """

    def __init__(self, group: Group) -> None:
        """The pane of one group of places."""
        super().__init__(id=f"pane-{group}")
        self.group: Group = group
        self.rows = Rows(id=f"rows-{group}", empty=_EMPTY[group])
        self.title = PaneTitles((group,))

    def compose(self) -> ComposeResult:
        """The title above the rows."""
        yield self.title
        yield self.rows

    @property
    def source(self) -> PaneSource | None:
        """What the rows show, once there is something."""
        source = self.rows.source
        return source if isinstance(source, PaneSource) else None

    def follow(self, place: Place | None) -> None:
        """Move the cursor to a place, without saying so."""
        if place is not None and self.source is not None:
            index = self.source.index_of(place)
            if index >= 0:
                self.rows.follow(index)


class Panes(Container):
    """Names, Quotes, Timeline and Notes: one, two or four in sight, as there is room."""

    BINDING_GROUP_TITLE = "Panes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "step(1)", "Next pane", show=False, id="panes.next",
                tooltip="The next pane"),
        Binding("left", "step(-1)", "Pane before", show=False, id="panes.previous",
                tooltip="The pane before"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    Panes {
        layout: vertical;
        border-left: vkey $border-blurred;
        padding: 0 0 0 1;
        & > PaneTitles { margin: 1 0 1 1; }
        & > #pane-grid {
            layout: grid;
            grid-size: 1 1;
            grid-gutter: 0 2;
            height: 1fr;
        }
        &.-whole > PaneTitles { display: none; }
        &.-several > PaneTitles { margin: 1 0 0 1; }
        & Pane > PaneTitles { display: none; }
        &.-several Pane > PaneTitles { display: block; margin: 1 0 1 1; }
    }
    """

    class Shown(Message):
        """The cursor of a pane came to a place; `go` where the reader chose to go there."""

        def __init__(self, place: Place, go: bool) -> None:
            super().__init__()
            self.place = place
            self.go = go

    def __init__(self) -> None:
        super().__init__(id="panes")
        self.current: Group = "quotes"
        self._titles = PaneTitles(GROUPS)
        self._panes = {group: Pane(group) for group in GROUPS}
        self._places: Places | None = None
        self._abreast, self._stacked = 1, 1

    def compose(self) -> ComposeResult:
        """The titles of all panes above those in sight."""
        yield self._titles
        with Container(id="pane-grid"):
            yield from self._panes.values()

    def on_mount(self) -> None:
        """Show the pane that is current."""
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as there is room for."""
        self._abreast = 2 if event.size.width >= _TWO_ABREAST else 1
        self._stacked = 2 if event.size.height >= _TWO_STACKED else 1
        self._arrange()

    @property
    def in_sight(self) -> tuple[Group, ...]:
        """The panes that are in sight, or would be were the panes not hidden."""
        size = self._abreast * self._stacked
        first = GROUPS.index(self.current) // size * size
        return GROUPS[first : first + size]

    def _arrange(self) -> None:
        shown = self.in_sight
        several = len(shown) > 1
        grid = self.query_one("#pane-grid")
        grid.styles.grid_size_columns = self._abreast
        grid.styles.grid_size_rows = self._stacked
        for group, pane in self._panes.items():
            pane.display = group in shown
            pane.title.shown = (group,) if group == self.current else ()
        self.set_class(several, "-several")
        self.set_class(len(shown) == len(GROUPS), "-whole")
        self._titles.shown = shown

    def pane(self, group: Group) -> Pane:
        """One of the panes."""
        return self._panes[group]

    def show(self, places: Places, groups: tuple[Group, ...] = GROUPS) -> None:
        """Show the findings and notes of an article, or only some of its panes anew."""
        self._places = places
        for group in groups:
            pane = self._panes[group]
            source = _SOURCES[group](places)
            at = max(pane.rows.cursor, 0) if pane.source else 0
            with pane.rows.prevent(Rows.Highlighted):
                pane.rows.show(source, at)
        counts = {group: pane.source.found for group, pane in self._panes.items() if pane.source}
        self._titles.counts = counts
        for pane in self._panes.values():
            pane.title.counts = counts

    def follow(self, sentence: Span, chosen: Place | None = None) -> None:
        """Move the cursors of all panes but the focused one to the finding at the sentence.

        A place `chosen` comes first in its own pane; else it is the first one that the sentence
        touches, else the first after it.
        """
        if self._places is None:
            return
        for group in self.in_sight:
            pane = self._panes[group]
            if pane.rows.has_focus:
                continue
            place = chosen if chosen and chosen.group == group else None
            place = place or self._places.touching(group, *sentence)
            pane.follow(place or self._places.from_(group, sentence[0]))

    def pick(self, group: Group, *, focus: bool = True) -> None:
        """Bring a pane into sight, and the focus to it."""
        self.current = group
        self._arrange()
        if focus:
            self._panes[group].rows.focus()

    @on(PaneTitles.Picked)
    def _title_clicked(self, message: PaneTitles.Picked) -> None:
        message.stop()
        self.pick(message.group)

    def action_step(self, by: int) -> None:
        """Go to another pane."""
        self.pick(GROUPS[(GROUPS.index(self.current) + by) % len(GROUPS)])

    def on_descendant_focus(self) -> None:
        """The pane with the focus is the current one."""
        for group, pane in self._panes.items():
            if pane.rows.has_focus:
                self.current = group
        self._arrange()

    def place_at(self, rows: Rows, index: int) -> Place | None:
        """The place that a row stands for; of a name, the first mention."""
        source = rows.source
        if isinstance(source, PaneSource) and 0 <= index < source.count():
            return source.places[index]
        return None

    @property
    def chosen(self) -> Place | None:
        """The place under the cursor of the focused pane."""
        for pane in self._panes.values():
            if pane.rows.has_focus:
                return self.place_at(pane.rows, pane.rows.cursor)
        return None

    @on(Rows.Highlighted)
    def _highlighted(self, message: Rows.Highlighted) -> None:
        message.stop()
        place = self.place_at(message.rows, message.index)
        if place is not None and message.rows.has_focus:
            self.post_message(self.Shown(place, go=False))

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        place = self.place_at(message.rows, message.index)
        if place is not None:
            self.post_message(self.Shown(place, go=True))
