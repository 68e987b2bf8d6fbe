"""Compute the days of an event from its time expression, and whether it is upcoming."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.models import Event, Precision, TimeExpression
from analysis.timex.calendar import Unit
from analysis.timex.places import place_of
from analysis.timex.reasons import MONTH_NAMES

AHEAD = "looks ahead"
_PRECISIONS: dict[Unit, Precision] = {
    "D": "day", "W": "week", "WE": "week", "M": "month", "Q": "quarter", "S": "season",
    "H": "half", "Y": "year", "DE": "decade", "CE": "century",
}  # fmt: skip
_RANGE = re.compile(r"\s*(?:to|until|till|through|and|[-–—])\s*(?:the )?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\s+(?:the )?$", re.IGNORECASE)
_LAST_DAY = datetime.date.max.toordinal()

Days = tuple[datetime.date, datetime.date, Precision]


def dated(
    event: Event, text: str, times: Sequence[TimeExpression], published: datetime.date | None
) -> Event:
    """Return the event with the days and the reason that follow from a publication date."""
    structure = event.because.partition("; ")[0]
    days = days_of(text, times, event.time)
    if days is None:
        missing = f"; “{_phrase(text, times[event.time])}” stays open"
        return replace(
            event, first_day=None, last_day=None, precision=None, upcoming=False,
            because=structure + missing,
        )  # fmt: skip
    first, last, precision = days
    upcoming = False
    when = ""
    if published is not None:
        side_of_today = _phrase(text, times[event.time]).partition(" ")[0].lower()
        if first <= published <= last and side_of_today == "earlier":
            last = published  # "earlier this month"
        elif first <= published <= last and side_of_today == "later":
            first = published
        ahead = first > published or (last >= published and AHEAD in structure)
        upcoming = ahead
        side = "still to come" if ahead else "come or gone"
        when = f", {side} when published on {_readable(published)}"
    span = _readable(first) if first == last else f"{_readable(first)} to {_readable(last)}"
    return replace(
        event, first_day=first, last_day=last, precision=precision, upcoming=upcoming,
        because=f"{structure}; that is {span}{when}",
    )  # fmt: skip


def days_of(text: str, times: Sequence[TimeExpression], index: int) -> Days | None:
    """Return first and last day of an expression, or of the range it opens ("3 to 5 March")."""
    days = _days(times[index])
    if days is None or not opens_range(text, times, index):
        return days
    end = _days(times[index + 1])
    if end is None or end[1] < days[0]:
        return days
    return days[0], end[1], days[2]


def opens_range(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether an expression and the next one are the two ends of a range."""
    if index + 1 >= len(times):
        return False
    time, following = times[index], times[index + 1]
    between = text[time.end : following.start]
    if not between or _RANGE.fullmatch(between) is None or following.type not in ("DATE", "TIME"):
        return False
    if between.strip() in ("-", "–", "—"):
        return True
    return _FROM.search(text[max(0, time.start - 20) : time.start]) is not None


def _days(time: TimeExpression) -> Days | None:
    years = re.fullmatch(r"(\d{4})/(\d{4})", time.value)
    if years is not None and 0 < int(years[1]) <= int(years[2]):
        return datetime.date(int(years[1]), 1, 1), datetime.date(int(years[2]), 12, 31), "year"
    point = place_of(time.value)
    if point is None or point.period.first < 1 or point.period.last > _LAST_DAY:
        return None
    first, last = point.period.first, point.period.last
    third = (last + 1 - first) // 3
    if time.mod == "START":
        last -= 2 * third
    elif time.mod == "MID":
        first, last = first + third, last - third
    elif time.mod == "END":
        first += 2 * third
    precision = "time" if point.clock else _PRECISIONS[point.period.unit]
    return datetime.date.fromordinal(first), datetime.date.fromordinal(last), precision


def _phrase(text: str, time: TimeExpression) -> str:
    return " ".join(text[time.start : time.end].split())


def _readable(day: datetime.date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
