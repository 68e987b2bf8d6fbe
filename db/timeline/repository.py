"""The timeline of a store: windows of event clusters, counts, and announced events.

Scopes of a timeline: all events, or those that match a query.
"""

import datetime
import json
import sqlite3
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from analysis.text import Day, to_day
from db.connection import Connection
from db.finding_rows import SELECT_EVENT, event_row, parse_date, parse_stored_day
from db.models import EventRow, HitKind, Unit
from db.publication_ranges import least_date, published_within
from db.timeline.models import (
    EVERYTHING,
    DateRange,
    EventCluster,
    Outcome,
    Scope,
    TimelinePosition,
    TimelineSpan,
    Window,
)
from db.timeline.units import last_day_of_unit, unit_start

DayBounds = tuple[datetime.date, datetime.date]

MOST_ARTICLES = 5_000
"""The latest articles of a search that a timeline on the screen has: more would take over 50 ms."""
_ALL = sys.maxsize  # as a limit
# Articles up to which events are counted, or are listed, article by article. A list ends after a
# window, so that reading all events by day finds it sooner from a hundred articles on.
_MOST_COUNTED, _MOST_LISTED = 5_000, 500

_CHOSEN = "WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(:chosen))"
# for few articles, their events are sorted; for many, all events are read by day
_BY_ARTICLE = "chosen CROSS JOIN event ON event.article = chosen.id"
_BY_EVENT = "chosen CROSS JOIN event ON event.id = chosen.id"
_BY_DAY = "event INDEXED BY event_days"
_UPCOMING = "event INDEXED BY event_upcoming"
_HAS_OWN_DATE = "event.precision IS NOT 'reported'"
_LAST = "coalesce(event.last_day, event.first_day)"
_WITHIN: dict[Unit, str] = {
    "decade": f"substr(event.first_day, 1, 3) = substr({_LAST}, 1, 3)",
    "year": f"substr(event.first_day, 1, 4) = substr({_LAST}, 1, 4)",
    "month": f"substr(event.first_day, 1, 7) = substr({_LAST}, 1, 7)",
    "week": f"{_LAST} <= date(event.first_day, 'weekday 0')",
    "day": f"{_LAST} = event.first_day",
}


class EventFilter(Struct, frozen=True):
    """A filter of events: of a scope, those that lie within one `unit` of the calendar.

    A `unit` of None allows events of any length. `upcoming` selects announced events only.
    """

    scope: Scope
    unit: Unit | None = None
    upcoming: bool = False


class _Source(Struct, frozen=True):
    before: str
    tables: str
    conditions: tuple[str, ...]
    parameters: dict[str, object]

    def query(self, columns: str, *conditions: str) -> str:
        where = " AND ".join((*self.conditions, *conditions))
        return f"{self.before} SELECT {columns} FROM {self.tables} WHERE {where}"


def _source(view: EventFilter, by_article: int = _MOST_COUNTED) -> _Source:
    """Return the tables of a view; up to `by_article` articles are read one after the other."""
    scope = view.scope
    conditions = ["event.first_day IS NOT NULL"]
    if view.upcoming:
        conditions.append("event.upcoming")
    if not scope.reported:
        conditions.append(_HAS_OWN_DATE)
    if view.unit:
        conditions.append(_WITHIN[view.unit])
    tables = _UPCOMING if view.upcoming else _BY_DAY
    if scope.events is not None:
        return _Source(_CHOSEN, _BY_EVENT, tuple(conditions), {"chosen": scope.events})
    if scope.articles is None:
        return _Source("", tables, tuple(conditions), {})
    if scope.count <= by_article:
        return _Source(_CHOSEN, _BY_ARTICLE, tuple(conditions), {"chosen": scope.articles})
    conditions.append("event.article IN (SELECT value FROM json_each(:chosen))")
    return _Source("", tables, tuple(conditions), {"chosen": scope.articles})


_BETWEEN = (f"{_LAST} >= :from", "event.first_day <= :to")
_PLACE = "(event.first_day, event.article, event.number)"


def events_after(
    sqlite: sqlite3.Connection, view: EventFilter, start: TimelinePosition, limit: int
) -> list[tuple[TimelinePosition, int]]:
    """Return the first events from a position on, each as its position and its id."""
    return _places(sqlite, view, f"{_PLACE} >= (:day, :article, :number)", "ASC", start, limit)


def events_before(
    sqlite: sqlite3.Connection, view: EventFilter, start: TimelinePosition, limit: int
) -> list[tuple[TimelinePosition, int]]:
    """Return the last events before a position, in timeline order."""
    condition = f"{_PLACE} < (:day, :article, :number)"
    return _places(sqlite, view, condition, "DESC", start, limit)[::-1]


def _places(
    sqlite: sqlite3.Connection,
    view: EventFilter,
    condition: str,
    order: str,
    start: TimelinePosition,
    limit: int,
) -> list[tuple[TimelinePosition, int]]:
    source = _source(view, _MOST_LISTED)
    columns = "event.first_day, event.article, event.number, event.id"
    by = f"event.first_day {order}, event.article {order}, event.number {order}"
    query = f"{source.query(columns, condition)} ORDER BY {by} LIMIT :limit"
    parameters = {
        **source.parameters,
        "day": start.day.isoformat(),
        "article": start.article,
        "number": start.number,
        "limit": limit,
    }
    return [
        (TimelinePosition(datetime.date.fromisoformat(first), article, number), id)
        for first, article, number, id in sqlite.execute(query, parameters)
    ]


def ids_between(
    sqlite: sqlite3.Connection,
    view: EventFilter,
    first: datetime.date | None,
    last: datetime.date | None,
    limit: int,
    *,
    newest: bool = False,
) -> list[int]:
    """Return the ids of the first or newest events that may lie between two days, both inclusive.

    Events that may have begun earlier come last: a century contains every one of its days.
    """
    source = _source(view)
    bounds = {"from": (first or datetime.date.min).isoformat(),
              "to": (last or datetime.date.max).isoformat(), "limit": limit}  # fmt: skip
    between = source.query("event.id", *_BETWEEN)
    begun = "event.first_day < :from," if first and not newest else ""
    way = "DESC" if newest else "ASC"
    by = f"{begun} event.first_day {way}, event.article {way}, event.number {way}"
    query = f"{between} ORDER BY {by} LIMIT :limit"
    return [id for (id,) in sqlite.execute(query, {**source.parameters, **bounds})]


def ids_on(
    sqlite: sqlite3.Connection, view: EventFilter, days: Iterable[datetime.date], most: int
) -> list[int]:
    """Return the ids of events that begin on one of these days, at most `most` for each day."""
    source = _source(view)
    query = f"{source.query('event.id', 'event.first_day = :day')} LIMIT :limit"
    return [
        id
        for day in days
        for (id,) in sqlite.execute(
            query, {**source.parameters, "day": day.isoformat(), "limit": most}
        )
    ]


def event_rows(sqlite: sqlite3.Connection, ids: Iterable[int]) -> list[EventRow]:
    """Load events by their ids."""
    query = f"{SELECT_EVENT} WHERE event.id = ?"
    return [event_row(sqlite, sqlite.execute(query, (id,)).fetchone()) for id in ids]


def _count_events(
    sqlite: sqlite3.Connection, scope: Scope, first: datetime.date, last: datetime.date
) -> int:
    query = _source(EventFilter(scope)).query(
        "count(*)", "event.first_day BETWEEN :first AND :last", f"{_LAST} <= :last"
    )
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return int(sqlite.execute(query, days).fetchone()[0])


def _count_chosen(
    sqlite: sqlite3.Connection, scope: Scope, stretches: Sequence[DayBounds]
) -> list[int]:
    source = _source(EventFilter(scope))
    query = source.query(f"event.first_day, {_LAST}", "event.first_day BETWEEN :from AND :to")
    ends = {"from": stretches[0][0].isoformat(), "to": stretches[-1][1].isoformat()}
    return _in_stretches(stretches, Counter(sqlite.execute(query, source.parameters | ends)))


def _count_articles(
    sqlite: sqlite3.Connection, scope: Scope, stretches: Sequence[DayBounds]
) -> list[int]:
    if scope.events is None and scope.articles is None:
        conditions = [published_within("published", *stretch) for stretch in stretches]
        return [
            int(sqlite.execute(f"SELECT count(*) FROM article WHERE {within}", days).fetchone()[0])
            for within, days in conditions
        ]
    counts = {
        (date.first.isoformat(), date.last.isoformat()): number
        for date, number in _published(sqlite, scope, stretches[0][0], stretches[-1][1])
    }
    return _in_stretches(stretches, counts)


def _published(
    sqlite: sqlite3.Connection, scope: Scope, first: datetime.date, last: datetime.date
) -> list[tuple[PartialDate, int]]:
    """Count the articles of a scope by publication date, those within two days."""
    rows = _count_published(sqlite, scope, least_date(first), last.isoformat())
    dates = ((PartialDate.parse(written), number) for written, number in rows)
    return [(date, number) for date, number in dates if date.last <= last]


def _count_published(
    sqlite: sqlite3.Connection, scope: Scope, first: str, last: str
) -> Iterable[tuple[str, int]]:
    parameters = {"from": first, "to": last, "chosen": scope.events or scope.articles}
    if scope.events is None and scope.articles is None:
        query = """SELECT published, count(*) FROM article
            WHERE published BETWEEN :from AND :to GROUP BY published"""
        return sqlite.execute(query, parameters)
    inside = "(SELECT id AS article FROM chosen)"
    if scope.events is not None:
        inside = "(SELECT DISTINCT article FROM event CROSS JOIN chosen ON event.id = chosen.id)"
    query = f"""{_CHOSEN} SELECT published, count(*) FROM {inside} AS inside CROSS JOIN article
        INDEXED BY article_filter ON article.id = inside.article
        WHERE published BETWEEN :from AND :to GROUP BY published"""
    return sqlite.execute(query, parameters)


def _in_stretches(
    stretches: Sequence[DayBounds], counts: Mapping[tuple[str, str], int]
) -> list[int]:
    """Sum the counts of the days that each date range contains."""
    starts = [first.isoformat() for first, _ in stretches]
    ends = [last.isoformat() for _, last in stretches]
    found = [0] * len(stretches)
    for (first, last), number in counts.items():
        at = bisect_right(starts, first) - 1
        if at >= 0 and last <= ends[at]:
            found[at] += number
    return found


def timeline_span(sqlite: sqlite3.Connection, scope: Scope) -> TimelineSpan:
    """Return the first and last days of the events and articles of a scope."""
    if scope.events is None and scope.articles is None:
        own = "" if scope.reported else f" AND {_HAS_OWN_DATE}"
        ends = f"(SELECT {{}}(first_day) FROM event WHERE first_day IS NOT NULL{own})"
        query = f"SELECT {ends.format('min')}, {ends.format('max')}"
        published = """SELECT (SELECT min(published) FROM article),
            (SELECT max(published) FROM article)"""
        parameters: dict[str, object] = {}
    else:
        source = _source(EventFilter(scope))
        query, parameters = source.query("min(first_day), max(first_day)"), source.parameters
        article = (
            "(SELECT article FROM event WHERE id = chosen.id)" if scope.events else "chosen.id"
        )
        published = f"""{_CHOSEN} SELECT min(published), max(published)
            FROM chosen CROSS JOIN article ON article.id = {article}"""
    events = sqlite.execute(query, parameters).fetchone()
    articles = sqlite.execute(published, parameters).fetchone()
    first_event, last_event = map(parse_stored_day, events)
    first_article, last_article = map(parse_date, articles)
    waiting = _count_waiting(sqlite, scope)
    return TimelineSpan(first_event, last_event, first_article, last_article, *waiting)


def _count_waiting(sqlite: sqlite3.Connection, scope: Scope) -> tuple[int, int]:
    """Count the events of a scope that have no day until their article has one, and the articles.

    A search for single events finds only those with a day.
    """
    if scope.events is not None:
        return 0, 0
    tables, before = "article", ""
    if scope.articles is not None:
        before, tables = _CHOSEN, "chosen CROSS JOIN article ON article.id = chosen.id"
    query = f"""{before} SELECT count(*), count(DISTINCT event.article)
        FROM {tables} CROSS JOIN event ON event.article = article.id
        WHERE (article.published IS NULL OR length(article.published) < 10)
            AND event.first_day IS NULL"""
    if not scope.reported:
        query += " AND event.time_expression IS NOT NULL"
    events, articles = sqlite.execute(query, {"chosen": scope.articles}).fetchone()
    return int(events), int(articles)


WINDOW = 120  # events of a window, at least
_MOST_MORE = 300  # further events of its last day
_MOST_RANKED = 3_000  # events that are clustered to rank the clusters
_NEAR = 7  # days around a window in which other articles may date its events
_MOST_NEAR = 120  # events in those days
_LAST_ARTICLE = 2**63 - 1  # the largest id of SQLite
_MOST_OF_A_DAY = 300  # events of a day that are compared with an announcement


class TimelineRepository:
    """The timelines of one open store: of all events, or of those that match a query."""

    def __init__(self, connection: Connection) -> None:
        """Read the store of `connection`."""
        self._connection = connection

    def scope(
        self,
        query: str,
        *,
        wide: bool = True,
        reported: bool = True,
        limit: int | None = None,
    ) -> Scope:
        """Return the scope of a query: events of matching articles, or events that match.

        Without `reported`, it has only events with a date of their own. With a `limit`, it has the
        articles or events that were added last.
        """
        from db.search.executor import execute, parse_query  # takes 12 ms: only for a search

        with self._connection.read_transaction() as sqlite:
            parsed = parse_query(query, "rank").refuse_about()
            if parsed.root is None:
                return Scope(error=parsed.error, reported=reported)
            kind: HitKind = "article" if wide else "event"
            most = _ALL if limit is None else limit + 1
            found = execute(sqlite, parsed.root, "newest", most, kinds=(kind,))
            is_cut = limit is not None and len(found) > limit
            found = found[:limit]
            chosen = f"[{','.join(str(hit.id) for hit in found)}]"
            articles, events = (chosen, None) if wide else (None, chosen)
            return Scope(articles, events, len(found), parsed.error, reported, is_cut)

    def span(self, scope: Scope = EVERYTHING) -> TimelineSpan:
        """Return the first and last days of the events and articles of a scope."""
        with self._connection.read_transaction() as sqlite:
            return timeline_span(sqlite, scope)

    def count_ranges(
        self, stretches: Sequence[DayBounds], scope: Scope = EVERYTHING
    ) -> list[DateRange]:
        """Count the events and articles in each of some date ranges, in their order."""
        with self._connection.read_transaction() as sqlite:
            if not stretches:
                return []
            if scope.events is None and scope.articles is None:
                events = [_count_events(sqlite, scope, *days) for days in stretches]
            else:
                events = _count_chosen(sqlite, scope, stretches)
            articles = _count_articles(sqlite, scope, stretches)
            return [
                DateRange(*days, *counts)
                for days, *counts in zip(stretches, events, articles, strict=True)
            ]

    def count_units(
        self,
        unit: Unit,
        scope: Scope = EVERYTHING,
        *,
        first: Day | None = None,
        last: Day | None = None,
    ) -> list[DateRange]:
        """Return the units between two days that have events or articles, with both counts."""
        first, last = to_day(first), to_day(last)
        with self._connection.read_transaction() as sqlite:
            source = _source(EventFilter(scope, unit))
            bounds = first or datetime.date.min, last or datetime.date.max
            days = {"from": bounds[0].isoformat(), "to": bounds[1].isoformat()}
            query = source.query(
                "event.first_day, count(*)", "event.first_day BETWEEN :from AND :to"
            )
            events = sqlite.execute(f"{query} GROUP BY event.first_day", source.parameters | days)
            event_counts: Counter[datetime.date] = Counter()
            article_counts: Counter[datetime.date] = Counter()
            for day, number in events:
                event_counts[unit_start(datetime.date.fromisoformat(day), unit)] += number
            for date, number in _published(sqlite, scope, *bounds):
                start = unit_start(date.first, unit)
                if unit_start(date.last, unit) == start:  # a year is in no month
                    article_counts[start] += number
            return [
                DateRange(
                    start, last_day_of_unit(start, unit), event_counts[start], article_counts[start]
                )
                for start in sorted({*event_counts, *article_counts})
            ]

    def count_between(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: Day | None = None,
        last: Day | None = None,
        announced: bool = False,
    ) -> DateRange | None:
        """Count the events that may lie between two days and their articles; None without any.

        The range is from the first to the last day on which one of the events begins.
        """
        first, last = to_day(first), to_day(last)
        with self._connection.read_transaction() as sqlite:
            source = _source(EventFilter(scope, upcoming=announced))
            columns = """min(event.first_day), max(event.first_day), count(*),
                count(DISTINCT event.article)"""
            bounds = {
                "from": (first or datetime.date.min).isoformat(),
                "to": (last or datetime.date.max).isoformat(),
            }
            query = source.query(columns, *_BETWEEN)
            oldest, newest, events, articles = sqlite.execute(
                query, source.parameters | bounds
            ).fetchone()
            if not events:
                return None
            days = datetime.date.fromisoformat(oldest), datetime.date.fromisoformat(newest)
            return DateRange(*days, events, articles)

    def events(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: Day | None = None,
        last: Day | None = None,
        limit: int = 500,
        newest: bool = False,
    ) -> list[EventRow]:
        """Return events that may lie between two days, not clustered across articles.

        With `newest`, the last day is first.
        """
        first, last = to_day(first), to_day(last)
        with self._connection.read_transaction() as sqlite:
            ids = ids_between(sqlite, EventFilter(scope), first, last, limit, newest=newest)
            return event_rows(sqlite, ids)

    def list_numbers(self, scope: Scope, announced: bool = False) -> list[tuple[int, int]]:
        """Return all events with a day, by day, each as its article and its index there."""
        with self._connection.read_transaction() as sqlite:
            source = _source(EventFilter(scope, upcoming=announced))
            query = source.query("event.article, event.number")
            by = "event.first_day, event.article, event.number"
            return sqlite.execute(f"{query} ORDER BY {by}", source.parameters).fetchall()

    def event_numbers(self, events: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return events, given by article and start, as their articles and their indexes there."""
        query = """SELECT event.article, event.number FROM json_each(?) AS given
            JOIN event ON event.article = json_extract(given.value, '$[0]')
                AND event.start = json_extract(given.value, '$[1]')"""
        with self._connection.read_transaction() as sqlite:
            return sqlite.execute(query, (json.dumps(list(dict.fromkeys(events))),)).fetchall()

    def clusters(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: Day | None = None,
        last: Day | None = None,
        announced: bool = False,
        limit: int = 200,
        newest: bool = False,
    ) -> list[EventCluster]:
        """Return the first event clusters that begin between two days.

        With `newest`, the last day is first.
        """
        first, last = to_day(first), to_day(last)
        found: dict[tuple[int, int, int], EventCluster] = {}
        position: TimelinePosition | None = TimelinePosition(first or datetime.date.min)
        if newest:
            position = TimelinePosition(last or datetime.date.max, _LAST_ARTICLE)
        while position is not None and len(found) < limit:
            window = self.window(position, scope, announced=announced, back=newest)
            for cluster in reversed(window.clusters) if newest else window.clusters:
                day = cluster.shown.first_day
                if day >= (first or day) and day <= (last or day):
                    found.setdefault(_key(cluster.shown), cluster)
            position = window.before if newest else window.after
            if position is None:
                break
            if (first and position.day < first) if newest else (last and position.day > last):
                break
        return list(found.values())[:limit]

    def window(
        self,
        start: TimelinePosition,
        scope: Scope = EVERYTHING,
        *,
        unit: Unit | None = None,
        back: bool = False,
        announced: bool = False,
    ) -> Window:
        """Return the event clusters from a position on, or before it, that lie within one `unit`.

        With `announced`, return only those that an article announced, with their outcome.
        """
        from db.timeline.clusterer import cluster_events  # takes 7 ms: not to list or count

        view = EventFilter(scope, unit, announced)
        with self._connection.read_transaction() as sqlite:
            look = events_before if back else events_after
            found = look(sqlite, view, start, WINDOW)
            if not found:
                return Window((), None if back else start, start if back else None)
            first, last = found[0][0], found[-1][0]
            if not back:  # clusters of the last day need all events of that day
                rest = events_after(sqlite, view, _position_after(last), _MOST_MORE)
                found += [(position, id) for position, id in rest if position.day == last.day]
                last = found[-1][0]
            ids = [id for _, id in found]
            events = event_rows(sqlite, ids)
            near = event_rows(sqlite, _nearby_events(sqlite, view, first, last, set(ids)))
            latest = timeline_span(sqlite, scope).last_article if announced else None
            before = start if not back else first
            after = _position_after(last) if not back else start
            is_more = bool(events_after(sqlite, view, after, 1))
            is_earlier = bool(events_before(sqlite, view, before, 1))
        happenings = _in_window(cluster_events([*events, *near]), {_key(event) for event in events})
        if announced:
            happenings = [_with_outcome(found, latest) for found in happenings if found.announced]
        return Window(tuple(happenings), before if is_earlier else None, after if is_more else None)

    def largest_clusters(
        self,
        first: datetime.date,
        last: datetime.date,
        scope: Scope = EVERYTHING,
        *,
        unit: Unit | None = None,
        limit: int = 200,
    ) -> list[EventCluster]:
        """Return the clusters with the most articles, among the first 3,000 events of some days."""
        from db.timeline.clusterer import cluster_events, cluster_sort_key

        with self._connection.read_transaction() as sqlite:
            view = EventFilter(scope, unit)
            found = events_after(sqlite, view, TimelinePosition(first), _MOST_RANKED)
            inside = [id for position, id in found if position.day <= last]
            events = event_rows(sqlite, inside)
        ranked = sorted(
            cluster_events(events),
            key=lambda cluster: (-cluster.articles, cluster_sort_key(cluster)),
        )
        return ranked[:limit]


def _nearby_events(
    sqlite: sqlite3.Connection,
    view: EventFilter,
    first: TimelinePosition,
    last: TimelinePosition,
    known: set[int],
) -> list[int]:
    """Return further events that may belong to a window's clusters, on its days or near them."""
    if view.upcoming:
        past = replace(view, upcoming=False)
        days = {position.day for position, _ in events_after(sqlite, view, first, WINDOW)}
        within = sorted(day for day in days if day <= last.day)
        found = ids_on(sqlite, past, within, _MOST_OF_A_DAY)
    else:
        earliest, latest = _shift(first.day, -_NEAR), _shift(last.day, _NEAR)
        around = events_before(sqlite, view, first, _MOST_NEAR)
        around += events_after(sqlite, view, _position_after(last), _MOST_NEAR)
        found = [id for position, id in around if earliest <= position.day <= latest]
    return [id for id in found if id not in known]


def _position_after(position: TimelinePosition) -> TimelinePosition:
    return position._replace(number=position.number + 1)


def _key(event: EventRow) -> tuple[int, int, int]:
    return event.article, event.start, event.end


def _in_window(
    happenings: list[EventCluster], known: set[tuple[int, int, int]]
) -> list[EventCluster]:
    """Return the clusters with at least one event in the window itself."""
    return [
        cluster for cluster in happenings if any(_key(event) in known for event in cluster.events)
    ]


def _with_outcome(happening: EventCluster, latest: PartialDate | None) -> EventCluster:
    """Set the outcome of an announced cluster, as of the latest article."""
    fate: Outcome
    if happening.reported is not None:
        fate = "reported"
    elif latest is not None and latest.first > happening.shown.last_day:
        fate = "unreported"
    else:
        fate = "ahead"
    return replace(happening, fate=fate)


def _shift(day: datetime.date, by: int) -> datetime.date:
    ordinal = min(max(day.toordinal() + by, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)
