import datetime
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.structs import replace
from db import SearchHit, Store
from tests.support.articles import add_article
from tests.support.findings import TEXT, analysis, document, span
from tests.support.thoroughness import count_examples


def found_articles(store: Store, query: str) -> list[int]:
    return [hit.article for hit in store.search.find(query, order="rank") if hit.kind == "article"]


def format_snippet(hit: SearchHit) -> str:
    return "".join(f"[{piece}]" if found else piece for piece, found in hit.snippet)


def test_articles_quotations_and_notes_answer_together(store: Store, article: int) -> None:
    note = store.notes.add(article, *span("Port officials"), "ask about the café")
    hits = store.search.find("cafe")

    assert [hit.kind for hit in hits] == ["article", "quotation", "note"]
    assert [format_snippet(hit) for hit in hits[1:]] == [
        "Mara Ortiz: “We have asked for a [café] and got a bucket,”",
        "ask about the [café]",
    ]
    assert hits[2].note == note.id
    assert {(hit.title, hit.site) for hit in hits} == {(TEXT.split("\n")[0], "Coastwire")}


@pytest.mark.usefixtures("article")
def test_a_hit_opens_on_the_words_found(store: Store) -> None:
    found, quotation = store.search.find('"got a bucket"')
    assert TEXT[found.start : found.end] == "got a bucket"
    assert (quotation.start, quotation.end) == (span("“We")[0], span("bucket,”")[1])


@pytest.mark.usefixtures("article")
def test_a_quotation_is_found_by_who_said_it_and_what(store: Store) -> None:
    quotations = [hit for hit in store.search.find("ortiz bucket ") if hit.kind == "quotation"]
    assert len(quotations) == 1
    assert not [hit for hit in store.search.find("regrettable") if hit.kind == "quotation"]


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        ("C++", "She wrote it in C++, alone.", "Vitamin C is sour."),
        ("50%", "Only 50% came.", "Only 50 came."),
        ("$5", "It cost $5 then.", "It took 5 days."),
        ("what's", "They know what’s new.", "They know what is new."),
        ("a-b", "Take the a-b road.", "Take the a road to b."),
        ("AT&T", "He works at AT&T now.", "He is at t."),
        ('"two words"', "Here are two words.", "Two of the words."),
        ("ele*", "An elephant came.", "A camel came."),
        ("CAFE", "The café is shut.", "The bar is shut."),
        ("Ångström", "One angstrom wide.", "One inch wide."),
        ("and not or", "It is and, not, or.", "It is not."),
        ("https://a.example/b", "See https://a.example/b now.", "See a, example b."),
        ("foo:bar", "It is foo:bar here.", "A bar, a foo."),
    ],
)
def test_a_query_finds_what_it_says(store: Store, query: str, right: str, wrong: str) -> None:
    number = add_article(store, right)
    add_article(store, wrong)

    assert found_articles(store, query) == [number]
    start, end = (
        store.search.find(query, order="rank")[0].start,
        store.search.find(query, order="rank")[0].end,
    )
    assert start < end <= len(right)


def test_the_last_word_may_go_on_while_it_is_typed(store: Store) -> None:
    add_article(store, "An elephant walked by.")
    assert len(store.search.find("walked ele")) == 1
    assert len(store.search.find("walked e")) == 1
    assert store.search.find("walked ele ") == []
    assert store.search.find("walked ele", order="rank") == []


def test_while_typing_the_newest_come_first_and_the_best_when_ranked(store: Store) -> None:
    old = add_article(store, "Rain. " * 9, "Rain", datetime.date(2020, 1, 1))
    new = add_article(store, "Sun and wind and a little rain.", "Sun", datetime.date(2021, 1, 1))
    undated = add_article(store, "No rain at all today, said the man on the roof.", "Dry")

    assert [hit.article for hit in store.search.find("rain")] == [new, old, undated]
    assert store.search.find("rain", order="rank")[0].article == old


def test_each_kind_has_its_share_of_few_places(store: Store) -> None:
    for number in range(6):
        article = store.articles.add(
            document(f"{TEXT}{number}"), analysis(f"{TEXT}{number}")
        ).article
    store.notes.add(article, 0, 7, "bucket")

    assert sorted(hit.kind for hit in store.search.find("bucket", limit=5)) == [
        "article", "article", "note", "quotation", "quotation",
    ]  # fmt: skip
    assert store.search.find("bucket", limit=0) == store.search.find("bucket", limit=-1) == []


def test_a_title_is_found_too(store: Store) -> None:
    add_article(store, "Nothing of the kind in here.", "Elephants at large")
    hit = store.search.find("elephants")[0]
    assert (hit.start, hit.end, format_snippet(hit)) == (0, 0, "Nothing of the kind in here.")


def test_the_snippet_is_taken_where_the_words_stand_together(store: Store) -> None:
    text = (
        "A harbour. " + "Nothing else. " * 60 + "The harbour has a new\npilot today. " + "x " * 300
    )
    add_article(store, text)
    hit = store.search.find("harbour pilot ")[0]
    assert text[hit.start : hit.end] == "harbour"
    assert "The [harbour] has a new [pilot] today." in format_snippet(hit)
    assert format_snippet(hit).startswith("…")
    assert format_snippet(hit).endswith("…")
    assert len(format_snippet(hit)) < 200


def test_a_changed_note_is_found_by_its_new_words(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "old words")
    store.notes.edit(note.id, body="fresh ones")
    assert store.search.find("old words") == []
    assert [hit.note for hit in store.search.find("fresh")] == [note.id]


def test_a_long_text_full_of_hits_is_answered_at_its_places(store: Store) -> None:
    add_article(store, "word " * 400_000 + "needle\n")
    hits = [
        store.search.find("word")[0],
        store.search.find("needle")[0],
        store.search.find("word needle ")[0],
    ]
    assert (hits[1].start, hits[1].end) == (2_000_000, 2_000_006)


@settings(max_examples=count_examples(300), deadline=None)
@given(
    st.text() | st.text("ab \"*+-:()^{}%\0'\\,NEARANDOT#“”"), st.sampled_from(["newest", "rank"])
)
def test_any_string_is_a_query(searchable: Store, query: str, order: str) -> None:
    for hit in searchable.search.find(query, order="rank" if order == "rank" else "newest"):
        assert hit.snippet
    with suppress(ValueError):
        searchable.articles.list(query)
    searchable.quotations.list(query)


@pytest.fixture(scope="module")
def searchable(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("search") / "store.sqlite")
    number = store.articles.add(document(), replace(analysis())).article
    store.notes.add(number, 0, 7, "a b")
    return store
