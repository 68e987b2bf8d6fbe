"""Records of the timeline of all articles: date ranges, event clusters, windows."""

import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from analysis.partial_dates import PartialDate
from db.models import EventRow

if TYPE_CHECKING:
    from db.search.ast import QueryError

Outcome = Literal["reported", "unreported", "uncovered", "ahead"]


class DateRange(Struct, frozen=True):
    """A date range, both ends inclusive, with its number of events and articles.

    An event counts if the range contains all its days. An event of "2016" counts for a year and a
    decade, but not for a month.
    """

    first: datetime.date
    last: datetime.date
    events: int
    articles: int


class Scope(Struct, frozen=True):
    """The events of a timeline: all, those of some articles, or some; ids are a JSON list.

    `reported` includes the events that only the publication of their article dates. `error` is the
    error in the query, if any. `is_cut` is True if the query matches more than the latest `count`.
    """

    articles: str | None = None
    events: str | None = None
    count: int = 0
    error: "QueryError | None" = None
    reported: bool = True
    is_cut: bool = False


EVERYTHING = Scope()


class TimelineSpan(Struct, frozen=True):
    """The first and last days of a timeline's events and articles; None if it has none."""

    first_event: datetime.date | None
    last_event: datetime.date | None
    first_article: PartialDate | None
    last_article: PartialDate | None
    waiting_events: int = 0
    """Events without a day in articles whose day of publication is not known."""
    waiting_articles: int = 0

    @property
    def initial_day(self) -> datetime.date | None:
        """The day at which a timeline opens: of the latest article, else of the latest event."""
        if self.first_event is None:
            return None
        return self.last_article.first if self.last_article else self.last_event


class EventCluster(Struct, frozen=True):
    """A cluster of events on the same days: `events` by publication, but `shown` first.

    `otherwise` are similar events that other articles date differently. `reports` are those of
    later articles about the day for which this was announced. `fate` is the outcome of an
    announcement, None if there was none: "uncovered" if its day is over, but no article is later.
    """

    events: tuple[EventRow, ...]
    otherwise: tuple[EventRow, ...] = ()
    reports: tuple[EventRow, ...] = ()
    fate: Outcome | None = None

    @property
    def shown(self) -> EventRow:
        """The representative event of the cluster."""
        return self.events[0]

    @property
    def by_publication(self) -> tuple[EventRow, ...]:
        """The events in the order in which they were published."""
        return tuple(sorted(self.events, key=_publication_key))

    @property
    def articles(self) -> int:
        """The number of articles that report it."""
        return len({event.article for event in self.events})

    @property
    def announced(self) -> EventRow | None:
        """The first announcement of it."""
        return _earliest([event for event in self.events if event.upcoming])

    @property
    def reported(self) -> EventRow | None:
        """The first report after the announcement that was published on the day or later."""
        announced = self.announced
        if announced is None or announced.published is None:
            return None
        return _earliest(
            [event for event in (*self.events, *self.reports) if is_report_after(event, announced)]
        )


class TimelinePosition(NamedTuple):
    """A position in the timeline: events are ordered by first day, article and number."""

    day: datetime.date
    article: int = -1
    number: int = -1


class Window(Struct, frozen=True):
    """A window of event clusters by day, between two positions of the timeline.

    `before` and `after` are the positions of the adjacent windows, None if there are none.
    """

    clusters: tuple[EventCluster, ...]
    before: TimelinePosition | None
    after: TimelinePosition | None


def is_report_after(event: EventRow, announced: EventRow) -> bool:
    """Return True if an event reports an announced one, on its day or later."""
    return (
        not event.upcoming
        and event.published is not None
        and announced.published is not None
        and announced.published.precedes(event.published)
        and event.published.first >= event.first_day
    )


def _earliest(events: list[EventRow]) -> EventRow | None:
    dated = [event for event in events if event.published]
    return min(dated, key=_publication_key, default=None)


def _publication_key(event: EventRow) -> tuple[datetime.date, int]:
    """Sort key by publication: the last day that it may be, since a month proves no earlier one."""
    return event.published.last if event.published else datetime.date.max, event.article
