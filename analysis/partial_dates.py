"""Calendar dates that are known to the day, the month or the year."""

import datetime
import re
from functools import total_ordering
from typing import Literal, final

from msgspec import Struct

from analysis.text import parse_iso_day

DatePrecision = Literal["year", "month", "day"]

_DAY = len("2022-03-17")
_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def count_days(year: int, month: int) -> int:
    """Return the number of days in a month."""
    from calendar import monthrange

    return monthrange(year, month)[1]


@final
@total_ordering
class PartialDate(Struct, frozen=True):
    """A year, a month or a day, as exact as it is known; raises ValueError for a nonexistent one.

    Written as in EDTF level 0 (ISO 8601-1): `2022`, `2022-03`, `2022-03-17`. Written forms sort as
    the dates do: a year before its months, and a month before its days.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Check that the date exists."""
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, written: str) -> "PartialDate":
        """Parse `2022`, `2022-03` or `2022-03-17`; raises ValueError for anything else."""
        match = _WRITTEN.fullmatch(written)
        try:
            if match is not None:
                return cls(*(int(part) for part in match.groups() if part is not None))
        except ValueError:  # no such month or day
            pass
        raise ValueError(f"{written!r} is not a date: write it as 2022, 2022-03 or 2022-03-17")

    @classmethod
    def from_day(cls, day: datetime.date) -> "PartialDate":
        """Return the date of a day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> DatePrecision:
        """The unit to which the date is known."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def exact_day(self) -> datetime.date | None:
        """The day, None if only the month or the year is known."""
        return self.first if self.precision == "day" else None

    @property
    def first(self) -> datetime.date:
        """The first day that it may be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """The last day that it may be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or count_days(self.year, month))

    def precedes(self, date: "PartialDate") -> bool:
        """Return True if it is certainly before another date: 2022-02 before 2022-03-17."""
        return self.last < date.first

    def contains(self, date: "PartialDate") -> bool:
        """Return True if all days of another date are among its own: 2022 contains 2022-03."""
        return self.first <= date.first and date.last <= self.last

    def isoformat(self) -> str:
        """Return the written form, such as `2022-03`."""
        written = f"{self.year:04}"
        if self.month is not None:
            written += f"-{self.month:02}"
        return written if self.day is None else f"{written}-{self.day:02}"

    __str__ = isoformat

    def __lt__(self, date: "PartialDate") -> bool:
        """Return True if it is written before another date in an ordered list."""
        return self.isoformat() < date.isoformat()


Date = PartialDate | datetime.date | str
"""A date, a day, or a string such as `2022-03` or `2022-03-17`."""


def to_partial_date(given: Date | None) -> PartialDate | None:
    """Return a date that is given as a date, a day or a string, without a time of day.

    Raises ValueError for another string.
    """
    if isinstance(given, str):
        written = given.strip()
        if len(written) < _DAY and _WRITTEN.fullmatch(written):
            return PartialDate.parse(written)
        return PartialDate.from_day(parse_iso_day(written))
    return PartialDate.from_day(given) if isinstance(given, datetime.date) else given


Publication = PartialDate | datetime.date | None
"""A date of publication, as exact as it is known; None for an unknown one."""


def split_publication(
    published: Publication,
) -> tuple[datetime.date | None, PartialDate | None]:
    """Return the day of a publication date, or the month or year if its day is not known."""
    if isinstance(published, PartialDate):
        day = published.exact_day
        return day, None if day else published
    return published, None
