"""The schema is what `db/schema.txt` says, and a store with another one is refused.

After a new migration, renew the file with `ONRECORD_RENEW=1 pytest tests/db/test_schema.py`.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import Store, StoreError
from db.coded_columns import CODES, decoding_sql, stored_column
from db.maintenance.integrity import check_store
from db.maintenance.recovery import repair
from db.schema_check import OBJECTS_PATH, list_schema_objects
from tests.support.files import execute_sql
from tests.support.findings import analysis, document


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


def test_the_words_of_quotations_are_read_from_their_texts(current_store: Path) -> None:
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
