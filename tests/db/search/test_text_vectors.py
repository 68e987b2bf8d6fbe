"""Requests that no article has the words of, answered by the meaning of their beginnings."""

import datetime

import pytest

from db import Store
from db.models import SearchHit
from db.search import text_vectors
from db.search.text_vectors import compare_articles
from db.search.vector_counts import count_vectors
from tests.support.articles import add_article

DAY = datetime.date(2026, 3, 12)
TEXTS = (
    ("Moon", "Astronomers saw water vapor rise from cracks in the ice of a moon of Jupiter."),
    ("Police", "A policeman beat a man who had only walked past the station, a court heard."),
    ("Choir", "The choir will sing in the old hall every Sunday until the summer."),
)


@pytest.fixture
def text_archive(store: Store) -> Store:
    for title, text in TEXTS:
        add_article(store, text, title, DAY)
    return store


def list_closest(store: Store, request: str) -> list[SearchHit]:
    found = store.search.execute_closest(request, "rank", 10)
    return [hit for hit in store.search.load_closest(found) if hit is not None]


def test_an_article_with_none_of_the_words_is_found_by_its_meaning(text_archive: Store) -> None:
    first = list_closest(text_archive, "frozen satellite venting steam")[0]
    assert (first.title, first.match, first.has) == ("Moon", "meaning", ())
    first = list_closest(text_archive, "constable manhandled innocent pedestrian -choir")[0]
    assert first.title == "Police"
    assert not list_closest(text_archive, "constable manhandled innocent pedestrian title:choir")[
        1:
    ]


def test_a_related_word_adds_to_the_rank_of_a_text_without_the_word(store: Store) -> None:
    for title, word in (("First", "secretary"), ("Second", "policeman"), ("Third", "baker")):
        add_article(store, f"The {word} left the house at noon and went home.", title, DAY)
    hits = list_closest(store, "constable quits")
    assert hits[0].title == "Second"


def test_without_vectors_requests_are_answered_by_words(text_archive: Store) -> None:
    text_archive.search.compares_meaning = False
    assert not list_closest(text_archive, "frozen satellite venting steam")
    assert text_archive.search.vectors.count_missing() == len(TEXTS)


def test_vectors_are_made_once_and_again_for_a_changed_text(text_archive: Store) -> None:
    vectors = text_archive.search.vectors
    assert vectors.add_missing(60, lambda: True) == 0
    assert vectors.add_missing(60) == len(TEXTS)
    assert (vectors.add_missing(60), vectors.count_missing()) == (0, 0)
    with text_archive._connection.transaction() as sqlite:
        sqlite.execute("UPDATE article SET text = 'It rained all day.' WHERE title = 'Choir'")
    assert vectors.count_missing() == 1
    assert vectors.add_missing(60) == 1


def test_while_a_task_makes_vectors_a_request_waits_for_few(
    text_archive: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_vectors, "_EACH", len(TEXTS) - 1)  # _LATEST has them all
    engine = text_archive.search
    engine.has_vector_task = True
    assert not list_closest(text_archive, "frozen satellite venting steam")
    assert engine.vectors.count_missing() == len(TEXTS)
    with text_archive._connection.transaction() as sqlite:
        sqlite.execute("UPDATE article SET text = '' WHERE title = 'Choir'")
    [first, *_] = list_closest(text_archive, "frozen satellite venting steam")
    assert (first.title, engine.vectors.count_missing()) == ("Moon", 0)
    assert count_vectors(text_archive.connection).articles == len(TEXTS) - 1


def test_the_nearest_articles_come_first_and_others_are_compared_too(text_archive: Store) -> None:
    text_archive.search.vectors.add_missing(60)
    with text_archive.connection.read_transaction() as sqlite:
        every = compare_articles(sqlite, "a moon of ice", 3)
        assert list(every.values()) == sorted(every.values(), reverse=True)
        nearest, *_, farthest = every
        some = compare_articles(sqlite, "a moon of ice", 1, [farthest, 99])
    assert some == {nearest: every[nearest], farthest: every[farthest]}


def test_a_damaged_vector_is_left_out(text_archive: Store) -> None:
    text_archive.search.vectors.add_missing(60)
    with text_archive._connection.transaction() as sqlite:
        sqlite.execute("UPDATE article_vector SET vector = x'0102' WHERE article = 1")
        assert set(compare_articles(sqlite, "a moon of ice", 3)) == {2, 3}


def test_a_damaged_text_gets_a_vector_and_stops_no_other(text_archive: Store) -> None:
    with text_archive._connection.transaction() as sqlite:
        sqlite.execute("UPDATE article SET text = CAST(x'41ff42' AS TEXT) WHERE id = 3")
    assert text_archive.search.vectors.add_missing(60) == len(TEXTS)
    assert text_archive.search.vectors.count_missing() == 0
