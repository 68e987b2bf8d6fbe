"""Collections: named groups of articles, which survive renaming, the trash, and a repair."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, NotFound, Store, StoreError
from db.exporters import Selection, render
from db.exporters.registry import export
from db.importers import ImportItem, read_all_bytes
from db.maintenance.recovery import repair
from db.repositories.bulk_edits import BulkEdit, UndoneEdit
from db.repositories.collections import MembershipChange


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
    assert store.collections.add("the FERRY", [first, second, first]) == MembershipChange(
        ferry.id, added=(first, second)
    )
    change = store.collections.add("Council", [second, third])
    assert (change.added, change.is_new) == ((second, third), True)
    assert counts(store) == [("Council", 2), ("The ferry", 2)]
    assert collections(store, *articles) == [
        ("The ferry",), ("Council", "The ferry"), ("Council",),
    ]  # fmt: skip
    assert [row.collections for row in store.articles.list(order="title")] == [
        ("The ferry",), ("Council",), ("Council", "The ferry"),
    ]  # fmt: skip
    assert store.collections.count_among([second, third]) == {change.collection: 2, ferry.id: 1}


def test_a_change_is_reverted_where_it_changed_something(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    store.collections.add("Ferry", [first])
    added = store.collections.add("Ferry", [first, second, third])
    store.articles.delete(third)
    store.collections.revert(added)
    assert collections(store, first, second) == [("Ferry",), ()]
    removed = store.collections.remove("ferry", [first, second])
    assert removed.removed == (first,)
    store.collections.revert(removed)
    assert counts(store) == [("Ferry", 1)]


def test_reverting_the_change_that_created_a_collection_deletes_it(
    store: Store, articles: list[int]
) -> None:
    created = store.collections.add("Ferry", articles[:1])
    store.collections.revert(created)
    assert counts(store) == []
    store.collections.revert(created)
    kept = store.collections.add("Ferry", articles[:1])
    store.collections.add("Ferry", articles[1:])
    store.collections.revert(kept)
    assert counts(store) == [("Ferry", 2)]


def test_a_collection_is_renamed_deleted_and_restored(store: Store, articles: list[int]) -> None:
    ferry = store.collections.add("Ferry", articles).collection
    store.collections.create("Council")
    with pytest.raises(StoreError, match="There is a collection “Council” already"):
        store.collections.rename(ferry, "council")
    store.collections.rename(ferry, "FERRY")
    before = read_members(store.path)
    deleted = store.collections.delete(ferry)
    assert store.articles.count() == 3
    assert counts(store) == [("Council", 0)]
    store.collections.restore(deleted)
    assert read_members(store.path) == before
    with pytest.raises(StoreError, match="already"):
        store.collections.create("ferry")


def test_unknown_collections_and_articles_change_nothing(store: Store, articles: list[int]) -> None:
    with pytest.raises(NotFound):
        store.collections.add("Ferry", [articles[0], 99])
    with pytest.raises(NotFound, match="no collection “Ferry”"):
        store.collections.remove("Ferry", articles)
    for edit in (lambda: store.collections.delete(7), lambda: store.collections.rename(7, "x")):
        with pytest.raises(NotFound):
            edit()
    with pytest.raises(ValueError, match="needs a name"):
        store.collections.create(" \n")
    assert counts(store) == []


def test_edits_of_collections_are_undone_last_first(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    edits = store.bulk_edits
    assert edits.collect("Ferry", [first, second]).changed == (first, second)
    assert edits.collect("Ferry", articles) == BulkEdit("membership", (third,), (first, second))
    assert edits.collect("ferry", [first], remove=True).changed == (first,)
    edits.rename_collection("Ferry", "Ships")
    ships = edits.delete_collection("Ships").id
    assert [edit.kind for edit in edits.list()][:3] == ["collection", "collection", "membership"]
    assert edits.undo() == UndoneEdit("collection", (ships,), ())
    assert counts(store) == [("Ships", 2)]
    assert edits.undo() == UndoneEdit("collection", (ships,), ())
    assert edits.undo() == UndoneEdit("membership", (first,), ())
    store.articles.delete(third)
    assert edits.undo() == UndoneEdit("membership", (), (third,))
    assert counts(store) == [("Ferry", 2)]
    edits.undo()
    assert counts(store) == []


def test_an_undo_leaves_a_name_that_was_given_again(store: Store, articles: list[int]) -> None:
    ferry = store.collections.add("Ferry", articles).collection
    store.bulk_edits.rename_collection("Ferry", "Ships")
    store.collections.rename(ferry, "Boats")
    assert store.bulk_edits.undo() == UndoneEdit("collection", (), (ferry,))
    store.bulk_edits.delete_collection("Boats")
    store.collections.create("boats")
    assert store.bulk_edits.undo() == UndoneEdit("collection", (), (ferry,))
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
    ferry = store.collections.add("Ferry", [first]).collection
    council = store.collections.add("Council", [second]).collection
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
            copy.imports.add(item, item.analysis)
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
