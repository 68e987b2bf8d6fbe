"""The publication date of a page, from what its metadata, its markup and its first lines state."""

import datetime
import itertools
import re

from analysis.partial_dates import PartialDate
from db.importers.first_lines import find_published

_NEAR, _MOST_YEARS = 40, 1_000  # characters around a year, years that are searched


def choose_page_date(
    day: datetime.date | None, stated: PartialDate | None, markup: str, text: str
) -> PartialDate | datetime.date | None:
    """Return the publication date of a page: the day that was found, or the date that it states.

    The library trafilatura completes a month or a year in the metadata with the current day or
    month. It reads the version 3.8.10 as a day of 2010. A day that is only shown, as that of the
    visit is, counts less than that in the first lines of the article.
    """
    if day is None or not _is_written(day, markup):
        return stated
    if stated is None and f'"{day.isoformat()}' not in markup:
        shown, origin = find_published(text)
        if shown and shown.exact_day and origin == "dateline":
            return None  # the first lines give it, with its origin
    is_completed = (
        stated is not None and stated.day is None and stated.contains(PartialDate.from_day(day))
    )
    return stated if is_completed and day.isoformat() not in markup else day


def _is_written(day: datetime.date, markup: str) -> bool:
    """Return True if a page has the day of the month near its year in four digits."""
    number = rf"(?<![\d.])0?{day.day}(?![\d.])|{day.month:02}{day.day:02}"
    joined = (
        rf"(?<![\d.])(?:0?{day.day}[./-]0?{day.month}|0?{day.month}[./-]0?{day.day})[./-]{day.year}"
    )
    near = re.compile(rf"{number}|{joined}|{day.year}[./-]0?{day.month}[./-]0?{day.day}(?!\d)")
    return any(
        near.search(markup[max(0, year.start() - _NEAR) : year.end() + _NEAR])
        for year in itertools.islice(re.finditer(str(day.year), markup), _MOST_YEARS)
    )
