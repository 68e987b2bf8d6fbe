"""Which names of different texts are proposed as one, and which are the same for certain."""

import pytest

from analysis import render_reason
from analysis.linking.person_evidence import gender_from_pronouns
from analysis.linking.similarity import NameRecord, blocking_keys, compare_names, name_key
from analysis.models import Label
from analysis.names.occupations import occupational_fields


@pytest.mark.parametrize(
    ("first", "second", "label"),
    [
        ("Mara Ortiz", "MARA ORTÍZ", "PERSON"),
        ("Park Geun-hye", "Park Geun Hye", "PERSON"),
        ("President Mara Ortiz", "Mara Ortiz", "PERSON"),
        ("Harbour Board Inc.", "the Harbour Board", "ORG"),
        ("U.S.", "United States", "GPE"),
        ("Norwegian", "Norwegians", "NORP"),
    ],
)
def test_ways_to_write_one_name_have_one_key(first: str, second: str, label: Label) -> None:
    assert name_key(first, label).key == name_key(second, label).key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mara Ortiz", "Marta Ortiz"),
        ("Al Roe", "Al Roe Jr."),
        ("Joe Vance", "Joseph Vance"),
    ],
)
def test_names_that_differ_have_keys_that_differ(first: str, second: str) -> None:
    assert name_key(first, "PERSON").key != name_key(second, "PERSON").key


@pytest.mark.parametrize(
    ("name", "label", "shared"),
    [
        ("Ortiz", "PERSON", True),
        ("M. Ortiz", "PERSON", True),
        ("M. K. Ortiz", "PERSON", False),
        ("Mara Ortiz", "PERSON", False),
        ("Ministry of Finance", "ORG", True),
        ("Skarvik Ministry of Finance", "ORG", False),
        ("Coastwire", "ORG", False),
        ("Union", "GPE", False),
    ],
)
def test_names_that_several_may_have(name: str, label: Label, shared: bool) -> None:
    assert name_key(name, label).is_ambiguous is shared


@pytest.mark.parametrize(
    ("first", "second", "label", "reason"),
    [
        ("Volodar Zelinsky", "Volodar Zelinskyy", "PERSON", "different spelling of the surname"),
        ("Muhammad Azzam", "Mohamed Azzam", "PERSON", "different spelling of the given name"),
        ("Joe Vance", "Joseph R. Vance", "PERSON", "a short form of the given name"),
        ("M. Ortiz", "Mara Ortiz", "PERSON", "an initial for the given name"),
        ("Ortiz", "Mara Ortiz", "PERSON", "the surname alone"),
        ("Mara Ortiz", "Mara Luz Ortiz", "PERSON", "with and without a middle name"),
        ("Abe Shinta", "Shinta Abe", "PERSON", "the same words in another order"),
        ("Al Roe", "Al Roe Jr.", "PERSON", "only one name has the suffix Jr"),
        ("HPF", "Harbour Pilots Federation", "ORG",
         "HPF can be the acronym of Harbour Pilots Federation"),
        ("Harbour Pilots Organisation", "Harbour Pilots Organization", "ORG", "different spelling"),
        ("U.S. Fisheries Bureau", "Fisheries Bureau", "ORG",
         "the same name with a country before it"),
    ],
)  # fmt: skip
def test_doubtful_pairs_are_proposed_with_a_reason(
    first: str, second: str, label: Label, reason: str
) -> None:
    a, b = NameRecord(first, label), NameRecord(second, label)
    found = compare_names(a, b)
    assert found is not None
    assert render_reason(found.reason) == reason
    assert compare_names(b, a) is not None
    assert blocking_keys(a) & blocking_keys(b), "they would never be compared"


def test_what_a_text_calls_both_is_proposed() -> None:
    long = NameRecord("Harbour Pilots Federation", "ORG", ("Harbour Pilots Federation", "Pilotfed"))
    found = compare_names(long, NameRecord("Pilotfed", "ORG"))
    assert found is not None
    assert render_reason(found.reason) == "Harbour Pilots Federation is also called Pilotfed"


def test_one_name_for_two_sorts_is_proposed() -> None:
    found = compare_names(NameRecord("Old Customs", "ORG"), NameRecord("Old Customs", "FAC"))
    assert found is not None
    assert render_reason(found.reason) == "the same name with another type"


def test_one_word_for_an_event_and_another_sort_is_hardly_one() -> None:
    sure = compare_names(NameRecord("Old Customs", "ORG"), NameRecord("Old Customs", "FAC"))
    labels: tuple[Label, ...] = ("PRODUCT", "ORG")
    for label in labels:
        found = compare_names(NameRecord("Queen", "EVENT"), NameRecord("Queen", label))
        assert sure is not None
        assert found is not None
        assert found.score < sure.score


@pytest.mark.parametrize(
    ("first", "second", "label"),
    [
        ("Mara Ortiz", "Luis Ortiz", "PERSON"),
        ("Mara A. Ortiz", "Mara B. Ortiz", "PERSON"),
        ("Al Roe Sr.", "Al Roe Jr.", "PERSON"),
        ("Bank of Skarvik", "Bank of Luna", "ORG"),
        ("Pier 7 Company", "Pier 8 Company", "ORG"),
        ("Skarvik", "Skarholm", "GPE"),
    ],
)
def test_names_of_two_are_not_proposed(first: str, second: str, label: Label) -> None:
    assert compare_names(NameRecord(first, label), NameRecord(second, label)) is None


def test_roles_and_pronouns_exclude_a_person() -> None:
    assert occupational_fields("the former striker of Luna FC") == {"sport"}
    assert occupational_fields("prime minister") == {"politics"}
    assert occupational_fields("the party's leader") == frozenset()
    assert gender_from_pronouns(["she", "her"]) == "woman"
    assert gender_from_pronouns(["she"]) is None
    assert gender_from_pronouns(["she", "he", "her"]) is None
    assert gender_from_pronouns(["she", "her"], "Donald Roe") is None
    assert gender_from_pronouns(["he", "his"], "Donald Roe") == "man"
    assert gender_from_pronouns(["she"] * 5, "Donald Roe") == "woman"


@pytest.mark.parametrize(
    ("first", "second"),
    [("John Paul I", "John Paul II"), ("Kim Jong-Nam", "Kim Yong-nam")],
)
def test_two_people_whose_names_differ_by_a_letter_are_not_proposed(
    first: str, second: str
) -> None:
    assert compare_names(NameRecord(first, "PERSON"), NameRecord(second, "PERSON")) is None


def test_given_names_after_one_family_name_need_the_same_sound() -> None:
    def score(first: str, second: str) -> int:
        similarity = compare_names(NameRecord(first, "PERSON"), NameRecord(second, "PERSON"))
        return similarity.score if similarity else 0

    assert score("Roh Moo-hyun", "Roh Mu-hyun") > 50 > score("Wang Lijun", "Wang Lijuan") > 0
