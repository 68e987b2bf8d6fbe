"""The role to display of the roles that articles state, and the agreement of two people's roles."""

import pytest

from analysis.linking.stated_roles import find_agreement, headline_role, is_office


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([], ""),
        (["mayor of Umbria", "senator", "senator"], "senator"),
        (["senator", "mayor of Umbria"], "senator"),  # the latest of equally many
        (["Sen.", "Senator", "mayor", "Senator"], "Senator"),
        (["mayor; party leader", "mayor"], "mayor"),
        (["former mayor", "mayor", "mayor"], "mayor"),
        (["billionaire", "Umbrian nominee", "presumptive nominee"], "Umbrian nominee"),
        (["Ana Roe's brother", "Ana Roe's brother", "painter"], "painter"),
        (["Ana Roe's brother"], "Ana Roe's brother"),
        (["latter's successor"], ""),
        (["latter's successor", "his deputy", "minister"], "minister"),
        (["author of that letter"], ""),
        (["Umbrian official at the recent funeral of a general"], "Umbrian official"),
        (["professor of law at Umbria State"], "professor of law at Umbria State"),
        (["candidate for governor of Umbria Saturday"], "candidate for governor of Umbria"),
        (["strategist of a campaign four years"], "strategist of a campaign"),
        (["Sheikh", "Sheikh", "president of Umbria"], "president of Umbria"),
        (["ambassador from Umbria"], "ambassador from Umbria"),
    ],
)
def test_the_role_that_most_articles_state_is_displayed(stated: list[str], expected: str) -> None:
    assert headline_role(stated) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("U.S. Secretary of State", "secretary of state", True),
        ("Indian President", "president of India", True),
        ("President", "Indian President", False),
        ("Kenyan President", "Indian President", None),
        ("Vice President", "President", None),
        ("finance minister", "health minister", None),
        ("wife", "wife", None),
        ("lawyer", "painter", None),
        ("", "painter", None),
    ],
)
def test_roles_agree_in_the_noun_and_in_other_words(
    first: str, second: str, expected: bool | None
) -> None:
    agreed = find_agreement([first] if first else [], [second])
    assert (agreed.is_distinctive if agreed else None) == expected


def test_an_office_is_held_by_few() -> None:
    assert is_office("Sen.")
    assert not is_office("lawyer")


def test_a_role_of_blanks_is_none() -> None:
    assert headline_role([" ", "mayor"]) == "mayor"
