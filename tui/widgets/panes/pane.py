"""One pane: its rows, and their filter, order, grouping and folding.

The line above the panes: their names and counts; visible panes are highlighted.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from analysis.models import Stage
from tui.formatting import failed_stages
from tui.sanitize import safe
from tui.widgets.finding_index import GROUPS, Group, Place, Places
from tui.widgets.panes.names import NameRows
from tui.widgets.panes.notes import NoteRows
from tui.widgets.panes.pane_source import PLAIN, Arrangement
from tui.widgets.panes.quotes import QuoteRows
from tui.widgets.panes.timeline import TimelineRows
from tui.widgets.text_line import Line
from tui.widgets.virtual_list import Rows

if TYPE_CHECKING:
    from tui.app import OnRecord
    from tui.settings import Memory


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


Source = NameRows | QuoteRows | TimelineRows | NoteRows
_SOURCES: dict[Group, type[NameRows] | type[QuoteRows] | type[TimelineRows] | type[NoteRows]] = {
    "names": NameRows,
    "quotes": QuoteRows,
    "timeline": TimelineRows,
    "notes": NoteRows,
}
# The stages of the analysis that produce the findings of each pane.
_STAGES: dict[Group, frozenset[Stage]] = {
    "names": frozenset(("tokens", "tags", "names", "entities")),
    "quotes": frozenset(("tokens", "tags", "quotations")),
    "timeline": frozenset(("tokens", "tags", "times", "events")),
}
_EMPTY: dict[Group, str] = {
    "names": "No names were found. Press Tab to go to the text.",
    "quotes": "No quotations were found. Press Tab to go to the text.",
    "timeline": "No dated events were found. Press Tab to go to the text.",
    "notes": "No notes yet. In the text, press i to write one or h to highlight.",
}
_SOUGHT: dict[Group, str] = {
    "names": "Part of a name, role or kind",
    "quotes": "Words, a speaker, a kind",
    "timeline": "Words, or March 2026",
    "notes": "Words, #tag or a verdict",
}
_UNDATED = "No dated events were found. Press D to set the date of the article."
_ASIDE = "No quotations were found. Press w to show scare quotes."


class Pane(Vertical):
    """One pane: its title if several panes are visible, its arrangement, and its rows."""

    BINDING_GROUP_TITLE = "This pane"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/", id="panes.filter",
                tooltip="Show only entries with the words you type"),
        Binding("o", "order", "Order", id="panes.order",
                tooltip="Next order: by position, count, name, date or confidence"),
        Binding("b", "group", "Group", id="panes.group",
                tooltip="Next grouping: quotes by speaker or kind, notes by verdict or tag"),
        Binding("space,z", "fold", "Fold", id="panes.fold",
                tooltip="Fold or unfold a group, or the mentions of a name"),
        Binding("Z", "fold_all", "Fold all", show=False, id="panes.fold_all",
                tooltip="Collapse all by one level; if all is collapsed, expand all"),
        Binding("w", "aside", "Scare quotes", show=False, id="panes.aside",
                tooltip="Show or hide scare quotes"),
        Binding("escape", "clear", "Show all", show=False, id="panes.clear",
                tooltip="Clear the filter"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    Pane {
        & > Rows { height: 1fr; }
        & > .pane--how { height: 1; padding: 0 0 0 2; color: $foreground-muted; }
        & > Line { background: $panel; padding: 0 0 0 1; }
    }
    """

    class Arranged(Message):
        """The list of the pane changed."""

    def __init__(self, group: Group) -> None:
        """Create the pane of a group."""
        super().__init__(id=f"pane-{group}")
        self.group: Group = group
        self.rows = Rows(id=f"rows-{group}")
        self.title = PaneTitles((group,))
        self._how = Static(classes="pane--how", markup=False)
        self._line: Line | None = None
        self._places: Places | None = None
        self._wanted: Arrangement = PLAIN

    def compose(self) -> ComposeResult:
        """Compose the title, the arrangement and the rows, from top to bottom."""
        yield self.title
        yield self._how
        yield self.rows

    @property
    def _memory(self) -> "Memory":
        return cast("OnRecord", self.app).memory

    def on_mount(self) -> None:
        """Restore the arrangement of the last session."""
        kind, get = _SOURCES[self.group], self._memory.get
        order = get(f"panes.{self.group}.order", 0) % len(kind.ORDERS)
        grouping = get(f"panes.{self.group}.grouping", 0) % len(kind.GROUPINGS)
        self._wanted = Arrangement(order, grouping, aside=get(f"panes.{self.group}.aside", True))
        self._show_arrangement()

    @property
    def source(self) -> Source | None:
        """The source of the rows, None before the first article."""
        source = self.rows.source
        return source if isinstance(source, Source) else None

    @property
    def how(self) -> Arrangement:
        """The arrangement that the user chose."""
        return self.source.how if self.source else self._wanted

    @property
    def count(self) -> str:
        """The number of listed entries: "20", or "3/20" with a filter."""
        if self.source is None:
            return ""
        found, total = self.source.found, self.source.total
        return f"{found:,}/{total:,}" if self.how.words else f"{found:,}"

    # Content

    def show(self, places: Places) -> None:
        """List an article's findings or notes with the same arrangement and cursor."""
        before, cursor, head = self.place, self.rows.cursor, self._head_key()
        self._places = places
        source = _SOURCES[self.group](places, self.how)
        at = source.index_of(before) if before else source.row_of_key(head)
        ref = source.place(at) if at >= 0 else None
        if before is None:
            at = at if at >= 0 else source.first
        elif ref is None or ref.start != before.start:  # the index now refers to another finding
            at = cursor
        self._show(source, at)

    def _show(self, source: Source, at: int) -> None:
        self.rows.empty = self._empty(source)
        with self.rows.prevent(Rows.Highlighted):
            self.rows.show(source, at)
        self._show_arrangement()
        self.refresh_bindings()

    def _empty(self, source: Source) -> str:
        if source.how.words:
            return f"No entry matches “{safe(source.how.words)}”. Press Esc to show all."
        if self.group == "quotes" and source.entries:
            return _ASIDE
        if self._places and (missing := self._missing(self._places)):
            return f"Nothing to list: {missing}. Press R to analyze the article again."
        if self.group == "timeline" and self._places and not self._places.analysis.published:
            return _UNDATED
        return _EMPTY[self.group]

    def _missing(self, places: Places) -> str:
        """Name the failed analysis stages that this pane depends on."""
        stages = _STAGES.get(self.group, frozenset())
        failures = [failure for failure in places.analysis.failures if failure.stage in stages]
        return failed_stages(failures)

    def _arrange(self, how: Arrangement, key: str = "") -> None:
        """List again with the cursor on the row that folds `key`, else on its present finding."""
        source, ref = self.source, self.place
        if source is None:
            return
        source.arrange(how)
        at = source.row_of_key(key) if key else source.index_of(ref) if ref else -1
        self._show(source, at if at >= 0 else source.first)
        self.post_message(self.Arranged())

    def _show_arrangement(self) -> None:
        """Show the arrangement if the pane has the focus or the arrangement is not the default."""
        how, kind = self.how, _SOURCES[self.group]
        parts = [kind.GROUPINGS[how.grouping], kind.ORDERS[how.order]]
        if not how.aside:
            parts.append("without scare quotes")
        if how.words:
            parts.append(f"“{safe(how.words)}”")
        is_default = replace(how, turned=frozenset()) == PLAIN
        shown = not is_default or self.has_focus_within
        self._how.update(Content(" · ".join(filter(None, parts)) if shown else ""))
        self._how.set_class(is_default, "-usual")

    def on_descendant_focus(self) -> None:
        """Show the arrangement."""
        self._show_arrangement()

    def on_descendant_blur(self) -> None:
        """Hide the arrangement if it is the default."""
        self._show_arrangement()

    # The cursor

    @property
    def place(self) -> Place | None:
        """The finding of the row under the cursor; for a name, its first mention."""
        return self.place_at(self.rows.cursor)

    def place_at(self, index: int) -> Place | None:
        """Return the finding of a row; None for a heading or an index out of range."""
        source = self.source
        return source.place(index) if source and 0 <= index < source.count() else None

    def read_at(self, offset: int) -> None:
        """Highlight the reader's position in the text."""
        if isinstance(self.source, NameRows) and self.source.read_at(offset):
            self.rows.redraw()

    def follow(self, ref: Place | None) -> None:
        """Move the cursor to a finding without posting a message."""
        if ref is not None and self.source is not None:
            index = self.source.index_of(ref)
            if index >= 0:
                self.rows.follow(index)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        if self.place is None:
            message.stop()
            self.action_fold()

    @on(Rows.Folded)
    def _folded(self, message: Rows.Folded) -> None:
        message.stop()
        self.action_fold()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action is available in this pane now."""
        del parameters
        source = self.source
        match action:
            case "filter" | "order":
                return source is not None and bool(source.entries)
            case "group":
                return source is not None and len(source.GROUPINGS) > 1
            case "fold":
                return source is not None and bool(self._fold_key())
            case "fold_all":
                return source is not None and source.folds_anything
            case "aside":
                return self.group == "quotes"
            case "clear":
                return bool(self.how.words) or self._line is not None
        return True

    def action_filter(self) -> None:
        """Open the field that filters the rows."""
        if self._line is None:
            self._line = Line(placeholder=_SOUGHT[self.group], id=f"filter-{self.group}")
            self._line.value = self.how.words
            self.mount(self._line, before=self.rows)
            self._how.display = False
        self._line.focus()

    @on(Line.Changed)
    def _typed(self, message: Line.Changed) -> None:
        message.stop()
        words = message.value.strip()
        if words != self.how.words:
            self._arrange(replace(self.how, words=words))

    @on(Line.Submitted)
    @on(Line.Left)
    def _filtered(self, message: Message) -> None:
        message.stop()
        self._close_line()
        self.post_message(Rows.Highlighted(self.rows, self.rows.cursor))

    def _close_line(self) -> None:
        if self._line is not None:
            self._line.remove()
            self._line = None
        self._how.display = True
        self.screen.set_focus(self.rows)
        self._show_arrangement()

    def action_clear(self) -> None:
        """Clear the filter."""
        self._close_line()
        if self.how.words:
            self._arrange(replace(self.how, words=""))

    def action_order(self) -> None:
        """Switch to the next order."""
        if self.source:
            order = (self.how.order + 1) % len(self.source.ORDERS)
            self._memory.set(f"panes.{self.group}.order", order)
            self._arrange(replace(self.how, order=order), self._head_key())

    def action_group(self) -> None:
        """Switch to the next grouping."""
        if self.source:
            grouping = (self.how.grouping + 1) % len(self.source.GROUPINGS)
            self._memory.set(f"panes.{self.group}.grouping", grouping)
            self._arrange(replace(self.how, grouping=grouping))

    def action_aside(self) -> None:
        """Show or hide scare quotes."""
        self._memory.set(f"panes.{self.group}.aside", not self.how.aside)
        self._arrange(replace(self.how, aside=not self.how.aside))

    def _head_key(self) -> str:
        """Return the key of the heading under the cursor; "" for any other row."""
        return "" if self.place else self._fold_key()

    def _fold_key(self) -> str:
        source, cursor = self.source, self.rows.cursor
        return source.fold_key(cursor) if source and 0 <= cursor < source.count() else ""

    def action_fold(self) -> None:
        """Fold or unfold at the cursor, and move the cursor to the folded row."""
        key = self._fold_key()
        if key and self.source:
            self._arrange(replace(self.how, turned=self.how.turned ^ {key}), key)
            self.rows.reveal_to(self.source.last_under(self.rows.cursor))

    def action_fold_all(self) -> None:
        """Collapse all by one level, or expand all."""
        turned = self.source.folded_more() if self.source else None
        if turned is not None:
            self._arrange(replace(self.how, turned=turned), self._head_key())
