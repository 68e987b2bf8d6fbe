"""Rows that are damaged, or that another program changed, differ from their checksums."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis
from db import Store, StoreError
from db.checksums.comparison import DamagedRecord, accept_records, list_damage
from db.checksums.groups import GROUPS
from db.kinds import TABLES
from tests.support.files import execute_sql
from tests.support.findings import analysis, document


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with an article, two notes, a tag and a deleted article."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "first note")
        store.notes.add(article, 8, 12, "second note")
        store.articles.tag([article], ["harbor"])
        text = "A short text about a bridge.\n"
        store.articles.add(document(text, None), Analysis(text))
        store.trash.move([2])
    return path


def damage(path: Path) -> list[tuple[str, int | None, str]]:
    """The damaged records of a store."""
    with closing(sqlite3.connect(path)) as sqlite:
        return [(record.group, record.key, record.state) for record in list_damage(sqlite)]


def add_notes(store: Store, articles: Sequence[int]) -> None:
    with store.group_commits():
        for article in articles:
            store.notes.add(article, 0, 3, "another note")


def test_every_table_has_checksums_or_is_verified_otherwise(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sqlite:
        query = """SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
            AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"""
        tables = {name for (name,) in sqlite.execute(query)}
        columns = {
            (table, column)
            for table in tables
            for (column,) in sqlite.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))
        }
    assert tables == {table.name for table in TABLES}
    assert {group.source for group in GROUPS} == {t.name for t in TABLES if t.role != "state"}
    excluded = {(group.source, name) for group in GROUPS for name in group.excluded}
    named = {(group.source, name) for group in GROUPS for name in group.columns or ()}
    unchecked = {("article", "text"), ("statement_source", "version")}
    assert excluded - named == unchecked, "a column is in no checksum"
    assert excluded | named <= columns


def test_a_store_that_only_onrecord_wrote_is_whole(path: Path) -> None:
    assert damage(path) == []


@pytest.mark.parametrize(
    ("statement", "record"),
    [
        ("UPDATE note SET body = 'another note' WHERE id = 2", ("note", 2, "changed")),
        ("UPDATE note SET color = x'ff' WHERE id = 1", ("note", 1, "changed")),
        ("UPDATE note SET body = CAST(x'ff' AS TEXT) WHERE id = 1", ("note", 1, "changed")),
        ("UPDATE note SET body = CAST(body AS BLOB) WHERE id = 1", ("note", 1, "changed")),
        ("UPDATE article SET title = title || '.'", ("article", 1, "changed")),
        ("UPDATE article SET text = text || ' '", ("text", 1, "changed")),
        ("UPDATE trash SET record = x'00'", ("trash", 2, "changed")),
        ("UPDATE trash SET days_of_use = 99", ("trash_use", 0, "changed")),
        ("UPDATE quotation SET speaker_names = 'Ivo Brandt' WHERE number = 0",
         ("quotation", 1, "changed")),
        ("DELETE FROM note WHERE id = 2", ("note", 2, "missing")),
        ("DELETE FROM article_tag", ("article_tag", 1, "missing")),
        ("INSERT INTO tag (name) VALUES ('foreign')", ("tag", 2, "unknown")),
        ("UPDATE row_checksum SET checksum = 1 WHERE source = 'note' AND key = 1",
         ("note", 1, "changed")),
        ("DELETE FROM row_checksum WHERE source = 'tag'", ("tag", 1, "unknown")),
        ("UPDATE row_checksum SET source = 'vocabular' WHERE source = 'vocabulary'",
         ("vocabular", None, "unknown")),
    ],
)  # fmt: skip
def test_a_change_by_another_program_is_found(
    path: Path, statement: str, record: tuple[str, int | None, str]
) -> None:
    execute_sql(path, statement)
    assert record in damage(path)
    assert len(damage(path)) <= 2


def test_a_damaged_note_stays_damaged_when_it_is_starred(path: Path) -> None:
    execute_sql(path, "UPDATE note SET body = 'fist note' WHERE id = 1")
    with Store(path) as store:
        store.notes.edit(1, starred=True)
    assert damage(path) == [("note", 1, "changed")]
    with Store(path) as store:
        store.notes.delete(1)
    assert damage(path) == []


def test_a_damaged_group_stays_damaged_when_another_row_changes(path: Path) -> None:
    execute_sql(path, "UPDATE mention SET start = start + 1 WHERE number = 0")
    with Store(path) as store:
        store.articles.tag([1], ["bridge"])
    assert damage(path) == [("mention", 1, "changed")]


def test_a_failed_change_leaves_no_checksum(path: Path) -> None:
    with Store(path) as store, pytest.raises(StoreError):
        add_notes(store, (1, 99))
    assert damage(path) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO analysis_state (article, state) VALUES (1, 'pending')",
        "INSERT OR IGNORE INTO tag (name) VALUES ('harbor')",
        "REPLACE INTO tag (id, name) VALUES (7, 'harbor')",
        "DELETE FROM note",
        "DELETE FROM article",
        "UPDATE article SET title = 'x' WHERE id = 99",
        "INSERT INTO tag (name) VALUES ('a') ON CONFLICT DO NOTHING",
        "INSERT INTO tag (name) VALUES ('harbor') ON CONFLICT DO UPDATE SET color = 'red'",
    ],
)
def test_checksums_follow_every_form_of_change(path: Path, statement: str) -> None:
    with Store(path) as store, store.group_commits() as sqlite:
        assert isinstance(sqlite, sqlite3.Connection)
        sqlite.execute("INSERT INTO analysis_state (article, state) VALUES (1, 'failed')")
        sqlite.execute(statement)
        sqlite.execute(statement)
    assert damage(path) == []


def test_accepted_records_are_no_longer_reported(path: Path) -> None:
    execute_sql(
        path,
        "UPDATE note SET body = 'changed elsewhere' WHERE id = 1",
        "DELETE FROM note WHERE id = 2",
        "INSERT INTO tag (name) VALUES ('foreign')",
    )
    with Store(path) as store, store.group_commits() as sqlite:
        assert isinstance(sqlite, sqlite3.Connection)
        assert accept_records(sqlite, list(list_damage(sqlite))) == 3
    assert damage(path) == []


def test_a_record_is_described_with_what_happened_to_it() -> None:
    assert DamagedRecord("note", 5, "changed", 3).description == (
        "note 5: damaged, or changed by another program"
    )
    assert DamagedRecord("article_tag", 3, "missing", 3).description == (
        "the tags: lost, or deleted by another program"
    )
