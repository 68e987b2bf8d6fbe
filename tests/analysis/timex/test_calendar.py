"""Calendar arithmetic: values of periods, and back."""

import datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.timex.calendar import (
    Period,
    Unit,
    calendar_day,
    day_number,
    parse_value,
    period_containing,
)

DAYS = st.integers(-1_000_000, 3_000_000)


@given(DAYS)
def test_days_go_both_ways(day: int) -> None:
    assert day_number(*calendar_day(day)) == day


@given(st.dates())
def test_days_and_weeks_are_those_of_the_standard_library(day: datetime.date) -> None:
    assert Period("D", day.toordinal()).value() == day.isoformat()
    year, week, _ = day.isocalendar()
    assert period_containing("W", day.toordinal()).value() == f"{year:04d}-W{week:02d}"


@given(DAYS, st.sampled_from(get_args(Unit)))
def test_a_period_holds_its_days_and_keeps_its_value(day: int, unit: Unit) -> None:
    period = period_containing(unit, day)
    assert parse_value(period.value()) == (period, "")
    assert period.last + 1 >= period.first
    if unit != "WE":
        assert period.first <= day <= period.last


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2013-W12", (2013, 3, 18), (2013, 3, 24)),
        ("2013-W12-WE", (2013, 3, 23), (2013, 3, 24)),
        ("2013-Q1", (2013, 1, 1), (2013, 3, 31)),
        ("2012-WI", (2012, 12, 1), (2013, 2, 28)),
        ("199", (1990, 1, 1), (1999, 12, 31)),
        ("18", (1800, 1, 1), (1899, 12, 31)),
        ("BC047", (-478, 1, 1), (-469, 12, 31)),
    ],
)
def test_the_days_of_a_value(
    value: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    parsed = parse_value(value)
    assert parsed is not None
    assert (calendar_day(parsed[0].first), calendar_day(parsed[0].last)) == (first, last)


@pytest.mark.parametrize("value", ["P3D", "PRESENT_REF", "XXXX-03", "2013-02-30", "2013-13", ""])
def test_what_names_no_place_on_the_calendar(value: str) -> None:
    assert parse_value(value) is None
