"""Timeline service of the app: windows of event clusters, counts, and announced events."""

import dataclasses
import datetime
import sqlite3
from collections.abc import Sequence

from db.connection import Connection
from db.models import EventRow
from db.timeline import windows
from db.timeline.clustering import by_day, group
from db.timeline.models import (
    EVERYTHING,
    Fate,
    Happening,
    Place,
    Scope,
    Span,
    Stretch,
    Unit,
    Window,
)
from db.timeline.scoping import scope_of
from db.timeline.windows import Days, View

WINDOW = 120  # events of a window, at least
_MOST_MORE = 300  # further events of its last day
_MOST_RANKED = 3_000  # events that are clustered to rank the clusters
_NEAR = 7  # days around a window in which other articles may date its events
_MOST_NEAR = 120  # events in those days
_MOST_OF_A_DAY = 300  # events of a day that are compared with an announcement


class Timelines:
    """The timelines of one open store: of all events, or of those that match a query."""

    def __init__(self, connection: Connection) -> None:
        """Read the store of `connection`."""
        self._connection = connection

    def scope(self, query: str, *, wide: bool = True) -> Scope:
        """Return the scope of a query: events of matching articles, or events that match."""
        with self._connection.reading() as sqlite:
            return scope_of(sqlite, query, wide=wide)

    def span(self, scope: Scope = EVERYTHING) -> Span:
        """Return the first and last days of the events and articles of a scope."""
        with self._connection.reading() as sqlite:
            return windows.span_of(sqlite, scope)

    def coverage(self, stretches: Sequence[Days], scope: Scope = EVERYTHING) -> list[Stretch]:
        """Count the events and articles in each of some date ranges, in their order."""
        with self._connection.reading() as sqlite:
            return windows.count_stretches(sqlite, scope, stretches)

    def units(
        self,
        unit: Unit,
        scope: Scope = EVERYTHING,
        *,
        first: datetime.date | None = None,
        last: datetime.date | None = None,
    ) -> list[Stretch]:
        """Return the units between two days that have events or articles, with both counts."""
        with self._connection.reading() as sqlite:
            return windows.count_units(sqlite, scope, unit, first, last)

    def events(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: datetime.date | None = None,
        last: datetime.date | None = None,
        limit: int = 500,
    ) -> list[EventRow]:
        """Return the first events that may lie between two days, not clustered across articles."""
        with self._connection.reading() as sqlite:
            ids = windows.ids_between(sqlite, View(scope), first, last, limit)
            return windows.event_rows(sqlite, ids)

    def happenings(
        self,
        scope: Scope = EVERYTHING,
        *,
        first: datetime.date | None = None,
        last: datetime.date | None = None,
        announced: bool = False,
        limit: int = 200,
    ) -> list[Happening]:
        """Return the first event clusters that begin between two days."""
        found: dict[tuple[int, int, int], Happening] = {}
        position: Place | None = Place(first or datetime.date.min)
        while position is not None and len(found) < limit:
            window = self.window(position, scope, announced=announced)
            for cluster in window.happenings:
                day = cluster.shown.first_day
                if day >= (first or day) and day <= (last or day):
                    found.setdefault(_key(cluster.shown), cluster)
            position = window.after
            if position is not None and last is not None and position.day > last:
                break
        return list(found.values())[:limit]

    def window(
        self,
        start: Place,
        scope: Scope = EVERYTHING,
        *,
        unit: Unit | None = None,
        back: bool = False,
        announced: bool = False,
    ) -> Window:
        """Return the event clusters from a position on, or before it, that lie within one `unit`.

        With `announced`, return only those that an article announced, with their outcome.
        """
        view = View(scope, unit, announced)
        with self._connection.reading() as sqlite:
            look = windows.places_before if back else windows.places_after
            found = look(sqlite, view, start, WINDOW)
            if not found:
                return Window((), None if back else start, start if back else None)
            first, last = found[0][0], found[-1][0]
            if not back:  # clusters of the last day need all events of that day
                rest = windows.places_after(sqlite, view, _position_after(last), _MOST_MORE)
                found += [(position, id) for position, id in rest if position.day == last.day]
                last = found[-1][0]
            ids = [id for _, id in found]
            events = windows.event_rows(sqlite, ids)
            near = windows.event_rows(sqlite, _nearby_events(sqlite, view, first, last, set(ids)))
            latest = windows.span_of(sqlite, scope).last_article if announced else None
            before = start if not back else first
            after = _position_after(last) if not back else start
            is_more = bool(windows.places_after(sqlite, view, after, 1))
            is_earlier = bool(windows.places_before(sqlite, view, before, 1))
        happenings = _in_window(group([*events, *near]), {_key(event) for event in events})
        if announced:
            happenings = [_with_outcome(found, latest) for found in happenings if found.announced]
        return Window(tuple(happenings), before if is_earlier else None, after if is_more else None)

    def told_most(
        self,
        first: datetime.date,
        last: datetime.date,
        scope: Scope = EVERYTHING,
        *,
        unit: Unit | None = None,
        limit: int = 200,
    ) -> list[Happening]:
        """Return the clusters with the most articles, among the first 3,000 events of some days."""
        with self._connection.reading() as sqlite:
            view = View(scope, unit)
            found = windows.places_after(sqlite, view, Place(first), _MOST_RANKED)
            inside = [id for position, id in found if position.day <= last]
            events = windows.event_rows(sqlite, inside)
        ranked = sorted(group(events), key=lambda cluster: (-cluster.articles, by_day(cluster)))
        return ranked[:limit]


def _nearby_events(
    sqlite: sqlite3.Connection, view: View, first: Place, last: Place, known: set[int]
) -> list[int]:
    """Return further events that may belong to a window's clusters, on its days or near them."""
    if view.upcoming:
        past = dataclasses.replace(view, upcoming=False)
        days = {position.day for position, _ in windows.places_after(sqlite, view, first, WINDOW)}
        within = sorted(day for day in days if day <= last.day)
        found = windows.ids_on(sqlite, past, within, _MOST_OF_A_DAY)
    else:
        earliest, latest = _shift(first.day, -_NEAR), _shift(last.day, _NEAR)
        around = windows.places_before(sqlite, view, first, _MOST_NEAR)
        around += windows.places_after(sqlite, view, _position_after(last), _MOST_NEAR)
        found = [id for position, id in around if earliest <= position.day <= latest]
    return [id for id in found if id not in known]


def _position_after(position: Place) -> Place:
    return position._replace(number=position.number + 1)


def _key(event: EventRow) -> tuple[int, int, int]:
    return event.article, event.start, event.end


def _in_window(happenings: list[Happening], known: set[tuple[int, int, int]]) -> list[Happening]:
    """Return the clusters with at least one event in the window itself."""
    return [
        cluster for cluster in happenings if any(_key(event) in known for event in cluster.events)
    ]


def _with_outcome(happening: Happening, latest: datetime.date | None) -> Happening:
    """Set the outcome of an announced cluster, as of the latest article."""
    fate: Fate
    if happening.reported is not None:
        fate = "reported"
    elif latest is not None and latest > happening.shown.last_day:
        fate = "unreported"
    else:
        fate = "ahead"
    return dataclasses.replace(happening, fate=fate)


def _shift(day: datetime.date, by: int) -> datetime.date:
    ordinal = min(max(day.toordinal() + by, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)
