"""Calendar arithmetic: a period is a unit and the number of such a unit, which can be shifted.

Years are astronomical (0 is 1 BC). Days are counted like `datetime.date.toordinal`, in the
proleptic Gregorian calendar, but also before year 1.
The algorithm for days is Howard Hinnant's "chrono-compatible low-level date algorithms".
"""

import re
from typing import Literal

from msgspec import Struct

from analysis.models import Precision

Unit = Literal["D", "WE", "W", "M", "Q", "S", "H", "Y", "DE", "CE"]

# Coarser units have a higher rank; units of about the same length share one.
RANK: dict[str, int] = {
    "D": 0, "WE": 1, "W": 1, "M": 2, "Q": 3, "S": 3, "H": 4, "Y": 5, "DE": 6, "CE": 7
}  # fmt: skip
_DAYS_OF: dict[str, int] = {
    "D": 1, "WE": 7, "W": 7, "M": 30, "Q": 91, "S": 91, "H": 182, "Y": 365, "DE": 3652, "CE": 36524
}  # fmt: skip
PRECISION_OF_UNIT: dict[Unit, Precision] = {
    "D": "day", "W": "week", "WE": "week", "M": "month", "Q": "quarter", "S": "season",
    "H": "half", "Y": "year", "DE": "decade", "CE": "century",
}  # fmt: skip
SEASONS = ("SP", "SU", "FA", "WI")
_MONTHS_OF = {"M": 1, "Q": 3, "H": 6, "Y": 12}


class Period(Struct, frozen=True):
    """A day, week, weekend, month, quarter, season, half-year, year, decade or century.

    `count` numbers the periods of a unit without gaps. Days are counted like `date.toordinal`,
    weeks by their Monday. Months are 12 × year + month - 1; quarters, seasons and halves likewise.
    Spring is a year's first season, and its winter extends into the next year. Decades and
    centuries follow ISO-TimeML: 199 is the 1990s, 18 is 1800 to 1899, negative before Christ.
    """

    unit: Unit
    count: int

    def shift(self, by: int) -> "Period":
        """Return the period that is `by` units later."""
        return Period(self.unit, self.count + by)

    @property
    def first(self) -> int:
        """The ordinal of its first day."""
        unit, count = self.unit, self.count
        if unit == "D":
            return count
        if unit == "W":
            return count * 7 + 1
        if unit == "WE":
            return count * 7 + 6
        if unit == "S":
            year, season = divmod(count, 4)
            return day_number(year, 3 + 3 * season, 1)
        if unit in _MONTHS_OF:
            year, month = divmod(count * _MONTHS_OF[unit], 12)
            return day_number(year, month + 1, 1)
        length = 10 if unit == "DE" else 100
        return day_number(count * length if count >= 0 else 1 - (-count * length - 1), 1, 1)

    @property
    def last(self) -> int:
        """The ordinal of its last day."""
        if self.unit == "WE":
            return self.first + 1
        if self.unit == "DE" or self.unit == "CE":
            length = 10 if self.unit == "DE" else 100
            if self.count < 0:  # 470s BC: from 479 BC to 470 BC; the 0s end with 1 BC
                return day_number(min(1 - (-self.count - 1) * length, 0) + 1, 1, 1) - 1
            return day_number((self.count + 1) * length, 1, 1) - 1
        return self.shift(1).first - 1

    @property
    def year(self) -> int:
        """The year of its first day; for a week, the year of its Thursday."""
        if self.unit in ("W", "WE"):
            return calendar_day(self.count * 7 + 4)[0]
        return calendar_day(self.first)[0]

    def value(self) -> str:
        """Return its ISO-TimeML value: 2013-03-20, 2013-W12, 2013-Q1, 2013-SP, 2013, 201, 20."""
        unit, count = self.unit, self.count
        if unit == "D":
            year, month, day = calendar_day(count)
            return f"{_format_year(year)}-{month:02d}-{day:02d}"
        if unit in ("W", "WE"):
            year = self.year
            week = (count * 7 + 4 - day_number(year, 1, 1)) // 7 + 1
            return f"{_format_year(year)}-W{week:02d}" + ("-WE" if unit == "WE" else "")
        if unit == "Y":
            return _format_year(count)
        if unit in ("DE", "CE"):
            width = 3 if unit == "DE" else 2
            return f"{count:0{width}d}" if count >= 0 else f"BC{-count - 1:0{width}d}"
        if unit == "S":
            return f"{_format_year(count // 4)}-{SEASONS[count % 4]}"
        year, part = divmod(count, 12 // _MONTHS_OF[unit])
        number = f"{part + 1:02d}" if unit == "M" else f"{unit}{part + 1}"
        return f"{_format_year(year)}-{number}"


def day_number(year: int, month: int, day: int) -> int:
    """Return the ordinal of a day; 1 is 0001-01-01. Months beyond 12 belong to later years."""
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 305


def calendar_day(number: int) -> tuple[int, int, int]:
    """Return year, month and day of an ordinal: the inverse of `day_number`."""
    era, day_of_era = divmod(number + 305, 146097)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year_of_era + era * 400 + (month <= 2), month, day


def month_length(year: int, month: int) -> int:
    """Return the number of days in a month."""
    return day_number(year, month + 1, 1) - day_number(year, month, 1)


def period_containing(unit: Unit, day: int) -> Period:
    """Return the period of a unit that contains a day; for a weekend, that of the day's week."""
    if unit == "D":
        return Period("D", day)
    if unit in ("W", "WE"):
        return Period(unit, (day - 1) // 7)
    year, month, _ = calendar_day(day)
    if unit == "S":
        return Period("S", (year * 12 + month - 3) // 3)
    if unit in _MONTHS_OF:
        return Period(unit, (year * 12 + month - 1) // _MONTHS_OF[unit])
    length = 10 if unit == "DE" else 100
    return Period(unit, year // length if year > 0 else -((1 - year) // length) - 1)


def typical_days(unit: Unit) -> int:
    """Return the typical number of days of a unit."""
    return _DAYS_OF[unit]


_VALUE = re.compile(
    r"(?P<bc>BC)?(?:(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?"
    r"|W(?P<week>\d\d)(?P<end>-WE)?|(?P<season>SP|SU|FA|WI)|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
    r"|(?P<decade>\d{3})|(?P<century>\d\d))"
)


def parse_value(value: str) -> tuple[Period, str] | None:
    """Parse an ISO-TimeML value into its period and its time of day: "T15:30" or "".

    Returns None for a value that is no calendar date (P3D, PRESENT_REF, XXXX-03).
    """
    match = _VALUE.match(value.removeprefix("FY"))
    if match is None:
        return None
    rest = value.removeprefix("FY")[match.end() :]
    if rest and not rest.startswith("T"):
        return None
    if match["decade"] or match["century"]:
        unit: Unit = "DE" if match["decade"] else "CE"
        number = int(match["decade"] or match["century"])
        return Period(unit, -number - 1 if match["bc"] else number), rest
    year = 1 - int(match["year"]) if match["bc"] else int(match["year"])
    if match["day"]:
        month, day = int(match["month"]), int(match["day"])
        if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
            return None
        return Period("D", day_number(year, month, day)), rest
    if match["month"]:
        month = int(match["month"])
        return (Period("M", year * 12 + month - 1), rest) if 1 <= month <= 12 else None
    if match["week"]:
        first_thursday = day_number(year, 1, 4)
        week = (first_thursday - 1) // 7 + int(match["week"]) - 1
        return Period("WE" if match["end"] else "W", week), rest
    if match["season"]:
        return Period("S", year * 4 + SEASONS.index(match["season"])), rest
    if match["quarter"]:
        return Period("Q", year * 4 + int(match["quarter"]) - 1), rest
    if match["half"]:
        return Period("H", year * 2 + int(match["half"]) - 1), rest
    return Period("Y", year), rest


def _format_year(year: int) -> str:
    return f"{year:04d}" if year > 0 else f"BC{1 - year:04d}"
