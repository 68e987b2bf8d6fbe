"""A body's members and the legal form after a comma are parts of its name."""

import pytest

from analysis.ner.coordination import join_legal_forms, join_members
from tests.support.hand_tagged import words


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "the {ORG Union of Miners} and {ORG Bakers for Lund} met_VBD .",
            ["Union of Miners and Bakers for Lund"],
        ),
        ("the {ORG Union of Miners} and {ORG Lund Mills} met_VBD .", None),
        ("the {ORG Bank of Norden} and {ORG Bakers} met_VBD .", None),
        ("the {ORG Union of Miners} , {ORG Bakers} met_VBD .", None),
    ],
)
def test_members_around_and_are_one_body(marked: str, expected: list[str] | None) -> None:
    doc, names = words(marked)
    texts = [doc.text[name.start : name.end] for name in names]
    found = [doc.text[name.start : name.end] for name in join_members(doc.text, names)]
    assert found == (expected or texts)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{ORG Lund & Hart} , {ORG LLP} , won_VBD .", ["Lund & Hart, LLP"]),
        ("{ORG Lund Mills} , Inc. , won_VBD .", ["Lund Mills, Inc."]),
        ("{ORG Lund Mills} , {GPE PA} , won_VBD .", ["Lund Mills", "PA"]),
        ("{ORG Lund Mills} , as expected_VBN , won_VBD .", ["Lund Mills"]),
    ],
)
def test_a_legal_form_after_a_comma_belongs_to_the_name(marked: str, expected: list[str]) -> None:
    doc, names = words(marked)
    found = join_legal_forms(doc, names)
    assert [doc.text[name.start : name.end] for name in found] == expected
