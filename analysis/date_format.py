"""Dates and periods as text, as exact as they are known.

All screens, commands and exports format publications, events and times with these functions:

- in words: `17 March 2022`, `March 2022`, `Q2 2022`, `1960s`;
- in figures that a query accepts: `2022-03-17`, `2022-03`, `2022-Q2`, `1960s`;
- as EDTF (ISO 8601-2): `2022-34`, `196X`.
"""

import datetime

from analysis.lexicon import entries
from analysis.models import Precision
from analysis.partial_dates import PartialDate, count_days, to_partial_date

Date = PartialDate | datetime.date

MONTH_NAMES = tuple(name.title() for name in entries("months", "full"))  # in every locale English
NO_DATE = "no date"
_SHORT = 3  # letters of a month's name
_LONG = max(map(len, MONTH_NAMES))
_EDTF_QUARTERS, _EDTF_HALVES = 33, 40  # the numbers of the first ones, in the place of a month


def format_date(date: Date | None) -> str:
    """Format a date: "17 March 2022", "March 2022", "2022"; "no date" for None."""
    return _write(date, _LONG)


def format_short_date(date: Date | None) -> str:
    """Format a date with its month in three letters: "17 Mar 2022"; "no date" for None."""
    return _write(date, _SHORT)


def format_month(day: datetime.date) -> str:
    """Format the month of a day: "March 2022"."""
    return format_date(PartialDate(day.year, day.month))


def format_utc(moment: datetime.datetime) -> str:
    """Format a time in UTC: "17 March 2022, 18:00 UTC"."""
    utc = moment.astimezone(datetime.UTC)
    return f"{format_date(utc.date())}, {utc:%H:%M} UTC"


def format_published(date: PartialDate | None, origin: str) -> str:
    """Format a publication date in short, with a mark if it is guessed: "17 Mar 2022?"."""
    return format_short_date(date) + _mark(date, origin)


def format_published_in_figures(date: PartialDate | None, origin: str) -> str:
    """Format a publication date in figures, with a mark if it is guessed: "2022-03?"."""
    return (date.isoformat() if date else NO_DATE) + _mark(date, origin)


def format_date_range(first: Date | None, last: Date | None) -> str:
    """Format the range of two dates in short; "" for None.

    A first date that contains the last, such as 2021 and 2 May 2021, is the range. Other examples:
    "2–6 Mar 2021", "30 Jan – 2 Feb 2021", "Mar–May 2021", "2020 – May 2021".
    """
    start, end = to_partial_date(first), to_partial_date(last)
    return _join_range(start, end, _SHORT) if start and end else ""


def format_period(
    first: datetime.date | None,
    last: datetime.date | None,
    precision: str | None,
    *,
    short: bool = False,
) -> str:
    """Format the days of an event or a time by their precision; "no date" without days.

    Examples: "17 March 2022", "2–6 March 2021", "week of 7 March 2022", "March 2022", "Q2 2022",
    "March–May 2022", "1965", "1960s", "1800–1899"; `short` writes months in three letters.
    """
    if first is None or last is None:
        return NO_DATE
    letters = _SHORT if short else _LONG
    match precision:
        case "century":
            return f"{first.year}–{last.year}"
        case "decade":
            return _join_equal(f"{first.year // 10 * 10}s", f"{last.year // 10 * 10}s", "–")
        case "quarter" if _quarter(first) == _quarter(last):
            return f"Q{(first.month + 2) // 3} {first.year}"
        case "week" if _is_week(first, last):
            return f"week of {_write(first, letters)}"
    ends = period_ends(first, last, precision)
    return _join_range(*ends, letters)


def format_period_in_figures(
    first: datetime.date | None, last: datetime.date | None, precision: str | None
) -> str:
    """Format the days of an event in figures that a query accepts; "no date" without days.

    Examples: "2022-03-17", "2021-03-02 – 2021-03-06", "2022-W10", "2022-03", "2022-Q2", "1965",
    "1960s", "1800 – 1899".
    """
    if first is None or last is None:
        return NO_DATE
    match precision:
        case "decade":
            return _join_equal(f"{first.year // 10 * 10}s", f"{last.year // 10 * 10}s", " – ")
        case "quarter" if _quarter(first) == _quarter(last):
            return f"{first.year:04}-Q{(first.month + 2) // 3}"
        case "week" if _is_week(first, last):
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
    start, end = period_ends(first, last, precision)
    return _join_equal(start.isoformat(), end.isoformat(), " – ")


def format_period_as_edtf(
    first: datetime.date | None, last: datetime.date | None, precision: str | None
) -> str:
    """Format the days of an event as EDTF (ISO 8601-2); "" without days.

    Examples: "2022-03-17", "2021-03-02/2021-03-06", "2022-03", "2022-34" (second quarter), "1965",
    "196X", "18XX".
    """
    if first is None or last is None:
        return ""
    match precision:
        case "century" if first.year // 100 == last.year // 100:
            return f"{first.year // 100:02}XX"
        case "decade":
            return _join_equal(f"{first.year // 10:03}X", f"{last.year // 10:03}X", "/")
        case "quarter" if _quarter(first) == _quarter(last):
            return f"{first.year:04}-{_EDTF_QUARTERS + (first.month - 1) // 3}"
        case "half" if (first.year, first.month > 6) == (last.year, last.month > 6):
            return f"{first.year:04}-{_EDTF_HALVES + (first.month > 6)}"
    start, end = period_ends(first, last, precision)
    return _join_equal(start.isoformat(), end.isoformat(), "/")


def period_ends(
    first: datetime.date, last: datetime.date, precision: str | None
) -> tuple[PartialDate, PartialDate]:
    """Return the ends of a period as exact as they are known: 1960 and 1969 for the 1960s."""
    match precision:
        case "year" | "decade" | "century":
            return PartialDate(first.year), PartialDate(last.year)
        case "month" | "quarter" | "season" | "half":
            return PartialDate(first.year, first.month), PartialDate(last.year, last.month)
    return PartialDate.from_day(first), PartialDate.from_day(last)


def whole_period(first: datetime.date, last: datetime.date) -> Precision:
    """Return the largest unit of which the days from `first` to `last` are one or several."""
    if first.day != 1 or last.day != count_days(last.year, last.month):
        return "day"
    if (first.month, last.month) != (1, 12):
        is_quarter = _quarter(first) == _quarter(last) and first.month + 2 == last.month
        return "quarter" if is_quarter else "month"
    return "decade" if (first.year % 10, last.year % 10) == (0, 9) else "year"


def _join_range(start: PartialDate, end: PartialDate, letters: int) -> str:
    """Write a range with the parts that its ends share only once."""
    begin, until = _write(start, letters), _write(end, letters)
    if start.contains(end):
        return begin
    if start.precision != end.precision:
        return f"{begin} – {until}"
    if start.precision == "year":
        return f"{begin}–{until}"
    if start.year != end.year:
        return f"{begin} – {until}"
    if start.month == end.month:
        return f"{start.day}–{until}"
    separator = "–" if start.day is None else " – "
    return f"{begin.rpartition(' ')[0]}{separator}{until}"


def _join_equal(begin: str, until: str, separator: str) -> str:
    return begin if begin == until else f"{begin}{separator}{until}"


def _quarter(day: datetime.date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _is_week(first: datetime.date, last: datetime.date) -> bool:
    """Return True for the days from a Monday to a Sunday: a weekend has no other name."""
    return first.weekday() == 0 and (last - first).days == 6


def _mark(date: PartialDate | None, origin: str) -> str:
    return "?" if date and origin == "guessed" else ""


def _write(date: Date | None, letters: int) -> str:
    if date is None:
        return NO_DATE
    month = MONTH_NAMES[date.month - 1][:letters] if date.month else None
    return " ".join(str(part) for part in (date.day, month, date.year) if part is not None)
