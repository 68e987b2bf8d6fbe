"""The timeline of all articles or of a search: an axis with counts, and the events below it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import Store, StoreError
from db.timeline.calendar import last_of, move, start_of, stretches
from db.timeline.models import (
    EVERYTHING,
    UNITS,
    Happening,
    Place,
    Scope,
    Span,
    Stretch,
    Unit,
    Window,
)
from tui.formatting import counted
from tui.screens.base import FrameScreen
from tui.settings import read_history
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.panes.timeline import UNITS as AXIS_UNITS
from tui.widgets.text_line import Line, QueryLine
from tui.widgets.timeline import HappeningRows, TimeAxis, key, unit_name
from tui.widgets.virtual_list import Rows

_ON = {unit.name: unit for unit in AXIS_UNITS}
_EDGE = 8  # rows from either end of the list at which more events are loaded
_NOTHING = "No dated events yet."
_NO_ANSWER = "No dated events match the search."
_NOTHING_HERE = "No events from here on. Press h to go back, - for larger units."


@dataclass(frozen=True, slots=True)
class Look:
    """The state of the timeline: its query, unit, first day, filter and order."""

    query: str = ""
    wide: bool = True
    unit: Unit = "month"
    day: datetime.date | None = None
    announced: bool = False
    most: bool = False


class TimelineScreen(FrameScreen):
    """An axis, and below it the events from the unit at the axis cursor on."""

    BINDING_GROUP_TITLE = "Timeline"
    AUTO_FOCUS = "#happenings"
    DEFAULT_CSS = """
    TimelineScreen {
        & > #timeline-query { dock: top; margin: 1 0 0 0; padding: 0 1; background: $panel; }
        & > #happenings { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "step(-1)", "Back", id="timeline.back",
                tooltip="To the previous decade, year, month, week or day"),
        Binding("l,right", "step(1)", "Forward", id="timeline.on",
                tooltip="To the next decade, year, month, week or day"),
        Binding("H", "page(-1)", "Page back", show=False, id="timeline.page_back",
                tooltip="Back by the width of the axis"),
        Binding("L", "page(1)", "Page forward", show=False, id="timeline.page_on",
                tooltip="Forward by the width of the axis"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom in", key_display="+", id="timeline.closer",
                tooltip="Smaller units: from decades to days"),
        Binding("minus", "zoom(-1)", "Zoom out", key_display="-", id="timeline.wider",
                tooltip="Larger units: from days to decades"),
        Binding("t", "latest", "Latest", show=False, id="timeline.latest",
                tooltip="To the day of the latest article"),
        Binding("a", "announced", "Agenda", id="timeline.announced",
                tooltip="Only announced events and their outcome, or all events"),
        Binding("o", "order", "Order", show=False, id="timeline.order",
                tooltip="Sort by date, or the events of this unit by number of articles"),
        Binding("space,z", "unfold", "Sources", id="timeline.unfold",
                tooltip="Show or hide the articles that report this event"),
        Binding("slash", "search", "Search", id="timeline.search",
                tooltip="Show only events of articles that match a search"),
        Binding("e", "narrow", "Events only", show=False, id="timeline.narrow",
                tooltip="Only events that match the search, or all events of matching articles"),
        Binding("escape", "leave", "Close", show=False, id="timeline.leave",
                tooltip="From the search to the list, clear the search, then close"),
    ]  # fmt: skip

    class Scoped(Message):
        """The scope of a search, and the range of its dates, were loaded."""

        def __init__(self, look: Look, scope: Scope, span: Span) -> None:
            super().__init__()
            self.look = look
            self.scope = scope
            self.span = span

    class Counted(Message):
        """The counts of the axis units were loaded."""

        def __init__(self, counts: Sequence[Stretch], unit: Unit) -> None:
            super().__init__()
            self.counts = counts
            self.unit = unit

    class Fetched(Message):
        """Event clusters were loaded: a new list, or more before or after the listed ones."""

        def __init__(self, look: Look, window: Window, where: int) -> None:
            super().__init__()
            self.look = look
            self.window = window
            self.where = where

    def __init__(self, query: str = "") -> None:
        """Create the timeline of all articles, or of a query."""
        super().__init__()
        self._look = Look(query)
        self._scope = EVERYTHING
        self._span = Span(None, None, None, None)
        self._counts: Sequence[Stretch] = ()
        self._window = Window((), None, None)
        self._unfolded: frozenset[tuple[int, int]] = frozenset()
        self._fetching = False
        self._before = -1  # the previous row of the cursor; -1 for a new list

    def compose(self) -> ComposeResult:
        """Compose the search input and the axis above the list."""
        yield Masthead("Timeline")
        history = read_history(self.record.memory)
        yield QueryLine(id="timeline-query", placeholder="All articles; / searches",
                        history=history)  # fmt: skip
        yield TimeAxis(id="axis")
        yield Rows(id="happenings")
        yield KeyLine()

    def on_mount(self) -> None:
        """Load the timeline of the query, now and whenever the store changes."""
        with self.prevent(Line.Changed):
            self._line.value = self._look.query
        self._begin(self._look)
        self.record.store_changed.subscribe(self, self._store_changed)

    def _store_changed(self, article: int | None) -> None:
        """Reload if articles or findings changed; a change to a single article's row does not."""
        if not article:
            self._begin(self._look)

    @property
    def _store(self) -> Store:
        return self.record.store

    @property
    def _axis(self) -> TimeAxis:
        return self.query_one(TimeAxis)

    @property
    def _rows(self) -> Rows:
        return self.query_one("#happenings", Rows)

    @property
    def _line(self) -> QueryLine:
        return self.query_one(QueryLine)

    @property
    def _listed(self) -> HappeningRows | None:
        source = self._rows.source
        return source if isinstance(source, HappeningRows) else None

    # Loading

    @work(thread=True, exclusive=True, group="timeline")
    def _begin(self, look: Look) -> None:
        """Load the scope of a search, then show its events."""
        worker = get_current_worker()
        try:
            scope = self._store.timelines.scope(look.query, wide=look.wide)
            span = self._store.timelines.span(scope)
        except StoreError as error:
            self._failed(error)
            return
        if not worker.is_cancelled:
            self.post_message(self.Scoped(look, scope, span))

    @on(Scoped)
    def _scoped(self, message: Scoped) -> None:
        message.stop()
        self._scope, self._span, self._look = message.scope, message.span, message.look
        self._counts = ()
        if self._look.day is None:
            self._look = replace(self._look, day=_first_day(self._span),
                                 unit=self._fitting(self._span))  # fmt: skip
        self._show()

    def _fitting(self, span: Span) -> Unit:
        """Return the smallest unit in which the articles' dates fit on the axis."""
        first, last = span.first_article or span.first_event, span.last_article or span.last_event
        if first is None or last is None:
            return "month"
        days = (last - first).days + 1
        lasting: dict[Unit, float] = {"day": 1, "week": 7, "month": 30.4, "year": 365.2}
        for unit, length in lasting.items():
            if days / length <= self._axis.room(unit, self.size.width):
                return unit
        return "decade"

    def _show(self) -> None:
        """Center the axis on the current day, and list the events from that day on."""
        day = self._look.day
        self._unfolded = frozenset()
        if day is None:
            self._counts, self._window = (), Window((), None, None)
            self._axis.show((), self._look.unit, -1)
            self._list(0)
            return
        self._center(day)
        self._fetch(self._look, self._scope, Place(start_of(day, self._look.unit)), 0)

    def _center(self, day: datetime.date) -> None:
        """Count the units around a day, unless the axis shows that day already."""
        unit, room = self._look.unit, self._axis.room(self._look.unit, self.size.width)
        shown = [stretch.first for stretch in self._counts]
        at = start_of(day, unit)
        same = len(self._counts) == room and self._counts[0].last == last_of(shown[0], unit)
        if same and at in shown:
            self._mark(day)
            return
        first = move(at, unit, -(room // 2))
        last = move(first, unit, room - 1)
        self._count(stretches(first, last, unit)[:room], unit, self._scope)

    @work(thread=True, exclusive=True, group="axis")
    def _count(
        self, days: list[tuple[datetime.date, datetime.date]], unit: Unit, scope: Scope
    ) -> None:
        worker = get_current_worker()
        try:
            counts = self._store.timelines.coverage(days, scope)
        except StoreError as error:
            self._failed(error)
            return
        if not worker.is_cancelled:
            self.post_message(self.Counted(counts, unit))

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        message.stop()
        if message.unit == self._look.unit and self._look.day is not None:
            self._counts = message.counts
            self._mark(self._look.day)

    def _mark(self, day: datetime.date) -> None:
        """Move the axis cursor to the unit of a day, and show its counts in the header."""
        unit = self._look.unit
        starts = [stretch.first for stretch in self._counts]
        at = start_of(day, unit)
        cursor = starts.index(at) if at in starts else -1
        self._axis.show(self._counts, unit, cursor)
        header = self.query_one(Masthead)
        counts = self._counts[cursor] if cursor >= 0 else None
        events = f": {counted(counts.events, 'event')}" if counts else ""
        articles = f", {counted(counts.articles, 'article')}" if counts else ""
        header.title = f"{unit_name(at, unit)}{events}{articles}"
        header.detail = self._detail

    @property
    def _detail(self) -> str:
        look = self._look
        if self._scope.trouble is not None:
            return self._scope.trouble.marked(look.query)
        parts = []
        if look.query.strip():
            parts.append(counted(self._scope.count, "article" if look.wide else "event"))
        if look.announced:
            parts.append("announced")
        parts.append("most reported first" if look.most else f"by {look.unit}")
        return " · ".join(parts)

    @work(thread=True, exclusive=True, group="happenings")
    def _fetch(self, look: Look, scope: Scope, position: Place, where: int) -> None:
        """Load event clusters from `position` on, or those before it if `where` is -1."""
        worker = get_current_worker()
        timelines = self._store.timelines
        try:
            if look.most and where == 0:
                last = last_of(position.day, look.unit)
                found = timelines.told_most(position.day, last, scope, unit=look.unit)
                window = Window(tuple(found), None, None)
            else:
                window = timelines.window(
                    position, scope, unit=look.unit, back=where < 0, announced=look.announced
                )
        except StoreError as error:
            self._failed(error)
            return
        if not worker.is_cancelled:
            self.post_message(self.Fetched(look, window, where))

    def _failed(self, error: StoreError) -> None:
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.record.say, str(error), severity="error")

    # The list

    @on(Fetched)
    def _fetched(self, message: Fetched) -> None:
        message.stop()
        self._fetching = False
        if replace(message.look, day=None) != replace(self._look, day=None):
            return
        listed, window = self._listed, message.window
        if message.where == 0:
            self._window, self._before = window, -1
            self._list(0)
            return
        current = listed.happening_at(self._rows.cursor) if listed else None
        known = {key(cluster) for cluster in self._window.happenings}
        more = tuple(cluster for cluster in window.happenings if key(cluster) not in known)
        if message.where < 0:
            self._window = Window(more + self._window.happenings, window.before, self._window.after)
        else:
            self._window = Window(self._window.happenings + more, self._window.before, window.after)
        self._list(current)
        if message.where < 0:
            self._rows.reveal_to(self._rows.source.count() - 1)

    def _list(self, cursor: int | Happening | None) -> None:
        """List the loaded event clusters, with the cursor on a row or on a cluster."""
        unit = None if self._look.most else _ON[self._look.unit]
        rows = HappeningRows(self._window.happenings, unit=unit, unfolded=self._unfolded)
        at = rows.index_of(key(cursor)) if isinstance(cursor, Happening) else cursor or 0
        searched = bool(self._look.query.strip())
        empty = _NO_ANSWER if searched else _NOTHING
        self._rows.empty = empty if self._span.first_event is None else _NOTHING_HERE
        self._rows.show(rows, max(at, 0))

    @on(Rows.Highlighted)
    def _highlighted(self, message: Rows.Highlighted) -> None:
        """Move the axis with the cursor, and load more events near the end of the list."""
        message.stop()
        listed = self._listed
        event = listed.event_at(message.index) if listed else None
        if listed is None or event is None:
            return
        before, self._before = self._before, message.index
        moved = before >= 0 and before != message.index
        if moved and not self._look.most and event.first_day != self._look.day:
            self._look = replace(self._look, day=event.first_day)
            self._center(event.first_day)
        if self._fetching:
            return
        if message.index >= listed.count() - _EDGE and self._window.after:
            self._fetching = True
            self._fetch(self._look, self._scope, self._window.after, 1)
        elif message.index < min(before, _EDGE) and self._window.before:
            self._fetching = True
            self._fetch(self._look, self._scope, self._window.before, -1)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        event = self._listed.event_at(message.index) if self._listed else None
        if event is not None:
            self.record.open_article(event.article, event.start, event.end)

    # The search input

    @on(Line.Changed)
    def _typed(self, message: Line.Changed) -> None:
        message.stop()
        if message.value != self._look.query:
            self._ask(message.value)

    def _ask(self, query: str) -> None:
        """Show the timeline of another search, at the dates of its articles."""
        self._look = replace(self._look, query=query, day=None)
        self._counts = ()
        self._begin(self._look)

    @on(Line.Submitted)
    @on(Line.Left)
    def _to_the_list(self, message: Line.Submitted | Line.Left) -> None:
        message.stop()
        self._rows.focus()

    # Keys

    def _go(self, day: datetime.date) -> None:
        self._look = replace(self._look, day=day)
        self._show()

    def action_step(self, by: int) -> None:
        """Go forward or back by units."""
        if self._look.day is not None:
            self._go(move(self._look.day, self._look.unit, by))

    def action_page(self, by: int) -> None:
        """Go forward or back by the width of the axis."""
        if self._look.day is not None:
            room = self._axis.room(self._look.unit, self.size.width)
            self._go(move(self._look.day, self._look.unit, by * room))

    @on(TimeAxis.Picked)
    def _picked(self, message: TimeAxis.Picked) -> None:
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
        if (day := _first_day(self._span)) is not None:
            self._go(day)

    def action_announced(self) -> None:
        """Show only announced events, or all events."""
        self._look = replace(self._look, announced=not self._look.announced, most=False)
        self._show()

    def action_order(self) -> None:
        """Switch between sorting by date and by number of articles."""
        self._look = replace(self._look, most=not self._look.most, announced=False)
        self._show()

    def action_unfold(self) -> None:
        """Show or hide the sources of an event cluster."""
        listed = self._listed
        cluster = listed.happening_at(self._rows.cursor) if listed else None
        if cluster is not None:
            self._unfolded ^= {key(cluster)}
            self._list(cluster)

    def action_narrow(self) -> None:
        """Switch between matching events and all events of matching articles."""
        self._look = replace(self._look, wide=not self._look.wide)
        self._counts = ()
        self._begin(self._look)

    def action_search(self) -> None:
        """Focus the search input."""
        self._line.focus()

    def action_leave(self) -> None:
        """Move the focus to the list, else clear the search, else close the screen."""
        if self.focused is self._line:
            self._rows.focus()
        elif self._look.query:
            self._line.value = ""
        else:
            self.record.action_back()

    def on_resize(self, _: events.Resize) -> None:
        """Count the units that the new width has room for."""
        if self._look.day is not None:
            self._counts = ()
            self._center(self._look.day)


def _first_day(span: Span) -> datetime.date | None:
    """Return the initial day: that of the latest article, else of the latest event."""
    return span.last_article or span.last_event if span.first_event else None
