"""The findings of the sample article: it shows each kind, and all of them are right."""

import pytest

from analysis import Analysis, analyze
from tui.sample_article import sample_document


@pytest.fixture(scope="module")
def sample() -> Analysis:
    document = sample_document()
    return analyze(document.text, document.published_day)


def test_the_people_of_the_sample_have_their_roles(sample: Analysis) -> None:
    people = {entity.name: entity.role for entity in sample.entities if entity.label == "PERSON"}
    assert people == {
        "Ines Duarte": None,
        "Helena Marques": "Portuguese minister for the sea",
        "Joost van den Berg": "chief executive of the Port of Rotterdam",
        "Marta Oliveira": "shipping analyst at the University of Porto",
        "António Reis": "president",
    }


def test_the_other_names_of_the_sample_have_their_types(sample: Analysis) -> None:
    names = {e.name: e.label for e in sample.named_entities if e.label != "PERSON"}
    assert names == {
        "Lisbon": "GPE",
        "Rotterdam": "GPE",
        "Antwerp": "GPE",
        "Gdansk": "GPE",
        "Brussels": "GPE",
        "Alcântara": "GPE",
        "Port of Lisbon": "FAC",
        "Port of Rotterdam": "FAC",
        "OnRecord": "ORG",
        "European Union": "ORG",
        "European Commission": "ORG",
        "University of Porto": "ORG",
        "Lisbon Courier": "ORG",
        "Portuguese": "NORP",
        "European": "NORP",
    }


def test_the_quotations_of_the_sample_have_their_speakers(sample: Analysis) -> None:
    found = []
    for quotation in sample.quotations:
        words = sample.text[slice(*quotation.spans[0])]
        source = sample.text[slice(*quotation.source)] if quotation.source else ""
        speaker = sample.entities[quotation.speaker].name if quotation.speaker is not None else ""
        found.append((quotation.kind, " ".join(words.split()[:4]), speaker or source))
    union = "the dockworkers' union in Lisbon"
    assert found == [
        ("scare", '"green corridor"', ""),
        ("direct", '"We have talked about', "Helena Marques"),
        ("indirect", "that the first two", "Joost van den Berg"),
        ("direct", '"The steel is being', "Joost van den Berg"),
        ("mixed", "that the price of", "Joost van den Berg"),
        ("mixed", 'the corridor "a press', "Marta Oliveira"),
        ("indirect", "the ships would have", "Marta Oliveira"),
        ("direct", '"The subsidy in the', "Marta Oliveira"),
        ("topic", "whether the government would", "Helena Marques"),
        ("indirect", "the Commission is expected", "a European official"),
        ("indirect", "it wanted guarantees", union),
        ("indirect", "that 400 jobs depended", "António Reis"),
        ("direct", '"They tell us about', "António Reis"),
    ]


def test_the_dates_of_the_sample_are_right(sample: Analysis) -> None:
    dated = [event for event in sample.events if event.reason.id != "event.passage"]
    found = [
        (sample.text[time.start : time.end], f"{event.first_day}", f"{event.last_day}")
        for event in dated
        if event.time is not None
        for time in [sample.times[event.time]]
    ]
    assert found == [
        ("Friday", "2026-03-13", "2026-03-13"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("Wednesday", "2026-03-11", "2026-03-11"),
        ("the end of 2028", "2028-09-01", "2028-12-31"),
        ("February", "2026-02-01", "2026-02-28"),
        ("Friday", "2026-03-13", "2026-03-13"),
        ("Tuesday", "2026-03-10", "2026-03-10"),
        ("September", "2026-09-01", "2026-09-30"),
        ("December 31, 2027", "2027-12-31", "2027-12-31"),
        ("the second quarter", "2026-04-01", "2026-06-30"),
        ("last November", "2025-11-01", "2025-11-30"),
        ("1998", "1998-01-01", "1998-12-31"),
        ("April 20", "2026-04-20", "2026-04-20"),
        ("June", "2026-06-01", "2026-06-30"),
    ]
    assert [event.upcoming for event in dated] == [
        True, True, False, False, False, True, False, True, True, True, False, False, True, True,
    ]  # fmt: skip
