"""The time axis between two dates, drawn in proportion, with long gaps compressed."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.formatting import counted, day

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_MARKS = 6  # most marks between two dates; a longer gap is compressed
_LONG = (24, 240)  # a compressed gap takes one more line for each of these lengths, in marks


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of one line of the axis, with its approximate length in days."""

    name: str
    days: float


UNITS = (
    Unit("day", 1),
    Unit("week", 7),
    Unit("month", 30.44),
    Unit("year", 365.25),
    Unit("decade", 3652.5),
)


def span_words(days: int) -> str:
    """Format a number of days in a natural unit: `21` → "3 weeks", `14245` → "39 years"."""
    if days < 14:
        return counted(days, "day")
    if days < 60:
        return counted(round(days / 7), "week")
    if days < 730:
        return counted(round(days / 30.44), "month")
    return counted(round(days / 365.25), "year")


def unit_for(gaps: Sequence[int]) -> Unit:
    """Return the smallest unit in which at least half of the gaps (in days) fit uncompressed."""
    gaps = [gap for gap in gaps if gap]
    for unit in UNITS:
        if 2 * sum(gap / unit.days <= _MOST_MARKS + 1 for gap in gaps) >= len(gaps):
            return unit
    return UNITS[-1]


def between(before: datetime.date, after: datetime.date, unit: Unit) -> list[str]:
    """Return the lines of the axis between two dates, in either order.

    There is a line for every unit that begins between them: `├ Wed 11 March`. If those are too
    many, a broken line gives the length of the gap: `≈ 39 years`; longer gaps take more lines.
    """
    first, last = min(before, after), max(before, after)
    days = (last - first).days
    if days / unit.days > _MOST_MARKS + 1:
        more = sum(days / unit.days > long for long in _LONG)
        return ["┆", *["┆"] * (more // 2), f"≈ {span_words(days)}", *["┆"] * ((more + 1) // 2), "┆"]
    marks = [f"├ {_label(start, unit)}" for start in _starts(first, last, unit)]
    return marks if before <= after else marks[::-1]


def _starts(first: datetime.date, last: datetime.date, unit: Unit) -> Iterator[datetime.date]:
    """Yield the days between two others on which a unit begins."""
    at = _next(first, unit)
    while at is not None and at < last:
        yield at
        at = _next(at, unit)


def _next(date: datetime.date, unit: Unit) -> datetime.date | None:
    """Return the next day after `date` on which a unit begins; None past the calendar's end."""
    try:
        match unit.name:
            case "day":
                return date + datetime.timedelta(1)
            case "week":
                return date + datetime.timedelta(7 - date.weekday())
            case "month":
                return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)
            case "year":
                return datetime.date(date.year + 1, 1, 1)
        return datetime.date(date.year // 10 * 10 + 10, 1, 1)
    except (ValueError, OverflowError):
        return None


def _label(date: datetime.date, unit: Unit) -> str:
    written = day(date)
    match unit.name:
        case "day":
            return f"{_WEEKDAYS[date.weekday()]} {written.rpartition(' ')[0]}"
        case "week":
            return written.rpartition(" ")[0]
        case "month":
            return written.partition(" ")[2] if date.month == 1 else written.split(" ")[1]
        case "year":
            return str(date.year)
    return f"{date.year}s"


def weekday(date: datetime.date) -> str:
    """Return the day of the week in three letters."""
    return _WEEKDAYS[date.weekday()]
