"""Calendar units of the timeline: the bounds of decades, years, months, weeks and days."""

import datetime

from db.models import Unit

_DAY = datetime.timedelta(1)
_FIRST, _LAST = datetime.date.min, datetime.date.max


def unit_start(day: datetime.date, unit: Unit) -> datetime.date:
    """Return the first day of the unit that contains a day; a week begins on Monday."""
    match unit:
        case "decade":
            return datetime.date(max(day.year // 10 * 10, 1), 1, 1)
        case "year":
            return datetime.date(day.year, 1, 1)
        case "month":
            return datetime.date(day.year, day.month, 1)
        case "week":
            return datetime.date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    return day


def next_unit_start(day: datetime.date, unit: Unit) -> datetime.date | None:
    """Return the first day of the next unit after a day; None at the end of the calendar."""
    start = unit_start(day, unit)
    try:
        match unit:
            case "decade":
                return datetime.date(day.year // 10 * 10 + 10, 1, 1)
            case "year":
                return datetime.date(start.year + 1, 1, 1)
            case "month":
                return datetime.date(start.year + start.month // 12, start.month % 12 + 1, 1)
            case "week":
                return day + datetime.timedelta(7 - day.weekday())
        return day + _DAY
    except (ValueError, OverflowError):
        return None


def last_day_of_unit(day: datetime.date, unit: Unit) -> datetime.date:
    """Return the last day of the unit that contains a day."""
    after = next_unit_start(day, unit)
    return _LAST if after is None else after - _DAY


def unit_ranges(
    first: datetime.date, last: datetime.date, unit: Unit
) -> list[tuple[datetime.date, datetime.date]]:
    """Return the units from the one that contains `first` to the one that contains `last`."""
    found = []
    at: datetime.date | None = unit_start(first, unit)
    while at is not None and at <= last:
        found.append((at, last_day_of_unit(at, unit)))
        at = next_unit_start(at, unit)
    return found


def shift_units(day: datetime.date, unit: Unit, by: int) -> datetime.date:
    """Return the first day of the unit `by` units later or earlier, within the calendar."""
    at = unit_start(day, unit)
    for _ in range(abs(by)):
        if by > 0:
            after = next_unit_start(at, unit)
            if after is None:
                return at
            at = after
        elif at == _FIRST:
            return at
        else:
            at = unit_start(at - _DAY, unit)
    return at
