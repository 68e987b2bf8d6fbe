"""The days that matter in a story: a bar of articles for each, its best event and its sources."""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from db.models import EventRow
from db.timeline.event_queries import MOST_ARTICLES
from db.timeline.models import Scope
from db.timeline.repository import MOST_OF_STORY
from db.timeline.story_days import StoryDay
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun
from tui.strings.timeline_text import TimelineText
from tui.widgets.event_rows import (
    EventSource,
    cluster_key,
    cluster_mark,
    draw_source,
    format_sources,
    list_sources,
)
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.row_text import wrap_lines
from tui.widgets.panes.timeline import format_event_date
from tui.widgets.row_marks import RowKey
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

_LONGEST_BAR = 24  # cells
_MOST_LINES = 2  # of the headline
_AGREEING, _FURTHER = "█", "░"
_NARROW = 80  # cells; below, the counts have a line of their own

_Found = tuple[list[StoryDay], Scope, int]
"""The days, the scope and the number of its events."""
_Item = StoryDay | EventSource


def _draw_item(item: _Item, width: int, *, most: int, dates: int) -> Sequence[Content]:
    """Return the lines of a day, whose bar is as long as its share of `most` articles.

    All bars begin behind the longest date, which has `dates` characters.
    """
    if isinstance(item, EventSource):
        return [draw_source(item)]
    cluster, event = item.best, item.best.shown
    length = max(1, round(_LONGEST_BAR * item.articles / most))
    agreeing = max(1, round(length * cluster.articles / item.articles))
    bar = f"{_AGREEING * agreeing}{_FURTHER * (length - agreeing)}"
    counts = format_count(item.articles, "article")
    if cluster.articles > 1:
        counts = TimelineText.STORY_COUNTS.format(articles=counts, agreeing=cluster.articles)
    first, *more = wrap_lines(event.headline, width - 2, _MOST_LINES) or [""]
    wide = width >= _NARROW
    lines = [
        Content.assemble(
            (f"{format_event_date(event):<{dates}} ", ".rows--accent"),
            (f"{bar:<{_LONGEST_BAR}}" if wide else bar, ".rows--accent"),
            (f"  {counts}" if wide else "", ".rows--muted"),
        ),
        Content.assemble((f"{cluster_mark(cluster)} ", ".rows--accent"), (first, ".rows--strong")),
        *(Content.assemble("  ", (line, ".rows--strong")) for line in more),
        Content.styled(f"  {format_sources(cluster)}", ".rows--muted"),
    ]
    return lines if wide else [lines[0], Content.styled(f"  {counts}", ".rows--muted"), *lines[1:]]


def _item_key(item: _Item) -> RowKey:
    if isinstance(item, StoryDay):
        return cluster_key(item.best)
    return item.event.article, item.event.start, "source"


def _list_days(items: Sequence[_Item]) -> ListSource[_Item]:
    """Return the rows of days and sources, with bars on one scale."""
    days = [item for item in items if isinstance(item, StoryDay)]
    draw = partial(
        _draw_item,
        most=max((day.articles for day in days), default=1),
        dates=max((len(format_event_date(day.best.shown)) for day in days), default=0),
    )
    return ListSource(items, draw, key=_item_key, height=lambda item, width: len(draw(item, width)))


def _event_of(item: _Item) -> EventRow:
    """Return the event that a row opens."""
    return item.event if isinstance(item, EventSource) else item.best.shown


class StoryDaysScreen(ListScreen[_Found]):
    """The ten days on which most articles of a query date an event."""

    BINDING_GROUP_TITLE = TimelineText.STORY_DAYS
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "list", "tags", "notes"})
    AUTO_FOCUS = LIST = "#story-days"
    DEFAULT_CSS = """
    StoryDaysScreen > #story-days { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("story_days")

    def __init__(self, query: str = "", *, wide: bool = True, reported: bool = True) -> None:
        """Create the view of the articles that match a query, or of its events if not `wide`."""
        super().__init__()
        self._query, self._wide, self._reported = query, wide, reported
        self._days: Sequence[StoryDay] = ()
        self._expanded: frozenset[RowKey] = frozenset()

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(TimelineText.STORY_DAYS)
        yield VirtualList(id="story-days", empty=TimelineText.NO_STORY_DAYS)
        yield Footer()

    @property
    def related_query(self) -> str:
        """The query of the articles whose days are shown."""
        return self._query

    def load_list(self, _: QueryRun) -> _Found:
        """Rank the days of the events in the scope."""
        timeline = self.context.store.timeline
        scope = timeline.scope(
            self._query, wide=self._wide, reported=self._reported, limit=MOST_ARTICLES
        )
        every = timeline.count_between(scope)
        return timeline.story_days(scope), scope, every.events if every else 0

    def show_list(self, found: _Found) -> None:
        """Show the days in the order of the calendar."""
        self._days, scope, events = found
        header = self.query_one(Header)
        noun = "article" if self._wide else "event"
        searched = bool(self._query.strip())
        header.title = self._query if searched else TimelineText.STORY_OF_ALL
        parts = [format_count(scope.count, noun)] if searched else []
        if events > MOST_OF_STORY:
            parts.append(TimelineText.NEWEST_EVENTS.format(shown=MOST_OF_STORY, number=events))
        header.detail = " · ".join(parts)
        self._show_days()

    def _show_days(self) -> None:
        items: list[_Item] = []
        for day in self._days:
            items.append(day)
            if _item_key(day) in self._expanded:
                items += list_sources(day.best)
        self.show_rows(_list_days(items))

    @on(VirtualList.RowSelected, "#story-days")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        """Open the article at the event."""
        message.stop()
        item: _Item | None = message.rows.source.item(message.index)
        if item is not None:
            event = _event_of(item)
            self.context.open_article(event.article, event.start, event.end)

    def action_sources(self) -> None:
        """Show or hide the sources of the day under the cursor."""
        index = self.rows.cursor
        items = [self.rows.source.item(at) for at in range(index + 1)]
        day = next((item for item in reversed(items) if isinstance(item, StoryDay)), None)
        if day is not None:
            self._expanded ^= {_item_key(day)}
            self._show_days()
