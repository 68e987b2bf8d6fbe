"""The log of edits: recording, steps of undo and redo, rows changed since, and damaged rows."""

import datetime
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from analysis import analyze
from analysis.partial_dates import PartialDate
from db import Document, NotFound, Store, StoreError
from db.edits import log
from db.maintenance.integrity import accept_changes
from db.repositories.articles import MetadataChanges
from tests.support.findings import analysis, document


def star_article(store: Store, article: int, starred: bool = True) -> None:
    with store.edits.record("star", origin="app"):
        store.reading_state.set_flag("starred", article, starred)


def test_an_edit_is_undone_redone_and_undone_in_another_session(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        with store.edits.record("star", origin="app", description="Starred") as recording:
            store.reading_state.set_flag("starred", article, True)
        assert recording.edit is not None
        assert recording.edit.items == (article,)
        assert not recording.edit.is_undone
        assert recording.change.articles == frozenset({article})
        assert recording.change.kinds == {"reading_state"}
    with Store(path) as store:
        step = store.edits.undo()
        assert step is not None
        assert (step.edit.kind, step.edit.description) == ("star", "Starred")
        assert (step.edit.origin, step.changed, step.skipped) == ("app", (article,), ())
        assert not store.articles.row(article).starred
    with Store(path) as store:
        assert store.edits.redo() is not None
        assert store.articles.row(article).starred
        assert store.edits.redo() is None
        assert store.edits.undo() is not None
        assert store.edits.undo() is None


def test_edits_of_two_open_stores_are_undone_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as app, Store(path) as command:
        article = app.articles.add(document(), analysis()).article
        star_article(app, article)
        with command.edits.record("tags", origin="command"):
            command.articles.set_tags(article, ["harbor"])
        assert [edit.kind for edit in app.edits.list()] == ["tags", "star"]
        step = app.edits.undo()
        assert step is not None
        assert step.edit.origin == "command"
        assert app.articles.row(article).tags == ()
        assert command.edits.next("redo") == app.edits.list()[0]
        command.edits.undo()
        assert not app.articles.row(article).starred


def test_several_writes_are_one_edit_and_a_failed_one_stores_nothing(
    store: Store, articles: list[int]
) -> None:
    first, second, _ = articles
    with store.edits.record("star", origin="app"):
        star_article(store, first)
        store.articles.set_tags(second, ["harbor"])
        store.notes.add(second, 0, 3, "Which?")
    assert len(store.edits.list()) == 1

    def fail() -> None:
        with store.edits.record("star", origin="app"):
            store.reading_state.set_flag("starred", second, True)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not store.articles.row(second).starred
    assert len(store.edits.list()) == 1
    store.edits.undo()
    assert not store.articles.row(first).starred
    assert store.articles.row(second).tags == ()
    assert store.notes.list() == []
    star_article(store, first)
    assert store.articles.row(first).starred


def test_an_edit_without_effect_is_not_stored(store: Store, articles: list[int]) -> None:
    star_article(store, articles[0])
    star_article(store, articles[0])
    with store.edits.record("tags", origin="app") as recording:
        store.articles.set_tags(articles[0], [])
    assert recording.edit is None
    assert [edit.kind for edit in store.edits.list()] == ["star"]


def test_a_new_edit_removes_those_that_could_be_redone(store: Store, articles: list[int]) -> None:
    star_article(store, articles[0])
    store.edits.undo()
    star_article(store, articles[1])
    assert store.edits.redo() is None
    assert [edit.items for edit in store.edits.list()] == [(articles[1],)]


def test_rows_that_were_changed_since_are_skipped(store: Store, articles: list[int]) -> None:
    with store.edits.record("star", origin="app"):
        for article in articles:
            store.reading_state.set_flag("starred", article, True)
    first, second, third = articles
    store.reading_state.set_flag("starred", second, False)
    store.articles.delete(third)
    step = store.edits.undo()
    assert step is not None
    assert (step.changed, step.skipped) == ((first,), (second, third))


def test_a_position_that_was_read_since_remains(store: Store, articles: list[int]) -> None:
    star_article(store, articles[1])
    store.reading_state.save_bookmarks(articles[1], {"a": 4})
    step = store.edits.undo()
    assert step is not None
    assert step.changed == (articles[1],)
    assert store.reading_state.bookmarks(articles[1]) == {"a": 4}


def test_metadata_is_restored_field_by_field(store: Store, articles: list[int]) -> None:
    article = articles[0]
    before = store.articles.get(article).document
    with store.edits.record("metadata", origin="app"):
        facts = MetadataChanges(site="Harbor Post", section="Ports")
        store.articles.set_metadata(article, facts)
        store.articles.set_metadata(article, published="2024-05-06")
    store.articles.set_metadata(article, MetadataChanges(section="Towns"))
    store.edits.undo()
    after = store.articles.get(article).document
    assert (after.site, after.section) == (before.site, "Towns")
    assert after.published == before.published
    assert "site" not in dict(after.origins)
    assert dict(after.origins)["section"] == "given"
    assert [row.id for row in store.articles.list("harbor post")] == []


def test_a_note_that_was_edited_since_is_not_deleted(store: Store, articles: list[int]) -> None:
    with store.edits.record("notes", origin="command"):
        edited, plain = (store.notes.add(id, 0, 3, "Check", tags=["a"]) for id in articles[1:])
    store.notes.edit(edited.id, body="Checked: true")
    step = store.edits.undo()
    assert step is not None
    assert (step.changed, step.skipped) == ((plain.id,), (edited.id,))
    assert [(note.body, note.tags) for note in store.notes.list()] == [("Checked: true", ("a",))]


def test_a_note_that_got_a_tag_since_is_not_deleted(store: Store, articles: list[int]) -> None:
    with store.edits.record("notes", origin="command"):
        note = store.notes.add(articles[1], 0, 3, "Check")
    store.notes.edit(note.id, tags=["later"])
    assert store.edits.undo() is not None
    assert [note.tags for note in store.notes.list()] == [("later",)]


def test_an_edit_of_a_tag_changes_the_articles_of_its_notes(
    store: Store, articles: list[int]
) -> None:
    store.notes.add(articles[1], 0, 3, "Check", tags=["quay"])
    store.articles.set_tags(articles[2], ["harbor"])
    with store.edits.record("tags", origin="app") as recording:
        store.tag_edits.merge(["quay"], "harbor")
    assert recording.change.articles == frozenset({articles[1]})
    assert {"notes", "tags"} <= recording.change.kinds


def test_a_collection_with_articles_of_later_edits_remains(
    store: Store, articles: list[int]
) -> None:
    with store.edits.record("membership", origin="app"):
        store.collections.add("Ports", articles[:1])
    store.collections.add("Ports", articles[1:2])
    step = store.edits.undo()
    assert step is not None
    assert step.changed == (articles[0],)
    assert [(found.name, found.articles) for found in store.collections.list()] == [("Ports", 1)]


def test_a_deleted_collection_is_not_restored_if_its_name_is_in_use(
    store: Store, articles: list[int]
) -> None:
    store.collections.add("Ports", articles[:1])
    [found] = store.collections.list()
    with store.edits.record("collection", origin="app"):
        store.collections.delete(found.id)
    store.collections.add("ports", articles[1:2])
    step = store.edits.undo()
    assert step is not None
    assert (step.changed, step.skipped) == ((), (found.id,))
    assert [(found.name, found.articles) for found in store.collections.list()] == [("ports", 1)]


def test_dates_in_the_texts_follow_an_undone_publication_date(store: Store) -> None:
    text = "The council met on Tuesday. The ferry sails tomorrow."
    day = datetime.date(2024, 5, 9)
    article = store.articles.add(
        Document(text, published=PartialDate(2024, 5, 9)), analyze(text, day)
    ).article
    before = store.articles.get(article)
    with store.edits.record("metadata", origin="app"):
        store.articles.set_metadata(article, published="2024-05-16")
    dated = store.articles.get(article)
    store.edits.undo()
    assert store.articles.get(article) == before
    store.edits.redo()
    assert store.articles.get(article) == dated


def test_an_edit_is_undone_by_its_id_once(store: Store, articles: list[int]) -> None:
    with store.edits.record("star", origin="app") as recording:
        store.reading_state.set_flag("starred", articles[0], True)
    assert recording.edit is not None
    with store.edits.record("tags", origin="app"):
        store.articles.set_tags(articles[0], ["ports"])
    store.edits.undo(recording.edit.id)
    assert not store.articles.row(articles[0]).starred
    with pytest.raises(NotFound, match="undone already"):
        store.edits.undo(recording.edit.id)
    assert store.articles.row(articles[0]).tags == ("ports",)


def test_articles_are_trashed_and_restored(store: Store, articles: list[int]) -> None:
    before = [store.open_article(article) for article in articles]
    with store.edits.record("trash", origin="command") as recording:
        store.trash.move(articles[:2])
    assert recording.list_items() == tuple(articles[:2])
    assert recording.change.kinds == {"list"}
    store.edits.undo()
    assert [store.open_article(article) for article in articles] == before
    store.edits.redo()
    assert store.trash.count() == 2
    with store.edits.record("restore", origin="app"):
        store.trash.restore(articles[:1])
    store.trash.delete(articles[1:2])
    store.edits.undo()
    assert [row.id for row in store.trash.list()] == articles[:1]
    step = store.edits.undo()
    assert step is not None
    assert (step.changed, step.skipped) == (tuple(articles[:1]), tuple(articles[1:2]))


def test_a_later_correction_survives_the_undo_of_an_earlier_one(store: Store) -> None:
    from db.corrections import SetKind, SetLabel

    article = store.articles.add(document(), analysis()).article
    found = store.articles.get(article).analysis
    quotation, mention = found.quotations[0], found.mentions[0]
    with store.edits.record("correction", origin="app") as recording:
        store.corrections.add(article, quotation.start, quotation.end, SetKind("scare"))
    with store.edits.record("correction", origin="app"):
        store.corrections.add(article, mention.start, mention.end, SetLabel("LOC"))
    assert recording.edit is not None
    store.edits.undo(recording.edit.id)
    after = store.articles.get(article).analysis
    assert after.quotations[0].kind == quotation.kind
    assert after.mentions[0].label == "LOC"
    [correction] = store.corrections.list_of_article(article)
    store.corrections.revert(correction.id)
    assert store.articles.get(article).analysis == found


def test_the_number_of_stored_edits_is_limited(
    store: Store, articles: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_EDITS", 5)
    for number in range(8):
        star_article(store, articles[0], number % 2 == 0)
    assert len(store.edits.list()) == 5
    monkeypatch.setattr(log, "_MOST_BYTES", 1)
    star_article(store, articles[1])
    assert [edit.items for edit in store.edits.list()] == [(articles[1],)]


def execute_values(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute(sql, values)


@pytest.mark.parametrize(
    "row",
    [
        ["sqlite_master", ["note"], None, {"sql": "x"}],
        ["tag", [1], {"name = 'x' WHERE 1; --": "a"}, {"name = 'x' WHERE 1; --": "b"}],
        ["reading_state", [1], {"starred": 0}, {"starred": "yes"}],
        ["reading_state", [1, 2], {"starred": 0}, {"starred": 1}],
        ["note", [1], None, None],
    ],
)
def test_a_manipulated_log_changes_nothing(store: Store, articles: list[int], row: object) -> None:
    star_article(store, articles[0])
    packed = zlib.compress(msgspec.msgpack.encode([[row], []]))
    for value in (packed, b"", zlib.compress(b"\xc1"), "text"):
        execute_values(store.path, "UPDATE edit SET changes = ?", value)
        for _ in range(2):  # with a wrong checksum, and with that of the manipulated row
            with pytest.raises(StoreError, match="damaged"):
                store.edits.undo()
            accept_changes(store.path)
    execute_values(store.path, "UPDATE edit SET kind = 'unknown'")
    assert [edit.damaged for edit in store.edits.list()] == [True]
    assert store.articles.row(articles[0]).starred
