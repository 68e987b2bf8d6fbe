"""What the timeline of all articles is made of: stretches of days, and what happened on them."""

import datetime
from dataclasses import dataclass
from typing import Literal, NamedTuple

from db.records import EventRow
from db.search.tree import Trouble

Unit = Literal["decade", "year", "month", "week", "day"]
UNITS: tuple[Unit, ...] = ("decade", "year", "month", "week", "day")
Fate = Literal["reported", "unreported", "ahead"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, both inclusive, with how many events and articles lie in them.

    An event counts where all its days do: one of "2016" is in a year and a decade, in no month.
    """

    first: datetime.date
    last: datetime.date
    events: int
    articles: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which events a timeline is of: all, those of some articles, or some; ids as a JSON list.

    `trouble` is what could not be read of the query.
    """

    articles: str | None = None
    events: str | None = None
    count: int = 0
    trouble: Trouble | None = None


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of what a timeline is of; None where there is nothing."""

    first_event: datetime.date | None
    last_event: datetime.date | None
    first_article: datetime.date | None
    last_article: datetime.date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """What one or several articles tell of the same days: `events` by publication, `shown` first.

    `otherwise` are events of other articles that seem to be the same and are dated otherwise;
    `reports` are what later articles tell of a day for which this was announced. `fate` tells what
    became of what was announced, None where nothing was.
    """

    events: tuple[EventRow, ...]
    otherwise: tuple[EventRow, ...] = ()
    reports: tuple[EventRow, ...] = ()
    fate: Fate | None = None

    @property
    def shown(self) -> EventRow:
        """The event that stands for all."""
        return self.events[0]

    @property
    def by_publication(self) -> tuple[EventRow, ...]:
        """The events in the order in which they were published."""
        last = datetime.date.max
        return tuple(sorted(self.events, key=lambda one: (one.published or last, one.article)))

    @property
    def articles(self) -> int:
        """How many articles tell of it."""
        return len({event.article for event in self.events})

    @property
    def announced(self) -> EventRow | None:
        """The first article that told of it ahead."""
        return _earliest([event for event in self.events if event.upcoming])

    @property
    def reported(self) -> EventRow | None:
        """The first article after an announcement, and from that day on, that reports it."""
        announced = self.announced
        if announced is None or announced.published is None:
            return None
        return _earliest(
            [event for event in (*self.events, *self.reports) if is_later(event, announced)]
        )


class Place(NamedTuple):
    """A place among all events: they stand by their first day, then by article and number."""

    day: datetime.date
    article: int = -1
    number: int = -1


@dataclass(frozen=True, slots=True)
class Window:
    """Happenings by day, from the events that lie from one place on the timeline to another.

    `before` and `after` are the places to ask on from, None where there is nothing more.
    """

    happenings: tuple[Happening, ...]
    before: Place | None
    after: Place | None


def is_later(event: EventRow, announced: EventRow) -> bool:
    """Whether an event is told as past, after it was announced and on its day or later."""
    return (
        not event.upcoming
        and event.published is not None
        and announced.published is not None
        and event.published > announced.published
        and event.published >= event.first_day
    )


def _earliest(events: list[EventRow]) -> EventRow | None:
    dated = [event for event in events if event.published]
    return min(dated, key=lambda event: (event.published, event.article), default=None)
