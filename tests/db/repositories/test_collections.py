"""Collections: named groups of articles, which survive renaming, the trash, and a repair."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, NotFound, Store, StoreError
from db.exporters import Selection, render
from db.exporters.registry import export
from db.importers import ImportItem, read_all_bytes
from db.maintenance.recovery import repair
from tests.support.edits import make_edit, undo_edit


def add(store: Store, text: str) -> int:
    return store.articles.add(Document(text, text[:12]), Analysis(text)).article


@pytest.fixture
def articles(store: Store) -> list[int]:
    return [
        add(store, "The ferry stays in port.\n"),
        add(store, "The town votes on a new ferry.\n"),
        add(store, "The harbor master resigns.\n"),
    ]


def counts(store: Store) -> list[tuple[str, int]]:
    return [(found.name, found.articles) for found in store.collections.list()]


def collections(store: Store, *articles: int) -> list[tuple[str, ...]]:
    return [store.articles.row(article).collections for article in articles]


def read_members(path: Path) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(path)) as sqlite:
        return [
            *sqlite.execute("SELECT * FROM collection ORDER BY id"),
            *sqlite.execute("SELECT * FROM collection_article ORDER BY collection, article"),
        ]


def test_an_article_is_in_several_collections(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    ferry = store.collections.create(" The  ferry ")
    assert (ferry.name, ferry.articles) == ("The ferry", 0)
    assert store.collections.add("the FERRY", [first, second, first]).articles == 2
    council = store.collections.add("Council", [second, third])
    assert counts(store) == [("Council", 2), ("The ferry", 2)]
    assert collections(store, *articles) == [
        ("The ferry",), ("Council", "The ferry"), ("Council",),
    ]  # fmt: skip
    assert [row.collections for row in store.articles.list(order="title")] == [
        ("The ferry",), ("Council",), ("Council", "The ferry"),
    ]  # fmt: skip
    assert store.collections.count_among([second, third]) == {council.id: 2, ferry.id: 1}


def test_an_edit_is_undone_where_it_changed_something(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    add, remove = store.collections.add, store.collections.remove
    add("Ferry", [first])
    assert make_edit(store, "membership", lambda: add("Ferry", articles)) == (second, third)
    store.articles.delete(third)
    assert undo_edit(store) == ("membership", (second,), (third,))
    assert collections(store, first, second) == [("Ferry",), ()]
    assert make_edit(store, "membership", lambda: remove("ferry", [first, second])) == (first,)
    undo_edit(store)
    assert counts(store) == [("Ferry", 1)]


def test_undoing_the_edit_that_created_a_collection_deletes_it(
    store: Store, articles: list[int]
) -> None:
    make_edit(store, "membership", lambda: store.collections.add("Ferry", articles[:1]))
    undo_edit(store)
    assert counts(store) == []
    make_edit(store, "membership", lambda: store.collections.add("Ferry", articles[:1]))
    store.collections.add("Ferry", articles[1:])
    undo_edit(store)
    assert counts(store) == [("Ferry", 2)]


def test_a_collection_is_renamed_deleted_and_restored(store: Store, articles: list[int]) -> None:
    ferry = store.collections.add("Ferry", articles).id
    store.collections.create("Council")
    with pytest.raises(StoreError, match="There is a collection “Council” already"):
        store.collections.rename(ferry, "council")
    store.collections.rename(ferry, "FERRY")
    before = read_members(store.path)
    make_edit(store, "collection", lambda: store.collections.delete(ferry))
    assert store.articles.count() == 3
    assert counts(store) == [("Council", 0)]
    undo_edit(store)
    assert read_members(store.path) == before
    with pytest.raises(StoreError, match="already"):
        store.collections.create("ferry")


def test_unknown_collections_and_articles_change_nothing(store: Store, articles: list[int]) -> None:
    with pytest.raises(NotFound):
        store.collections.add("Ferry", [articles[0], 99])
    with pytest.raises(NotFound, match="no collection “Ferry”"):
        store.collections.remove("Ferry", articles)
    with pytest.raises(NotFound):
        store.collections.delete(7)
    with pytest.raises(NotFound):
        store.collections.rename(7, "x")
    with pytest.raises(ValueError, match="needs a name"):
        store.collections.create(" \n")
    assert counts(store) == []


def test_edits_of_collections_are_undone_last_first(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    add, remove = store.collections.add, store.collections.remove
    makes: list[tuple[Callable[[], object], tuple[int, ...]]] = [
        (lambda: add("Ferry", [first, second]), (first, second)),
        (lambda: add("Ferry", articles), (third,)),
        (lambda: remove("ferry", [first]), (first,)),
    ]
    for make, changed in makes:
        assert make_edit(store, "membership", make) == changed
    ships = store.collections.get("Ferry").id
    make_edit(store, "collection", lambda: store.collections.rename(ships, "Ships"))
    make_edit(store, "collection", lambda: store.collections.delete(ships))
    assert undo_edit(store) == ("collection", (ships,), ())
    assert counts(store) == [("Ships", 2)]
    assert undo_edit(store) == ("collection", (ships,), ())
    assert undo_edit(store) == ("membership", (first,), ())
    store.articles.delete(third)
    assert undo_edit(store) == ("membership", (), (third,))
    assert counts(store) == [("Ferry", 2)]
    undo_edit(store)
    assert counts(store) == []


def test_an_undo_leaves_a_name_that_was_given_again(store: Store, articles: list[int]) -> None:
    ferry = store.collections.add("Ferry", articles).id
    make_edit(store, "collection", lambda: store.collections.rename(ferry, "Ships"))
    store.collections.rename(ferry, "Boats")
    assert undo_edit(store) == ("collection", (), (ferry,))
    make_edit(store, "collection", lambda: store.collections.delete(ferry))
    store.collections.create("boats")
    assert undo_edit(store) == ("collection", (), (ferry,))
    assert counts(store) == [("boats", 0)]


def test_the_trash_restores_collections_byte_for_byte(store: Store, articles: list[int]) -> None:
    store.collections.add("Ferry", articles[:2])
    store.collections.add("Council", articles[1:])
    before = read_members(store.path)
    store.trash.move(articles)
    assert counts(store) == [("Council", 0), ("Ferry", 0)]
    store.trash.restore(articles)
    assert read_members(store.path) == before


def test_a_collection_that_was_deleted_meanwhile_comes_back_with_the_article(
    store: Store, articles: list[int]
) -> None:
    first, second, _ = articles
    ferry = store.collections.add("Ferry", [first]).id
    council = store.collections.add("Council", [second]).id
    before = read_members(store.path)
    store.trash.move([first, second])
    store.collections.delete(ferry)
    store.collections.delete(council)
    assert store.collections.create("Harbor").id not in (ferry, council)
    store.collections.delete(store.collections.get("harbor").id)
    store.trash.restore([first])
    assert counts(store) == [("Ferry", 1)]
    store.collections.create("council")
    store.trash.restore([second])
    assert counts(store) == [("council", 1), ("Ferry", 1)]
    store.collections.delete(store.collections.get("council").id)
    assert read_members(store.path) == [row for row in before if row[0] != council]


def test_a_repair_retains_collections(store: Store, articles: list[int], tmp_path: Path) -> None:
    store.collections.add("Ferry", articles[:2])
    before = read_members(store.path)
    repair(store.path, tmp_path / "repaired.sqlite")
    assert read_members(tmp_path / "repaired.sqlite") == before


@pytest.mark.parametrize("form", ["json", "jsonl", "annotations"])
def test_an_export_and_its_import_retain_collections(
    store: Store, articles: list[int], tmp_path: Path, form: str
) -> None:
    store.collections.add("Ferry", articles[:2])
    store.collections.add("Council, old", articles[1:2])
    data = "".join(render(store, Selection(), form)).encode()
    form = "jsonld" if form == "annotations" else form
    with Store(tmp_path / "other.sqlite") as copy:
        copy.collections.create("FERRY")
        for item in read_all_bytes(data, f"library.{form}"):
            assert isinstance(item, ImportItem)
            copy.imports.add(item, None)
        found = {row.title: row.collections for row in copy.articles.list()}
    assert found == {
        "The ferry st": ("FERRY",),
        "The town vot": ("Council, old", "FERRY"),
        "The harbor m": (),
    }


def test_front_matter_and_citations_name_collections(
    store: Store, articles: list[int], tmp_path: Path
) -> None:
    store.collections.add("Ferry", articles[:1])
    store.collections.add("Tides & ports", articles[:1])
    entries = list(render(store, Selection(), "bibtex"))
    assert ["groups = {Ferry, Tides \\& ports}" in entry for entry in entries].count(True) == 1
    assert "".join(entries).count("groups") == 1
    export(store, Selection(), "obsidian", tmp_path / "vault")
    pages = [path.read_text("utf-8") for path in (tmp_path / "vault" / "articles").iterdir()]
    assert sorted('collections: ["Ferry", "Tides & ports"]\n' in page for page in pages) == [
        False, False, True,
    ]  # fmt: skip
