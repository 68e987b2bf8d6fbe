"""Parser of dates in queries: 2022-03, "last month", yesterday, 3 March 2022, Friday, 1990s.

Parse dates given on the command line.
"""

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
            "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}  # fmt: skip
_MONTH = f"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS.split())}|sept)"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_UNIT = "(?P<unit>day|week|month|year)"
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)})"


class DayRange(NamedTuple):
    """The days from `first` to `last`, both inclusive."""

    first: datetime.date
    last: datetime.date


def parse_days(words: str, today: datetime.date) -> DayRange | None:
    """Parse a date expression, relative to `today`; return None if it is not one."""
    words = " ".join(words.lower().replace(",", " ").split())
    for pattern, days in _FORMS:
        if found := pattern.fullmatch(words):
            try:
                return days(found, today)
            except (ValueError, OverflowError):
                return None
    return None


def _month_days(year: int, month: int) -> DayRange:
    first = datetime.date(year, month, 1)
    return DayRange(first, first + relativedelta(day=31))


def _one(day: datetime.date) -> DayRange:
    return DayRange(day, day)


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else _NUMBERS[words]


def _month_number(name: str) -> int:
    return [month[:3] for month in _MONTHS.split()].index(name[:3]) + 1


def _iso_day(found: re.Match[str], _today: datetime.date) -> DayRange:
    return _one(datetime.date(*(int(found[name]) for name in ("year", "month", "day"))))


def _iso_month(found: re.Match[str], _today: datetime.date) -> DayRange:
    return _month_days(int(found["year"]), int(found["month"]))


def _iso_week(found: re.Match[str], _today: datetime.date) -> DayRange:
    monday = datetime.date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    return DayRange(monday, monday + datetime.timedelta(6))


def _quarter(found: re.Match[str], _today: datetime.date) -> DayRange:
    month = 3 * int(found["quarter"]) - 2
    year = int(found["year"])
    return DayRange(datetime.date(year, month, 1), _month_days(year, month + 2).last)


def _years(found: re.Match[str], _today: datetime.date) -> DayRange:
    year = int(found["year"])
    return DayRange(datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def _decade(found: re.Match[str], _today: datetime.date) -> DayRange:
    year = int(found["year"])
    return DayRange(datetime.date(year, 1, 1), datetime.date(year + 9, 12, 31))


def _written_day(found: re.Match[str], today: datetime.date) -> DayRange:
    month, day = _month_number(found["month"]), int(found["day"])
    if year := found.groupdict().get("year"):
        return _one(datetime.date(int(year), month, day))
    this = datetime.date(today.year, month, day)
    return _one(this if this <= today else this.replace(year=today.year - 1))


def _written_month(found: re.Match[str], today: datetime.date) -> DayRange:
    month = _month_number(found["month"])
    if year := found.groupdict().get("year"):
        return _month_days(int(year), month)
    return _month_days(today.year - (month > today.month), month)


def _near_day(found: re.Match[str], today: datetime.date) -> DayRange:
    by = {"yesterday": -1, "today": 0, "tomorrow": 1}[found[0]]
    return _one(today + datetime.timedelta(by))


def _weekday(found: re.Match[str], today: datetime.date) -> DayRange:
    weekday = [name[:3] for name in _WEEKDAYS.split()].index(found["weekday"][:3])
    if found["which"] == "next ":
        return _one(today + datetime.timedelta((weekday - today.weekday() - 1) % 7 + 1))
    return _one(today - datetime.timedelta((today.weekday() - weekday - 1) % 7 + 1))


def _ago(found: re.Match[str], today: datetime.date) -> DayRange:
    count = _number(found["count"])
    return _unit_at(found["unit"], -count, today)


def _near_unit(found: re.Match[str], today: datetime.date) -> DayRange:
    return _unit_at(found["unit"], {"last": -1, "this": 0, "next": 1}[found["which"]], today)


def _past(found: re.Match[str], today: datetime.date) -> DayRange:
    """Resolve "the last three weeks" to the days from three weeks ago up to `today`."""
    count = _number(found["count"] or "1")
    return DayRange(today - _delta(found["unit"], count) + datetime.timedelta(1), today)


def _delta(unit: str, count: int) -> relativedelta:
    return relativedelta(
        days=count * {"day": 1, "week": 7}.get(unit, 0),
        months=count * {"month": 1, "year": 12}.get(unit, 0),
    )


def _unit_at(unit: str, by: int, today: datetime.date) -> DayRange:
    day = today + _delta(unit, by)
    if unit == "week":
        monday = day - datetime.timedelta(day.weekday())
        return DayRange(monday, monday + datetime.timedelta(6))
    if unit == "month":
        return _month_days(day.year, day.month)
    if unit == "year":
        return DayRange(datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31))
    return _one(day)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime.date], DayRange]], ...] = (
    tuple(
        (re.compile(form), days)
        for form, days in (
            (rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:t[\d:.+z-]*)?", _iso_day),
            (rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}", _iso_day),
            (rf"{_YEAR}[-/.](?P<month>\d{{1,2}})", _iso_month),
            (rf"(?P<month>\d{{1,2}})/{_YEAR}", _iso_month),
            (rf"{_YEAR}-?w(?P<week>\d{{1,2}})", _iso_week),
            (rf"{_YEAR}[- ]?q(?P<quarter>[1-4])", _quarter),
            (rf"q(?P<quarter>[1-4]) {_YEAR}", _quarter),
            (rf"{_YEAR}", _years),
            (r"(?:the )?(?P<year>\d{3}0)'?s", _decade),
            (rf"{_DAY} (?:of )?{_MONTH}(?: {_YEAR})?", _written_day),
            (rf"{_MONTH} {_DAY}(?: {_YEAR})?", _written_day),
            (rf"{_MONTH}(?: (?:of )?{_YEAR})?", _written_month),
            ("yesterday|today|tomorrow", _near_day),
            (
                "(?P<which>(?:last |next |on |this past )?)"
                rf"(?P<weekday>{'|'.join(f'{d[:3]}(?:{d[3:]})?' for d in _WEEKDAYS.split())})",
                _weekday,
            ),
            (rf"{_COUNT} {_UNIT}s? ago", _ago),
            (r"(?P<which>last|this|next) (?P<unit>week|month|year)", _near_unit),
            (rf"(?:the )?(?:last|past) (?:{_COUNT} )?{_UNIT}s?", _past),
        )
    )
)


def parse_day(written: str) -> datetime.date:
    """Parse "2022-03-17" or "2022-03-17T08:30:00" as a day; raises ValueError otherwise."""
    try:
        return datetime.datetime.fromisoformat(written.strip()).date()
    except ValueError:
        raise ValueError(f"{written!r} is not a date: write it as 2022-03-17") from None
