"""Names that contain a person's name and are those of a thing."""

import pytest

from analysis.names.parser import parse_person_name
from analysis.names.thing_heads import has_thing_head


@pytest.mark.parametrize(
    "name",
    ["Ana Reis Scholarship", "Otto Roe Drive", "Jayark Corp.", "Roe PLC", "Saint Mary Hospital"],
)
def test_the_last_word_shows_a_thing(name: str) -> None:
    assert has_thing_head(parse_person_name(name))


@pytest.mark.parametrize(
    "name", ["Ana Reis", "Mary Church", "Kim Co", "Hwang Sa", "Bill House", "Roe", "Ana de Street"]
)
def test_a_family_name_is_none(name: str) -> None:
    assert not has_thing_head(parse_person_name(name))
