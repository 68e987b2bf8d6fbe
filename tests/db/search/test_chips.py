"""The parts of a query as chips, and queries without a condition that leaves no results."""

import datetime

import pytest

from db import Store
from db.search.chips import list_chips, remove_chip
from db.search.relaxation import relax_query
from tests.support.articles import add_article

TODAY = datetime.date(2026, 3, 12)


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("speaker:(ana reis) the ferry", ["speaker: ana reis", "about: the ferry"]),
        ('tolls -"Port Luna" -rain', ["about: tolls", "not: Port Luna", "not: rain"]),
        ("tolls after:2011-03-01", ["about: tolls", "after: 2011-03-01"]),
        ('on:"last month" tolls', ["on: last month (February 2026)", "about: tolls"]),
        (
            'tolls (on:"last month" OR event:"last month")',
            ["about: tolls", "when: last month (February 2026)"],
        ),
        ("(on:2022 OR event:2023)", ["about: (on:2022 OR event:2023)"]),
        ('on:"last year" kind:quotation', ["on: last year (2025)", "kind: quotation"]),
        ("event:before:2022", ["event:before: 2022"]),
        ("NOT (rain OR snow) ice", ["not: (rain OR snow)", "about: ice"]),
        ('about:"tolls rise" tag:a/b', ["meaning: tolls rise", "tag: a/b"]),
        ("rain OR snow", []),
        ("speaker: (", []),
        ("", []),
    ],
)
def test_the_parts_of_a_query(query: str, chips: list[str]) -> None:
    found = list_chips(query, today=TODAY)
    assert [chip.text for chip in found] == chips
    assert all(query[chip.start : chip.end].strip() for chip in found)


def test_a_part_is_removed_and_the_kind_that_is_asked_for_is_no_part() -> None:
    query = 'speaker:reis tolls -"Port Luna" after:2011'
    speaker, topic, unwanted, after, kind = list_chips(query, "quotation")
    assert kind.text == "kind: quotation"
    assert remove_chip(query, kind) == query
    assert remove_chip(query, unwanted) == "speaker:reis tolls after:2011"
    assert remove_chip(remove_chip(query, after), topic) == 'speaker:reis -"Port Luna"'
    assert [chip.is_condition for chip in (speaker, topic, unwanted, after, kind)] == [
        True, False, False, True, False
    ]  # fmt: skip


def test_a_condition_that_leaves_no_results_is_left_out_dates_first(store: Store) -> None:
    add_article(store, "“Tolls rise,” Ana Reis said.", "Tolls", TODAY, speaker="Ana Reis")
    relaxed = relax_query(store.search, "speaker:reis tolls after:2030")
    assert relaxed is not None
    assert (relaxed.query, relaxed.names) == ("speaker:reis tolls", "after: 2030")
    relaxed = relax_query(store.search, "speaker:marques tolls after:2030")
    assert relaxed is not None
    assert relaxed.query == "tolls"
    assert relax_query(store.search, "tolls -reis after:2030 source:Wire walrus") is None
