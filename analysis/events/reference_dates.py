"""Estimate dates that count from the publication in a text whose day of publication is not known.

The month or the year of publication, if known, and the dates that the text states suggest them.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from analysis import lexicon
from analysis.models import TimeExpression
from analysis.partial_dates import PartialDate
from analysis.timex.resolver import resolve_times

_FULL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")
_WITHOUT_YEAR = re.compile(r"XXXX-(\d{2})(?:-(\d{2}))?(?:T.*)?")
_FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PAST_DAY = re.compile(r"<~M\d\d-\d\d")
_PAST_WEEKDAY = re.compile(r"<W(\d)")
_LOOKS_AHEAD = re.compile(
    r"(?:\b(?:by|until|till|through|before|to)\s+(?:the\s+)?|\d[-–/]"
    r"|\b(?!(?:In|Since|Early|Late)\b)[A-Z][a-z]+ )$"  # the name of an event or a plan
)
_LONGEST_CUE = 20  # letters
_WEEKDAY_NAMES = lexicon.numbers("weekdays")
_WEEKDAY = re.compile(rf"\b({'|'.join(map(re.escape, _WEEKDAY_NAMES))})\b", re.IGNORECASE)
_NEARBY = 14  # letters before a date that may contain its weekday: "Wednesday (Feb. 24"
_YEARS_AROUND = (0, 1, -1)  # of the latest year that a text states


@lru_cache(maxsize=2)
def resolve_years(
    text: str, times: tuple[TimeExpression, ...], period: PartialDate | None = None
) -> tuple[TimeExpression, ...]:
    """Return expressions that lack only their year with the year that the text suggests.

    Without a `period`, the month or the year of publication, the text must state a day with its
    year, or a weekday that fits one: of 49 news texts without such evidence, 12 % got the right
    year. In a known month, a weekday in the past is the last one up to the latest past day that
    the text names; else it has a date only if that day is such a weekday. An expression with the
    same value for all days of the period is resolved too ("last year"). Others are unchanged:
    "yesterday" needs the day of publication.
    """
    reference = estimate_reference(text, times, is_period_known=period is not None)
    if period is not None and not (
        reference is not None and period.first <= reference <= period.last
    ):
        reference = period.first + (period.last - period.first) // 2
    if reference is None:
        return times
    with_years = resolve_times(text, times, reference)
    latest = _find_latest_day(times, with_years)
    is_month_known = period is not None and period.precision == "month"
    found = list(times)
    for index in range(len(times)):
        if _lacks_year(times, index):
            found[index] = with_years[index]
            continue
        weekday = _find_weekday(times, index)
        # another weekday of the week before that day was wrong in six of eight cases
        if weekday and latest and (is_month_known or latest.isoweekday() == weekday):
            found[index] = resolve_times(text, times, latest)[index]
    if period is not None:
        first, last = (resolve_times(text, times, day) for day in (period.first, period.last))
        for index, (early, late) in enumerate(zip(first, last, strict=True)):
            if found[index] is times[index] and early.value == late.value:
                found[index] = early
    return tuple(found)


def _find_latest_day(
    times: Sequence[TimeExpression], dated: Sequence[TimeExpression]
) -> datetime.date | None:
    """Return the latest past day that a text names, with or without its year; None for none."""
    days = [
        day
        for time, resolved in zip(times, dated, strict=True)
        if time.type in ("DATE", "TIME")
        and _FULL_DAY.match(resolved.value)
        and (time.relative is None or _PAST_DAY.match(time.relative))
        and (day := _to_day(resolved.value)) is not None
    ]
    return max(days, default=None)


def _lacks_year(times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether an expression, or the one that it counts from, lacks only its year."""
    return any(_WITHOUT_YEAR.fullmatch(time.value) for time in _anchors_of(times, index))


def _find_weekday(times: Sequence[TimeExpression], index: int) -> int | None:
    """Return the weekday in the past that an expression is or counts from; Monday is 1."""
    *_, last = _anchors_of(times, index)
    weekday = _PAST_WEEKDAY.match(last.relative or "")
    return None if weekday is None else int(weekday[1])


def _anchors_of(times: Sequence[TimeExpression], index: int) -> Iterator[TimeExpression]:
    """Yield an expression, the one that it counts from, and so on."""
    passed: set[int] = set()
    at: int | None = index
    while at is not None and at not in passed:
        yield times[at]
        passed.add(at)
        at = times[at].anchor


@lru_cache(maxsize=2)
def estimate_reference(
    text: str, times: tuple[TimeExpression, ...], is_period_known: bool = False
) -> datetime.date | None:
    """Estimate the day of publication by the latest date that a text states with its year.

    A weekday decides between that year and the next: "Saturday, 16 July" is in 2022. A month or a
    year is no evidence by itself: most articles state only years of the past.
    """
    stated = [
        (_to_day(time.value), time)
        for time in times
        if time.relative is None and time.type in ("DATE", "TIME")
    ]
    days = [(day, time) for day, time in stated if day is not None]
    if not days:
        return None
    past = [found for found in days if not _is_ahead(text, found[1])]
    latest, statement = max(past or days, key=lambda found: found[0])
    is_evidence = is_period_known or _FULL_DAY.match(statement.value) is not None
    reference = latest if is_evidence else None
    for time in times:
        found = _WITHOUT_YEAR.fullmatch(time.value)
        if found is None or found[2] is None:
            continue
        near = [
            day
            for years in _YEARS_AROUND
            if (day := _make_day(latest.year + years, int(found[1]), int(found[2]))) is not None
        ]
        weekday = _weekday_of(text, time)
        fitting = [day for day in near if day.isoweekday() == weekday]
        if fitting:
            return max(fitting[0], latest) if fitting[0].year == latest.year else fitting[0]
        if reference is not None and near and _PAST_DAY.match(time.relative or ""):
            reference = max(reference, min(near, key=lambda day: abs(day - latest)))
    return reference


def _is_ahead(text: str, time: TimeExpression) -> bool:
    """Return whether a date ends a period: "by 2030", "the winter of 2022-2023"."""
    before = text[max(time.start - _LONGEST_CUE, 0) : time.start]
    return _LOOKS_AHEAD.search(before) is not None


def _to_day(value: str) -> datetime.date | None:
    """Return a day of a stated date: its middle if it is a month or a year."""
    found = _FULL.fullmatch(value)
    if found is None:
        return None
    return _make_day(int(found[1]), int(found[2] or 7), int(found[3] or 15))


def _make_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _weekday_of(text: str, time: TimeExpression) -> int | None:
    """Return the number of the weekday in a date or right before it, Monday being 1."""
    found = _WEEKDAY.search(text[max(time.start - _NEARBY, 0) : time.end])
    return None if found is None else int(_WEEKDAY_NAMES[found[1].lower()])
