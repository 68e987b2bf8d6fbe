"""Closest hits: the free words of a query, and the hits that have some of them."""

import datetime

import pytest

from db import Store
from db.search.closest import LooseQuery, find_words, loosen, rank_by_any_word
from db.search.executor import parse_query
from db.search.sql import SearchOrder
from tests.support.articles import add_article

DAY = datetime.date(2026, 3, 12)


@pytest.fixture
def archive(store: Store) -> Store:
    for title, text, speaker in (
        ("Ferry", "The ferry to Port Luna sank in the storm.", ""),
        ("Bridge", "“The bridge is older than the ferry,” she said.", "Ana Reis"),
        ("Storm", "“A storm closed the harbor and the bridge,” he said.", "Tom Reed"),
        ("Choir", "The choir sang in the old hall.", ""),
    ):
        add_article(store, text, title, DAY, speaker=speaker)
    return store


def loose(store: Store, query: str, order: str = "rank") -> LooseQuery:
    typed = parse_query(query, "newest" if order == "newest" else "rank")
    with store._connection.read_transaction() as sqlite:
        return loosen(sqlite, query, typed)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ferry storm", ["ferry", "storm"]),
        ("why did the ferry sink in a storm?", ["ferry", "sink", "storm"]),
        ("ferry ferries FERRY", ["ferry"]),  # one stem is one word
        ("Luna's anti-war U.S. ferry", ["Luna's", "anti-war", "U.S", "ferry"]),
        ("C++ 50% (AT&T) ferry", ["C", "50", "AT T", "ferry"]),  # found without their signs
        ("WHO warns US", ["WHO", "warns", "US"]),  # names in capitals, not stop words
        ('"port luna" ferry', ["ferry"]),
        ("stor* ferry", ["ferry"]),
        ("title:storm -choir ferry on:2026 kind:article", ["ferry"]),
        ("ferry storm NEAR/5 bridge", ["ferry"]),
        ("ferry OR storm", []),
        ("ferry AND storm", []),
        ("of the and", []),
        ("", []),
    ],
)
def test_only_free_words_loosen(archive: Store, query: str, words: list[str]) -> None:
    assert [word.text for word in loose(archive, query).words] == words


def test_an_unfinished_word_is_free_if_few_words_begin_with_it(
    archive: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [word.text for word in loose(archive, "storm fer", "newest").words] == ["storm", "fer"]
    monkeypatch.setattr("db.search.closest._MANY_FORMS", 1)
    assert [word.text for word in loose(archive, "storm fer", "newest").words] == ["storm"]


def test_hits_have_any_word_and_the_best_is_first(archive: Store) -> None:
    query = loose(archive, "storms sank the old ferry tonight")
    with archive._connection.read_transaction() as sqlite:
        best, *others = rank_by_any_word(sqlite, query, "article", 10)
    assert (best.hit.article, best.has) == (1, ("storms", "sank", "ferry"))
    assert best.lacks == ("old", "tonight")
    assert 0 < best.coverage < 1
    assert {found.hit.article for found in others} == {2, 3, 4}
    scores = [best.score, *(found.score for found in others)]
    assert scores == sorted(scores, reverse=True)


def test_required_parts_never_loosen(archive: Store) -> None:
    query = loose(archive, 'bridge sank "the storm"')
    with archive._connection.read_transaction() as sqlite:
        found = rank_by_any_word(sqlite, query, "article", 10)
        assert [closest.hit.article for closest in found] == [1]
        assert not rank_by_any_word(sqlite, loose(archive, "ferry is:starred"), "article", 10)
        speaker = loose(archive, "storm ferry speaker:reis")
        quotations = rank_by_any_word(sqlite, speaker, "quotation", 10)
    assert [(closest.hit.article, closest.has) for closest in quotations] == [(2, ("ferry",))]


def test_quotations_are_ranked_by_the_words_of_a_text(archive: Store) -> None:
    with archive._connection.read_transaction() as sqlite:
        query = LooseQuery(find_words(sqlite, "The bridge was closed by the storms."))
        found = rank_by_any_word(sqlite, query, "quotation", 10)
    assert [(closest.hit.article, closest.has, closest.lacks) for closest in found] == [
        (3, ("bridge", "closed", "storms"), ()),
        (2, ("bridge",), ("closed", "storms")),
    ]


def test_common_words_add_to_the_rank_of_hits_with_a_rare_one(
    archive: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        add_article(archive, "The bridge opens.", f"Notice {number}", DAY)
    monkeypatch.setattr("db.search.closest._LEADING", 4)
    with archive._connection.read_transaction() as sqlite:
        found = rank_by_any_word(sqlite, loose(archive, "bridge storm"), "article", 10)
    assert [(closest.hit.article, closest.has) for closest in found] == [
        (3, ("bridge", "storm")),
        (1, ("storm",)),
    ]


def find_closest(
    store: Store, query: str, order: SearchOrder = "date"
) -> list[tuple[str, int, str]]:
    found = store.search.find_closest(query, order=order)
    assert {hit.match for hit in found} <= {"closest"}
    return [(hit.kind, hit.article, ", ".join(hit.has)) for hit in found]


def test_closest_hits_of_every_kind_follow_their_article(archive: Store) -> None:
    archive.notes.add(4, 0, 3, "An old ferry on a stormy night")
    assert find_closest(archive, "the old ferry in a storm") == [
        ("article", 1, "ferry, storm"),
        ("article", 4, "old"),
        ("note", 4, "old, ferry"),
        ("article", 3, "storm"),
        ("quotation", 3, "storm"),
        ("article", 2, "ferry"),
        ("quotation", 2, "ferry"),
    ]
    article, *_ = archive.search.find_closest("the old ferry in a storm")
    assert article.lacks == ("old",)
    assert [piece for piece, is_match in article.snippet if is_match] == ["ferry", "storm"]


def test_there_are_no_closest_hits_beside_exact_ones(archive: Store) -> None:
    exact = archive.search.execute("bridge storm", "date", 50).hits
    assert {hit.article for hit in exact} == {3}
    assert not find_closest(archive, "bridge storm")


def test_a_hit_with_one_word_of_many_is_closest(archive: Store) -> None:
    engine = archive.search
    few = engine.execute_closest("the ferry won a chess championship in Peru", "date", 50)
    assert {found.has for found in few.hits} == {("ferry",)}
    assert not engine.execute_closest("chess championship in Peru", "date", 50).hits


def test_the_closest_are_without_the_exact_ones(archive: Store) -> None:
    exact = archive.search.execute("storm ferry", "rank", 50).hits
    below = archive.search.execute_closest("storm ferry", "date", 50, exact=exact).hits
    assert {hit.article for hit in exact} == {1}
    assert {found.hit.article for found in below} == {2, 3}


def test_all_forms_of_a_word_are_one_term_of_the_rank(store: Store) -> None:
    for title, text in (
        ("Forms", "He mines. They mine the hill, she mined the dale, and the town paid."),
        ("Same", "A mine here, a mine there, a mine and a mine: the town of a quarry."),
        ("Other", "The choir sang in the hall of the town, and the mayor clapped his hands."),
    ):
        add_article(store, text, title, DAY)
    found = store.search.execute_closest("mining dispute", "date", 50, kinds=("article",)).hits
    assert [each.hit.article for each in found] == [2, 1]  # four times, and three times


def test_a_query_without_its_stop_words_is_closest_with_all_words(archive: Store) -> None:
    assert find_closest(archive, "who is Reis")[:1] == [("quotation", 2, "Reis")]


@pytest.mark.parametrize(
    "query", ['"a fast ferry" storm', "ferry AND whale", "ferry whale speaker:nobody"]
)
def test_what_is_required_is_never_given_up(archive: Store, query: str) -> None:
    assert not find_closest(archive, query)
