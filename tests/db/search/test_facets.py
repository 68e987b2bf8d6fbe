"""Conditions that a query gets and loses again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search.facets import has_term, left_out, term, toggled
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
    assert term(field, value) == written
    assert parse(written).trouble is None


def test_choosing_again_widens() -> None:
    narrow = toggled("rain", 'source:"The Post"')
    assert narrow == 'rain source:"The Post"'
    assert has_term(narrow, 'source:"The Post"')
    assert toggled(narrow, 'source:"The Post"') == "rain"
    assert left_out(narrow, 'source:"The Post"') == 'rain -source:"The Post"'
    assert left_out('rain -source:"The Post"', 'source:"The Post"') == "rain"


def test_a_condition_holds_for_every_part() -> None:
    assert toggled("rain OR snow", "on:2022") == "(rain OR snow) on:2022"


@given(st.text('ab "(:)-OR*', max_size=12), st.text(min_size=1, max_size=6))
def test_what_is_narrowed_has_the_condition_and_is_a_query(query: str, value: str) -> None:
    condition = term("source", value)
    if not has_term(query, condition):
        assert has_term(toggled(query, condition), condition)
    assert not has_term(left_out(query, condition), condition)
