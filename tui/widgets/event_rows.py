"""Event clusters as rows of a list by day, with their sources and deviating dates."""

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct
from textual.content import Content

from analysis.date_format import format_date, format_published
from db import EventRow, Store
from db.timeline.models import EventCluster, TimelineSpan
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.timeline_text import TimelineText
from tui.widgets.panes.row_text import wrap_lines
from tui.widgets.panes.timeline import STATE_MARK, AxisUnit, axis_lines, format_event_date
from tui.widgets.row_marks import ArticleRowKey, RowKey
from tui.widgets.row_source import Heading, ListSource, RowSource, Separator

_MOST_LINES = 2  # of the headline
_MOST_SOURCES = 3  # listed in one line


class EventSource(Struct, frozen=True):
    """An article's event below its cluster, and how it relates to the cluster."""

    event: EventRow
    relation: Literal["tells", "reports", "otherwise"]


EventItem = EventCluster | EventSource


def list_clusters(
    clusters: Sequence[EventCluster],
    *,
    unit: AxisUnit | None = None,
    expanded: frozenset[tuple[int, int]] = frozenset(),
) -> ListSource[EventItem]:
    """List event clusters by day with gaps in `unit`; without a unit, in their order.

    A cluster whose `cluster_key` is in `expanded` is followed by a row for each of its sources.
    """
    items: list[EventItem | Heading | Separator] = []
    before: EventRow | None = None
    for cluster in clusters:
        shown = cluster.shown
        when = format_event_date(shown)
        if unit is not None and (before is None or format_event_date(before) != when):
            if before is not None:
                items += _list_gap(before.last_day, shown.first_day, unit)
            items.append(Heading(when, above=0))
        items.append(cluster)
        if cluster_key(cluster) in expanded:
            items += list_sources(cluster)
        before = shown
    lines = partial(_cluster_lines, is_dated=unit is None)
    return ListSource(
        items,
        partial(_draw_item, lines=lines),
        key=_item_key,
        height=lambda item, width: len(_draw_item(item, width, lines=lines)),
        is_markable=True,
        is_filtered=True,  # other windows of the timeline have other clusters
        article_rows=partial(_list_events, items),
    )


def _list_gap(before: datetime.date, after: datetime.date, unit: AxisUnit) -> list[Separator]:
    """Return the lines of the axis between two days."""
    lines = axis_lines(before, after, unit) if before < after else []
    if lines and lines[0] == "┆":  # a long gap takes one line
        lines = [line for line in lines if line != "┆"]
        return [Separator(tuple(lines))]
    return []


def list_sources(cluster: EventCluster) -> list[EventSource]:
    """Return a row for each source of a cluster."""
    reports = [event for event in cluster.reports if event not in cluster.events]
    return [
        *(EventSource(member, "tells") for member in cluster.by_publication),
        *(EventSource(report, "reports") for report in reports),
        *(EventSource(deviating, "otherwise") for deviating in cluster.otherwise),
    ]


def _item_key(item: EventItem) -> RowKey:
    if isinstance(item, EventCluster):
        return cluster_key(item)
    return item.event.article, item.event.start, "source"


def event_of(item: EventItem) -> EventRow:
    """Return the event that a row opens."""
    return item.shown if isinstance(item, EventCluster) else item.event


def cluster_at(source: RowSource, index: int) -> EventCluster | None:
    """Return the cluster of a row or of a source row; None for other rows."""
    for at in range(min(index, source.count() - 1), -1, -1):
        item: EventItem | None = source.item(at)
        if not isinstance(item, EventSource):
            return item
    return None


def _list_events(
    items: Sequence[EventItem | Heading | Separator], store: Store, keys: Sequence[RowKey]
) -> list[ArticleRowKey]:
    """Return the events of clusters, of all their articles, and those of sources."""
    wanted = set(keys)
    listed = [item for item in items if isinstance(item, EventCluster | EventSource)]
    events = [
        (event.article, event.start)
        for item in listed
        if _item_key(item) in wanted
        for event in (item.events if isinstance(item, EventCluster) else (item.event,))
    ]
    numbers = store.timeline.event_numbers(events)
    return [(article, "event", number) for article, number in numbers]


def _draw_item(
    item: EventItem, width: int, *, lines: Callable[[EventCluster, int], list[Content]]
) -> list[Content]:
    """Return the lines of a cluster, or the line of a source."""
    return lines(item, width) if isinstance(item, EventCluster) else [draw_source(item)]


def _cluster_lines(cluster: EventCluster, width: int, *, is_dated: bool) -> list[Content]:
    event = cluster.shown
    mark = cluster_mark(cluster)
    first, *more = wrap_lines(event.headline, width - 2, _MOST_LINES) or [""]
    lines = [
        Content.assemble((f"{mark} ", ".rows--accent"), (first, ".rows--strong")),
        *(Content.assemble("  ", (line, ".rows--strong")) for line in more),
    ]
    if is_dated:
        lines.append(Content.styled(f"  {format_event_date(event)}", ".rows--accent"))
    lines.append(Content.styled(f"  {format_sources(cluster)}", ".rows--muted"))
    if fate := format_outcome(cluster):
        lines.append(Content.styled(f"  {fate}", ".rows--muted"))
    if cluster.otherwise:
        lines.append(Content.styled(f"  {format_deviating_dates(cluster)}", ".rows--star"))
    return lines


def cluster_mark(cluster: EventCluster) -> str:
    """Return the sign of a cluster: uncertain, a state, upcoming, later, or dated."""
    if cluster.shown.is_reported or cluster.shown.is_guessed:
        return "◇"
    if cluster.shown.kind == "state":
        return STATE_MARK
    if cluster.shown.upcoming and not cluster.reported:
        return "○"
    later = all(
        event.published and event.first_day > event.published.last for event in cluster.events
    )
    return "◌" if later and not cluster.shown.upcoming else "●"


def cluster_key(cluster: EventCluster) -> tuple[int, int]:
    """Return the key of a cluster: the article and start offset of its representative event."""
    return cluster.shown.article, cluster.shown.start


def upcoming_remark(span: TimelineSpan) -> str:
    """Return that a list has announced events only, and as of which day if that is not today."""
    newest = span.last_article
    if newest is None or newest.last >= datetime.date.today():
        return TimelineText.UPCOMING_ONLY
    return TimelineText.UPCOMING_AS_OF.format(day=format_date(newest))


def format_sources(cluster: EventCluster) -> str:
    """Format the sources of a cluster: "3 articles: Coastwire, Harbour Post, The Wire"."""
    events = cluster.by_publication
    if cluster.articles == 1:
        event = events[0]
        return " · ".join(filter(None, (_site(event), _published(event))))
    sites = list(dict.fromkeys(_site(event) for event in events))
    articles, named = format_count(cluster.articles, "article"), ", ".join(sites[:_MOST_SOURCES])
    if more := len(sites[_MOST_SOURCES:]):
        return TimelineText.MORE_SOURCES.format(articles=articles, sites=named, number=more)
    return TimelineText.SOURCES.format(articles=articles, sites=named)


def format_outcome(cluster: EventCluster) -> str:
    """Format the announcement of a cluster and its outcome; "" if it was not announced."""
    announced, reported = cluster.announced, cluster.reported
    if announced is None or (cluster.fate is None and reported is None):
        return ""
    day = format_published(announced.published, announced.published_from)
    parts = [TimelineText.ANNOUNCED.format(day=day, site=_site(announced))]
    if reported is not None:
        day = format_published(reported.published, reported.published_from)
        parts.append(TimelineText.REPORTED.format(day=day, site=_site(reported)))
    elif cluster.fate in TimelineText.OUTCOMES:
        parts.append(TimelineText.OUTCOMES[cluster.fate])
    return " · ".join(parts)


def format_deviating_dates(cluster: EventCluster) -> str:
    """Format the deviating dates of a cluster: "dated Thu 12 March 2026 by The Wire"."""
    by_days: dict[str, list[str]] = {}
    for event in cluster.otherwise:
        by_days.setdefault(format_event_date(event), []).append(_site(event))
    return "; ".join(
        TimelineText.DATED_BY.format(date=when, sites=", ".join(dict.fromkeys(sites)))
        for when, sites in by_days.items()
    )


def draw_source(source: EventSource) -> Content:
    """Return the line of a source below its cluster."""
    event = source.event
    how = {
        "tells": "",
        "reports": TimelineText.SAME_DAY,
        "otherwise": TimelineText.DATED.format(date=format_event_date(event)),
    }
    ahead = TimelineText.UPCOMING if event.upcoming else ""
    if event.is_reported and source.relation == "tells":
        ahead = TimelineText.WITHOUT_DATE
    facts = " · ".join(filter(None, (_published(event), ahead, how[source.relation])))
    return Content.assemble(
        ("  ↳ ", ".rows--accent"), _site(event), (f"  {facts}  ", ".rows--muted"),
        safe(event.headline),
    )  # fmt: skip


def _site(event: EventRow) -> str:
    return safe(event.site or event.title)


def _published(event: EventRow) -> str:
    return format_published(event.published, event.published_from) if event.published else ""
