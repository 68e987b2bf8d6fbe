"""Dates as lists and reference managers write them, with the precision that they state.

`2021/03/03/`, `1996 Jul 9`, `FEB 2011`, `04/2013`, `März 2020`, `c1999`, a Unix time. A date with
two readings, such as `03/04/2026`, has only its year, unless its list shows the order.
"""

import datetime
import re
from collections.abc import Iterable
from contextlib import suppress

from analysis.partial_dates import PartialDate
from db.importers.news_articles import MONTHS, either_of

_MONTH = rf"(?P<month>{either_of(MONTHS)})(?![^\W\d_])\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?!\d)"
_YEAR = r"(?<!\d)(?P<year>1\d{3}|20\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?(?!\d)",
        r"(?<!\d)(?P<year>1\d{3}|20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"{_YEAR}年(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})日)?",
        rf"{_YEAR},? {_MONTH}(?: {_DAY})?",
        rf"{_YEAR} {_DAY} {_MONTH}",
        rf"(?<![^\W_]){_MONTH}[ -]{_DAY},? (?:[^\W\d]+,? )?{_YEAR}",
        rf"(?<!\d){_DAY}[ -](?:de )?{_MONTH},?[ -](?:del? )?{_YEAR}",
        rf"(?<![^\W_]){_MONTH},?[ -](?:de )?{_YEAR}",
        rf"(?<![\d/.-])(?P<month>\d{{1,2}})[/-]{_YEAR}",
    )
)  # fmt: skip
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)"
)
_ANY_YEAR = re.compile(_YEAR)
_RANGE = re.compile(
    rf"(?:{either_of(MONTHS)})\.?\s*[-–/]\s*(?:\d{{4}}\s)?(?:{either_of(MONTHS)})(?![^\W\d_])",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{12,13}")
_LONGEST = 200  # characters
_MONTHS_OF_YEAR = 12


def find_order(dates: Iterable[str]) -> bool | None:
    """Return True if the dates of a list have the day first: `25/12/2023`; None if unknown."""
    found = {
        int(date["first"]) > _MONTHS_OF_YEAR
        for words in dates
        if (date := _NUMERIC.search(words[:_LONGEST]))
        and (int(date["first"]) > _MONTHS_OF_YEAR) != (int(date["second"]) > _MONTHS_OF_YEAR)
    }
    return found.pop() if len(found) == 1 else None


def parse_written_date(words: str, is_day_first: bool | None = None) -> PartialDate | None:
    """Parse the first date with a year in some words; return None if there is none."""
    words = " ".join(words[:_LONGEST].split())
    if unix := _parse_unix_time(words):
        return unix
    if numeric := _NUMERIC.search(words):
        return _resolve_numeric(numeric, is_day_first)
    is_range = _RANGE.search(words)
    matches = [match for form in _FORMS if (match := form.search(words))]
    for match in sorted(matches, key=lambda match: match.start() - match.end()):
        if is_range:  # an issue of two months
            return _date(match["year"])
        parts = match.groupdict()
        month = str(parts["month"])
        date = _date(match["year"], str(MONTHS.get(month.lower(), month)), parts.get("day"))
        if date is not None:
            return date
    year = _ANY_YEAR.search(words)
    return _date(year["year"]) if year else None


def join_dates(written: Iterable[str], is_day_first: bool | None = None) -> PartialDate | None:
    """Return the most exact of the dates of one reference: `March 3`, `2021` → 2021-03-03.

    Its year is that of a field with nothing else, so that the day of an access is not taken.
    """
    words = [part for part in written if part.strip()]
    dates = [date for part in words if (date := parse_written_date(part, is_day_first))]
    if not dates:
        return None
    years = [int(part) for part in words if _ANY_YEAR.fullmatch(part.strip())]
    year = years[0] if years else dates[-1].year
    # a field without a year, such as `Feb`, belongs to the year of another one
    dates += [
        date
        for part in words
        if not _ANY_YEAR.search(part)
        and (date := parse_written_date(f"{part} {year}", is_day_first))
    ]
    return max(
        (date for date in dates if date.year == year),
        key=lambda date: (date.month is not None) + (date.day is not None),
    )


def remark_on_date(written: str, date: PartialDate | None) -> str:
    """Return a remark for words that were not understood as a date, or only in part; else ""."""
    shown = " ".join(written.split())[:40]
    if not shown:
        return ""
    if date is None:
        return f"its date “{shown}” has no year and is left out"
    numeric = _NUMERIC.search(shown)
    if numeric is not None and date.month is None:
        return f"its date “{shown}” has two readings: only the year is kept"
    return ""


def _parse_unix_time(words: str) -> PartialDate | None:
    seconds = (
        float(words) if _SECONDS.fullmatch(words)
        else int(words) / 1000 if _MILLISECONDS.fullmatch(words)
        else None
    )  # fmt: skip
    if seconds is None:
        return None
    return PartialDate.from_day(datetime.datetime.fromtimestamp(seconds, datetime.UTC).date())


def _resolve_numeric(numeric: re.Match[str], is_day_first: bool | None) -> PartialDate | None:
    """Resolve `17.3.2022` or `3/17/2022`; a date with two readings is known to the year."""
    first, second, year = int(numeric["first"]), int(numeric["second"]), numeric["year"]
    if numeric["sign"] == "." or first > _MONTHS_OF_YEAR or first == second:
        is_day_first = True
    elif second > _MONTHS_OF_YEAR:
        is_day_first = False
    if is_day_first is None:
        return _date(year)
    day, month = (first, second) if is_day_first else (second, first)
    return _date(year, str(month), str(day))


def _date(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    """Return the date of these parts, without a day or a month of zero; None if it is none."""
    number = int(month) if month else 0
    with suppress(ValueError):
        return PartialDate(
            int(year), number or None, (int(day) or None) if day and number else None
        )
    return None
