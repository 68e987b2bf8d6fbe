"""Roles of people and organizations, as the text states them."""

import pytest

from analysis.coref import find_entities
from tests.support.hand_tagged import words


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
        ("{PERSON Jo Roe} was named_VBN mayor of {GPE Lund} in March .", "mayor of Lund"),
        ("{PERSON Jo Roe} was elected_VBN to_TO the board of {ORG Umbra} .", None),
        ("They met_VBN {GPE Lund} 's mayor , {PERSON Jo Roe} , on Monday .", "Lund's mayor"),
        ("{PERSON Jo Roe} , joining_VBG {GPE Lund} 's mayor , was late .", None),
        (
            "The envoy to_TO {GPE Lund} {PERSON Al Doe} and mayor of {GPE Lund} {PERSON Jo Roe} "
            "left_VBD .",
            "mayor of Lund",
        ),
        (
            "{ORG Umbra} chief {PERSON Al Dorman} and board chief {PERSON Jo Roe} met .",
            "board chief",
        ),
        ("{PERSON Jo Roe} , a winner over {PERSON Al Doe} of {GPE Ohio} , was late .", None),
        ("{PERSON Jo Roe} , a winner of the race , was late .", "winner of the race"),
        ("{PERSON Jo Roe} is not a member of the club .", None),
        ("A President {PERSON Jo Roe} would_MD be_VB late .", None),
        ("Retired_JJ Lt. Gen. {PERSON Jo Roe} said so .", "Retired Lt. Gen."),
        ("A {ORG White House} spokesman {PERSON Jo Roe} said so .", "White House spokesman"),
        ("A Democratic_JJ President {PERSON Jo Roe} would_MD be_VB late .", None),
        (
            "They talked_VBD with {GPE Lund} 's president , {PERSON Jo Roe} , in May .",
            "Lund's president",
        ),
        (
            "The fall_NN of {GPE Lund} 's mayor , {PERSON Jo Roe} , was late .",
            "Lund's mayor",
        ),
        ("The council 's chairman ( {PERSON Jo Roe} ) said so .", "council's chairman"),
        ("The chairman , {PERSON Jo Roe} ( D-Ohio ) , left_VBD .", "chairman"),
        (
            "{PERSON Jo Roe} , the first_JJ deputy managing_VBG director of {ORG Umbra} , left .",
            "first deputy managing director of Umbra",
        ),
        (
            "High_NNP Commissioner for Refugees_NNPS {PERSON Jo Roe} left_VBD .",
            "High Commissioner for Refugees",
        ),
        (
            "{ORG House of Representatives} speaker {PERSON Jo Roe} said so .",
            "House of Representatives speaker",
        ),
        ("They met_VBD {PERSON Roe} , his_PRP$ wife and two children .", None),
        ("On Monday {PERSON Jo Roe} said so .", None),
        # where a role begins
        ("The panel 's inquiry former Secretary {PERSON Jo Roe} left_VBD .", "former Secretary"),
        ("Last_JJ week {ORG EU} President {PERSON Jo Roe} left_VBD .", "EU President"),
        ("{PERSON Al Doe} met his rival Senator {PERSON Jo Roe} .", "Senator"),
        ("His running_VBG mate {PERSON Jo Roe} left_VBD .", "running mate"),
        ("If elected_VBN president {PERSON Jo Roe} would_MD leave_VB .", None),
        ("Whatever action President {PERSON Jo Roe} takes_VBZ , it is late .", "President"),
        (
            "{GPE U.S.} Under_IN Secretary of State {PERSON Jo Roe} left_VBD .",
            "U.S. Under Secretary of State",
        ),
        ("Grand Ayatollah {PERSON Jo Roe} left_VBD .", "Grand Ayatollah"),
        ("Crown Prince {PERSON Jo Roe} left_VBD .", "Crown Prince"),
        # where it ends
        ("{PERSON Jo Roe} , star of “ Lund ” , left_VBD .", "star of “Lund”"),
        ("{PERSON Jo Roe} was chief of staff at the time .", "chief of staff"),
        ("{PERSON Jo Roe} , a soldier killed_VBN in {GPE Lund} , was late .", "soldier"),
        (
            "{PERSON Jo Roe} , ambassador to_TO {GPE Lund} from 2012_CD , left_VBD .",
            "ambassador to Lund",
        ),
        ("{PERSON Jo Roe} , now_RB a teacher in {GPE Lund} , left_VBD .", "teacher in Lund"),
        ("{PERSON Jo Roe} , President {PERSON Al Doe} and his wife met .", None),
        ("{PERSON Jo Roe} was also the first_JJ lawyer to_TO leave_VB .", None),
        ("{PERSON Jo Roe} is far the better_JJR candidate .", None),
        ("“ {PERSON Jo Roe} is a leader of the free_JJ world , ” he said .", None),
        ("{PERSON Jo Roe} , citing_VBG the club 's owner , left_VBD .", None),
    ],
)
def test_role(marked: str, role: str | None) -> None:
    entities, _ = find_entities(*words(marked))
    assert next(entity.role for entity in entities if "Roe" in entity.name) == role


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("The carmaker {ORG Umbra} was late .", "carmaker"),
        ("{ORG Umbra} , a research firm in {GPE Lund} , said so .", "research firm in Lund"),
        ("{ORG Umbra} met the firm .", None),
    ],
)
def test_role_of_an_organization(marked: str, role: str | None) -> None:
    entities, _ = find_entities(*words(marked))
    assert next(entity.role for entity in entities if entity.name == "Umbra") == role


def roles_of(marked: str) -> dict[str, str | None]:
    """The role of every entity by its name."""
    entities, _ = find_entities(*words(marked))
    return {entity.name: entity.role for entity in entities}


def test_a_title_in_the_plural_is_everybodys() -> None:
    roles = roles_of("Sens. {PERSON Jo Roe} ( D-Ohio ) , {PERSON Al Doe} and {PERSON Di Loe} met .")
    assert roles == {"Jo Roe": "Sen.", "Al Doe": "Sen.", "Di Loe": "Sen."}
    assert roles_of("Presidents {PERSON Roe} and {PERSON Doe} met .")["Doe"] == "President"
    assert roles_of("The ministers {PERSON Roe} met .")["Roe"] is None


def test_a_second_role_that_says_something_else() -> None:
    roles = roles_of(
        "{GPE Ohio} senator {PERSON Jo Roe} left_VBD .\n"
        "{PERSON Roe} , a former member of the board of {ORG Umbra} , was late .\n"
        "The lawmaker {PERSON Roe} said so ."
    )
    assert roles == {
        "Ohio": None,
        "Umbra": None,
        "Jo Roe": "Ohio senator; former member of the board of Umbra",
    }


def test_whose_wife_and_whose_lawyer() -> None:
    roles = roles_of("{PERSON Paul Roe} left_VBD with his wife , {PERSON Anna} .")
    assert roles["Anna"] == "Paul Roe's wife"


def test_the_more_telling_role_wins() -> None:
    entities, _ = find_entities(
        *words(
            "President {PERSON Roe} left_VBD .\n"
            "{GPE Norwegian} President {PERSON Jo Roe} said so .\n"
            "Her son , Senator {PERSON Al Doe} , said so ."
        )
    )
    roles = {entity.name: entity.role for entity in entities}
    assert roles["Jo Roe"] == "Norwegian President"
    assert roles["Al Doe"] == "Senator"
