"""Conditions that a query gets and loses again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.filters import exclude, format_term, has_term, toggle_filter
from db.search.parser import parse


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("source", "Reuters", "source:Reuters"),
        ("speaker", "Ana Reis", 'speaker:"Ana Reis"'),
        ("on", "2022-03", "on:2022-03"),
        ("entity", 'the "Blue" bank', 'entity:"the  Blue  bank"'),
    ],
)
def test_conditions_are_written_as_the_language_has_them(
    field: str, value: str, written: str
) -> None:
    assert format_term(field, value) == written
    assert parse(written).error is None


def test_choosing_again_widens() -> None:
    narrow = toggle_filter("rain", 'source:"The Post"')
    assert narrow == 'rain source:"The Post"'
    assert has_term(narrow, 'source:"The Post"')
    assert toggle_filter(narrow, 'source:"The Post"') == "rain"
    assert exclude(narrow, 'source:"The Post"') == 'rain -source:"The Post"'
    assert exclude('rain -source:"The Post"', 'source:"The Post"') == "rain"


def test_a_condition_holds_for_every_part() -> None:
    assert toggle_filter("rain OR snow", "on:2022") == "(rain OR snow) on:2022"


@given(st.text('ab "(:)-OR*', max_size=12), st.text(min_size=1, max_size=6))
def test_what_is_narrowed_has_the_condition_and_is_a_query(query: str, value: str) -> None:
    condition = format_term("source", value)
    if not has_term(query, condition):
        assert has_term(toggle_filter(query, condition), condition)
    assert not has_term(exclude(query, condition), condition)
