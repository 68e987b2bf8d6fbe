"""Queries of the timeline: windows of events, and counts of events in date ranges."""

import datetime
import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.models import EventRow
from db.repositories.findings import day
from db.repositories.queries import EVENT, event_row
from db.timeline.calendar import last_of, start_of
from db.timeline.models import Place, Scope, Span, Stretch, Unit

Days = tuple[datetime.date, datetime.date]

_MOST_BY_ARTICLE = 2_000  # articles up to which events are read article by article

_CHOSEN = "WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(:chosen))"
# for few articles, their events are sorted; for many, all events are read by day
_BY_ARTICLE = "chosen CROSS JOIN event ON event.article = chosen.id"
_BY_EVENT = "chosen CROSS JOIN event ON event.id = chosen.id"
_BY_DAY = "event INDEXED BY event_days"
_UPCOMING = "event INDEXED BY event_upcoming"
_LAST = "coalesce(event.last_day, event.first_day)"
_WITHIN: dict[Unit, str] = {
    "decade": f"substr(event.first_day, 1, 3) = substr({_LAST}, 1, 3)",
    "year": f"substr(event.first_day, 1, 4) = substr({_LAST}, 1, 4)",
    "month": f"substr(event.first_day, 1, 7) = substr({_LAST}, 1, 7)",
    "week": f"{_LAST} <= date(event.first_day, 'weekday 0')",
    "day": f"{_LAST} = event.first_day",
}


@dataclass(frozen=True, slots=True)
class View:
    """A filter of events: of a scope, those that lie within one `unit` of the calendar.

    A `unit` of None allows events of any length. `upcoming` selects announced events only.
    """

    scope: Scope
    unit: Unit | None = None
    upcoming: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    before: str
    tables: str
    conditions: tuple[str, ...]
    parameters: dict[str, object]

    def query(self, columns: str, *conditions: str) -> str:
        where = " AND ".join((*self.conditions, *conditions))
        return f"{self.before} SELECT {columns} FROM {self.tables} WHERE {where}"


def _source(view: View) -> _Source:
    scope = view.scope
    conditions = ["event.first_day IS NOT NULL"]
    if view.upcoming:
        conditions.append("event.upcoming")
    if view.unit:
        conditions.append(_WITHIN[view.unit])
    tables = _UPCOMING if view.upcoming else _BY_DAY
    if scope.events is not None:
        return _Source(_CHOSEN, _BY_EVENT, tuple(conditions), {"chosen": scope.events})
    if scope.articles is None:
        return _Source("", tables, tuple(conditions), {})
    if scope.count <= _MOST_BY_ARTICLE:
        return _Source(_CHOSEN, _BY_ARTICLE, tuple(conditions), {"chosen": scope.articles})
    conditions.append("event.article IN (SELECT value FROM json_each(:chosen))")
    return _Source("", tables, tuple(conditions), {"chosen": scope.articles})


_PLACE = "(event.first_day, event.article, event.number)"


def places_after(
    sqlite: sqlite3.Connection, view: View, start: Place, limit: int
) -> list[tuple[Place, int]]:
    """Return the first events from a position on, each as its position and its id."""
    return _places(sqlite, view, f"{_PLACE} >= (:day, :article, :number)", "ASC", start, limit)


def places_before(
    sqlite: sqlite3.Connection, view: View, start: Place, limit: int
) -> list[tuple[Place, int]]:
    """Return the last events before a position, in timeline order."""
    condition = f"{_PLACE} < (:day, :article, :number)"
    return _places(sqlite, view, condition, "DESC", start, limit)[::-1]


def _places(
    sqlite: sqlite3.Connection, view: View, condition: str, order: str, start: Place, limit: int
) -> list[tuple[Place, int]]:
    source = _source(view)
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
        (Place(datetime.date.fromisoformat(first), article, number), id)
        for first, article, number, id in sqlite.execute(query, parameters)
    ]


def ids_between(
    sqlite: sqlite3.Connection,
    view: View,
    first: datetime.date | None,
    last: datetime.date | None,
    limit: int,
) -> list[int]:
    """Return the ids of the first events that may lie between two days, both inclusive.

    Events that may have begun earlier come last: a century contains every one of its days.
    """
    source = _source(view)
    bounds = {"from": (first or datetime.date.min).isoformat(),
              "to": (last or datetime.date.max).isoformat(), "limit": limit}  # fmt: skip
    between = source.query("event.id", f"{_LAST} >= :from", "event.first_day <= :to")
    begun = "event.first_day < :from," if first else ""
    query = f"{between} ORDER BY {begun} event.first_day, event.article, event.number LIMIT :limit"
    return [id for (id,) in sqlite.execute(query, {**source.parameters, **bounds})]


def ids_on(
    sqlite: sqlite3.Connection, view: View, days: Iterable[datetime.date], most: int
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
    query = f"{EVENT} WHERE event.id = ?"
    return [event_row(sqlite, sqlite.execute(query, (id,)).fetchone()) for id in ids]


def count_stretches(
    sqlite: sqlite3.Connection, scope: Scope, stretches: Sequence[Days]
) -> list[Stretch]:
    """Count the events and articles of each date range; the ranges are in order."""
    if not stretches:
        return []
    if scope.events is None and scope.articles is None:
        events = [_count_events(sqlite, *days) for days in stretches]
    else:
        events = _count_chosen(sqlite, scope, stretches)
    articles = _count_articles(sqlite, scope, stretches)
    return [
        Stretch(*days, *counts) for days, *counts in zip(stretches, events, articles, strict=True)
    ]


def count_units(
    sqlite: sqlite3.Connection,
    scope: Scope,
    unit: Unit,
    first: datetime.date | None,
    last: datetime.date | None,
) -> list[Stretch]:
    """Return the units between two days that have events or articles, with both counts.

    Reads every event of the scope.
    """
    source = _source(View(scope, unit))
    bounds = ((first or datetime.date.min).isoformat(), (last or datetime.date.max).isoformat())
    days = {"from": bounds[0], "to": bounds[1]}
    query = source.query("event.first_day, count(*)", "event.first_day BETWEEN :from AND :to")
    events = sqlite.execute(f"{query} GROUP BY event.first_day", source.parameters | days)
    event_counts: Counter[datetime.date] = Counter()
    article_counts: Counter[datetime.date] = Counter()
    articles = _published(sqlite, scope, *bounds)
    for counts, units in ((events, event_counts), (articles, article_counts)):
        for date, number in counts:
            units[start_of(datetime.date.fromisoformat(date), unit)] += number
    return [
        Stretch(start, last_of(start, unit), event_counts[start], article_counts[start])
        for start in sorted({*event_counts, *article_counts})
    ]


def _count_events(sqlite: sqlite3.Connection, first: datetime.date, last: datetime.date) -> int:
    query = """SELECT count(*) FROM event INDEXED BY event_days
        WHERE first_day BETWEEN :first AND :last AND coalesce(last_day, first_day) <= :last"""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return int(sqlite.execute(query, days).fetchone()[0])


def _count_chosen(sqlite: sqlite3.Connection, scope: Scope, stretches: Sequence[Days]) -> list[int]:
    source = _source(View(scope))
    query = source.query(f"event.first_day, {_LAST}", "event.first_day BETWEEN :from AND :to")
    ends = {"from": stretches[0][0].isoformat(), "to": stretches[-1][1].isoformat()}
    return _in_stretches(stretches, Counter(sqlite.execute(query, source.parameters | ends)))


def _count_articles(
    sqlite: sqlite3.Connection, scope: Scope, stretches: Sequence[Days]
) -> list[int]:
    if scope.events is None and scope.articles is None:
        query = "SELECT count(*) FROM article WHERE published BETWEEN ? AND ?"
        return [
            int(sqlite.execute(query, (first.isoformat(), last.isoformat())).fetchone()[0])
            for first, last in stretches
        ]
    bounds = stretches[0][0].isoformat(), stretches[-1][1].isoformat()
    counts = {(date, date): number for date, number in _published(sqlite, scope, *bounds)}
    return _in_stretches(stretches, counts)


def _published(
    sqlite: sqlite3.Connection, scope: Scope, first: str, last: str
) -> Iterable[tuple[str, int]]:
    """Count the articles of a scope by publication date, between two days."""
    parameters = {"from": first, "to": last, "chosen": scope.events or scope.articles}
    if scope.events is None and scope.articles is None:
        query = """SELECT published, count(*) FROM article
            WHERE published BETWEEN :from AND :to GROUP BY published"""
        return sqlite.execute(query, parameters)
    inside = "(SELECT id AS article FROM chosen)"
    if scope.events is not None:
        inside = "(SELECT DISTINCT article FROM event CROSS JOIN chosen ON event.id = chosen.id)"
    query = f"""{_CHOSEN} SELECT published, count(*) FROM {inside} AS inside CROSS JOIN article
        INDEXED BY article_facts ON article.id = inside.article
        WHERE published BETWEEN :from AND :to GROUP BY published"""
    return sqlite.execute(query, parameters)


def _in_stretches(stretches: Sequence[Days], counts: Mapping[tuple[str, str], int]) -> list[int]:
    """Sum the counts of the days that each date range contains."""
    starts = [first.isoformat() for first, _ in stretches]
    ends = [last.isoformat() for _, last in stretches]
    found = [0] * len(stretches)
    for (first, last), number in counts.items():
        at = bisect_right(starts, first) - 1
        if at >= 0 and last <= ends[at]:
            found[at] += number
    return found


def span_of(sqlite: sqlite3.Connection, scope: Scope) -> Span:
    """Return the first and last days of the events and articles of a scope."""
    if scope.events is None and scope.articles is None:
        ends = "(SELECT {}(first_day) FROM event WHERE first_day IS NOT NULL)"
        query = f"SELECT {ends.format('min')}, {ends.format('max')}"
        published = """SELECT (SELECT min(published) FROM article),
            (SELECT max(published) FROM article)"""
        parameters: dict[str, object] = {}
    else:
        source = _source(View(scope))
        query, parameters = source.query("min(first_day), max(first_day)"), source.parameters
        article = (
            "(SELECT article FROM event WHERE id = chosen.id)" if scope.events else "chosen.id"
        )
        published = f"""{_CHOSEN} SELECT min(published), max(published)
            FROM chosen CROSS JOIN article ON article.id = {article}"""
    events = sqlite.execute(query, parameters).fetchone()
    articles = sqlite.execute(published, parameters).fetchone()
    return Span(*map(day, events), *map(day, articles))
