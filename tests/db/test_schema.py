"""The schema is what `db/schema.txt` says, and a store with another one is refused.

After a new migration, renew the file with `ONRECORD_RENEW=1 pytest tests/db/test_schema.py`.
"""

import lzma
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis, Entity
from analysis.structs import replace
from db import Document, Store, StoreError
from db.coded_columns import CODES, decoding_sql, stored_column
from db.deferred_indexes import defer_indexes
from db.importers import ImportItem
from db.library_records import AuthorityEntry
from db.maintenance.integrity import check_store
from db.maintenance.recovery import repair
from db.original_marks import OriginalMark
from db.repositories.watched_sources import WatchedEntry
from db.schema_check import OBJECTS_PATH, list_schema_objects
from tests.support.files import execute_sql
from tests.support.findings import PUBLISHED, analysis, document
from tests.support.older_store import (
    drop_authority_list,
    drop_checksums,
    drop_originals,
    drop_origins,
    drop_quotation_vectors,
    drop_statement_sources,
    index_row_by_row,
    replace_log_by_that_of_version_21,
    write_out_list_keys,
    write_out_words,
)
from tests.support.proposals import CORRECTION


@pytest.fixture
def current_store(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "keep this")
    return path


def test_the_known_schema_is_the_one_that_is_made(tmp_path: Path) -> None:
    if os.environ.get("ONRECORD_RENEW"):
        OBJECTS_PATH.write_text("")
    path = tmp_path / "new.sqlite"
    try:
        Store(path).close()
    except StoreError:
        assert os.environ.get("ONRECORD_RENEW")
    with closing(sqlite3.connect(path)) as sqlite:
        lines = [f"{name} {sql}\n" for name, sql in list_schema_objects(sqlite).items()]
    if os.environ.get("ONRECORD_RENEW"):
        OBJECTS_PATH.write_text("".join(lines), encoding="utf-8")
    assert OBJECTS_PATH.read_text(encoding="utf-8") == "".join(lines), "ONRECORD_RENEW=1 renews it"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER UPDATE ON reading_state BEGIN DELETE FROM note; END",
        "CREATE VIRTUAL TABLE v USING fts5 (words)",
        "ALTER TABLE tag ADD COLUMN more TEXT",
        "DROP VIEW who_said_what",
    ],
)
def test_a_store_with_another_schema_is_refused_untouched(
    current_store: Path, tmp_path: Path, statement: str
) -> None:
    execute_sql(current_store, statement)
    before = current_store.read_bytes()
    with pytest.raises(StoreError, match="onrecord repair"):
        Store(current_store)
    assert current_store.read_bytes() == before
    assert "schema" in {problem.kind for problem in check_store(current_store).problems}
    repair(current_store, tmp_path / "clean.sqlite")
    with Store(tmp_path / "clean.sqlite") as store:
        assert [note.body for note in store.notes.list()] == ["keep this"]


def test_a_view_or_table_of_the_readers_own_is_let_be(current_store: Path) -> None:
    execute_sql(
        current_store,
        "CREATE VIEW mine AS SELECT title FROM article",
        "CREATE TABLE scratch (id INTEGER PRIMARY KEY, words TEXT)",
        "CREATE INDEX mine_words ON scratch (words)",
    )
    with Store(current_store) as store:
        assert store.articles.count() == 1
    assert check_store(current_store).whole


def test_a_store_of_version_21_opens_with_all_but_its_edits(current_store: Path) -> None:
    replace_log_by_that_of_version_21(current_store)
    with Store(current_store) as store:
        assert [note.body for note in store.notes.list(1)] == ["keep this"]
        assert store.edits.list() == []
        with store.edits.record("star", origin="app"):
            store.reading_state.set_starred(1, True)
        assert store.edits.undo() is not None
    assert check_store(current_store).whole


def test_a_store_of_version_25_counts_what_is_new_from_now_on(current_store: Path) -> None:
    with Store(current_store) as store:
        store.search.save("Keep", "keep")
        feed = store.watched_sources.add("feed", "https://coastwire.example/feed")
        entry = WatchedEntry("0" * 64, "tag:1", "", "Pilots", "1" * 64, 1)
        store.watched_sources.replace_entries(feed.id, [entry])
    drop_quotation_vectors(current_store)
    assert check_store(current_store).whole  # a table that it never had is not damaged
    with Store(current_store) as store, store._connection.read_transaction() as sqlite:
        seen = sqlite.execute("SELECT seen, opened FROM saved_search").fetchall()
        assert seen == [(1, None)]
        assert sqlite.execute("SELECT source, added_article FROM feed_article").fetchall() == [
            (1, 1)
        ]
        assert store.watched_sources.list() == [feed]
        assert store.notes.list(1)[0].body == "keep this"
    assert check_store(current_store).whole


def test_a_store_of_version_25_gets_the_types_of_sources(current_store: Path) -> None:
    drop_statement_sources(current_store)
    with Store(current_store) as store:
        assert store.statement_sources.count_missing() == 1
        assert store.statement_sources.add_missing(10) == 1
        assert store.statement_sources.count_missing() == 0
    assert check_store(current_store).whole


def test_a_store_of_version_24_gets_originals(current_store: Path) -> None:
    drop_originals(current_store)
    assert check_store(current_store).whole  # a table that it never had is not damaged
    with Store(current_store) as store:
        assert store.articles.row(1).original is None
        assert store.notes.list(1)[0].body == "keep this"
        store.originals.mark([1], OriginalMark("Mara Ortiz", "Harbor debate"))
    assert check_store(current_store).whole
    repair(current_store)
    with Store(current_store) as store:
        assert store.articles.row(1).original == OriginalMark("Mara Ortiz", "Harbor debate")


def test_a_store_of_version_23_gets_an_authority_list(current_store: Path) -> None:
    drop_authority_list(current_store)
    assert check_store(current_store).whole  # a table that it never had is not damaged
    with Store(current_store) as store:
        assert store.authority.list() == []
        assert store.notes.list(1)[0].body == "keep this"
        store.authority.add([AuthorityEntry("Ana Reis")], "list.csv")
    assert check_store(current_store).whole
    drop_authority_list(current_store)
    repair(current_store)
    with Store(current_store) as store:
        assert store.notes.list(1)[0].body == "keep this"


def test_a_store_of_version_22_keeps_its_proposals_and_its_edits(current_store: Path) -> None:
    with Store(current_store) as store:
        with store.edits.record("star", origin="app"):
            store.reading_state.set_starred(1, True)
        store.imports.add(ImportItem(document(), corrections=(CORRECTION,)), None)
        proposals = store.proposals.list()
    drop_origins(current_store)
    with Store(current_store) as store:
        assert proposals
        assert store.proposals.list() == proposals
        assert store.notes.list(1)[0].body == "keep this"
        assert store.edits.undo() is not None
        assert not store.articles.row(1).starred
    assert check_store(current_store).whole


def test_a_store_of_version_22_opens_with_checksums_of_all_its_rows(current_store: Path) -> None:
    drop_checksums(current_store)
    with Store(current_store) as store:
        store.notes.add(1, 8, 12, "a later note")
    assert check_store(current_store).whole
    execute_sql(current_store, "UPDATE note SET body = 'kept this' WHERE body = 'keep this'")
    (problem,) = check_store(current_store).problems
    assert (problem.kind, problem.article) == ("record", 1)


def test_a_store_of_version_26_finds_and_lists_the_same_words(current_store: Path) -> None:
    write_out_words(current_store)
    with Store(current_store) as store:
        contents = [row.content for row in store.quotations.list()]
        assert "Pilots will walk out on Friday" in contents
        assert "quotation" in {hit.kind for hit in store.search.find("quote:walk")}
        store.trash.move([1])
        store.trash.restore([1])
        assert [row.content for row in store.quotations.list()] == contents
    query = "SELECT content FROM quotation ORDER BY number"
    joined = "“We have asked for a café and got a bucket,”"  # of two spans
    with closing(sqlite3.connect(current_store)) as sqlite:
        assert sqlite.execute(query).fetchall() == [("",), (joined,), ("",)]
        listed = sqlite.execute("SELECT content FROM who_said_what").fetchall()
    assert sorted(content for (content,) in listed) == sorted(contents)
    assert check_store(current_store).whole


def test_a_store_of_version_27_lists_and_finds_the_same(
    current_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(current_store) as store:
        lisbon = document("The ferry of Lisbon is late again. It was late on Monday too.\n")
        other = store.articles.add(
            replace(lisbon, title="Über Lisboa"), Analysis(lisbon.text, PUBLISHED)
        ).article
        store.articles.set_tags(other, ["Fähre"])
        store.trash.move([other])
    before = _list_found(current_store)
    write_out_list_keys(current_store)
    assert check_store(current_store).whole

    def fail(*_: object) -> None:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr("db.schema.store_checksums", fail)
        with pytest.raises(InterruptedError):
            Store(current_store)
    with closing(sqlite3.connect(current_store)) as sqlite:
        assert sqlite.execute("PRAGMA user_version").fetchone() == (27,)
    assert check_store(current_store).whole

    assert _list_found(current_store) == before
    with Store(current_store) as store:
        store.trash.restore([other])
        for words in ("uber", "fahre", "lisboa"):
            assert store.articles.list_ids(words) == [other]
        store.articles.delete(1)
        store.articles.delete(other)
    with closing(sqlite3.connect(current_store)) as sqlite:
        assert sqlite.execute("SELECT count(*) FROM quotation_shingle").fetchone() == (0,)
    assert check_store(current_store).whole


def _list_found(path: Path) -> tuple[object, ...]:
    with Store(path) as store:
        return (
            store.notes.list(1),
            store.articles.list_ids("coastwire pilots"),
            [row.name for row in store.identities.rows("ortiz")],
            [hit.kind for hit in store.search.find("title:pilots text:walk")],
            [hit.article for hit in store.search.find("walked")],  # walk, walks, walking
            [hit.article for hit in store.search.find("entity:ortiz")],
            [hit.kind for hit in store.search.find("type:person")],
            store.search.suggest("pilits"),
        )


def test_the_index_of_quotations_follows_a_moved_bound_and_a_deleted_text(
    current_store: Path,
) -> None:
    indexed = "INSERT INTO quotation_fts (quotation_fts, rank) VALUES ('integrity-check', 1)"
    found = "SELECT count(*) FROM quotation_fts WHERE quotation_fts MATCH 'friday'"
    with closing(sqlite3.connect(current_store)) as sqlite, sqlite:
        assert sqlite.execute(found).fetchone() == (1,)
        sqlite.execute("""UPDATE quotation SET "end" = "end" - 10 WHERE number = 0""")
        assert sqlite.execute(found).fetchone() == (0,)
        sqlite.execute(indexed)
        sqlite.execute("DELETE FROM article")  # references are not enforced
        assert sqlite.execute("SELECT count(*) FROM quotation").fetchone() == (0,)
        sqlite.execute(indexed)


# Made with version 28: four articles of tests, one of them in the trash, with a note, a correction
# and a changed name of a person in the log of edits.
OF_VERSION_28 = Path(__file__).parent / "data" / "version_28.sqlite.xz"


@pytest.fixture
def store_of_version_28(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    path.write_bytes(lzma.decompress(OF_VERSION_28.read_bytes()))
    with closing(sqlite3.connect(path)) as sqlite:
        assert sqlite.execute("PRAGMA user_version").fetchone() == (28,)
    return path


def _list_entities(store: Store, article: int) -> list[Entity]:
    return list(store.open_article(article).findings.analysis.entities)


def test_a_store_of_version_28_has_the_same_findings(store_of_version_28: Path) -> None:
    path = store_of_version_28
    assert check_store(path).whole
    words = "SELECT speaker, content, kind FROM who_said_what ORDER BY article, quotation"
    days = "SELECT date, headline, article FROM timeline ORDER BY article, event"
    rows = (
        words, days, "SELECT * FROM repeated_quotes ORDER BY article",
        "SELECT article, number, label, name FROM entity ORDER BY article, number",
        "SELECT article, number, type, value FROM time_expression ORDER BY article, number",
        "SELECT id, label, name, names, list_key FROM identity ORDER BY id",
    )  # fmt: skip
    with closing(sqlite3.connect(path)) as sqlite:
        before = [sqlite.execute(query).fetchall() for query in rows]
    with Store(path) as store:
        assert {hit.kind for hit in store.search.find("walk ")} >= {"article", "quotation"}
        assert [hit.article for hit in store.search.find("quote:harbor")] == [4, 4, 3, 3]
        [group] = store.quote_groups.list_of_article(3)
        assert [each.article for each in store.quote_groups.load_group(group).tellings] == [3, 4]
        assert store.statement_sources.count_missing() == 0
    with closing(sqlite3.connect(path)) as sqlite:
        after = [sqlite.execute(query).fetchall() for query in rows]
    for former, present in zip(before, after, strict=True):
        assert former
        # ids of quotations are shorter
        assert [row[:-1] for row in present] == [row[:-1] for row in former]
    assert check_store(path).whole


def test_edits_and_deleted_articles_of_version_28_come_back(store_of_version_28: Path) -> None:
    with Store(store_of_version_28) as store:
        names = [entity.name for entity in _list_entities(store, 1)]
        assert "Mara M. Ortiz" in names
        [row] = store.identities.rows("reis")
        assert row.name == "A. Reis"
        for _ in range(2):
            step = store.edits.undo()
            assert step is not None
            assert not step.skipped
        [row] = store.identities.rows("reis")
        assert row.name == "Ana Reis"
        names = [entity.name for entity in _list_entities(store, 1)]
        assert "Mara Ortiz" in names
        assert "Mara M. Ortiz" not in names
        for _ in range(2):
            assert store.edits.redo() is not None
        [row] = store.identities.rows("reis")
        assert row.name == "A. Reis"
        store.trash.restore([2])
        assert _list_entities(store, 2)
        assert {hit.article for hit in store.search.find("quote:walk")} == {1, 2}
        assert store.quote_groups.list_of_article(2)
    assert check_store(store_of_version_28).whole


def test_a_migration_to_version_29_that_ends_early_leaves_version_28(
    store_of_version_28: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr("db.schema.store_checksums", fail)
        with pytest.raises(InterruptedError):
            Store(store_of_version_28)
    with closing(sqlite3.connect(store_of_version_28)) as sqlite:
        assert sqlite.execute("PRAGMA user_version").fetchone() == (28,)
    assert check_store(store_of_version_28).whole


def test_a_damaged_row_of_version_28_stays_damaged(store_of_version_28: Path) -> None:
    execute_sql(
        store_of_version_28, "UPDATE quotation SET cue = 'sang' WHERE article = 1 AND number = 0"
    )
    with Store(store_of_version_28):
        pass
    [problem] = check_store(store_of_version_28).problems
    assert "quotations" in str(problem)


def test_a_repair_of_version_28_saves_all_findings(
    store_of_version_28: Path, tmp_path: Path
) -> None:
    report = repair(store_of_version_28, tmp_path / "repaired.sqlite")
    assert report.complete
    with Store(tmp_path / "repaired.sqlite") as store:
        assert [hit.article for hit in store.search.find("quote:harbor")] == [4, 4, 3, 3]
        assert "PERSON" in {entity.label for entity in _list_entities(store, 1)}


def test_a_store_of_version_29_defers_its_indexes(current_store: Path) -> None:
    index_row_by_row(current_store)
    added = "“The tide table is wrong,” said Zoe Quill."
    with Store(current_store) as store:
        before = len(store.search.find("said"))
        with store.group_commits() as sqlite, defer_indexes(sqlite):
            store.articles.add(Document(added), Analysis(added, None))
        assert [hit.kind for hit in store.search.find("tide table")] == ["article"]
        assert len(store.search.find("said")) == before + 1
    assert check_store(current_store).whole


@pytest.mark.parametrize(("table", "column"), CODES)
def test_a_letter_stands_for_each_word(tmp_path: Path, table: str, column: str) -> None:
    path = tmp_path / "s.sqlite"
    Store(path).close()
    codes = CODES[table, column]
    assert len(set(codes.values())) == len(codes)
    stored = stored_column(table, column)
    with closing(sqlite3.connect(path)) as sqlite:
        (made,) = sqlite.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        assert f"{column} TEXT GENERATED ALWAYS AS ({decoding_sql(table, column)})" in made
        sqlite.execute(f"CREATE TEMP TABLE letters ({stored} TEXT)")
        sqlite.executemany("INSERT INTO letters VALUES (?)", [(code,) for code in codes.values()])
        words = sqlite.execute(f"SELECT {decoding_sql(table, column)} FROM letters").fetchall()
    assert [word for (word,) in words] == [*codes]
