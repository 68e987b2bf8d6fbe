"""Articles that tell of dated events, for the tests of the timeline."""

import datetime
import itertools
from typing import NamedTuple

from analysis import Analysis, Entity, Event, TimeExpression
from analysis.models import Precision
from analysis.partial_dates import to_partial_date
from db import Document, Store

_numbers = itertools.count(1)


def march(number: int) -> datetime.date:
    return datetime.date(2021, 3, number)


class Tells(NamedTuple):
    """An event of an article: on which day of March 2021, or from one day to another."""

    headline: str
    first: datetime.date
    last: datetime.date | None = None
    upcoming: bool = False
    names: tuple[str, ...] = ()
    precision: Precision = "day"


def add_events(store: Store, published: datetime.date | None, *tells: Tells, site: str = "") -> int:
    """An article that tells of events; its text is like no other."""
    number = next(_numbers)
    text = f"Number {number}.\n" + "\n".join(f"{event.headline} then." for event in tells)
    names = list(dict.fromkeys(name for event in tells for name in event.names))
    times, events = [], []
    at = text.index("\n") + 1
    for index, event in enumerate(tells):
        end = at + len(event.headline)
        times.append(TimeExpression(end + 1, end + 5, "DATE", event.first.isoformat()))
        dated_by = None if event.precision == "reported" else index
        events.append(
            Event(
                at, end, dated_by, event.headline, event.first, event.last or event.first,
                event.precision, event.upcoming, tuple(map(names.index, event.names)),
            )
        )  # fmt: skip
        at = end + len(" then.\n")
    entities = tuple(Entity(index, name, "ORG") for index, name in enumerate(names))
    found = Analysis(text, published, entities, (), (), tuple(times), tuple(events))
    document = Document(
        text, f"Report {number}", site=site or "Coastwire", published=to_partial_date(published)
    )
    return store.articles.add(document, found).article
