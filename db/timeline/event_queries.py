"""Queries of events: by day, around a position, and their numbers."""

import datetime
import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analysis.models import PASSAGE
from analysis.partial_dates import PartialDate
from db.finding_rows import (
    SELECT_EVENT,
    among_ids_sql,
    article_id_sql,
    finding_id,
    finding_id_sql,
    has_id_sql,
    parse_date,
    parse_stored_day,
    read_events,
)
from db.models import EventRow, Unit
from db.publication_ranges import least_date, published_within
from db.timeline.models import (
    Scope,
    TimelinePosition,
    TimelineSpan,
)

DayBounds = tuple[datetime.date, datetime.date]

MOST_ARTICLES = 5_000
"""The latest articles of a search that a timeline on the screen has: more would take over 50 ms."""
# Articles up to which events are counted, or are listed, article by article. A list ends after a
# window, so that reading all events by day finds it sooner from a hundred articles on.
_MOST_COUNTED, _MOST_LISTED = 5_000, 500

_NUMBER = 12  # the column of SELECT_EVENT
_CHOSEN = "WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(:chosen))"
# for few articles, their events are sorted; for many, all events are read by day
_BY_ARTICLE = "chosen CROSS JOIN event NOT INDEXED ON event.article = chosen.id"
_BY_EVENT = f"chosen CROSS JOIN event ON {has_id_sql('event', 'chosen.id')}"
# not the generated column: an index without it would not do
_ID = finding_id_sql("event.article", "event.number")
_BY_DAY = "event INDEXED BY event_days"
_OF_A_DAY = "('time', 'day')"
_UPCOMING = "event INDEXED BY event_upcoming"
_HAS_OWN_DATE = f"""event.precision IS NOT 'reported'
    AND event.reason NOT IN (SELECT id FROM reason WHERE code = '{PASSAGE}')"""
_LAST = "coalesce(event.last_day, event.first_day)"
_IN_UNIT: dict[Unit, str] = {
    "decade": "substr(event.first_day, 1, 3) = substr(event.last_day, 1, 3)",
    "year": "substr(event.first_day, 1, 4) = substr(event.last_day, 1, 4)",
    "month": "substr(event.first_day, 1, 7) = substr(event.last_day, 1, 7)",
    "week": "event.last_day <= date(event.first_day, 'weekday 0')",
    "day": "event.last_day = event.first_day",
}
# most events have one day alone, which is in any unit: to test it first takes three quarters
_WITHIN = {unit: f"(event.last_day IS NULL OR {test})" for unit, test in _IN_UNIT.items()}
_ENDS_BY = "(event.last_day IS NULL OR event.last_day <= :last)"
"""The condition that an event that begins by `:last` also ends by it."""


class EventFilter(Struct, frozen=True):
    """A filter of events: of a scope, those that lie within one `unit` of the calendar.

    A `unit` of None allows events of any length. `upcoming` selects only what is announced for a
    day or days.
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


def event_source(view: EventFilter, by_article: int = _MOST_COUNTED) -> _Source:
    """Return the tables of a view; up to `by_article` articles are read one after the other."""
    scope = view.scope
    conditions = ["event.first_day IS NOT NULL"]
    if view.upcoming:
        conditions.append(f"event.upcoming AND event.precision IN {_OF_A_DAY}")
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


BETWEEN_DAYS = (f"{_LAST} >= :from", "event.first_day <= :to")
_PLACE = "(event.first_day, event.article, event.number)"


def count_announced_periods(sqlite: sqlite3.Connection, scope: Scope) -> int:
    """Count the events that are announced for a week, a month or longer."""
    source = event_source(EventFilter(scope))
    condition = f"event.upcoming AND event.precision NOT IN {_OF_A_DAY}"
    number: int = sqlite.execute(source.query("count(*)", condition), source.parameters).fetchone()[
        0
    ]
    return number


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
    source = event_source(view, _MOST_LISTED)
    columns = f"event.first_day, event.article, event.number, {_ID}"
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
    source = event_source(view)
    bounds = {"from": (first or datetime.date.min).isoformat(),
              "to": (last or datetime.date.max).isoformat(), "limit": limit}  # fmt: skip
    between = source.query(_ID, *BETWEEN_DAYS)
    begun = "event.first_day < :from," if first and not newest else ""
    way = "DESC" if newest else "ASC"
    by = f"{begun} event.first_day {way}, event.article {way}, event.number {way}"
    query = f"{between} ORDER BY {by} LIMIT :limit"
    return [id for (id,) in sqlite.execute(query, {**source.parameters, **bounds})]


def ids_on(
    sqlite: sqlite3.Connection, view: EventFilter, days: Iterable[datetime.date], most: int
) -> list[int]:
    """Return the ids of events that begin on one of these days, at most `most` for each day."""
    source = event_source(view)
    query = f"{source.query(_ID, 'event.first_day = :day')} LIMIT :limit"
    return [
        id
        for day in days
        for (id,) in sqlite.execute(
            query, {**source.parameters, "day": day.isoformat(), "limit": most}
        )
    ]


def event_rows(sqlite: sqlite3.Connection, ids: Iterable[int]) -> list[EventRow]:
    """Load events in the order of their ids, without those deleted meanwhile."""
    wanted = list(ids)
    query = f"{SELECT_EVENT} WHERE {among_ids_sql('event')}"
    found = {
        finding_id(row[0], row[_NUMBER]): row
        for row in sqlite.execute(query, (json.dumps(wanted),))
    }
    return read_events(sqlite, [found[id] for id in wanted if id in found])


def count_events(
    sqlite: sqlite3.Connection, scope: Scope, first: datetime.date, last: datetime.date
) -> int:
    query = event_source(EventFilter(scope)).query(
        "count(*)", "event.first_day BETWEEN :first AND :last", _ENDS_BY
    )
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return int(sqlite.execute(query, days).fetchone()[0])


def count_events_within(
    sqlite: sqlite3.Connection, scope: Scope, stretches: Sequence[DayBounds]
) -> list[int]:
    source = event_source(EventFilter(scope))
    query = source.query(
        f"event.first_day, {_LAST}, count(*)", "event.first_day BETWEEN :from AND :to"
    )
    ends = {"from": stretches[0][0].isoformat(), "to": stretches[-1][1].isoformat()}
    # grouped by SQLite: the decoding of each day of each event would take as long as reading it
    rows = sqlite.execute(f"{query} GROUP BY 1, 2", source.parameters | ends)
    return sum_stretches(stretches, {(first, last): number for first, last, number in rows})


def count_articles_within(
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
        for date, number in count_publications(sqlite, scope, stretches[0][0], stretches[-1][1])
    }
    return sum_stretches(stretches, counts)


def count_publications(
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
        inside = f"(SELECT DISTINCT {article_id_sql('id')} AS article FROM chosen)"
    query = f"""{_CHOSEN} SELECT published, count(*) FROM {inside} AS inside CROSS JOIN article
        INDEXED BY article_filter ON article.id = inside.article
        WHERE published BETWEEN :from AND :to GROUP BY published"""
    return sqlite.execute(query, parameters)


def sum_stretches(
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
        source = event_source(EventFilter(scope))
        query, parameters = source.query("min(first_day), max(first_day)"), source.parameters
        article = article_id_sql("chosen.id") if scope.events else "chosen.id"
        published = f"""{_CHOSEN} SELECT min(published), max(published)
            FROM chosen CROSS JOIN article INDEXED BY article_filter ON article.id = {article}"""
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
    tables, before = "article INDEXED BY article_filter", ""
    if scope.articles is not None:
        before, tables = _CHOSEN, f"chosen CROSS JOIN {tables} ON article.id = chosen.id"
    query = f"""{before} SELECT count(*), count(DISTINCT event.article)
        FROM {tables} CROSS JOIN event ON event.article = article.id
        WHERE (article.published IS NULL OR length(article.published) < 10)
            AND event.first_day IS NULL"""
    if not scope.reported:
        query += " AND event.time_expression IS NOT NULL"
    events, articles = sqlite.execute(query, {"chosen": scope.articles}).fetchone()
    return int(events), int(articles)
