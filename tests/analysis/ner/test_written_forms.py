"""Acts with an amendment, sections, amounts, vehicles and teams are read by their written form."""

import pytest

from analysis import analyze
from analysis.models import NO_REASON, Mention
from analysis.ner.candidates import TaggedName
from analysis.ner.written_forms import read_written_forms
from analysis.syntax.tokens import Doc
from tests.support.hand_tagged import words

Names = list[tuple[str, str]]


def list_names(text: str) -> Names:
    """The names of a text with their types."""
    found = analyze(text).mentions
    return [(text[m.start : m.end], m.label) for m in found if m.kind == "name"]


def test_an_act_with_an_amendment_is_one_law() -> None:
    text = "Under Section 3 of the Land (Amendment) Act, owners must register.\n"
    assert list_names(text) == [("Land (Amendment) Act", "LAW")]


def test_an_amount_glued_to_its_currency_is_no_name() -> None:
    text = "The agency spent GHS6.2billion on roads, up from GHS4billion, and R20m on bridges.\n"
    assert list_names(text) == []


@pytest.mark.parametrize(
    ("text", "vehicle"),
    [
        ("A Boeing 737 MAX landed in Lagos.\n", "Boeing 737 MAX"),
        ("The Cessna 172 crashed near Accra.\n", "Cessna 172"),
        ("He drove a Toyota Hilux to the market.\n", "Toyota Hilux"),
        ("Police stopped a white Nissan Patrol near Gulu.\n", "Nissan Patrol"),
        ("A Russian Sukhoi Su-35 flew past.\n", "Sukhoi Su-35"),
    ],
)
def test_a_model_after_its_maker_is_a_product(text: str, vehicle: str) -> None:
    assert (vehicle, "PRODUCT") in list_names(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Umbra passed Lund Mills as the No. 1 {ORG U.S.} retailer .", ["U.S."]),
        ("the {ORG No. 2} carrier left_VBD .", []),
        ("{ORG No 10} said_VBD it agreed .", ["No 10"]),
    ],
)
def test_a_rank_is_no_name(text: str, expected: list[str]) -> None:
    doc, names = words(text)
    found = read_written_forms(doc, [to_tagged(doc, name) for name in names])
    assert [" ".join(t.text for t in doc.tokens[n.first : n.last]) for n in found] == expected


def to_tagged(doc: Doc, name: Mention) -> TaggedName:
    span = doc.token_range(name.start, name.end)
    return TaggedName(span[0], span[-1] + 1, name.label, 0.9, NO_REASON)


def test_a_maker_alone_is_an_organization() -> None:
    text = "Boeing said on Monday that Toyota Motor had ordered engines.\n"
    assert ("Boeing", "ORG") in list_names(text)
    assert all(label != "PRODUCT" for _, label in list_names(text))


def test_a_town_that_plays_a_match_is_a_team() -> None:
    text = "Denver defeated Utah 112-98 on Sunday. Denver's guard Tom Reed scored 31 points.\n"
    assert [label for name, label in list_names(text) if name in ("Denver", "Utah")] == ["ORG"] * 3
    assert ("Denver", "GPE") in list_names(
        "The storm hit Denver on Sunday, and 12-15 homes burned.\n"
    )


def test_sheikh_is_part_of_a_womans_name_and_a_mans_title() -> None:
    woman = "Prime Minister Sheikh Hasina resigned on Monday. Hasina flew to Delhi.\n"
    found = analyze(woman).entities[0]
    assert (found.name, found.aliases) == ("Sheikh Hasina", ("Hasina",))
    man = "Sheikh Mohammed bin Rashid opened the fair. Sheikh Mohammed said trade had grown.\n"
    assert analyze(man).entities[0].name == "Mohammed bin Rashid"


def test_an_acronym_in_small_letters_is_the_body_before_it() -> None:
    text = "The Lund City Corporation (lcc) closed the road. The lcc found no damage."
    assert [name for name, label in list_names(text) if label == "ORG"].count("lcc") == 2
    text = "The Lund City Corporation (see map) closed the road."
    assert "see" not in dict(list_names(text))


def test_a_hospital_is_a_building() -> None:
    assert ("Parirenyat Hospital", "FAC") in list_names(
        "The fire at Parirenyat Hospital was put out before noon."
    )
