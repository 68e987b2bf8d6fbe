"""The country of a body with a generic name, from its name, its neighbors and the text."""

import re

import pytest

from analysis.linking.similarity import name_key
from analysis.linking.state_bodies import (
    NamedPlace,
    StateBody,
    country_of_body,
    find_country,
    parse_state_body,
)
from analysis.models import Label

PLACES = (
    r"Port Luna|Georgian?|Indian?|New Delhi|Mumbai|Kenyan?|Nairobi|Ohio|Texas|U\.S\.|Americans"
    r"|White House"
)


@pytest.mark.parametrize(
    ("name", "key", "country"),
    [
        ("Parliament", "parliament", ""),
        ("Indian Parliament", "parliament", "India"),
        ("Parliament of India", "parliament", "India"),
        ("India's Parliament", "parliament", "India"),
        ("Supreme Court of the United States", "court supreme", "United States"),
        ("U.S. Supreme Court", "court supreme", "United States"),
        ("South African Navy", "navy", "South Africa"),
        ("Foreign Ministry", "foreign ministry", ""),
        ("Kenyan Ministry of Foreign Affairs", "foreign ministry", "Kenya"),
        ("Democratic Party", "democratic party", ""),
        ("City Council", "", ""),  # each town has one
        ("District Court", "", ""),
        ("Network", "", ""),
    ],
)
def test_a_generic_name_has_a_key_and_perhaps_a_country(name: str, key: str, country: str) -> None:
    body = parse_state_body(name, is_generic=name_key(name, "ORG").is_ambiguous)
    assert body is not None
    assert (body.key, body.country) == (key, country)


@pytest.mark.parametrize(
    "name", ["Bank of America", "Bank of England", "Texas Supreme Court", "Royal Navy", "Reuters"]
)
def test_another_name_identifies_its_body(name: str) -> None:
    assert parse_state_body(name, is_generic=name_key(name, "ORG").is_ambiguous) is None


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("Indian", "NORP", ("India", True)),
        ("Kenyans", "NORP", ("Kenya", True)),
        ("U.S.", "GPE", ("United States", True)),
        ("Burma", "GPE", ("Myanmar", True)),
        ("Mumbai", "GPE", ("India", False)),
        ("Seoul", "GPE", ("South Korea", False)),
        ("White House", "ORG", ("United States", False)),
        ("Knesset", "ORG", ("Israel", False)),
        ("Paris", "PERSON", None),
        ("Georgia", "GPE", ("unknown", False)),  # a country and a state
        ("Port Luna", "GPE", None),
        ("the Netherlands", "GPE", ("Netherlands", True)),
        ("Côte d’Ivoire", "GPE", ("Ivory Coast", True)),
        ("Secretary Of", "GPE", None),
    ],
)
def test_names_are_evidence_of_a_country(
    name: str, label: Label, expected: tuple[str, bool] | None
) -> None:
    assert find_country(name, label) == expected


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Kenya’s Parliament met. Indian visitors came from Mumbai, India.", "Kenya"),
        ("The Parliament of Kenya met. India and Mumbai sent visitors.", "Kenya"),
        (
            "Traders in Mumbai wait. Parliament votes on Monday, New Delhi says. India waits.",
            "India",
        ),
        ("A fire in Nairobi. Parliament was not told, Kenya’s mayors say.", "Kenya"),
        ("Port Luna’s Parliament met. India and Mumbai sent visitors.", ""),
        ("Georgia’s Parliament met. India and Mumbai sent visitors. New Delhi did too.", ""),
        ("Georgia votes. Georgian Parliament elections. Georgia, Georgia. India waits.", ""),
        ("Parliament votes on Monday.", ""),
        ("Parliament votes on Monday, traders in Mumbai say.", ""),  # one mention is too little
        ("India, Mumbai and New Delhi wait. In Kenya, Parliament votes.", ""),
        ("India and Kenya talk. Mumbai is far. Nairobi is near. Parliament votes.", ""),
        # a report from abroad names its own country in more forms
        (
            "Kenya, Kenya, Kenya and Kenya. Americans in Ohio and the White House wait. "
            "Texas and the U.S. too. Parliament votes.",
            "United States",
        ),
        ("The Texas Parliament votes. Americans in Ohio and the White House wait.", ""),
        ("The state Parliament votes. Americans in Ohio and the White House wait.", ""),
    ],
)
def test_the_country_of_a_body_is_that_of_its_name_sentence_or_text(
    text: str, country: str
) -> None:
    labels: dict[str, Label] = {"Indian": "NORP", "Kenyan": "NORP", "Americans": "NORP"}
    places = [
        NamedPlace(*found.span(), *evidence)
        for found in re.finditer(PLACES, text)
        for evidence in [find_country(found[0], labels.get(found[0], "GPE")) or ("", False)]
    ]
    spans = [found.span() for found in re.finditer("Parliament", text)]
    assert country_of_body(text, spans, StateBody("parliament"), places) == country


def test_a_name_that_one_country_uses_needs_no_other_evidence() -> None:
    body = parse_state_body("State Department", is_generic=True)
    assert body is not None
    assert country_of_body("The State Department waits.", [(4, 20)], body, []) == "United States"
    kenya = [NamedPlace(0, 6, "Kenya", is_state=True)]
    assert country_of_body("Kenyan State Department", [(7, 23)], body, kenya) == "Kenya"
