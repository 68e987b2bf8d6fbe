"""The timeline of all articles or of a search: an axis with counts, and the events below it."""

import datetime
from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

from analysis.structs import replace
from db import Store, StoreError
from db.edits.models import StoreChange
from db.exporters import ExportQuery
from db.models import UNITS, Unit
from db.timeline.event_queries import MOST_ARTICLES
from db.timeline.models import (
    EVERYTHING,
    DateRange,
    EventCluster,
    Scope,
    TimelinePosition,
    TimelineSpan,
    Window,
)
from db.timeline.units import last_day_of_unit, shift_units, unit_ranges, unit_start
from tui.actions import load_bindings
from tui.display_text import format_count, waiting_events_remark
from tui.screens.app_screen import ListScreen
from tui.settings import read_history
from tui.store_query import QueryRun, read_or_default, run_query
from tui.strings.search_text import SearchText
from tui.strings.timeline_text import TimelineText
from tui.widgets.article_list import ArticleList
from tui.widgets.event_rows import (
    EventItem,
    cluster_at,
    cluster_key,
    event_of,
    list_clusters,
    upcoming_remark,
)
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.timeline import UNITS as AXIS_UNITS
from tui.widgets.place_line import PlaceLine
from tui.widgets.query_line import QueryLine, parse_typed
from tui.widgets.text_line import FilterInput
from tui.widgets.timeline_axis import TimeAxis, format_unit
from tui.widgets.virtual_list import VirtualList

_ON = {unit.name: unit for unit in AXIS_UNITS}
_UNDATED = "is:undated kind:article"
_EDGE = 8  # rows from either end of the list at which more events are loaded


class TimelineState(Struct, frozen=True):
    """The state of the timeline: its query, unit, first day, filter and order."""

    query: str = ""
    include_all_events: bool = True
    unit: Unit = "month"
    day: datetime.date | None = None
    announced_only: bool = False
    most_reported_first: bool = False
    shows_reported: bool = True


class TimelineScreen(ListScreen[None]):
    """An axis, and below it the events from the unit at the axis cursor on."""

    BINDING_GROUP_TITLE = TimelineText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "list", "tags", "notes"})
    AUTO_FOCUS = LIST = "#events"
    COMPARES_ARTICLES = False
    DEFAULT_CSS = """
    TimelineScreen {
        & > #events { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS = load_bindings("timeline")

    def __init__(self, query: str = "") -> None:
        """Create the timeline of all articles, or of a query."""
        super().__init__()
        self._look = TimelineState(query)
        self._scope = EVERYTHING
        self._span = TimelineSpan(None, None, None, None)
        self._counts: Sequence[DateRange] = ()
        self._window = Window((), None, None)
        self._expanded: frozenset[tuple[int, int]] = frozenset()
        self._fetching = False
        self._before = -1  # the previous row of the cursor; -1 for a new list
        self._current_before: EventCluster | None = None  # at the cursor of the list before

    def compose(self) -> ComposeResult:
        """Compose the search input and the axis above the list."""
        yield Header(TimelineText.TITLE)
        yield PlaceLine("app.timeline")
        history = read_history(self.context.store_settings)
        yield QueryLine(
            id="timeline-query",
            placeholder=TimelineText.PLACEHOLDER,
            query=self._look.query,
            parse=lambda query: parse_typed(query).refuse_about(),
            history=history,
        )
        yield TimeAxis(id="axis")
        yield ArticleList(id="events")
        yield Footer()

    def load_first(self) -> None:
        """Load the timeline of the query."""
        self._begin(self._look)

    def refresh_content(self, change: StoreChange) -> None:
        """Load the timeline again; tags and notes matter only to a search."""
        if self._look.query.strip() or change.concerns(*self.REFRESHED_BY - {"tags", "notes"}):
            self._begin(self._look)

    @property
    def _store(self) -> Store:
        return self.context.store

    @property
    def _axis(self) -> TimeAxis:
        return self.query_one(TimeAxis)

    @property
    def _line(self) -> QueryLine:
        return self.query_one(QueryLine)

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """The events of the timeline, and the articles that match its query."""
        look, query = self._look, self._look.query.strip()
        if look.day is None:
            return []
        listed = ExportQuery(
            query=query or None, only_rows=True, timeline=self._scope, upcoming=look.announced_only
        )
        choices = [(TimelineText.EXPORT, listed)]
        if query:
            choices.append((SearchText.EXPORT.format(query=query), ExportQuery(query=query)))
        return choices

    # Loading

    def _begin(self, look: TimelineState) -> None:
        """Load the scope of a search, then show its events."""

        def load(_: QueryRun) -> tuple[Scope, TimelineSpan]:
            scope = self._store.timeline.scope(
                look.query,
                wide=look.include_all_events,
                reported=look.shows_reported,
                limit=MOST_ARTICLES,
            )
            return scope, self._store.timeline.span(scope)

        run_query(
            self, load, partial(self._show_scope, look), group="timeline",
            failed=self.show_failure, holds_keys=True,
        )  # fmt: skip

    def _show_scope(self, look: TimelineState, found: tuple[Scope, TimelineSpan]) -> None:
        (self._scope, self._span), self._look = found, look
        self._counts = ()
        if self._look.day is None:
            self._look = replace(self._look, day=self._span.initial_day,
                                 unit=self._fitting(self._span))  # fmt: skip
        self._show()

    def _fitting(self, span: TimelineSpan) -> Unit:
        """Return the smallest unit in which the articles' dates fit on the axis.

        It is no smaller than the unit to which the latest date is known.
        """
        first = span.first_article.first if span.first_article else span.first_event
        last = span.last_article.last if span.last_article else span.last_event
        if first is None or last is None:
            return "month"
        days = (last - first).days + 1
        lasting: dict[Unit, float] = {"day": 1, "week": 7, "month": 30.4, "year": 365.2}
        known = span.last_article.precision if span.last_article else "day"
        finest = list(lasting).index(known)
        for unit, length in list(lasting.items())[finest:]:
            if days / length <= self._axis.capacity(unit, self.size.width):
                return unit
        return "decade"

    def _show(self) -> None:
        """Center the axis on the current day, and list the events from that day on."""
        day = self._look.day
        self._expanded = frozenset()
        if day is None:
            self._counts, self._window = (), Window((), None, None)
            self._axis.show((), self._look.unit, -1)
            self._list(0)
            return
        self._center(day)
        exact = self._current_before or (self._look.announced_only and day == datetime.date.today())
        first = day if exact else unit_start(day, self._look.unit)
        self._fetch(self._look, self._scope, TimelinePosition(first), 0)

    def _center(self, day: datetime.date) -> None:
        """Count the units around a day, unless the axis shows that day already."""
        unit, room = self._look.unit, self._axis.capacity(self._look.unit, self.size.width)
        shown = [stretch.first for stretch in self._counts]
        at = unit_start(day, unit)
        same = len(self._counts) == room and self._counts[0].last == last_day_of_unit(
            shown[0], unit
        )
        if same and at in shown:
            self._mark(day)
            return
        first = shift_units(at, unit, -(room // 2))
        last = shift_units(first, unit, room - 1)
        self._count(unit_ranges(first, last, unit)[:room], unit, self._scope)

    def _count(
        self, days: list[tuple[datetime.date, datetime.date]], unit: Unit, scope: Scope
    ) -> None:
        def count(_: QueryRun) -> Sequence[DateRange]:
            return self._store.timeline.count_ranges(days, scope)

        run_query(self, count, partial(self._show_counts, unit), group="axis")

    def _show_counts(self, unit: Unit, counts: Sequence[DateRange]) -> None:
        if unit == self._look.unit and self._look.day is not None:
            self._counts = counts
            self._mark(self._look.day)

    def _mark(self, day: datetime.date) -> None:
        """Move the axis cursor to the unit of a day, and show its counts in the header."""
        unit = self._look.unit
        starts = [stretch.first for stretch in self._counts]
        at = unit_start(day, unit)
        cursor = starts.index(at) if at in starts else -1
        self._axis.show(self._counts, unit, cursor)
        header = self.query_one(Header)
        counts = self._counts[cursor] if cursor >= 0 else None
        header.title = format_unit(at, unit)
        if counts:
            header.title = TimelineText.EVENTS_AND_ARTICLES.format(
                unit=header.title,
                events=format_count(counts.events, "event"),
                articles=format_count(counts.articles, "article"),
            )
        header.detail = self._detail

    @property
    def _detail(self) -> str:
        look = self._look
        parts = []
        if look.query.strip():
            count = self._scope.count
            number = format_count(count, "article" if look.include_all_events else "event")
            if self._scope.is_cut:
                noun = "articles" if look.include_all_events else "events"
                number = TimelineText.MOST_RECENT.format(number=count, noun=noun)
            parts.append(number)
        if look.announced_only:
            parts.append(upcoming_remark(self._span))
        if not look.shows_reported:
            parts.append(TimelineText.WITHOUT_REPORTED)
        if self._span.waiting_events:
            events = format_count(self._span.waiting_events, "event")
            key = self.context.user_keys.label_of("timeline.undated")
            parts.append(TimelineText.WAITING.format(events=events, key=key))
        by_unit = TimelineText.BY_UNIT.format(unit=look.unit)
        parts.append(TimelineText.MOST_REPORTED if look.most_reported_first else by_unit)
        return " · ".join(parts)

    def _fetch(
        self, look: TimelineState, scope: Scope, position: TimelinePosition, where: int
    ) -> None:
        """Load event clusters from `position` on, or those before it if `where` is -1."""
        timelines = self._store.timeline

        def load(_: QueryRun) -> Window:
            if look.most_reported_first and where == 0:
                last = last_day_of_unit(position.day, look.unit)
                found = timelines.largest_clusters(position.day, last, scope, unit=look.unit)
                return Window(tuple(found), None, None)
            return timelines.window(
                position, scope, unit=look.unit, back=where < 0, announced=look.announced_only
            )

        def fail(error: StoreError) -> None:
            self._fetching = False
            self.show_failure(error)

        show = partial(self._show_events, look, where)
        run_query(self, load, show, group="events", failed=fail, holds_keys=True)

    # The list

    def _show_events(self, look: TimelineState, where: int, window: Window) -> None:
        """Show event clusters: a new list, or more before or after the listed ones."""
        self._fetching = False
        if replace(look, day=None) != replace(self._look, day=None):
            return
        if where == 0:
            self._window, self._before = window, -1
            current, self._current_before = self._current_before, None
            key = cluster_key(current) if current else None
            self._list(next((each for each in window.clusters if key in _event_keys(each)), 0))
            return
        current = cluster_at(self.rows.source, self.rows.cursor)
        known = {cluster_key(cluster) for cluster in self._window.clusters}
        more = tuple(cluster for cluster in window.clusters if cluster_key(cluster) not in known)
        if where < 0:
            self._window = Window(more + self._window.clusters, window.before, self._window.after)
        else:
            self._window = Window(self._window.clusters + more, self._window.before, window.after)
        self._list(current)
        if where < 0:
            self.rows.scroll_to_range(self.rows.source.count() - 1)

    def _list(self, cursor: int | EventCluster | None) -> None:
        """List the loaded event clusters, with the cursor on a row or on a cluster."""
        unit = None if self._look.most_reported_first else _ON[self._look.unit]
        rows = list_clusters(self._window.clusters, unit=unit, expanded=self._expanded)
        rows.is_partial = bool(self._window.before or self._window.after)
        at = rows.row_of(cluster_key(cursor)) if isinstance(cursor, EventCluster) else cursor
        searched = bool(self._look.query.strip())
        if self._span.waiting_events and self._span.first_event is None:
            label_of = self.context.user_keys.label_of
            how = TimelineText.SET_DATE.format(
                date=label_of("reader.date"), list=label_of("timeline.undated")
            )
            self.rows.empty = f"{waiting_events_remark(self._span, how)}."
        elif self._span.first_event is not None:
            back, zoom = map(self.key_for_binding, ("timeline.back", "timeline.zoom_out"))
            self.rows.empty = TimelineText.NO_LATER_EVENTS.format(back=back, zoom=zoom)
        else:
            self.rows.empty = TimelineText.NO_MATCH if searched else TimelineText.NO_EVENTS
        self.rows.show(rows, at or 0)

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        """Move the axis with the cursor, and load more events near the end of the list."""
        message.stop()
        source = message.rows.source
        item: EventItem | None = source.item(message.index)
        if item is None:
            return
        event = event_of(item)
        before, self._before = self._before, message.index
        moved = before >= 0 and before != message.index
        if moved and not self._look.most_reported_first and event.first_day != self._look.day:
            self._look = replace(self._look, day=event.first_day)
            self._center(event.first_day)
        if self._fetching:
            return
        if message.index >= source.count() - _EDGE and self._window.after:
            self._fetching = True
            self._fetch(self._look, self._scope, self._window.after, 1)
        elif message.index < min(before, _EDGE) and self._window.before:
            self._fetching = True
            self._fetch(self._look, self._scope, self._window.before, -1)

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        item: EventItem | None = message.rows.source.item(message.index)
        if item is not None:
            event = event_of(item)
            self.context.open_article(event.article, event.start, event.end)

    # The search input

    @on(QueryLine.Changed)
    def _typed(self, message: QueryLine.Changed) -> None:
        message.stop()
        if message.query != self._look.query:
            self._ask(message.query)

    def _ask(self, query: str) -> None:
        """Show the timeline of another search, at the dates of its articles.

        Without a search, the cursor stays on its events.
        """
        current = cluster_at(self.rows.source, self.rows.cursor)
        if query.strip() or current is None:
            current = None
        self._current_before = current
        day = current.shown.first_day if current else None
        self._look = replace(self._look, query=query, day=day)
        self._counts = ()
        self._begin(self._look)

    @on(QueryLine.Submitted)
    @on(FilterInput.Exited)
    def _to_the_list(self, message: Message) -> None:
        message.stop()
        self.rows.focus()

    def _go(self, day: datetime.date) -> None:
        self._look = replace(self._look, day=day)
        self._show()

    def action_step(self, by: int) -> None:
        """Go forward or back by units."""
        if self._look.day is not None:
            self._go(shift_units(self._look.day, self._look.unit, by))

    def action_page(self, by: int) -> None:
        """Go forward or back by the width of the axis."""
        if self._look.day is not None:
            room = self._axis.capacity(self._look.unit, self.size.width)
            self._go(shift_units(self._look.day, self._look.unit, by * room))

    @on(TimeAxis.UnitClicked)
    def _picked(self, message: TimeAxis.UnitClicked) -> None:
        message.stop()
        self._go(message.first)

    def action_zoom(self, by: int) -> None:
        """Switch to a smaller or larger unit at the same day."""
        at = UNITS.index(self._look.unit) + by
        if 0 <= at < len(UNITS):
            self._look = replace(self._look, unit=UNITS[at])
            self._counts = ()
            self._show()

    def action_latest(self) -> None:
        """Go to the day of the latest article."""
        if (day := self._span.initial_day) is not None:
            self._go(day)

    def action_upcoming(self) -> None:
        """Show only announced events, from today on if there are any, or all events."""
        is_on, day = not self._look.announced_only, self._look.day
        find = partial(self._store.timeline.find_agenda_start, self._scope)
        day = (is_on and read_or_default(find, None)) or day
        self._look = replace(self._look, announced_only=is_on, most_reported_first=False, day=day)
        self._show()

    def action_reported(self) -> None:
        """Show or hide the events that have no date of their own."""
        self._look = replace(self._look, shows_reported=not self._look.shows_reported)
        self._counts = ()
        self._begin(self._look)

    def action_order(self) -> None:
        """Switch between sorting by date and by number of articles."""
        self._look = replace(
            self._look, most_reported_first=not self._look.most_reported_first, announced_only=False
        )
        self._show()

    def action_sources(self) -> None:
        """Show or hide the sources of an event cluster."""
        cluster = cluster_at(self.rows.source, self.rows.cursor)
        if cluster is not None:
            self._expanded ^= {cluster_key(cluster)}
            self._list(cluster)

    def action_events_only(self) -> None:
        """Switch between matching events and all events of matching articles."""
        self._look = replace(self._look, include_all_events=not self._look.include_all_events)
        self._counts = ()
        self._begin(self._look)

    def action_story_days(self) -> None:
        """Show the days that matter most in the articles of the timeline."""
        look = self._look
        wide, reported = look.include_all_events, look.shows_reported
        self.context.open("story_days", query=look.query, wide=wide, reported=reported)

    def action_undated(self) -> None:
        """Search for the articles without a date."""
        self.context.open("search", query=_UNDATED)

    def action_search(self) -> None:
        """Focus the search input."""
        self._line.focus()

    def action_leave(self) -> None:
        """Move the focus to the list, else clear the search, else close the screen."""
        if self.focused is self._line.input:
            self.rows.focus()
        elif self._look.query or self._line.value:
            self._line.input.value = ""
        else:
            self.context.action_back()

    def on_resize(self, _: events.Resize) -> None:
        """Count the units that the new width has room for."""
        if self._look.day is not None:
            self._counts = ()
            self._center(self._look.day)


def _event_keys(cluster: EventCluster) -> set[tuple[int, int]]:
    """Return the articles and start offsets of the events of a cluster."""
    return {(event.article, event.start) for event in cluster.events}
