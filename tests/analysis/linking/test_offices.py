"""Offices in the roles of people, and fragments that a list leaves out."""

import pytest

from analysis.linking.offices import (
    Office,
    complete_office,
    list_offices,
    needs_country,
    parse_office,
    trim_roles,
)


def test_an_office_is_the_same_however_it_is_written() -> None:
    for role in ("Indian Prime Minister", "prime minister of India", "India's Prime Minister"):
        assert parse_office(role) == Office("minister prime", "India", is_sole=True)
    assert parse_office("Vice President") != parse_office("President")
    assert parse_office("Daniel Reis's wife") is None
    assert [office.key for office in list_offices("plumber; former King of Jordan")] == ["king"]


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        ("President", True),
        ("former president", True),
        ("Prime Minister", True),
        ("Pope", False),
        ("French President", False),
        ("president of the Harbor Board", False),
        ("finance minister", False),
        ("striker", False),
        ("", False),
    ],
)
def test_a_president_needs_a_country(role: str, needs: bool) -> None:
    assert needs_country(role) is needs


def test_another_article_states_the_country_of_an_office() -> None:
    stated = ["President", "President", "Uruguayan President; author", "French minister"]
    assert complete_office("President", stated) == "Uruguayan President"
    assert complete_office("Premier", stated) == "Premier"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("son of imprisoned drug", ""),
        ("eldest son", ""),
        ("predecessor", ""),
        ("Mara Ortiz’s husband", "Mara Ortiz’s husband"),
        ("brother of Mara Ortiz", "brother of Mara Ortiz"),
        ("teacher in a school for encouraging", "teacher in a school"),
        ("ambassador to Umbria between", "ambassador to Umbria"),
        ("spokesman", "spokesman"),
        ("Umbria's state media report Agriculture Minister", ""),
        ("top Umbrian officials and Norden Prime Minister", "Norden Prime Minister"),
        ("son of one Umbrian governor and the brother", "son of one Umbrian governor"),
        ("elected president earlier this month", "elected president"),
        ("painter and mayor of Norden", "painter and mayor of Norden"),
    ],
)
def test_a_fragment_of_a_role_is_trimmed(role: str, shown: str) -> None:
    assert trim_roles([role]) == [shown]
