"""Dates as newspapers print them, with or without a year."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = (
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May",),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sept", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
)
_MONTH_NUMBERS = {name.lower(): number for number, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

MONTH_NAMES = "|".join(name for names in _MONTHS for name in names)
_MONTH = rf"(?P<month>{MONTH_NAMES})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
WEEKDAY = (
    r"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)"
    r"(?:day|s|sday|nes|nesday|r|rs|rsday|urday)?\b\.?,?"
)
_FORMS = tuple(
    re.compile(rf"(?:{WEEKDAY}\s*)?\b{form}", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s*{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH}(?:,?[\s-]+{_YEAR})?",
        r"(?P<year>(?:19|20)\d\d)(?P<sign>[-/.])(?P<number>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)",
        r"(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)\b",
    )
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date printed from `start` to `end` of a line; `year` and `weekday` (0: Monday) if given."""

    start: int
    end: int
    month: int
    day: int
    year: int | None = None
    weekday: int | None = None

    def resolve(self, today: datetime.date) -> datetime.date | None:
        """Resolve the date; without a year, to the last such day up to `today` on its weekday."""
        if self.year is not None:
            return _day(self.year, self.month, self.day)
        for year in range(today.year, today.year - 40, -1):
            day = _day(year, self.month, self.day)
            if day and day <= today and self.weekday in (None, day.weekday()):
                return day
        return None


def find_printed_dates(line: str) -> list[PrintedDate]:
    """Find the dates printed in a line, in order."""
    found = sorted(_printed(line), key=lambda day: (day.start, -day.end))
    apart: list[PrintedDate] = []
    for day in found:
        if not apart or day.start >= apart[-1].end:
            apart.append(day)
    return apart


def _printed(line: str) -> Iterator[PrintedDate]:
    for form in _FORMS:
        for match in form.finditer(line):
            parts = match.groupdict()
            month, day = _month_and_day(parts)
            year = int(parts["year"]) if parts["year"] else None
            if month and _day(year or 2000, month, day):
                weekday = parts["weekday"]
                number = _WEEKDAYS.index(weekday.lower()) if weekday else None
                yield PrintedDate(match.start(), match.end(), month, day, year, number)


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    if parts.get("one"):
        return _by_numbers(int(parts["one"] or 0), int(parts["two"] or 0), parts["sign"] == ".")
    day = int(parts["day"] or 0)
    if parts.get("number"):
        return int(parts["number"] or 0), day
    return _MONTH_NUMBERS[(parts["month"] or "").lower()], day


def _by_numbers(first: int, second: int, dotted: bool) -> tuple[int, int]:
    """Return month and day of 17/03 or 3/17; 0, 0 if the order is ambiguous."""
    if dotted or first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else (0, 0)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
