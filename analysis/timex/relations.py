"""A small language for the relation of a time expression to its anchor, and its interpreter.

A relation is a sequence of steps, separated by blanks, that starts at a reference date:

    -1W         one week back, as a whole week (units: D W WE M Q S H Y DE CE, see `calendar`).
    -2W@D       two weeks back, to the day; -1Y@= one year back, with the reference's granularity.
    +3h         hours (h), minutes (m) and seconds (s) shift the clock time if there is one.
    <W5         the last Friday up to the reference (that day included); << strictly before it.
    >M12-01     the first 1 December from the reference on; >> strictly after it.
    ~M06        the June nearest to the reference.
    <~M06       the last June, >~M06 the next one, unless that is more than ten months away: then
                the nearest (a date that far away would have a year).
    =M10        the October within the year (the Friday within the week …) of the reference.
    =2W  =-1D   the second week, the last day, of the period reached so far.
    Y1988       the same quarter, half or year within the year 1988.
    T15:30      a time of day (TMO, TNI … for its parts) on the day reached so far.
    FY          marks the year reached so far as a fiscal year.
    .           the reference itself.

Names after a direction: W1 to W7 weekdays; M03 months; M03-14 days of a month; D14 a day of the
current month; Q1 to Q4; H1 H2; SP SU FA WI; the keys of `holidays` ("F:easter-sunday").
A relation may have two sequences, "<M11-01 | ~M11-01". The first counts from the publication date,
the second from the date named before; the distance between those two decides which one applies.
A second one that ends with "." belongs to a text that counted from its publication before: it does
not apply where the first reaches a day near the publication.
A remark in braces is the cue of the direction: "{>will hold}", "{<announced}".
"""

import re
from collections.abc import Callable

from analysis.structs import replace
from analysis.timex.calendar import (
    RANK,
    SEASONS,
    Period,
    Unit,
    calendar_day,
    day_number,
    month_length,
    period_containing,
    typical_days,
)
from analysis.timex.calendar_points import CalendarPoint
from analysis.timex.holidays import holiday_date

STEP = re.compile(
    r"(?P<shift>[+-]\d+)(?P<unit>DE|CE|WE|[DWMQSHYhms])(?:@(?P<grain>DE|CE|WE|[DWMQSHY=]))?"
    r"|=(?P<nth>-?\d+)(?P<part>DE|CE|WE|[DWMQSHY])"
    r"|(?P<direction><<|>>|<~|>~|[<>~=])(?P<name>\S+)"
    r"|(?P<clock>T\S+)|(?P<fiscal>FY)|Y(?P<year>\d{4})"
)
# Values of an unknown time, with the granularity of a unit.
UNRESOLVED_VALUES = {
    "s": "XXXX-XX-XXTXX", "m": "XXXX-XX-XXTXX", "h": "XXXX-XX-XXTXX", "D": "XXXX-XX-XX",
    "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "S": "XXXX-XX",
    "H": "XXXX-HX", "Y": "XXXX", "DE": "XXX", "CE": "XX",
}  # fmt: skip
PASSING = " ."  # the end of a second sequence whose date may be mentioned in passing
_TEN_MONTHS = 305  # days
_REMARK = re.compile(r" ?\{([<>])(.*)\}$")


def parse_relation(relation: str) -> tuple[str, str, str, str]:
    """Split a relation: steps from the publication date, steps from the anchor, direction, cue.

    The second steps are "" if the relation has one sequence. The direction is <, > or "".
    """
    direction = cue = ""
    remark = _REMARK.search(relation)
    if remark is not None:
        relation, direction, cue = relation[: remark.start()], remark[1], remark[2]
    first, _, second = relation.partition(" | ")
    return first, second, direction, cue


def apply_steps(steps: str, start: CalendarPoint) -> CalendarPoint | None:
    """Apply steps to a calendar point; None if a step does not apply to the point it starts at."""
    point: CalendarPoint | None = start
    for step in steps.split():
        if step == ".":
            continue
        match = STEP.fullmatch(step)
        if match is None or point is None:
            return None
        if match["shift"]:
            point = _shift_by(point, int(match["shift"]), match["unit"], match["grain"])
        elif match["year"]:
            point = _shift_by(point, int(match["year"]) - point.period.year, "Y", "=")
        elif match["nth"]:
            point = _nth_within(point, int(match["nth"]), _unit(match["part"]))
        elif match["direction"]:
            point = _find_name(point, match["direction"], match["name"])
        elif match["clock"]:
            point = replace(point, clock=match["clock"])
        else:
            point = replace(point, fiscal=True)
    return point


def unresolved_value(steps: str) -> str:
    """Return the value of steps from an unknown date: XXXX-WXX-5, XXXX-03, XXXX-XX-XX."""
    row = steps.split()
    clock = row[-1] if row[-1].startswith("T") else ""
    fiscal = "FY" if "FY" in row else ""
    for step in reversed(row):
        match = STEP.fullmatch(step)
        if match is None or match["clock"] or match["fiscal"]:
            continue
        if match["year"]:
            return f"{fiscal}{match['year']}"
        name = match["name"] or ""
        if name.startswith("F:"):
            return f"XXXX-XX-XX{clock}"
        if name[:1] == "W" and name[1:].isdigit():
            return f"XXXX-WXX-{name[1:]}{clock}"
        if name[:1] == "D":
            return f"XXXX-XX-{name[1:]}{clock}"
        if name:
            return f"{fiscal}XXXX-{'WXX-WE' if name == 'WE' else name.removeprefix('M')}{clock}"
        grain = match["grain"] if match["grain"] not in (None, "=") else None
        return fiscal + UNRESOLVED_VALUES[grain or match["unit"] or match["part"]] + clock
    return f"XXXX-XX-XX{clock}"


def _shift_by(
    point: CalendarPoint, by: int, unit_name: str, grain: str | None
) -> CalendarPoint | None:
    """Shift a point; a fiscal year or quarter stays a fiscal one."""
    shifted = _shift(point, by, unit_name, grain)
    if shifted is None or not point.fiscal or shifted.period.unit not in ("Y", "Q", "H"):
        return shifted
    return replace(shifted, fiscal=True)


def _shift(
    point: CalendarPoint, by: int, unit_name: str, grain: str | None
) -> CalendarPoint | None:
    if unit_name in "hms":
        return _shift_clock(point, by, unit_name)
    unit = _unit(unit_name)
    period = point.period
    if grain == "=":  # with the granularity of the reference, unless that is a day
        grain = period.unit if period.unit != "D" else None
        if grain is not None and RANK[grain] >= RANK[unit]:
            grain = None
    if by and RANK[unit] < RANK[period.unit]:
        # The reference is coarser than the step: "1999. Two days later" stays within 1999.
        whole = abs(by) * typical_days(unit) // typical_days(period.unit)
        return CalendarPoint(period.shift(whole if by > 0 else -whole), "", unit)
    if grain == "D" and period.unit == "D":
        if unit in ("D", "W"):
            return CalendarPoint(period.shift(by * (7 if unit == "W" else 1)))
        year, month, day = calendar_day(period.count)
        months = {"M": 1, "Q": 3, "H": 6, "Y": 12, "DE": 120, "CE": 1200}.get(unit, 3) * by
        year, month = divmod(year * 12 + month - 1 + months, 12)
        return CalendarPoint(
            Period("D", day_number(year, month + 1, min(day, month_length(year, month + 1))))
        )
    if grain and RANK[_unit(grain)] < RANK[unit]:
        moved = _shift(CalendarPoint(Period("D", period.first)), by, unit_name, "D")
        return CalendarPoint(period_containing(_unit(grain), moved.period.first)) if moved else None
    if unit == "D":
        return CalendarPoint(Period("D", period.first + by))
    if unit == "WE" and by < 0:  # on a Sunday the weekend before this one has not just begun
        return CalendarPoint(period_containing("WE", period.first).shift(by))
    return CalendarPoint(period_containing(unit, period.first).shift(by))


def _shift_clock(point: CalendarPoint, by: int, unit: str) -> CalendarPoint:
    match = re.fullmatch(r"T(\d\d):(\d\d)(?::\d\d)?(.*)", point.clock)
    if match is None or point.period.unit != "D":
        return replace(point, clock="TXX" if point.period.unit == "D" else "")
    minutes = int(match[1]) * 60 + int(match[2]) + by * {"h": 60, "m": 1, "s": 0}[unit]
    days, minutes = divmod(minutes, 24 * 60)
    clock = f"T{minutes // 60:02d}:{minutes % 60:02d}{match[3]}"
    return CalendarPoint(point.period.shift(days), clock)


def _nth_within(point: CalendarPoint, nth: int, unit: Unit) -> CalendarPoint | None:
    """Return the nth period of a unit within a calendar point; the last one for -1."""
    period = point.period
    if unit in ("W", "WE"):
        # A week belongs to the month or year of its Thursday, as in ISO 8601.
        day = period.first + 7 * nth - 4 if nth > 0 else period.last + 7 * nth + 4
        found = period_containing(unit, day)
    elif nth > 0:
        found = period_containing(unit, period.first).shift(nth - 1)
    else:
        found = period_containing(unit, period.last).shift(nth + 1)
    inside = found.last >= period.first and found.first <= period.last
    return CalendarPoint(found) if inside else None


def _find_name(point: CalendarPoint, direction: str, name: str) -> CalendarPoint | None:
    """Return the instance of a calendar name in a direction from a calendar point."""
    series = _series(name)
    if series is None:
        return None
    cycle, instance = series
    reference = point.period
    around = cycle(reference.first)
    if direction == "=":
        around = cycle(reference.first if name != "WI" else reference.last - 180)
        same = [found for i in (0, 1) if (found := instance(around + i)) is not None]
        inside = [p for p in same if reference.first <= p.first <= reference.last]
        return CalendarPoint((inside or same)[0]) if same else None
    if direction in ("<~", ">~"):
        near = _find_name(point, direction[0], name)
        far = near is None or _distance(near.period, reference)[0] > _TEN_MONTHS
        return _find_name(point, "~", name) if far else near
    last = cycle(reference.last)
    reach = 8 if name == "M02-29" else 1
    found_all = [
        found
        for at in (*range(around - reach, around + reach + 1), *range(last, last + reach + 1))
        if (found := instance(at)) is not None
    ]
    if direction in ("<", "<<"):
        limit = reference.last if direction == "<" else reference.first - 1
        past = [p for p in found_all if (p.first if direction == "<" else p.last) <= limit]
        return CalendarPoint(max(past, key=lambda p: p.first)) if past else None
    if direction in (">", ">>"):
        limit = reference.first if direction == ">" else reference.last + 1
        ahead = [p for p in found_all if (p.last if direction == ">" else p.first) >= limit]
        return CalendarPoint(min(ahead, key=lambda p: p.first)) if ahead else None
    nearest = min(found_all, key=lambda p: _distance(p, reference), default=None)
    return CalendarPoint(nearest) if nearest is not None else None


def _distance(period: Period, reference: Period) -> tuple[int, bool, int]:
    """Return a sort key: the days between two periods, their overlap, the first day of `period`.

    The winter nearest to 1951 is the one that begins in it, not the one that ends in it.
    """
    gap = max(period.first - reference.last, reference.first - period.last, 0)
    return gap, period.first < reference.first and reference.unit == "Y", period.first


_Instance = Callable[[int], Period | None]


def _series(name: str) -> tuple[Callable[[int], int], _Instance] | None:
    """Return the recurrence of a name: the cycle of a day, and the name's period in a cycle.

    None for a name that is unknown.
    """
    if re.fullmatch(r"W[1-7]", name):
        shift = int(name[1])
        return lambda day: (day - 1) // 7, lambda week: Period("D", week * 7 + shift)
    if name == "WE":
        return lambda day: (day - 1) // 7, lambda week: Period("WE", week)
    if re.fullmatch(r"D\d\d", name):
        number = int(name[1:])

        def day_of_month(month: int) -> Period | None:
            year, index = divmod(month, 12)
            if number > month_length(year, index + 1):
                return None
            return Period("D", day_number(year, index + 1, number))

        return lambda day: period_containing("M", day).count, day_of_month
    if re.fullmatch(r"M\d\d", name):
        month = int(name[1:])
        return _year_of, lambda year: Period("M", year * 12 + month - 1)
    if re.fullmatch(r"M\d\d-\d\d", name):
        month, number = int(name[1:3]), int(name[4:])

        def day_of_year(year: int) -> Period | None:
            if number > month_length(year, month):
                return None
            return Period("D", day_number(year, month, number))

        return _year_of, day_of_year
    if name in SEASONS:
        season = SEASONS.index(name)
        return _year_of, lambda year: Period("S", year * 4 + season)
    if re.fullmatch(r"Q[1-4]", name):
        return _year_of, lambda year: Period("Q", year * 4 + int(name[1]) - 1)
    if re.fullmatch(r"H[12]", name):
        return _year_of, lambda year: Period("H", year * 2 + int(name[1]) - 1)
    if name.startswith("F:"):
        return _year_of, lambda year: holiday_date(name[2:], year)
    return None


def _year_of(day: int) -> int:
    return calendar_day(day)[0]


def _unit(name: str) -> Unit:
    units: dict[str, Unit] = {
        "D": "D", "WE": "WE", "W": "W", "M": "M", "Q": "Q", "S": "S", "H": "H",
        "Y": "Y", "DE": "DE", "CE": "CE",
    }  # fmt: skip
    return units[name]
