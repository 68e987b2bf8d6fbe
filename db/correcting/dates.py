"""Sets right when an event was, or what days a time expression means."""

import datetime
from dataclasses import replace

from analysis import Span
from analysis.findings import Precision
from db.correcting.changes import DateIs
from db.correcting.draft import Draft, closest
from db.correcting.reasons import yours

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def set_date(draft: Draft, at: Span, date: DateIs) -> None:
    """Give an event, or a time expression, the days that the reader says."""
    because = f"dated {_readable(date)}"
    if date.of == "event":
        index = closest([(event.start, event.end) for event in draft.events], at)
        if index is not None:
            event = draft.events[index]
            ahead = draft.published is not None and date.first_day > draft.published
            draft.events[index] = replace(
                event, first_day=date.first_day, last_day=date.last_day,
                precision=date.precision, upcoming=ahead, confidence=1.0,
                because=yours(event.because, because),
            )  # fmt: skip
        return
    index = closest([(time.start, time.end) for time in draft.times], at)
    if index is not None:
        time = draft.times[index]
        draft.times[index] = replace(
            time, value=_value(date), mod=None, relative=None, anchor=None, confidence=1.0,
            because=yours(time.because, because),
        )  # fmt: skip


def _value(date: DateIs) -> str:
    """The days as a TIMEX3 value: a year, a month, a day, or the first day of a stretch."""
    first = date.first_day
    values: dict[Precision, str] = {
        "year": f"{first.year:04}",
        "month": f"{first.year:04}-{first.month:02}",
        "decade": f"{first.year // 10:03}",
        "century": f"{first.year // 100:02}",
    }
    return values.get(date.precision, first.isoformat())


def _readable(date: DateIs) -> str:
    first, last = date.first_day, date.last_day
    if first == last:
        return _day(first)
    if date.precision == "year" and first.year == last.year:
        return f"{first.year}"
    if date.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    return f"{_day(first)} to {_day(last)}"


def _day(day: datetime.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
