"""What the text says somebody is."""

import pytest

from analysis.entities import find_entities
from tests.analysis.hand_tagged import words


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("{GPE U.S.} President {PERSON Jo Roe} left_VBD .", "U.S. President"),
        (
            "{ORG White House} press secretary {PERSON Jo Roe} said so .",
            "White House press secretary",
        ),
        ("Secretary of State {PERSON Jo Roe} said so .", "Secretary of State"),
        ("The president of {ORG Umbra} , {PERSON Jo Roe} , said so .", "president of Umbra"),
        (
            "{PERSON Jo Roe} , an Asia expert in the last_JJ cabinet , said so .",
            "Asia expert in the last cabinet",
        ),
        ("{PERSON Jo Roe} , 45_CD , a teacher from {GPE Ohio} , said so .", "teacher from Ohio"),
        (
            "{PERSON Jo Roe} ( chief_JJ executive of {ORG Umbra} ) said so .",
            "chief executive of Umbra",
        ),
        ("{PERSON Jo Roe} of {GPE Ohio} , the majority leader , left_VBD .", "majority leader"),
        ("{PERSON Jo Roe} , who is a lawyer in {GPE Ohio} , said so .", "lawyer in Ohio"),
        ("{PERSON Jo Roe} is the mayor of {GPE Lund} .", "mayor of Lund"),
        ("According to the team 's coach , {PERSON Jo Roe} , it was late .", "team's coach"),
        (
            "The secretary general_NN of the union ( {ORG EU} ) , {PERSON Jo Roe} , left_VBD .",
            "secretary general of the union",
        ),
        ("{GPE Lund} Mayor {PERSON Jo Roe} and his wife left_VBD .", "Lund Mayor"),
        ("Mr. {PERSON Roe} said so .", None),
        ("{PERSON Jo Roe} , the mayor said , was late .", None),
        ("{PERSON Jo Roe} , {PERSON Al Doe} , and {PERSON Di Loe} met .", None),
        ("{PERSON Jo Roe} was the winner of the race .", None),
        ("{PERSON Jo Roe} is not a member of the club .", None),
        ("A President {PERSON Jo Roe} would_MD be_VB late .", None),
        ("Retired_JJ Lt. Gen. {PERSON Jo Roe} said so .", "Retired Lt. Gen."),
        ("On Monday {PERSON Jo Roe} said so .", None),
    ],
)
def test_role(marked: str, role: str | None) -> None:
    entities, _ = find_entities(*words(marked))
    assert next(one.role for one in entities if "Roe" in one.name) == role


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("The carmaker {ORG Umbra} was late .", "carmaker"),
        ("{ORG Umbra} , a research firm in {GPE Lund} , said so .", "research firm in Lund"),
        ("{ORG Umbra} met the firm .", None),
    ],
)
def test_role_of_an_organisation(marked: str, role: str | None) -> None:
    entities, _ = find_entities(*words(marked))
    assert next(one.role for one in entities if one.name == "Umbra") == role


def test_the_more_telling_role_wins() -> None:
    entities, _ = find_entities(
        *words(
            "President {PERSON Roe} left_VBD .\n"
            "{GPE Norwegian} President {PERSON Jo Roe} said so .\n"
            "Her son , Senator {PERSON Al Doe} , said so ."
        )
    )
    roles = {one.name: one.role for one in entities}
    assert roles["Jo Roe"] == "Norwegian President"
    assert roles["Al Doe"] == "Senator"
