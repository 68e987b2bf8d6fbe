"""Correct the days of an event or a time expression."""

import datetime
from dataclasses import replace

from analysis import Span
from analysis.models import Precision
from db.corrections.editor import Draft, closest
from db.corrections.models import DateIs
from db.corrections.reasons import yours

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def set_date(editor: Draft, at: Span, date: DateIs) -> None:
    """Set the days of an event or a time expression as the reader corrected them."""
    because = f"dated {_readable(date)}"
    if date.of == "event":
        index = closest([(event.start, event.end) for event in editor.events], at)
        if index is not None:
            event = editor.events[index]
            ahead = editor.published is not None and date.first_day > editor.published
            editor.events[index] = replace(
                event, first_day=date.first_day, last_day=date.last_day,
                precision=date.precision, upcoming=ahead, confidence=1.0,
                because=yours(event.because, because),
            )  # fmt: skip
        return
    index = closest([(time.start, time.end) for time in editor.times], at)
    if index is not None:
        time = editor.times[index]
        editor.times[index] = replace(
            time, value=_value(date), mod=None, relative=None, anchor=None, confidence=1.0,
            because=yours(time.because, because),
        )  # fmt: skip


def _value(date: DateIs) -> str:
    """Return the days as a TIMEX3 value: a year, a month, a day, or the first day of a range."""
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
