"""Dates that are known to the day, the month or the year."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.partial_dates import PartialDate

DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


@pytest.mark.parametrize(
    ("written", "precision", "first", "last"),
    [
        ("2022", "year", "2022-01-01", "2022-12-31"),
        ("2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2022-03-17", "day", "2022-03-17", "2022-03-17"),
        ("0987", "year", "0987-01-01", "0987-12-31"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(
    written: str, precision: str, first: str, last: str
) -> None:
    date = PartialDate.parse(written)
    assert (str(date), date.precision) == (written, precision)
    assert (date.first.isoformat(), date.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "written", ["", "22", "2022-3", "2022-13", "2022-02-30", "2022-03-17T10:00", "0000", "２０２２"]
)
def test_another_form_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(written)


def test_only_a_day_is_an_exact_day() -> None:
    assert PartialDate(2022, 3, 17).exact_day == datetime.date(2022, 3, 17)
    assert PartialDate(2022, 3).exact_day is None


def test_a_date_precedes_another_if_all_its_days_do() -> None:
    march, day = PartialDate(2022, 3), PartialDate(2022, 3, 17)
    assert PartialDate(2022, 2).precedes(day)
    assert PartialDate(2021).precedes(march)
    assert not march.precedes(day)
    assert not day.precedes(march)
    assert not march.precedes(march)


def test_a_date_contains_another_with_the_same_beginning() -> None:
    assert PartialDate(2022).contains(PartialDate(2022, 3))
    assert PartialDate(2022, 3).contains(PartialDate(2022, 3, 17))
    assert not PartialDate(2022, 3).contains(PartialDate(2022))
    assert not PartialDate(2022, 3).contains(PartialDate(2022, 4, 1))


@given(DAYS, DAYS)
def test_dates_sort_as_they_are_written(day: datetime.date, later: datetime.date) -> None:
    dates = [PartialDate.from_day(day), PartialDate(later.year, later.month), PartialDate(day.year)]
    assert list(map(str, sorted(dates))) == sorted(map(str, dates))
