"""Records and their conversion from JSON: wrong values are refused by the name of their field."""

import pytest
from msgspec import Struct

from analysis import Mention
from analysis.structs import (
    Share,
    WholeNumber,
    convert_readable_values,
    convert_values,
    decode_json,
    replace,
)


class Place(Struct, frozen=True):
    name: str = ""
    visits: WholeNumber = 0
    certainty: Share = 1.0
    near: tuple["Place", ...] = ()


def test_json_becomes_a_record_by_the_types_of_its_fields() -> None:
    text = '{"name": "Port Luna", "near": [{"name": "Bay", "visits": 2}], "unknown": null}'
    assert decode_json(text, Place) == Place("Port Luna", near=(Place("Bay", 2),))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ('{"name": 5}', "name"),
        ('{"near": [{}, {"visits": -1}]}', r"near\[1\]\.visits"),
        ('{"visits": true}', "visits"),
        ('{"visits": 1.5}', "visits"),
        ('{"visits": 9007199254740992}', "visits"),
        ('{"visits": 1000000000000000000000000000000}', "visits"),
        ('{"certainty": 2}', "certainty"),
        ('{"certainty": NaN}', "certainty"),
        ('{"certainty": 1e999}', "certainty"),
        ('{"near": null}', "near"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(values: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        decode_json(values, Place)


@pytest.mark.parametrize("text", ["", "{", "not JSON", "[" * 100_000, b"\xff\xfe{", "[]", "7"])
def test_text_that_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_json(text, Place)


def test_the_last_of_two_values_of_a_key_counts() -> None:
    assert decode_json('{"visits": 1, "visits": 2}', Place).visits == 2


def test_an_error_about_a_long_value_is_short() -> None:
    with pytest.raises(ValueError, match="Invalid enum value") as error:
        convert_values([0, 1, "ORG", "x" * 10_000], Mention)
    assert len(str(error.value)) < 200


def test_an_unreadable_value_becomes_the_default_and_the_others_are_read() -> None:
    stored = {"name": 5, "visits": 3, "certainty": "sure", "unknown": 1}
    assert convert_readable_values(stored, Place) == Place(visits=3)


def test_a_copy_has_other_values_and_the_record_is_unchanged() -> None:
    mention = Place("Bay", 1)
    assert replace(mention, visits=2) == Place("Bay", 2)
    assert mention.visits == 1
    with pytest.raises(AttributeError, match="immutable"):
        mention.visits = 2  # type: ignore[misc]
