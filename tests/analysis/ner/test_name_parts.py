"""Parts of a name that are tagged apart are one name."""

import pytest

from analysis.models import Mention
from analysis.ner.name_parts import complete_people, join_places
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


def test_a_given_name_includes_its_second_syllable() -> None:
    text, _ = words("Kang_NNP Min_NNP -_HYPH ho_NN won_VBD .")
    end = text.text.index("-") + 1
    found = list(complete_people(text, [Mention(0, end, "PERSON", "name", None, 0.9)]))
    assert text.text[found[0].start : found[0].end] == "Kang Min - ho"
