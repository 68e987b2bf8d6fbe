"""The timeline of all articles as the app asks for it: windows, counts, the agenda."""

import dataclasses
import datetime
import sqlite3
from collections.abc import Sequence

from db.connection import Connection
from db.records import EventRow
from db.timeline import windows
from db.timeline.grouping import by_day, group
from db.timeline.records import (
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
_MOST_MORE = 300  # events of its last day
_MOST_RANKED = 3_000  # events among which those told most are looked for
_NEAR = 7  # days around a window in which its events may be dated otherwise
_MOST_NEAR = 120  # events there
_MOST_OF_A_DAY = 300  # in which what was announced is looked for


class Timelines:
    """Timelines of one open store: of everything, or of what answers a query."""

    def __init__(self, connection: Connection) -> None:
        """Those of the store of `connection`."""
        self._connection = connection

    def scope(self, query: str, *, wide: bool = True) -> Scope:
        """The events of the articles that answer a query, or those that answer it themselves."""
        with self._connection.reading() as sqlite:
            return scope_of(sqlite, query, wide=wide)

    def span(self, scope: Scope = EVERYTHING) -> Span:
        """From when to when there are events and articles."""
        with self._connection.reading() as sqlite:
            return windows.span_of(sqlite, scope)

    def coverage(self, stretches: Sequence[Days], scope: Scope = EVERYTHING) -> list[Stretch]:
        """How many events and articles lie in each of some stretches of days, in their order."""
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
        """The units between two days that have events or articles, with how many of both."""
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
        """The first events of a scope that may lie between two days, each article's apart."""
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
        """The first happenings that begin between two days, as windows have them."""
        found: dict[tuple[int, int, int], Happening] = {}
        place: Place | None = Place(first or datetime.date.min)
        while place is not None and len(found) < limit:
            window = self.window(place, scope, announced=announced)
            for one in window.happenings:
                day = one.shown.first_day
                if day >= (first or day) and day <= (last or day):
                    found.setdefault(_key(one.shown), one)
            place = window.after
            if place is not None and last is not None and place.day > last:
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
        """Happenings from a place on, or those before it, that lie within one `unit`.

        With `announced`, those alone that some article told of ahead, with what became of them.
        """
        view = View(scope, unit, announced)
        with self._connection.reading() as sqlite:
            look = windows.places_before if back else windows.places_after
            found = look(sqlite, view, start, WINDOW)
            if not found:
                return Window((), None if back else start, start if back else None)
            first, last = found[0][0], found[-1][0]
            if not back:  # what is told on the last day is told by several: look at all of it
                rest = windows.places_after(sqlite, view, _behind(last), _MOST_MORE)
                found += [one for one in rest if one[0].day == last.day]
                last = found[-1][0]
            ids = [id for _, id in found]
            events = windows.event_rows(sqlite, ids)
            near = windows.event_rows(sqlite, _near(sqlite, view, first, last, set(ids)))
            latest = windows.span_of(sqlite, scope).last_article if announced else None
            before = start if not back else first
            after = _behind(last) if not back else start
            is_more = bool(windows.places_after(sqlite, view, after, 1))
            is_earlier = bool(windows.places_before(sqlite, view, before, 1))
        happenings = _within(group([*events, *near]), {_key(event) for event in events})
        if announced:
            happenings = [_with_fate(one, latest) for one in happenings if one.announced]
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
        """What most articles tell of some days, among the first thousands of their events."""
        with self._connection.reading() as sqlite:
            view = View(scope, unit)
            found = windows.places_after(sqlite, view, Place(first), _MOST_RANKED)
            inside = [id for place, id in found if place.day <= last]
            events = windows.event_rows(sqlite, inside)
        ranked = sorted(group(events), key=lambda one: (-one.articles, by_day(one)))
        return ranked[:limit]


def _near(
    sqlite: sqlite3.Connection, view: View, first: Place, last: Place, known: set[int]
) -> list[int]:
    """Events that may be the same as those of a window: on its days, or dated otherwise."""
    if view.upcoming:
        told = dataclasses.replace(view, upcoming=False)
        days = {place.day for place, _ in windows.places_after(sqlite, view, first, WINDOW)}
        within = sorted(day for day in days if day <= last.day)
        found = windows.ids_on(sqlite, told, within, _MOST_OF_A_DAY)
    else:
        earliest, latest = _shifted(first.day, -_NEAR), _shifted(last.day, _NEAR)
        around = windows.places_before(sqlite, view, first, _MOST_NEAR)
        around += windows.places_after(sqlite, view, _behind(last), _MOST_NEAR)
        found = [id for place, id in around if earliest <= place.day <= latest]
    return [id for id in found if id not in known]


def _behind(place: Place) -> Place:
    return place._replace(number=place.number + 1)


def _key(event: EventRow) -> tuple[int, int, int]:
    return event.article, event.start, event.end


def _within(happenings: list[Happening], known: set[tuple[int, int, int]]) -> list[Happening]:
    """Those of which some event is in the window itself."""
    return [one for one in happenings if any(_key(event) in known for event in one.events)]


def _with_fate(happening: Happening, latest: datetime.date | None) -> Happening:
    """What became of what was announced, as far as the articles up to the latest one tell."""
    fate: Fate
    if happening.reported is not None:
        fate = "reported"
    elif latest is not None and latest > happening.shown.last_day:
        fate = "unreported"
    else:
        fate = "ahead"
    return dataclasses.replace(happening, fate=fate)


def _shifted(day: datetime.date, by: int) -> datetime.date:
    ordinal = min(max(day.toordinal() + by, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)
