"""One pane: its rows, and their filter, order, grouping and folding.

The line above the panes: their names and counts; visible panes are highlighted.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from analysis.models import Stage
from analysis.structs import replace
from db import StoreError
from db.models import Nearness
from db.search.ast import AboutTerm
from db.search.rows import parse_filter
from tui.actions import load_bindings
from tui.article_remarks import format_failed_stages
from tui.display_text import format_count
from tui.sanitize import safe
from tui.store_query import QueryRun, cancel_query, run_query
from tui.strings.pane_text import PaneText
from tui.widgets.finding_index import GROUPS, FindingIndex, FindingRef, Group
from tui.widgets.panes.names import NameRows
from tui.widgets.panes.notes import NoteRows
from tui.widgets.panes.pane_source import DEFAULT_ARRANGEMENT, Arrangement
from tui.widgets.panes.quotes import QuoteRows
from tui.widgets.panes.timeline import TimelineRows
from tui.widgets.query_line import QueryLine
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.context import AppContext
    from tui.settings import Settings


_WIDEST_GAP = 3


class PaneTabs(Widget):
    """The names of some panes with their `counts`; a click shows a pane."""

    DEFAULT_CSS = """
    PaneTabs { height: 1; color: $foreground-muted; }
    """
    ALLOW_SELECT = False

    groups: reactive[tuple[Group, ...]] = reactive(GROUPS)
    shown: reactive[tuple[Group, ...]] = reactive(())
    counts: reactive[dict[Group, str]] = reactive(dict)

    class PaneClicked(Message):
        """A pane's name was clicked."""

        def __init__(self, group: Group) -> None:
            super().__init__()
            self.group = group

    def __init__(self, groups: tuple[Group, ...] = GROUPS) -> None:
        """Create the names of `groups`."""
        super().__init__()
        self.set_reactive(PaneTabs.groups, groups)
        self._name_cells: list[tuple[int, int, Group]] = []

    def render(self) -> RenderResult:
        """Return the names, those of visible panes bold and underlined, with counts and gaps.

        If not all counts fit, only the visible panes show theirs.
        """
        gaps = max(len(self.groups) - 1, 0)
        names = sum(len(PaneText.TITLES[group]) for group in self.groups)
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
            line = line + Content.styled(PaneText.TITLES[group], style)
            if group in counted:
                line = line + Content.styled(self._count(group), "$foreground-muted")
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
                self.post_message(self.PaneClicked(group))
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


class Pane(Vertical):
    """One pane: its title if several panes are visible, its arrangement, and its rows."""

    BINDING_GROUP_TITLE = PaneText.PANE_KEYS
    BINDINGS = load_bindings("pane")

    DEFAULT_CSS = """
    Pane {
        & > VirtualList { height: 1fr; }
        & > .pane--arrangement {
            height: auto; min-height: 1; max-height: 2; padding: 0 0 0 2;
            color: $foreground-muted;
        }
    }
    """

    class ArrangementChanged(Message):
        """The list of the pane changed."""

    def __init__(self, group: Group) -> None:
        """Create the pane of a group."""
        super().__init__(id=f"pane-{group}")
        self.group: Group = group
        self.rows = VirtualList(id=f"rows-{group}")
        self.title = PaneTabs((group,))
        self._arrangement_line = Static(classes="pane--arrangement -usual", markup=False)
        self._filter_input: QueryLine | None = None
        self._findings: FindingIndex | None = None
        self._wanted: Arrangement = DEFAULT_ARRANGEMENT
        self._compared_filter = ""  # the filter whose text is, or was, compared with quotations
        self._is_comparing = False
        self._filter_error = ""
        self._finding_before_filter: FindingRef | None = None

    def compose(self) -> ComposeResult:
        """Compose the title, the arrangement and the rows, from top to bottom."""
        yield self.title
        yield self._arrangement_line
        yield self.rows

    @property
    def _settings(self) -> "Settings":
        return cast("AppContext", self.app).settings

    def on_mount(self) -> None:
        """Restore the arrangement of the last session."""
        kind, get = _SOURCES[self.group], self._settings.get
        order = get(f"panes.{self.group}.order", 0) % len(kind.ORDERS)
        grouping = get(f"panes.{self.group}.grouping", 0) % len(kind.GROUPINGS)
        self._wanted = Arrangement(
            order,
            grouping,
            shows_minor=get(f"panes.{self.group}.aside", True),
            shows_weak=get(f"panes.{self.group}.weak", False),
        )
        self._show_arrangement()

    @property
    def source(self) -> Source | None:
        """The source of the rows, None before the first article."""
        source = self.rows.source
        return source if isinstance(source, Source) else None

    @property
    def arrangement(self) -> Arrangement:
        """The arrangement that the user chose."""
        return self.source.arrangement if self.source else self._wanted

    @property
    def count(self) -> str:
        """The number of listed entries: "20", or "3/20" with a filter."""
        if self.source is None:
            return ""
        found, total = self.source.listed_count, self.source.total
        return f"{found:,}/{total:,}" if self.arrangement.filter_text else f"{found:,}"

    # Content

    def show(self, findings: FindingIndex) -> None:
        """List an article's findings or notes with the same arrangement and cursor."""
        before, cursor, head = self.finding, self.rows.cursor, self._head_key()
        self._findings = findings
        source = _SOURCES[self.group](findings, self.arrangement)
        at = source.index_of(before) if before else source.row_of_key(head)
        ref = source.ref_at(at) if at >= 0 else None
        if before is None:
            at = at if at >= 0 else source.first
        elif ref is None or ref.start != before.start:  # the index now refers to another finding
            at = cursor
        self._is_comparing = bool(self._compared_filter)  # the texts may differ
        self._show(source, at)
        if self._compared_filter:
            self._filter(self._compared_filter)

    def _show(self, source: Source, at: int) -> None:
        self.rows.empty = "" if source.count() else self._empty(source)
        with self.rows.prevent(VirtualList.Highlighted):
            self.rows.show(source, at)
        self._show_arrangement()
        self.refresh_bindings()

    def _empty(self, source: Source) -> str:
        if self._filter_error:
            return PaneText.FILTER_ERROR.format(error=safe(self._filter_error))
        if self._is_comparing:
            return PaneText.COMPARING
        if source.arrangement.near is not None and not source.arrangement.near:
            quotations = format_count(len(source.entries), "quotation")
            return PaneText.NONE_NEAR.format(quotations=quotations)
        if source.arrangement.filter_text:
            return PaneText.NO_MATCH.format(query=safe(source.arrangement.filter_text))
        if self.group == "quotes" and source.entries:
            return PaneText.ONLY_SCARE_QUOTES
        if self._findings and (missing := self._missing(self._findings)):
            return PaneText.NOT_ANALYZED.format(stages=missing)
        if self.group == "timeline" and self._findings and not self._findings.analysis.published:
            return PaneText.NO_EVENTS_UNPUBLISHED
        return PaneText.EMPTY[self.group]

    def _missing(self, findings: FindingIndex) -> str:
        """Name the failed analysis stages that this pane depends on."""
        stages = _STAGES.get(self.group, frozenset())
        failures = [failure for failure in findings.analysis.failures if failure.stage in stages]
        return format_failed_stages(failures)

    def _arrange(self, arrangement: Arrangement, key: str = "") -> None:
        """List again with the cursor on the row that folds `key`, else on its present finding."""
        source, ref = self.source, self.finding
        if source is None:
            return
        if ref is None and not arrangement.filter_text and self.arrangement.filter_text:
            ref = self._finding_before_filter  # the filter matched none
        source.set_arrangement(arrangement)
        at = source.row_of_key(key) if key else source.index_of(ref) if ref else -1
        self._show(source, at if at >= 0 else source.first)
        self.post_message(self.ArrangementChanged())

    def _show_arrangement(self) -> None:
        """Show the arrangement if the pane has the focus or the arrangement is not the default."""
        arrangement, kind = self.arrangement, _SOURCES[self.group]
        parts = [kind.GROUPINGS[arrangement.grouping], kind.ORDERS[arrangement.order]]
        if not arrangement.shows_minor:
            parts.append(PaneText.WITHOUT_MINOR[self.group])
        if arrangement.shows_weak:
            parts.append(PaneText.WITH_WEAK_KINDS)
        if arrangement.filter_text:
            parts.append(PaneText.FILTER.format(query=safe(arrangement.filter_text)))
        is_default = replace(arrangement, toggled_keys=frozenset()) == DEFAULT_ARRANGEMENT
        shown = not is_default or self.has_focus_within
        self._show_line(Content(" · ".join(filter(None, parts)) if shown else ""))
        self._arrangement_line.set_class(is_default, "-usual")

    def _show_line(self, text: Content) -> None:
        """Show the arrangement; a layout, which draws the whole screen, only for another height."""
        line = self._arrangement_line
        if text == line.content:
            return
        longest = max(text.cell_length, Content(str(line.content)).cell_length)
        line.update(text, layout=longest > line.content_size.width)

    def on_descendant_focus(self) -> None:
        """Show the arrangement."""
        self._show_arrangement()

    def on_descendant_blur(self) -> None:
        """Hide the arrangement if it is the default."""
        self._show_arrangement()

    # The cursor

    @property
    def finding(self) -> FindingRef | None:
        """The finding of the row under the cursor; for a name, its first mention."""
        return self.finding_at(self.rows.cursor)

    def finding_at(self, index: int) -> FindingRef | None:
        """Return the finding of a row; None for a heading or an index out of range."""
        source = self.source
        return source.ref_at(index) if source and 0 <= index < source.count() else None

    def set_reading_position(self, offset: int) -> None:
        """Highlight the reader's position in the text."""
        if isinstance(self.source, NameRows) and self.source.read_at(offset):
            self.rows.redraw()

    def follow(self, ref: FindingRef | None) -> None:
        """Move the cursor to a finding without posting a message."""
        if ref is not None and self.source is not None:
            index = self.source.index_of(ref)
            if index >= 0:
                self.rows.set_cursor_silently(index)

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        if self.finding is None:
            message.stop()
            self.action_collapse()

    @on(VirtualList.FoldToggled)
    def _folded(self, message: VirtualList.FoldToggled) -> None:
        message.stop()
        self.action_collapse()

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
            case "collapse":
                return source is not None and bool(self._fold_key())
            case "collapse_all":
                return source is not None and source.has_folds
            case "toggle_scare_quotes":
                return self.group == "quotes"
            case "toggle_reported":
                return self.group == "timeline"
            case "clear":
                return bool(self.arrangement.filter_text) or self._filter_input is not None
        return True

    async def action_filter(self) -> None:
        """Open the field that filters the rows."""
        line = self._filter_input
        if line is None:
            line = self._filter_input = QueryLine(
                id=f"filter-{self.group}",
                placeholder=PaneText.FILTER_PLACEHOLDERS[self.group],
                query=self.arrangement.filter_text,
                rows=_SOURCES[self.group].LANGUAGE,
            )
            await self.mount(line, before=self.rows)
            self._arrangement_line.display = False
        line.focus()

    @on(QueryLine.Changed)
    def _typed(self, message: QueryLine.Changed) -> None:
        message.stop()
        self._filter(message.query.strip())

    def _filter(self, filter_text: str) -> None:
        """Filter by words at once, and by the text of `about:` after a comparison in a thread."""
        cancel_query(self, "compare")
        self._compared_filter, self._is_comparing, self._filter_error = "", False, ""
        source = self.source
        about = parse_filter(filter_text, source.LANGUAGE).about if source else None
        if isinstance(source, QuoteRows) and about:
            self._compared_filter, self._is_comparing = filter_text, True
            self._compare(filter_text, about, [entry.content for entry in source.entries])
            return
        self._show_filtered(filter_text, None)

    def _compare(self, filter_text: str, about: AboutTerm, texts: Sequence[str]) -> None:
        """Find the near texts: the encoder takes 3 ms for each, and 0.4 s to load."""
        search = cast("AppContext", self.app).store.search

        def compare(run: QueryRun) -> Mapping[str, Nearness]:
            return search.compare_texts(about, texts, run.is_outdated)

        def fail(error: StoreError) -> None:
            self._compared_filter, self._filter_error = "", str(error)
            self._show_filtered(filter_text, {})

        show = partial(self._show_filtered, filter_text)
        run_query(self, compare, show, group="compare", failed=fail, holds_keys=True)

    def _show_filtered(self, filter_text: str, near: Mapping[str, Nearness] | None) -> None:
        self._is_comparing = False
        if filter_text and not self.arrangement.filter_text:
            self._finding_before_filter = self.finding
        arrangement = replace(self.arrangement, filter_text=filter_text, near=near)
        if arrangement != self.arrangement or self._filter_error:
            self._arrange(arrangement)

    @on(QueryLine.Submitted)
    @on(FilterInput.Exited)
    def _filtered(self, message: Message) -> None:
        message.stop()
        self._close_filter()
        self.post_message(VirtualList.Highlighted(self.rows, self.rows.cursor))

    def _close_filter(self) -> None:
        if self._filter_input is not None:
            self._filter_input.remove()
            self._filter_input = None
        self._arrangement_line.display = True
        self.screen.set_focus(self.rows)
        self._show_arrangement()

    def action_clear(self) -> None:
        """Clear the filter."""
        self._close_filter()
        self._filter("")

    def action_order(self) -> None:
        """Switch to the next order."""
        if self.source:
            order = (self.arrangement.order + 1) % len(self.source.ORDERS)
            self._settings.set(f"panes.{self.group}.order", order)
            self._arrange(replace(self.arrangement, order=order), self._head_key())

    def action_group(self) -> None:
        """Switch to the next grouping."""
        if self.source:
            grouping = (self.arrangement.grouping + 1) % len(self.source.GROUPINGS)
            self._settings.set(f"panes.{self.group}.grouping", grouping)
            self._arrange(replace(self.arrangement, grouping=grouping))

    def action_toggle_scare_quotes(self) -> None:
        """Hide scare quotes, then show topics and continuations too, then only scare quotes."""
        arrangement = self.arrangement
        if arrangement.shows_minor != arrangement.shows_weak:
            self._show_kinds(minor=not arrangement.shows_minor)
        else:
            self._show_kinds(minor=True, weak=not arrangement.shows_weak)

    def action_toggle_reported(self) -> None:
        """Show or hide the events that have no date of their own."""
        self._show_kinds(minor=not self.arrangement.shows_minor)

    def _show_kinds(self, *, minor: bool, weak: bool = False) -> None:
        self._settings.set(f"panes.{self.group}.aside", minor)
        self._settings.set(f"panes.{self.group}.weak", weak)
        self._arrange(replace(self.arrangement, shows_minor=minor, shows_weak=weak))

    def _head_key(self) -> str:
        """Return the key of the heading under the cursor; "" for any other row."""
        return "" if self.finding else self._fold_key()

    def _fold_key(self) -> str:
        source, cursor = self.source, self.rows.cursor
        return source.fold_key(cursor) if source and 0 <= cursor < source.count() else ""

    def action_collapse(self) -> None:
        """Collapse or expand at the cursor, and move the cursor to the collapsed row."""
        key = self._fold_key()
        if key and self.source:
            self._arrange(
                replace(self.arrangement, toggled_keys=self.arrangement.toggled_keys ^ {key}), key
            )
            self.rows.scroll_to_range(self.source.last_row_under(self.rows.cursor))

    def action_collapse_all(self) -> None:
        """Collapse all by one level, or expand all."""
        turned = self.source.next_fold_level() if self.source else None
        if turned is not None:
            self._arrange(replace(self.arrangement, toggled_keys=turned), self._head_key())
