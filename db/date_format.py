"""Dates and periods as text, never more exact than they are known.

All screens, commands and exports format publications, events and times with these functions.
"""

import datetime
from typing import TYPE_CHECKING

from analysis.partial_dates import PartialDate, to_partial_date
from db.dates import MONTH_NAMES

if TYPE_CHECKING:
    from db.models import PublishedFrom

_SHORT = 3  # letters of a month's name


def format_date(date: PartialDate | datetime.date | None) -> str:
    """Format a date: "17 March 2022", "March 2022", "2022"; "no date" for None."""
    return _write(date, len(max(MONTH_NAMES, key=len)))


def format_short_date(date: PartialDate | datetime.date | None) -> str:
    """Format a date with its month in three letters: "17 Mar 2022"; "no date" for None."""
    return _write(date, _SHORT)


def format_utc(moment: datetime.datetime) -> str:
    """Format a time in UTC: "17 March 2022, 18:00 UTC"."""
    utc = moment.astimezone(datetime.UTC)
    return f"{format_date(utc.date())}, {utc:%H:%M} UTC"


def format_published(date: PartialDate | None, origin: "PublishedFrom") -> str:
    """Format a publication date in short, with a mark if it is guessed: "17 Mar 2022?"."""
    return format_short_date(date) + ("?" if date and origin == "guessed" else "")


def format_date_range(
    first: PartialDate | datetime.date | None, last: PartialDate | datetime.date | None
) -> str:
    """Format the range of two dates in short; "" for None.

    A first date that contains the last, such as 2021 and 2 May 2021, is the range. Other examples:
    "2–6 Mar 2021", "30 Jan – 2 Feb 2021", "Mar – May 2021", "2020 – May 2021".
    """
    start, end = to_partial_date(first), to_partial_date(last)
    if start is None or end is None:
        return ""
    begin, until = format_short_date(start), format_short_date(end)
    if start.first <= end.first and end.last <= start.last:
        return begin
    if start.precision != end.precision:
        return f"{begin} – {until}"
    if start.precision == "year":
        return f"{begin}–{until}"
    if start.day and (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{until}"
    return f"{begin.rpartition(' ')[0] if start.year == end.year else begin} – {until}"


def _write(date: PartialDate | datetime.date | None, letters: int) -> str:
    if date is None:
        return "no date"
    month = MONTH_NAMES[date.month - 1][:letters] if date.month else None
    return " ".join(str(part) for part in (date.day, month, date.year) if part is not None)
