"""Cancelling a search, ranking of few hits, facets, completion and spelling suggestions."""

import datetime
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store
from db.errors import Cancelled
from db.search import executor
from db.search.facets import Facet
from db.search.sql import SearchOrder
from tests.support.articles import add_article


@pytest.fixture
def ports(store: Store) -> Store:
    for title, text, day, site, speaker in (
        ("Harbour closed", "“No ships,” she said.", "2021-12-30", "Coastwire", "Mara Ortiz"),
        ("Snow", "“A harbour in snow,” he said.", "2022-01-02", "Coastwire", "Jon Field"),
        ("Ice", "“The harbour froze,” she said.", "2022-02-01", "The Post", "Mara Ortiz"),
        ("Thaw", "The harbour and the harbours thaw.", "2022-02-20", "The Post", ""),
    ):
        published = datetime.date.fromisoformat(day)
        add_article(store, text, title, published, site=site, speaker=speaker)
    return store


def search_articles(store: Store, query: str, order: str = "rank") -> list[int]:
    answer = store.search.execute(query, "rank" if order == "rank" else "newest", 50)
    return [hit.article for hit in answer.hits if hit.kind == "article"]


def test_a_cancelled_search_stops(ports: Store) -> None:
    looks = iter([False, True])
    with pytest.raises(Cancelled):
        ports.search.execute("harbour", "rank", 50, cancelled=lambda: True)
    asking_again = ports.search.execute("harbour", "rank", 50, cancelled=lambda: next(looks, False))
    assert asking_again.hits


def test_a_long_search_stops_in_its_middle(ports: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.search.engine._STEPS", 1)
    looks = iter([False])
    with pytest.raises(Cancelled):
        ports.search.execute("harbour", "date", 50, cancelled=lambda: next(looks, True))
    assert search_articles(ports, "harbour")  # the next one is answered


def test_the_best_are_found_among_the_last_and_in_all_titles(
    ports: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(search_articles(ports, "harbour")) == {1, 2, 3, 4}
    monkeypatch.setattr(executor, "RANKED", dict.fromkeys(executor.KINDS, 1))
    assert search_articles(ports, "harbour")[0] == 1
    assert set(search_articles(ports, "harbour")) == {1, 4}
    assert search_articles(ports, "harbour on:2022-01") == [
        2
    ]  # the last of what answers, not of all
    assert search_articles(ports, "harbour before:2022-02 source:coastwire")[-1] == 2


def test_a_beginning_of_many_words_is_read_in_the_newest(
    ports: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = search_articles(ports, "ha", "newest")
    monkeypatch.setattr(executor, "_MANY_WORDS", 1)
    monkeypatch.setattr(executor, "_ENOUGH", 1)
    assert search_articles(ports, "ha", "newest") == expected == [4, 3, 2, 1]
    monkeypatch.setattr(executor, "_READ", dict.fromkeys(executor.KINDS, 2))
    assert search_articles(ports, "ha", "newest") == [4, 3]
    assert search_articles(ports, 'ha* source:"coastwire"', "newest") == [2, 1]
    monkeypatch.setattr(executor, "_ENOUGH", 20)  # too few were read: the index is asked
    assert search_articles(ports, "ha", "newest") == expected


@pytest.mark.parametrize("order", ["newest", "rank", "date", "oldest"])
def test_conditions_alone_are_answered_by_date(ports: Store, order: SearchOrder) -> None:
    undated = ports.articles.add(
        Document("Fog.", "Fog", site="Coastwire"), Analysis("Fog.")
    ).article

    def found(query: str) -> list[int]:
        every = ports.search.execute(query, order, 50).hits
        return [hit.article for hit in every if hit.kind == "article"]

    by_date = [4, 3, 2, 1, undated] if order != "oldest" else [1, 2, 3, 4, undated]
    assert found("is:unread") == by_date
    assert found("source:coastwire") == [article for article in by_date if article not in (3, 4)]
    assert found("source:coastwire speaker:ortiz") == [1]
    assert found("source:post OR source:nowhere") == [
        article for article in by_date if article in (3, 4)
    ]
    assert found("on:2022-02 -source:coastwire") == [
        article for article in by_date if article in (3, 4)
    ]


def test_facets_are_counted_in_articles(ports: Store) -> None:
    found = ports.search.execute("harbour", "rank", 50).hits
    facets = ports.search.facets(found)
    assert facets.articles == 4
    assert facets.sources == (Facet("Coastwire", 2), Facet("The Post", 2))
    assert facets.speakers == (Facet("Mara Ortiz", 2), Facet("Jon Field", 1))
    assert facets.months == (Facet("2021-12", 1), Facet("2022-01", 1), Facet("2022-02", 2))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sp", ["speaker:"]),
        ("ice so", ["source:"]),
        ("speaker:", ['"Mara Ortiz"', '"Jon Field"']),
        ("-speaker:ort", ['"Mara Ortiz"']),
        ('(source:"the', ['"The Post"']),
        ("kind:q", ["quotation"]),
        ('on:"last', ['"last week"', '"last month"', '"last year"']),
        ("ice ", []),
    ],
)
def test_fields_and_values_are_completed(ports: Store, typed: str, offered: list[str]) -> None:
    completions = ports.search.complete(typed, len(typed))
    assert [completion.text for completion in completions] == offered
    for completion in completions:
        assert typed[: completion.start] + completion.text != typed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ice so", "ice source:"),
        ("-speaker:ort", '-speaker:"Mara Ortiz"'),
        ('(source:"the', '(source:"The Post"'),
        ('ice on:"last w', 'ice on:"last week"'),
    ],
)
def test_completion_replaces_the_value_and_its_mark(
    ports: Store, typed: str, completed: str
) -> None:
    [completion] = ports.search.complete(typed, len(typed))
    assert typed[: completion.start] + completion.text == completed


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("harbuor", "harbour"),
        ("speaker:ortz snow", "speaker:ortiz snow"),
        ('"harbour frose" -ice', '"harbour froze" -ice'),
        ("harbour", None),
        ("xyzzyxyzzy", None),
        ("icce", "ice"),
        ("jarbour", "harbour"),  # no word with the first letter is similar
        ("iecc", None),  # two letters of a short word
        ("harbours* harbuor", "harbours* harbour"),  # which begins a word, but no stem
    ],
)
def test_words_are_put_right_out_of_the_archive_itself(
    ports: Store, query: str, meant: str | None
) -> None:
    assert ports.search.suggest(query) == meant


def test_two_words_as_near_are_both_offered_and_names_are_nearer(store: Store) -> None:
    day = datetime.date(2026, 3, 12)
    add_article(store, "“The bar is open,” Ana Berger said.", "Bar", day, speaker="Ana Berger")
    add_article(store, "The burger was cold, and the badger slept.", "Cold", day)
    assert store.search.list_suggestions("budger") == ("badger", "burger")
    assert store.search.list_suggestions("barger") == ("berger",)
    assert store.search.list_suggestions("berger") == ()


def test_searches_are_saved_under_names(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        archive = store.search
        assert archive.save("Ports", "harbour OR  port") is None
        before = archive.save("ports", "harbour")
        assert before is not None
        assert (before.name, before.query) == ("Ports", "harbour OR port")
        assert [(saved.name, saved.query) for saved in archive.list_saved()] == [
            ("ports", "harbour")
        ]
        assert archive.delete_saved("PORTS").query == "harbour"
        assert archive.list_saved() == []
        with pytest.raises(ValueError, match="a name and a query"):
            archive.save(" ", "harbour")


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("buy", "The port bought two cranes."),
        ("bought", "The port will buy two cranes."),
        ("woman", "Two women were heard."),
        ("crises", "The crisis is over."),
        ("colour", "The color of the flag"),
        ("organize", "The strike was organised by dockers."),
        ("take", "It was taken away."),
    ],
)
def test_irregular_forms_and_other_spellings_are_found(
    store: Store, query: str, written: str
) -> None:
    add_article(store, written, "Port", datetime.date(2026, 3, 12))
    (hit,) = store.search.find(f"{query} kind:article", order="rank")
    assert sum(is_match for _, is_match in hit.snippet) == 1
