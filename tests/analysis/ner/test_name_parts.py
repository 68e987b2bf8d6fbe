"""Parts of a name that are tagged apart are one name."""

import pytest

from analysis.models import Mention
from analysis.ner.name_parts import (
    complete_people,
    end_at_dashes,
    join_places,
    join_possessives,
    separate_countries,
    separate_peoples,
)
from tests.support.hand_tagged import words


def join(marked: str) -> list[str]:
    """Return the names after places are joined to organizations."""
    text, names = words(marked)
    return [text.text[name.start : name.end] for name in join_places(text, names)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{ORG Islami Union} {GPE Norden} met_VBD .", ["Islami Union Norden"]),
        (
            "the {ORG University of Norden} at {GPE Lund} met_VBD .",
            ["University of Norden at Lund"],
        ),
        (
            "the {ORG Ministry of Land and Water Affairs} of {GPE Norden} met_VBD .",
            ["Ministry of Land and Water Affairs of Norden"],
        ),
        # a place that modifies the noun after it, and one in which a body is
        ("{ORG Islami Union} {GPE Norden} office_NN burned_VBD .", ["Islami Union", "Norden"]),
        ("the {ORG Harbour Board} at {GPE Lund} met_VBD .", ["Harbour Board", "Lund"]),
        ("{ORG UN} {GPE Norden} met_VBD .", ["UN", "Norden"]),
    ],
)
def test_a_place_belongs_to_the_body_before_it(marked: str, expected: list[str]) -> None:
    assert join(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("crowds filled {GPE St. Olav} 's {LOC Square} .", ["St. Olav's Square"]),
        ("refugees reached {LOC Cox} 's {LOC Bazar} .", ["Cox's Bazar"]),
        ("rain fell on {GPE Norden} 's {LOC Coast} .", ["Norden", "Coast"]),
    ],
)
def test_the_halves_of_a_place_are_one_name(marked: str, expected: list[str]) -> None:
    text, names = words(marked)
    assert [text.text[n.start : n.end] for n in join_possessives(text, names)] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("he lived in {GPE Kumasi Ghana} .", ["Kumasi", "Ghana"]),
        ("he lived in {GPE New Zealand} and {GPE Equatorial Guinea} .", None),
    ],
)
def test_a_town_and_its_country_are_two_names(marked: str, expected: list[str] | None) -> None:
    text, names = words(marked)
    found = [text.text[n.start : n.end] for n in separate_countries(text, names)]
    assert found == (expected or [text.text[n.start : n.end] for n in names])


def test_a_people_before_an_office_has_no_other_word() -> None:
    text, names = words("{NORP South Korean Harbour} Minister {PERSON Kim Min} left_VBD .")
    found = separate_peoples(text, names)
    assert [text.text[n.start : n.end] for n in found] == ["South Korean", "Kim Min"]


def test_a_given_name_includes_its_second_syllable() -> None:
    text, _ = words("Kang_NNP Min_NNP -_HYPH ho_NN won_VBD .")
    end = text.text.index("-") + 1
    found = list(complete_people(text, [Mention(0, end, "PERSON", "name", None, 0.9)]))
    assert text.text[found[0].start : found[0].end] == "Kang Min - ho"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{PERSON Swede Jo Lind} won_VBD .", ["Swede", "Jo Lind"]),
        ("the_DT {PERSON Dane Karl Lind} won_VBD .", ["Dane", "Karl Lind"]),
        # a given name, a family name before the given name, and a word of the name
        ("{PERSON Christian Lind Roe} won_VBD .", ["Christian Lind Roe"]),
        ("{PERSON Han Min Ho} won_VBD .", ["Han Min Ho"]),
        ("{PERSON Jo Swede Lind} won_VBD .", ["Jo Swede Lind"]),
        ("{ORG Swede Ship Yard} won_VBD .", ["Swede Ship Yard"]),
    ],
)
def test_a_people_is_not_part_of_a_persons_name(marked: str, expected: list[str]) -> None:
    text, names = words(marked)
    found = list(separate_peoples(text, names))
    assert [text.text[name.start : name.end] for name in found] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{PERSON Jo Roe} won_VBD .", ["Jo Roe"]),
        ("{PERSON Jo Roe -_HYPH a_DT} Swede won_VBD .", ["Jo Roe"]),
        ("{PERSON Jo Roe -_HYPH Al Doe} won_VBD .", ["Jo Roe", "Al Doe"]),
        ("{PERSON Jo Roe- Al Doe} won_VBD .", ["Jo Roe", "Al Doe"]),
        ("{PERSON Jean -_HYPH Pierre Roe} won_VBD .", ["Jean - Pierre Roe"]),
        ("{PERSON Kim Min -_HYPH ho} won_VBD .", ["Kim Min - ho"]),
        ("{PERSON Jo Roe -_HYPH Doe} won_VBD .", ["Jo Roe - Doe"]),
        ("{ORG Lund -_HYPH Umbra Ship Yard} won_VBD .", ["Lund - Umbra Ship Yard"]),
    ],
)
def test_a_dash_ends_a_persons_name(marked: str, expected: list[str]) -> None:
    text, names = words(marked)
    found = list(end_at_dashes(text, names))
    assert [text.text[name.start : name.end] for name in found] == expected
