"""Dates as newspapers print them, in lines above and in articles.

The grammar of `analysis.timex` reads dates with a month's name. Dates in digits alone, such as
`25/07/22` or `03/04/2026`, are read here, since in running text they may be something else. One
with two readings is never guessed: it has both.
"""

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from analysis.lexicon import numbers
from analysis.structs import replace
from db.dates import numeric_readings, to_full_year, weekday_index

if TYPE_CHECKING:
    from analysis.timex.candidate import TimeCandidate
    from analysis.timex.lexer import LexemeSequence

_MONTHS, _WEEKDAYS = numbers("months"), numbers("weekdays")
_LEAP_YEAR = 2000
MONTH_PATTERN = "|".join(name.title() for name in _MONTHS)
WEEKDAY_PATTERN = rf"\b(?:{'|'.join(_WEEKDAYS)})\b\.?,?"
_PRINTED_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b(\.?,?)", re.IGNORECASE)
_PRINTED_MONTH = re.compile(rf"(\d-)?\b({MONTH_PATTERN})\b(-\d)?", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:ST|ND|RD|TH)\b")
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\dT/-]|\.\d)")
_PRINTED_NUMERIC = re.compile(r"(\d\d?)([/.-])(\d\d?)\2((?:19|20)\d\d)")
_IN_DIGITS = re.compile(
    r"(?<![\d/.:-])(\d\d?)([/.-])(\d\d?)(?:\2(\d{4}|\d\d))?(?![\d:/-]|\.\d)", re.ASCII
)
_ANY_DIGITS = re.compile(r"\d\d?[/.-]\d\d?")
# 25-Jul-22, 25 July '22, July 25/2022
_SHORT_YEAR = re.compile(r"[-/]?['’]?(\d\d|(?<=/)\d{4})(?![\d:.,]\d|\d)", re.ASCII)
_WEEKDAY_BEFORE = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b\.?,?\s+$", re.IGNORECASE)


class PrintedDate(Struct, frozen=True):
    """A date printed from `start` to `end` of a line; `year` and `weekday` (0: Monday) if given.

    `swapped` is the second reading of one in digits, whose `month` and `day` are its first: those
    of 4 March for `03/04`, read as 3 April.
    """

    start: int
    end: int
    month: int
    day: int
    year: int | None = None
    weekday: int | None = None
    swapped: "PrintedDate | None" = None

    @property
    def readings(self) -> tuple["PrintedDate", ...]:
        """Its one or two readings."""
        return (replace(self, swapped=None), self.swapped) if self.swapped else (self,)

    def resolve(self, today: datetime.date) -> datetime.date | None:
        """Resolve the date; without a year, to the last such day up to `today` on its weekday.

        None for a date with two readings.
        """
        if self.swapped is not None:
            return None
        if self.year is not None:
            return _day(self.year, self.month, self.day)
        for year in range(today.year, today.year - 40, -1):
            day = _day(year, self.month, self.day)
            if day and day <= today and self.weekday in (None, day.weekday()):
                return day
        return None

    def nearest(self, day: datetime.date) -> datetime.date | None:
        """Return the day nearest to `day` that a date without a year may mean, on its weekday."""
        years = range(max(day.year - 1, 1), min(day.year + 1, datetime.MAXYEAR) + 1)
        days = [found for year in years if (found := _day(year, self.month, self.day))]
        nearest = min(days, key=lambda found: abs(found - day), default=None)
        return nearest if nearest and self.weekday in (None, nearest.weekday()) else None


def find_printed_dates(line: str) -> list[PrintedDate]:
    """Find the dates printed in a line, in order; a weekday decides between 3 April and 4 March."""
    if not any(letter.isdigit() for letter in line):
        return []
    # loads NLTK: not before the first frame
    from analysis.syntax.tokens import Doc
    from analysis.timex.grammar import DAY_RULES, find_candidates
    from analysis.timex.lexer import lex

    lexed = lex(Doc(_with_names_in_title_case(line), (), ()))
    return list(_printed(find_candidates(lexed, DAY_RULES), lexed))


def find_line_dates(line: str) -> list[PrintedDate]:
    """Find the dates of a line that has little else, in order: those in digits alone, too.

    `25/07/22` and `25/07` are dates there, and `03/04/2026` is a date with two readings.
    """
    found = [_with_short_year(day, line) for day in find_printed_dates(line)]
    taken = {at for day in found for at in range(day.start, day.end)}
    for match in _IN_DIGITS.finditer(line):
        if taken.isdisjoint(range(*match.span())) and (day := _in_digits(match, line)):
            found.append(day)
    return sorted(found, key=lambda day: day.start)


def _with_short_year(day: PrintedDate, line: str) -> PrintedDate:
    """Return a date with the year of two digits that follows it after a mark, if any."""
    start = day.end + (line[day.end : day.end + 2] in (" '", " ’"))
    short = _SHORT_YEAR.match(line, start)
    if day.year is not None or short is None or short[0] == short[1]:
        return day
    return replace(day, end=short.end(), year=to_full_year(short[1]))


def _in_digits(match: re.Match[str], line: str) -> PrintedDate | None:
    first, sign, second, written = int(match[1]), match[2], int(match[3]), match[4]
    if written is None and sign != "/":
        return None  # a section or a time: 5.12, 5-12
    year = to_full_year(written) if written else None
    days = numeric_readings(first, second, year or _LEAP_YEAR, is_day_first=sign == ".")
    before = _WEEKDAY_BEFORE.search(line[: match.start()])
    weekday = _WEEKDAYS[before[1].lower().rstrip(".")] - 1 if before else None
    start = before.start(1) if before else match.start()
    if year is not None and weekday is not None and len(days) > 1:
        days = [day for day in days if day.weekday() == weekday] or days
    read = [PrintedDate(start, match.end(), day.month, day.day, year, weekday) for day in days]
    return replace(read[0], swapped=read[1] if len(read) > 1 else None) if read else None


def _with_names_in_title_case(line: str) -> str:
    """Write names of months and weekdays as the grammar expects them, without moving an offset."""
    line = _PRINTED_WEEKDAY.sub(
        lambda name: name[1].title() + ("," if name[2] else "").ljust(len(name[2])), line
    )
    line = _PRINTED_MONTH.sub(
        lambda name: (
            (name[1] or "").replace("-", " ") + name[2].title() + (name[3] or "").replace("-", " ")
        ),
        line,
    )
    line = _ORDINAL.sub(lambda ending: ending[0].lower(), line)
    return _YEAR_FIRST.sub(r"\1/\3/\4", line)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _printed(candidates: list["TimeCandidate"], lexed: "LexemeSequence") -> Iterator[PrintedDate]:
    for candidate in candidates:
        first = candidate.first
        at = weekday_index(candidate, lexed)
        weekday = _WEEKDAYS[lexed.lower(at)] - 1 if at is not None else None
        start = lexed.starts[at if at is not None else first]
        end = lexed.ends[candidate.last - 1]
        numeric = _PRINTED_NUMERIC.fullmatch(lexed.lower(first))
        if numeric is not None:
            days = numeric_readings(
                int(numeric[1]), int(numeric[3]), int(numeric[4]), numeric[2] == "."
            )
            if len(days) > 1:
                days = [day for day in days if day.weekday() == weekday]
            for day in days[:1]:
                yield PrintedDate(start, end, day.month, day.day, day.year, weekday)
        elif candidate.kind == "monthday":
            month, number = map(int, candidate.name[1:].split("-"))
            yield PrintedDate(start, end, month, number, None, weekday)
        elif candidate.kind in ("day", "clock") and not _ANY_DIGITS.match(lexed.lower(first)):
            year, month, number = map(int, candidate.value[:10].split("-"))
            yield PrintedDate(start, end, month, number, year, weekday)
