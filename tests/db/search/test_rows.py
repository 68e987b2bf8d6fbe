"""Filters of lists: fields mean the same as in a search, and words match what a row shows."""

import datetime
from datetime import date

import pytest

from db import Document, Store
from db.importers import ImportItem
from db.search.parser import RowLanguage, parse
from db.search.rows import LIBRARY, TRASH, RowFacts, matches, parse_filter
from tests.support.articles import add_article
from tests.support.findings import PUBLISHED, analysis, document


def add_news(store: Store, title: str, published: date | None, site: str) -> int:
    text = f"{title} is the news of the day.\n"
    return add_article(store, text, title, published, site=site)


@pytest.fixture
def article_ids(store: Store) -> dict[str, int]:
    """Four articles by a name each; the first has findings."""
    store.articles.add(document(), analysis())
    ids = {
        "pilots": 1,
        "ferry": add_news(store, "New ferry", date(2022, 3, 17), "Coast Post"),
        "harbor": add_news(store, "Old harbor", date(2023, 5, 2), "Coast Post"),
        "storm": add_news(store, "A storm", None, "Inland News"),
    }
    store.articles.set_tags(ids["ferry"], ["election/fraud"])
    store.articles.set_tags(ids["harbor"], ["Election", "elections"])
    store.reading_state.set_state(ids["ferry"], "read")
    store.reading_state.set_flag("starred", ids["storm"], True)
    store.collections.add("Ports", [ids["pilots"], ids["harbor"]])
    store.notes.add(ids["storm"], 0, 7, "check", tags=["election/polls"])
    return ids


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("is:unread", "pilots harbor storm"),
        ("is:read", "ferry"),
        ("is:starred", "storm"),
        ("is:undated", "storm"),
        ("is:unread coast", "pilots harbor"),
        ("coast post", "ferry harbor"),
        ('"st post"', "ferry harbor"),
        ("ost", "ferry harbor"),
        ("-is:unread OR old", "ferry harbor"),
        ("-harbor", "pilots ferry storm"),
        ("tag:election", "ferry harbor"),
        ("tag:election*", "ferry harbor"),
        ("tag:election/fraud", "ferry"),
        ("has:note", "storm"),
        ("collection:ports", "pilots harbor"),
        ("collection:po*", "pilots harbor"),
        ("-collection:ports", "ferry storm"),
        ("before:2023", "pilots ferry"),
        ("after:2022 tag:election", "harbor"),
        ("on:2022-03", "ferry"),
        ("added:today", "pilots ferry harbor storm"),
        ("added:before:today", ""),
        ('title:"new ferry"', "ferry"),
        ('speaker:"Mara Ortiz"', "pilots"),
        ('source:"coast post"', "ferry harbor"),
        ("source:inl", "storm"),
    ],
)
def test_the_library_is_filtered_by_fields(
    store: Store, article_ids: dict[str, int], query: str, expected: str
) -> None:
    wanted = sorted(article_ids[name] for name in expected.split())
    assert sorted(row.id for row in store.articles.list(query)) == wanted
    assert sorted(store.articles.list_ids(query)) == wanted
    assert store.articles.count(query) == len(wanted)


def test_articles_without_a_complete_analysis_are_found(
    store: Store, article_ids: dict[str, int]
) -> None:
    text = "The ferry waits for its analysis.\n"
    added = store.imports.add(ImportItem(Document(text, "Waiting")), None)
    assert store.articles.list_ids("is:incomplete") == [added.article]
    assert sorted(store.articles.list_ids("-is:incomplete")) == sorted(article_ids.values())


def test_a_filter_is_sorted_like_the_list(store: Store, article_ids: dict[str, int]) -> None:
    by_title = store.articles.list("tag:election", order="title", limit=1)
    assert [row.title for row in by_title] == ["New ferry"]
    by_day = store.articles.list("-is:starred coast", order="published", limit=2)
    assert [row.id for row in by_day[1:]] == [article_ids["ferry"]]


@pytest.mark.usefixtures("article_ids")
@pytest.mark.parametrize("field", ["tag:election", "collection:ports", "is:undated", "added:today"])
def test_the_new_fields_work_in_the_search_too(store: Store, field: str) -> None:
    found = {hit.article for hit in store.search.find(f"{field} kind:article")}
    assert found == set(store.articles.list_ids(field))


def test_a_note_is_found_by_a_tag_above_its_own(store: Store, article_ids: dict[str, int]) -> None:
    [hit] = store.search.find("tag:election kind:note")
    assert hit.article == article_ids["storm"]


def test_days_of_addition_are_local_ones() -> None:
    today = date(2026, 5, 4)
    assert parse("added:before:2026-05", today=today).error is None
    error = parse("added:rain", today=today).error
    assert error is not None
    assert "not a date" in error.message


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("after:yesterdy", "not a date"),
        ("after:yesterdy ", "not a date"),
        ('on:"last wek', "not a date"),
        ("spekaer:reis", "no field has the name spekaer: did you mean speaker:?"),
        ("re:publica", "add quotation marks"),
        ("is:unraed", "is: takes unread"),
        ("about:rain", "about: finds quotations in a search only"),
        ("kind:note", "no kind: in the library; its fields are title:, source:"),
        ("rain NEAR/3 port", "NEAR is for the words of a field here"),
    ],
)
def test_an_error_is_reported_while_it_is_typed(typed: str, message: str) -> None:
    error = parse_filter(typed, LIBRARY).error
    assert error is not None
    assert message in error.message


@pytest.mark.parametrize(
    "typed",
    [
        "after:yester", "after:20", 'on:"last we', 'on:"17 Ma', 'on:"christmas e', "after:Mar",
        "is:unr", "tag:", 'tag:"to', "speaker:r", "(",
        "C:", "https://port.example/a", "10:30", "Update: rain",
    ],
)  # fmt: skip
def test_an_unfinished_filter_is_no_error(typed: str) -> None:
    assert parse_filter(typed, LIBRARY).error is None


def test_an_invalid_filter_is_refused_with_its_position(store: Store) -> None:
    for read in (store.articles.list, store.articles.count, store.articles.list_ids):
        with pytest.raises(ValueError, match="»yesterdy«"):
            read("after:yesterdy")


@pytest.mark.usefixtures("article_ids")
def test_fields_and_values_of_a_list_are_completed(store: Store) -> None:
    def offered(typed: str, rows: RowLanguage) -> list[str]:
        return [each.text for each in store.search.complete(typed, len(typed), rows=rows)]

    assert offered("t", TRASH) == ["title:"]
    assert offered("is:", TRASH) == ["undated"]
    assert offered("tag:", TRASH) == []
    assert offered("rain col", LIBRARY) == ["collection:"]
    assert offered("collection:p", LIBRARY) == ["Ports"]
    assert offered("tag:f", LIBRARY) == []
    assert offered("tag:ele", LIBRARY)[:2] == ["Election", "election/fraud"]
    assert offered("about", LIBRARY) == []


@pytest.mark.usefixtures("article_ids")
def test_people_are_filtered_by_their_articles(store: Store) -> None:
    def names(filter: str) -> list[str]:
        return [row.name for row in store.identities.rows(filter=filter)]

    everyone = names("")
    assert "Mara Ortiz" in everyone
    assert names("collection:ports") == everyone
    assert names("collection:ports ortiz") == ["Mara Ortiz"]
    assert names("tag:election") == []
    assert "Mara Ortiz" not in names("-ortiz collection:ports")
    assert names("tag:election OR ortiz") == ["Mara Ortiz"]
    assert store.identities.count(filter="collection:ports ortiz") == 1


def test_rows_in_memory_are_tested() -> None:
    rows = RowLanguage(
        "the notes", ("title", "note", "tag", "on", "before", "after", "is:starred", "kind:note")
    )
    facts = RowFacts(
        "a bucket of cafe",
        {"title": "pilots walk out", "note": "ask again"},
        first_day=PUBLISHED,
        last_day=PUBLISHED + datetime.timedelta(2),
        tags=("election/fraud",),
        values=frozenset({"is:starred", "kind:note"}),
    )
    year = PUBLISHED.year
    for query, expected in [
        ("café", True),
        ("buck caf", True),
        ("title:pil", True),
        ('title:"walk out"', True),
        ('title:"pilots out"', False),
        ("note:bucket", False),
        ("tag:ELECTION", True),
        ("tag:elect", False),
        ("tag:elect*", True),
        (f"on:{year} -is:starred", False),
        (f"before:{year} OR kind:note", True),
        (f"after:{PUBLISHED.isoformat()}", False),
    ]:
        parsed = parse_filter(f"{query} ", rows)
        assert parsed.error is None, parsed.error
        assert parsed.root is not None
        assert matches(parsed.root, facts) is expected, query
    assert not matches(parse_filter("on:2022 ", rows).root or facts, RowFacts(""))  # type: ignore[arg-type]
