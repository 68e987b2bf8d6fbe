"""Conditions on stored publication dates, which are days, months or years as text in EDTF.

A date is in a range if every day that it may be is: `2022-03` is in 2022, 2022 not in `2022-03`.
"""

import datetime

SqlCondition = tuple[str, tuple[str, ...]]
"""An SQL condition and its parameters; it is NULL for an article without a date."""

LAST_DAY_SQL = "(article.published || substr('-12-31', length(article.published) - 3))"
"""The last day that a publication date may be, as text for sorting: `2022-02` → `2022-02-31`.

Sorts the earliest publication first, since a month or a year proves no earlier day than its last.
"""


def published_before(column: str, day: datetime.date) -> SqlCondition:
    """Build the condition that every possible day is before `day`."""
    written = day.isoformat()
    # a month or year that contains the day is a prefix of it, and sorts before it
    return f"{column} < ? AND {column} NOT IN (?, ?)", (written, written[:4], written[:7])


def published_after(column: str, day: datetime.date) -> SqlCondition:
    """Build the condition that every possible day is after `day`."""
    return f"{column} > ?", (day.isoformat(),)


def published_within(column: str, first: datetime.date, last: datetime.date) -> SqlCondition:
    """Build the condition that every possible day is in the range from `first` to `last`."""
    condition, values = f"{column} >= ?", (least_date(first),)
    if last == datetime.date.max:
        return condition, values
    before, bounds = published_before(column, last + datetime.timedelta(1))
    return f"{condition} AND {before}", (*values, *bounds)


def least_date(first: datetime.date) -> str:
    """Return the least text of a date that begins on `first` or later: `2022-01-01` → `2022`."""
    return first.isoformat().removesuffix("-01").removesuffix("-01")
