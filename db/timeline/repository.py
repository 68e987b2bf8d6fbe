"""The timeline of a store: windows of event clusters, counts, and announced events.

Scopes of a timeline: all events, or those that match a query.
"""

import datetime
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from analysis.text import Day, to_day
from db.connection import Connection
from db.models import EventRow, HitKind, Unit
from db.repositories.records import Records
from db.timeline.event_queries import (
    BETWEEN_DAYS,
    DayBounds,
    EventFilter,
    count_announced_periods,
    count_articles_within,
    count_events,
    count_events_within,
    count_publications,
    event_rows,
    event_source,
    events_after,
    events_before,
    ids_between,
    ids_on,
    timeline_span,
)
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

if TYPE_CHECKING:
    from db.timeline.story_days import StoryDay

_ALL = sys.maxsize  # as a limit


WINDOW = 120  # events of a window, at least
_MOST_MORE = 300  # further events of its last day
MOST_OF_STORY = 5_000  # events that are considered for the days of a story
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
                events = [count_events(sqlite, scope, *days) for days in stretches]
            else:
                events = count_events_within(sqlite, scope, stretches)
            articles = count_articles_within(sqlite, scope, stretches)
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
            source = event_source(EventFilter(scope, unit))
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
            for date, number in count_publications(sqlite, scope, *bounds):
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
            source = event_source(EventFilter(scope, upcoming=announced))
            columns = """min(event.first_day), max(event.first_day), count(*),
                count(DISTINCT event.article)"""
            bounds = {
                "from": (first or datetime.date.min).isoformat(),
                "to": (last or datetime.date.max).isoformat(),
            }
            query = source.query(columns, *BETWEEN_DAYS)
            oldest, newest, events, articles = sqlite.execute(
                query, source.parameters | bounds
            ).fetchone()
            if not events:
                return None
            days = datetime.date.fromisoformat(oldest), datetime.date.fromisoformat(newest)
            return DateRange(*days, events, articles)

    def find_agenda_start(self, scope: Scope = EVERYTHING) -> datetime.date | None:
        """Return today if an event is announced for today or later, else None."""
        today = datetime.date.today()
        return today if self.count_between(scope, first=today, announced=True) else None

    def count_announced_periods(self, scope: Scope = EVERYTHING) -> int:
        """Count the events that are announced for a week, a month or longer: not in the agenda."""
        with self._connection.read_transaction() as sqlite:
            return count_announced_periods(sqlite, scope)

    def events(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: Day | None = None,
        last: Day | None = None,
        limit: int = 500,
        newest: bool = False,
    ) -> Records[EventRow]:
        """Iterate over events that may lie between two days, not clustered across articles.

        With `newest`, the last day is first.
        """
        first, last = to_day(first), to_day(last)
        with self._connection.read_transaction() as sqlite:
            ids = ids_between(sqlite, EventFilter(scope), first, last, limit, newest=newest)
        return Records(EventRow, ids, self._load_events)

    def _load_events(self, ids: Sequence[int]) -> list[EventRow]:
        with self._connection.read_transaction() as sqlite:
            return event_rows(sqlite, ids)

    def list_numbers(self, scope: Scope, announced: bool = False) -> list[tuple[int, int]]:
        """Return all events with a day, by day, each as its article and its index there."""
        with self._connection.read_transaction() as sqlite:
            source = event_source(EventFilter(scope, upcoming=announced))
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
            today = datetime.date.today()
            before = start if not back else first
            after = _position_after(last) if not back else start
            is_more = bool(events_after(sqlite, view, after, 1))
            is_earlier = bool(events_before(sqlite, view, before, 1))
        happenings = _in_window(cluster_events([*events, *near]), {_key(event) for event in events})
        if announced:
            announcements = [found for found in happenings if found.announced]
            happenings = [_with_outcome(found, latest, today) for found in announcements]
        return Window(tuple(happenings), before if is_earlier else None, after if is_more else None)

    def story_days(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: Day | None = None,
        last: Day | None = None,
        limit: int = 10,
    ) -> list["StoryDay"]:
        """Return the days that matter most in the articles of a scope, at most `limit`, by day.

        Considers the newest 5,000 events between two days.
        """
        from db.timeline.story_days import rank_story_days  # takes 7 ms: not to list or count

        first, last = to_day(first), to_day(last)
        with self._connection.read_transaction() as sqlite:
            view = EventFilter(scope)
            ids = ids_between(sqlite, view, first, last, MOST_OF_STORY, newest=True)
            events = event_rows(sqlite, ids)
        return rank_story_days(
            [event for event in events if first is None or event.first_day >= first], limit
        )

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


def _with_outcome(
    happening: EventCluster, latest: PartialDate | None, today: datetime.date
) -> EventCluster:
    """Set the outcome of an announced cluster, as of the latest article and of today."""
    fate: Outcome
    if happening.reported is not None:
        fate = "reported"
    elif latest is not None and latest.first > happening.shown.last_day:
        fate = "unreported"
    elif happening.shown.last_day < today:
        fate = "uncovered"
    else:
        fate = "ahead"
    return replace(happening, fate=fate)


def _shift(day: datetime.date, by: int) -> datetime.date:
    ordinal = min(max(day.toordinal() + by, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)
