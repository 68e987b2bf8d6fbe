"""Vectors of quotations, by which all of them are compared with a text."""

import datetime

import numpy as np
import pytest

from analysis.tagger import EncoderError
from db import Store
from db.finding_rows import article_of_finding, finding_id
from db.search import nearness, quotation_vectors
from db.search.parser import parse_about
from db.search.quotation_vectors import rank_quotations
from db.search.text_vectors import compare_articles
from tests.support.articles import add_article

DAY = datetime.date(2026, 3, 12)
SAID = ("The vaccine made hundreds of people sick", "The choir will sing every Sunday")


def add_quoted_article(store: Store, content: str) -> int:
    return add_article(store, f"“{content},” Ana Reis said.", content, DAY, speaker="Ana Reis")


@pytest.fixture
def quoted_store(store: Store) -> Store:
    for content in SAID:
        add_quoted_article(store, content)
    return store


def list_nearest(store: Store, text: str, among: frozenset[int] | None = None) -> list[int]:
    with store._connection.read_transaction() as sqlite:
        ids, _ = rank_quotations(sqlite, text, 10, among)
    return [article_of_finding(id) for id in ids]


def test_the_signs_of_vectors_rank_all_quotations(quoted_store: Store) -> None:
    vectors = quoted_store.search.quotation_vectors
    assert list_nearest(quoted_store, "a jab that harmed people") == []
    assert vectors.count_missing() == 2
    assert vectors.add_missing(60) == 2
    assert (vectors.add_missing(60), vectors.count_missing()) == (0, 0)
    assert list_nearest(quoted_store, "a jab that harmed people") == [1, 2]
    second = frozenset({finding_id(2, 0)})
    assert list_nearest(quoted_store, "a jab that harmed people", second) == [2]


def test_a_changed_quotation_gets_another_vector_and_a_deleted_article_none(
    quoted_store: Store,
) -> None:
    vectors = quoted_store.search.quotation_vectors
    vectors.add_missing(60)
    with quoted_store._connection.transaction() as sqlite:
        sqlite.execute("UPDATE quotation SET content = 'It rained' WHERE article = 1")
    assert vectors.count_missing() == 1
    vectors.add_missing(60)
    quoted_store.trash.move([2])
    assert list_nearest(quoted_store, "the choir") == [1]


def test_quotations_beyond_those_with_words_of_the_text_are_compared(
    quoted_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        add_quoted_article(quoted_store, f"The budget of year {number} has passed")
    quoted_store.search.quotation_vectors.add_missing(60)
    monkeypatch.setattr(nearness, "_BY_SIGNS", 1)
    about = parse_about("injections injured many")
    with quoted_store._connection.read_transaction() as sqlite:
        found, compared, is_complete = nearness.select_candidates(sqlite, about, None, 2)
    assert SAID[0] in found[0].content
    assert (len(found), compared, is_complete) == (2, 6, True)


def test_a_damaged_row_is_left_out(quoted_store: Store) -> None:
    quoted_store.search.quotation_vectors.add_missing(60)
    with quoted_store._connection.transaction() as sqlite:
        sqlite.execute("UPDATE quotation_vector SET vectors = x'0102' WHERE article = 1")
    assert list_nearest(quoted_store, "people") == [2]


def test_without_weights_no_vector_is_made(
    quoted_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> np.ndarray:
        raise EncoderError("no weights")

    monkeypatch.setattr(quotation_vectors, "encode_text", fail)
    assert quoted_store.search.quotation_vectors.add_missing(60) == 0
    assert list_nearest(quoted_store, "people") == []


def test_a_request_does_not_wait_for_a_store_that_is_busy(quoted_store: Store) -> None:
    vectors = quoted_store.search.vectors
    with Store(quoted_store.path) as writer, writer._connection.transaction():
        assert vectors.add_missing(60, waits=False) == 2
        with quoted_store._connection.read_transaction() as sqlite:
            assert set(compare_articles(sqlite, "a choir", 3)) == {1, 2}
    assert vectors.count_missing() == 2
    assert vectors.add_missing(60, waits=False) == 0
    assert vectors.count_missing() == 0


def test_a_request_finds_statements_with_none_of_its_words(quoted_store: Store) -> None:
    engine = quoted_store.search
    engine.quotation_vectors.add_missing(60)
    text = "a jab that harmed people"
    hits = engine.execute_closest("jab harmed plenty", "rank", 9, kinds=("quotation",)).hits
    assert [(found.hit.article, found.match) for found in hits] == [(1, "meaning")]
    reading = engine.read_request(f"quotes about {text}")
    assert reading is not None
    assert engine.execute_statements(reading, 9).hits[0].hit.article == 1
