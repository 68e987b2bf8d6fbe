"""One parser for the dates of queries, of dialogs and of printed lines."""

import re
import string
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.date_format import MONTH_NAMES
from analysis.models import Precision
from analysis.partial_dates import PartialDate
from analysis.text import parse_iso_day
from db.dates import (
    ACCEPTED_DAYS,
    ACCEPTED_PERIODS,
    WEEKDAY_NAMES,
    Bias,
    numeric_readings,
    parse_dates,
    parse_day,
    parse_full_date,
    parse_partial_date,
)
from db.printed_dates import find_printed_dates

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "query-language.md"
TODAY = date(2022, 3, 16)  # a Wednesday
NEAR = date(2026, 3, 13)
BIASES: tuple[Bias, ...] = ("past", "near", "future")
days = st.dates(date(1400, 1, 1), date(2199, 12, 31))
near_days = st.dates(TODAY - timedelta(180), TODAY + timedelta(180))


def range_of(typed: str, today: date = TODAY, bias: Bias = "past") -> tuple[date, date]:
    return parse_dates(typed, today, bias)[:2]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-03", "2022-03-01", "2022-03-31"),
        ("3/2022", "2022-03-01", "2022-03-31"),
        ("2022-3-7", "2022-03-07", "2022-03-07"),
        ("2022-03-07T08:30:00Z", "2022-03-07", "2022-03-07"),
        ("17.3.2022", "2022-03-17", "2022-03-17"),
        ("2022-W10", "2022-03-07", "2022-03-13"),
        ("Q1 2022", "2022-01-01", "2022-03-31"),
        ("2022q1", "2022-01-01", "2022-03-31"),
        ("1990s", "1990-01-01", "1999-12-31"),
        ("the 2000s", "2000-01-01", "2009-12-31"),
        ("March 2021", "2021-03-01", "2021-03-31"),
        ("march", "2022-03-01", "2022-03-31"),
        ("April", "2021-04-01", "2021-04-30"),
        ("spring 2021", "2021-03-01", "2021-05-31"),
        ("3 March", "2022-03-03", "2022-03-03"),
        ("Mar 3rd, 2020", "2020-03-03", "2020-03-03"),
        ("3 of march", "2022-03-03", "2022-03-03"),
        ("yesterday", "2022-03-15", "2022-03-15"),
        ("the day before yesterday", "2022-03-14", "2022-03-14"),
        ("Tuesday", "2022-03-15", "2022-03-15"),
        ("on friday", "2022-03-11", "2022-03-11"),
        ("last wednesday", "2022-03-09", "2022-03-09"),
        ("this past tuesday", "2022-03-15", "2022-03-15"),
        ("next friday", "2022-03-18", "2022-03-18"),
        ("last week", "2022-03-07", "2022-03-13"),
        ("last month", "2022-02-01", "2022-02-28"),
        ("this year", "2022-01-01", "2022-12-31"),
        ("3 days ago", "2022-03-13", "2022-03-13"),
        ("two months ago", "2022-01-01", "2022-01-31"),
        ("last 7 days", "2022-03-10", "2022-03-16"),
        ("the past week", "2022-03-10", "2022-03-16"),
        ("next 3 days", "2022-03-17", "2022-03-19"),
        ("2022-03-14..2022-03-16", "2022-03-14", "2022-03-16"),
        ("2010-11 to 2011-12", "2010-11-01", "2011-12-31"),
        ("from monday to wednesday", "2022-03-14", "2022-03-16"),
        ("20 December – 5 January", "2021-12-20", "2022-01-05"),
        ("March 3-5, 2011", "2011-03-03", "2011-03-05"),
    ],
)
def test_dates_of_a_query(words: str, first: str, last: str) -> None:
    assert range_of(words) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "words",
    ["", "soon", "2022-13", "2022-W53", "31 February 2022", "0000", "9999 years ago", "10:30",
     "early March", "FY2022", "12", "Version 2", "²⁰²²"],
)  # fmt: skip
def test_no_date_of_a_query(words: str) -> None:
    with pytest.raises(ValueError, match="not a date: try 2022-03-17"):
        parse_dates(words, TODAY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-03-17", "2022-03-17"),
        ("20220317", "2022-03-17"),
        ("17 March 2022", "2022-03-17"),
        ("March 17, 2022", "2022-03-17"),
        ("Thu, 17 Mar 2022 08:30:00 GMT", "2022-03-17"),
        ("17.3.2022", "2022-03-17"),
        ("17-Mar-2022", "2022-03-17"),
        ("Mar 17", "2026-03-17"),
        ("17/3", "2026-03-17"),
        ("today", "2026-03-11"),
        ("yesterday", "2026-03-10"),
        ("monday", "2026-03-09"),
        ("thu", "2026-03-05"),
        ("two days ago", "2026-03-09"),
    ],
)
def test_a_publication_day(typed: str, day: str) -> None:
    assert parse_day(typed, date(2026, 3, 11), "near") == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed", ["", "soon", "2022", "March", "99 March 2022", "[/]", "0001-01-01x", "0022-03-17"]
)
def test_no_publication_day(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\?|try"):
        parse_day(typed, date(2026, 3, 11), "near")


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("17 March 2022", (2022, 3, 17), (2022, 3, 17), "day"),
        ("2022-03-17", (2022, 3, 17), (2022, 3, 17), "day"),
        ("14 march", (2026, 3, 14), (2026, 3, 14), "day"),
        ("2022-02", (2022, 2, 1), (2022, 2, 28), "month"),
        ("Feb. 2024", (2024, 2, 1), (2024, 2, 29), "month"),
        ("1987", (1987, 1, 1), (1987, 12, 31), "year"),
        ("the 1990s", (1990, 1, 1), (1999, 12, 31), "decade"),
        ("last week", (2026, 3, 2), (2026, 3, 8), "week"),
        ("14 to 16 March 2022", (2022, 3, 14), (2022, 3, 16), "day"),
        ("March 2022 – May 2022", (2022, 3, 1), (2022, 5, 31), "month"),
        ("2022-03-14..2022-03-16", (2022, 3, 14), (2022, 3, 16), "day"),
    ],
)
def test_days_of_an_event(
    typed: str, first: tuple[int, int, int], last: tuple[int, int, int], precision: Precision
) -> None:
    assert parse_dates(typed, NEAR, "near") == (date(*first), date(*last), precision)


@pytest.mark.parametrize(
    "typed", ["", "soon", "2022-13", "0000", "16 to 14 March 2022", "to", "- "]
)
def test_no_days_of_an_event(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_dates(typed, NEAR, "near")


def test_the_bias_decides_which_day_without_a_year() -> None:
    november = [range_of("1 November", TODAY, bias)[0] for bias in BIASES]
    assert november == [date(2021, 11, 1), date(2021, 11, 1), date(2022, 11, 1)]
    assert [range_of("friday", TODAY, bias)[0].day for bias in BIASES] == [11, 11, 18]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("03/04/2026", "03/04/2026 is 3 April 2026 or 4 March 2026: write the month as a word"),
        ("3/4", "3/4 is 3 April or 4 March: write the month as a word"),
        ("٣/٤/2022", "٣/٤/2022 is 3 April 2022 or 4 March 2022: write the month as a word"),
        ("1 May 2020 to 3/4/22", "3/4/22 is 3 April 2022 or 4 March 2022"),
        ("Friday 17 March 2022", "17 March 2022 is a Thursday, not a Friday"),
        ("Friday, 2022-03-17", "17 March 2022 is a Thursday, not a Friday"),
        ("Friday, 16 March", "16 March 2022 is a Wednesday, not a Friday"),
        ("16 to 14 March", "the last day is before the first"),
    ],
)
def test_a_doubtful_date_is_refused_with_the_reason(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_dates(typed, TODAY)


def test_the_documented_forms_are_accepted() -> None:
    section = DOCS.read_text("utf-8").partition("## Dates")[2]
    table = section.partition("|---|---|")[2].partition("Without a year")[0]
    forms = re.findall(r"`([^`]+)`", table)
    assert len(forms) > 20
    for form in forms:
        for bias in BIASES:
            assert parse_dates(form, TODAY, bias)
    for form in ACCEPTED_DAYS.replace(" or ", ", ").split(", "):
        assert parse_day(form, TODAY)
    for form in ACCEPTED_PERIODS.replace(" or ", ", ").split(", "):
        assert parse_dates(form, TODAY)


def _spellings(day: date) -> list[str]:
    name, year = MONTH_NAMES[day.month - 1], day.year
    weekday = WEEKDAY_NAMES[day.isoweekday() - 1]
    end = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    return [
        day.isoformat(),
        f"{year}-{day.month}-{day.day}",
        f"{year}/{day.month}/{day.day}",
        f"{day.isoformat()}T08:30:00",
        f"{day.day}.{day.month}.{year}",
        f"{day.day} {name} {year}",
        f"{day.day}{end} of {name.lower()} {year}",
        f"{name} {day.day}, {year}",
        f"{name[:3].upper()} {day.day} {year}",
        f"{day.day}-{name[:3]}-{year}",
        f"{weekday}, {day.day} {name} {year}",
        f"{weekday[:3]} {name[:3]}{'.' * (name != 'May')} {day.day}{end}, {year}",
    ]


@given(days, st.sampled_from(range(12)))
def test_every_day_in_every_form_comes_back(day: date, form: int) -> None:
    typed = _spellings(day)[form]
    assert parse_day(typed, TODAY) == day
    for bias in BIASES:
        assert parse_dates(typed, TODAY, bias) == (day, day, "day")
    printed = find_printed_dates(f"Published: {typed} |")
    assert [found.resolve(TODAY) for found in printed] == [day] or not 1900 <= day.year < 2100


@given(near_days)
def test_a_day_without_its_year_comes_back_when_it_is_near(day: date) -> None:
    name = MONTH_NAMES[day.month - 1]
    for typed in (f"{day.day} {name}", f"{name} {day.day}", f"{day.day} {name[:3].lower()}"):
        assert parse_day(typed, TODAY) == day
        past = parse_day(typed, TODAY, "past")
        assert past == (day if day <= TODAY else day.replace(year=day.year - 1))
        ahead = parse_dates(typed, TODAY, "future").first
        assert ahead == (day if day >= TODAY else day.replace(year=day.year + 1))


@given(days, days)
def test_every_range_comes_back(day: date, until: date) -> None:
    first, last = sorted((day, until))
    for form in range(12):
        begin, end = _spellings(first)[form], _spellings(last)[form]
        for typed in (f"{begin} to {end}", f"from {begin} until {end}", f"{begin} – {end}"):
            assert range_of(typed) == (first, last)


@given(days, st.sampled_from("/-"))
def test_a_numeric_day_is_parsed_or_both_readings_are_named(day: date, sign: str) -> None:
    typed = f"{day.month}{sign}{day.day}{sign}{day.year}"
    readings = numeric_readings(day.month, day.day, day.year)
    assert day in readings
    printed = [found.resolve(TODAY) for found in find_printed_dates(f"Updated {typed}")]
    if len(readings) == 1:
        assert parse_day(typed, TODAY) == day
        assert printed == ([day] if 1900 <= day.year < 2100 else [])
        return
    with pytest.raises(ValueError, match=f"{typed} is .+ or .+: write the month as a word"):
        parse_day(typed, TODAY)
    assert printed == []


_PIECES = (
    "17", "March", "mar.", "2022", "2022-03", "last", "next", "week", "days", "ago", "the", "to",
    "..", "-", "/", ".", ",", "fri", "Friday", "Q1", "1990s", "christmas", "of", "half", "a", "two",
    "2.5", "yesterday", "10:30", "BC", "century", "99999999999", "W10", " ",
)  # fmt: skip
_REFUSAL = re.compile(r"not a date: try |which day\? Try |a date before 1400\? Write |write |add ")


def _refusal(parse: Callable[[str, date, Bias], object], typed: str, bias: Bias) -> str:
    """Return the message with which a string is refused; "not a date: try " if it is not."""
    try:
        parse(typed, TODAY, bias)
    except ValueError as error:
        return str(error)
    return "not a date: try "


@given(
    st.text()
    | st.text(string.digits + "-/.: wq")
    | st.lists(st.sampled_from(_PIECES)).map(" ".join)
    | st.lists(st.sampled_from(_PIECES)).map("".join)
)
def test_every_string_is_parsed_or_refused_with_a_message(typed: str) -> None:
    for bias in BIASES:
        for parse in (parse_dates, parse_day):
            assert _REFUSAL.search(_refusal(parse, typed, bias))
    for found in find_printed_dates(typed):
        assert 0 <= found.start < found.end <= len(typed)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("THURSDAY, MARCH 17, 2022", [("THURSDAY, MARCH 17, 2022", (3, 17, 2022, 3))]),
        ("Thurs. 17 March", [("Thurs. 17 March", (3, 17, None, 3))]),
        ("17-MAR-2022 10:30", [("17-MAR-2022", (3, 17, 2022, None))]),
        ("By Ann May 17.03.2022", [("17.03.2022", (3, 17, 2022, None))]),
        ("Published 03/04/2026", []),
        ("Friday 03/04/2026", [("Friday 03/04/2026", (4, 3, 2026, 4))]),
        ("Wednesday, 03/04/2026", [("Wednesday, 03/04/2026", (3, 4, 2026, 2))]),
        (
            "March 17, 2022 | Updated 18 March",
            [("March 17, 2022", (3, 17, 2022, None)), ("18 March", (3, 18, None, None))],
        ),
        ("March 32, 2022", []),
        ("Version 2.1.2024", []),
    ],
)
def test_dates_of_a_printed_line(
    line: str, printed: list[tuple[str, tuple[int, int, int | None, int | None]]]
) -> None:
    assert [
        (line[day.start : day.end], (day.month, day.day, day.year, day.weekday))
        for day in find_printed_dates(line)
    ] == printed


def test_a_printed_day_in_other_digits_is_not_guessed() -> None:
    assert find_printed_dates("Updated ٣/٤/22") == []


def test_a_printed_day_without_a_year_is_the_last_one_on_its_weekday() -> None:
    (day,) = find_printed_dates("Friday, 17 March")
    assert day.resolve(TODAY) == date(2017, 3, 17)
    assert day.resolve(date(2023, 3, 17)) == date(2023, 3, 17)


def test_an_iso_day_does_not_depend_on_the_current_one() -> None:
    for written in ("2022-03-17", " 2022-03-17T08:30:00Z "):
        assert parse_iso_day(written) == date(2022, 3, 17)
    for written in ("yesterday", "17 March 2022", "2022-03", ""):
        with pytest.raises(ValueError, match="is not a date: write it as 2022-03-17"):
            parse_iso_day(written)


def test_a_full_date_does_not_depend_on_the_current_day() -> None:
    for written in ("2024-05-05", "5 May 2024", "May 5, 2024", "Sunday 5 May 2024", "5.5.2024"):
        assert parse_full_date(written) == PartialDate(2024, 5, 5)


def test_a_date_is_as_exact_as_it_is_typed() -> None:
    for written in ("2024-05", "May 2024", "in May 2024", "05/2024"):
        assert parse_full_date(written) == PartialDate(2024, 5)
        assert parse_partial_date(written, TODAY) == PartialDate(2024, 5)
    for written in ("2024", "in 2024"):
        assert parse_full_date(written) == PartialDate(2024)
    assert parse_partial_date("May", date(2024, 6, 1)) == PartialDate(2024, 5)
    assert parse_partial_date("yesterday", date(2024, 6, 1)) == PartialDate(2024, 5, 31)
    for written in ("1990s", "last week", "Q2 2024", "the last 7 days"):
        with pytest.raises(ValueError, match="which day, month or year"):
            parse_partial_date(written, TODAY)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("5 May", "write the year too"),
        ("May", "write the year too"),
        ("1024", "a date before 1400"),
        ("Q2 2024", "'Q2 2024': which day, month or year"),
        ("yesterday", "depends on the current day"),
        ("soon", "'soon': not a date: try 2022-03-17, 17 March 2022"),
        ("3/4/2024", "3 April 2024 or 4 March 2024"),
        ("Monday 5 May 2024", "is a Sunday"),
    ],
)
def test_a_date_that_is_not_full_is_refused(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_full_date(written)


def test_the_nearest_day_of_a_date_without_a_year() -> None:
    (day,) = find_printed_dates("Dec 31")
    assert day.nearest(date(2023, 1, 1)) == date(2022, 12, 31)
    (day,) = find_printed_dates("Feb 29")
    assert day.nearest(date(2023, 3, 1)) == date(2024, 2, 29)
    assert day.nearest(date(2022, 3, 1)) is None
    (day,) = find_printed_dates("Friday, 17 March")
    assert day.nearest(date(2023, 1, 1)) == date(2023, 3, 17)
    assert day.nearest(date(2022, 1, 1)) is None
