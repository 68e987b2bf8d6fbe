"""A store whose dates in the 1960s are known to no day, and a search for such days in any text.

The articles were published in 1965, in April 1965, or on a day of 1959 that the 1960s follow.
"""

import datetime
import json
import re
from contextlib import suppress
from typing import Any

from analysis import Analysis, Entity, Event, Mention, Quotation, Reason, TimeExpression
from analysis.models import Precision
from analysis.partial_dates import PartialDate
from db import Document, Store
from db.corrections import SetDate

SAYING = "“The quay is the heart of the town,”"
_PERIODS: tuple[tuple[str, str, str, Precision], ...] = (
    ("The council rebuilt the quay in 1965.", "1965-01-01", "1965-12-31", "year"),
    ("The ferry sailed in March 1965.", "1965-03-01", "1965-03-31", "month"),
    ("The trawlers left in the 1960s.", "1960-01-01", "1969-12-31", "decade"),
    ("Fares rose in the second quarter of 1965.", "1965-04-01", "1965-06-30", "quarter"),
    ("The mole was built from 1961 to 1964.", "1961-01-01", "1964-12-31", "year"),
    ("The pier was closed in the first half of 1966.", "1966-01-01", "1966-06-30", "half"),
)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DAY_OF_THE_SIXTIES = re.compile(
    rf"""(?<![\w-])196\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?!\w)
    |\b\d{{1,2}}\ {_MONTH}\ 196\d
    |\b{_MONTH}\ \d{{1,2}},?\ 196\d""",
    re.VERBOSE,
)
# the first and the last possible day, which JSON has beside the precision
_DAYS = frozenset({"from", "to", "day", "first_day", "last_day"})
_DAYS_IN_TEXT = re.compile(r'"(?:from|to|first_day|last_day)": ?"[\d-]{10}"')


def add_dated_articles(store: Store) -> None:
    """Add three articles with the same quotation, notes, a correction, and one in the trash."""
    published = (PartialDate(1965), PartialDate(1965, 4), PartialDate(1959, 12, 30))
    for number, date in enumerate(published):
        article = _add(store, number, date)
        store.notes.add(article, 0, 11, f"Ask the archive {number}", tags=("quay",))
    store.articles.set_tags(1, ["quay"])
    text = store.articles.text(1)
    change = SetDate("event", datetime.date(1965, 1, 1), datetime.date(1965, 12, 31), "year")
    start = text.index(_PERIODS[0][0])
    store.corrections.add(1, start, start + len(_PERIODS[0][0]), change)
    trashed = _add(store, 9, PartialDate(1965, 2))
    store.trash.move([trashed])


def _add(store: Store, number: int, date: PartialDate) -> int:
    """Add an article with an event of each precision; those after its day are announced."""
    head = f"The quay of Brandt {number}.\n\n{SAYING} Ada Brandt said.\n\n"
    text = head + " ".join(sentence for sentence, *_ in _PERIODS)
    day = date.exact_day
    times, events = [], []
    for index, (sentence, first, last, precision) in enumerate(_PERIODS):
        start = text.index(sentence)
        days = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
        reason = Reason.of("event.days", first=first, last=last)
        span = start, start + len(sentence)
        times.append(TimeExpression(*span, "DATE", first[:4]))
        events.append(
            Event(*span, index, sentence, *days, precision, day is not None, (0,), reason=reason)
        )
    if day is not None:
        events.append(Event(0, 18, None, "The quay is old", day, day, "reported"))
    at = text.index(SAYING)
    name = text.index("Ada Brandt")
    analysis = Analysis(
        text,
        day,
        (Entity(0, "Ada Brandt", "PERSON", role="harbor master"),),
        (Mention(name, name + 10, "PERSON", "name", 0),),
        (Quotation(((at, at + len(SAYING)),), "direct", speaker=0),),
        tuple(times),
        tuple(events),
    )
    document = Document(
        text, f"The quay {number}", "Olu Bello", f"Post {number}",
        f"https://post{number}.example/quay", date, "metadata",
    )  # fmt: skip
    return store.articles.add(document, analysis).article


def days_in_text(text: str) -> list[str]:
    """Return the days of the 1960s in a text, without those of JSON beside a precision."""
    return _DAY_OF_THE_SIXTIES.findall(_DAYS_IN_TEXT.sub("", text))


def days_in_json(value: Any) -> list[str]:
    """Return the days of the 1960s in a value of JSON that has no precision beside them."""
    text = json.dumps(_without_days(value), ensure_ascii=False)
    return _DAY_OF_THE_SIXTIES.findall(text)


def _without_days(value: Any) -> Any:
    """Remove days with a precision beside them, units of a calendar, and arguments of reasons.

    A string that is JSON itself is read too.
    """
    if isinstance(value, str) and value.startswith(("{", "[")):
        with suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, list):
        return [_without_days(item) for item in value]
    if not isinstance(value, dict):
        return value
    left = {"machine", "args"}  # the stored findings; the arguments of reasons are ISO 8601
    if "precision" in value or value.keys() == {"from", "to", "events", "articles"}:
        left |= _DAYS
    return {key: _without_days(item) for key, item in value.items() if key not in left}
