"""A store of version 30 opens with all that it had, and only its trash is rewritten."""

import json
import signal
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from analysis import Entity
from db import Store, StoreError
from db.connection import VERSION
from db.edits.models import DamagedEditError
from db.maintenance.integrity import check_store
from db.maintenance.recovery import repair
from db.schema import renew_trashed_articles
from tests.support.children import DEADLINE
from tests.support.files import execute_sql
from tests.support.findings import TEXT, analysis
from tests.support.older_store import write_store_of_version_30
from tests.support.read_only import read_only

FORMER, PRESENT = 2, 5  # the articles in the trash, moved there by the versions 27 and 30
FORMER_TEXT = f"{TEXT}The pilots will meet again next week.\n"
_KILLED = """import os
import sys
import db.schema
from db import Store
db.schema.store_checksums = lambda *_: os.kill(os.getpid(), 9)
Store(sys.argv[1])"""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    write_store_of_version_30(path)
    assert read_version(path) == 30
    assert check_store(path).whole
    return path


def read_version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as sqlite:
        return int(sqlite.execute("PRAGMA user_version").fetchone()[0])


def dump_tables(path: Path) -> dict[str, list[str]]:
    """Return all rows of all tables, also those of the indexes, but for the counters."""
    counters = ("_sqlite_migrations", "commit_counter")
    with closing(sqlite3.connect(path)) as sqlite:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        return {
            name: sorted(map(repr, sqlite.execute(f"SELECT * FROM {name}")))
            for (name,) in sqlite.execute(query).fetchall()
            if name not in counters
        }


def read_trash(path: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(path)) as sqlite:
        return dict(sqlite.execute("SELECT id, record FROM trash").fetchall())


def read_record(path: Path, article: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(read_trash(path)[article]))
    return found


def list_entities(store: Store, article: int) -> list[Entity]:
    return list(store.open_article(article).findings.analysis.entities)


def test_every_row_stays_as_it_is_but_for_the_former_record_in_the_trash(older: Path) -> None:
    before, trash = dump_tables(older), read_trash(older)
    Store(older).close()
    after, renewed = dump_tables(older), read_trash(older)
    assert read_version(older) == VERSION
    assert renewed.pop(FORMER) != trash.pop(FORMER)
    assert renewed == trash
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"trash", "row_checksum"}
    differing = {*before["row_checksum"]} ^ {*after["row_checksum"]}
    assert {row[: len("(2, 'trash'")] for row in differing} == {"(2, 'trash'"}
    assert check_store(older).whole
    backup, *others = (older.parent / "s.sqlite-backups").iterdir()
    assert not others
    assert dump_tables(backup) == before
    with closing(sqlite3.connect(older)) as sqlite:
        renew_trashed_articles(sqlite)  # what is renewed stays as it is
        assert not sqlite.total_changes


def test_records_in_the_trash_have_the_columns_of_their_tables(older: Path) -> None:
    Store(older).close()
    record = read_record(older, FORMER)
    columns = {table: found["columns"] for table, found in record["rows"].items()}
    present = read_record(older, PRESENT)
    assert columns == {table: found["columns"] for table, found in present["rows"].items()}
    words = {"quotation": "kind_code", "entity": "label_code", "time_expression": "type_code"}
    for table, column in words.items():
        at = columns[table].index(column)
        assert {row[at] for row in record["rows"][table]["rows"]} == {
            row[at] for row in present["rows"][table]["rows"]
        }
    for (row, keys), (present_row, present_keys) in zip(
        record["links"]["identities"], present["links"]["identities"], strict=True
    ):
        assert row | {"folded": ""} == present_row
        assert keys == present_keys
    [_, [place, _]] = record["links"]["identities"]
    assert (place["name"], place["label_code"], place["all_names"]) == ("Port Luna", "G", "")


@pytest.mark.parametrize("order", [(FORMER, PRESENT), (PRESENT, FORMER)])
@pytest.mark.parametrize("is_known", [True, False])
def test_deleted_articles_come_back_with_all_that_belongs_to_them(
    older: Path, order: tuple[int, ...], is_known: bool
) -> None:
    with Store(older) as store:
        if not is_known:  # so that the trash alone has the people and places
            store.articles.delete(1)
            assert [row.name for row in store.identities.rows("ortiz")] == []
        for article in order:
            assert store.trash.load(article, 7).row.starred
            store.trash.restore([article])
        stored = store.articles.get(FORMER).analysis
        assert stored == analysis(FORMER_TEXT)
        for article, tags in ((FORMER, ("Fähre",)), (PRESENT, ("Fähre", "port"))):
            row = store.articles.row(article)
            assert (row.starred, row.tags) == (True, tags)
            assert [note.tags for note in store.notes.list(article)] == [("Ruf",)]
            assert store.quote_groups.list_of_article(article)
        [strike] = store.collections.list()
        assert strike.articles == 2
        [person] = store.identities.rows("ortiz")
        assert (person.name, person.label) == ("Mara Ortiz", "PERSON")
        assert [row.name for row in store.identities.rows("mara m. ortiz")] == ["Mara Ortiz"]
        known = {1, FORMER, PRESENT} if is_known else {FORMER, PRESENT}
        assert {row.article for row in store.identities.articles(person.id)} == known
        assert {hit.article for hit in store.search.find("quote:walk")} == known
        assert store.articles.list_ids("fahre coastwire") == sorted(order, reverse=True)
    assert check_store(older).whole


@pytest.mark.parametrize(
    "record",
    [
        b"", b"no record", zlib.compress(b"{"), zlib.compress(b"[]"),
        zlib.compress(b'{"rows": []}'),
        zlib.compress(json.dumps({
            "rows": {"quotation": {"columns": ["id", "kind"], "rows": [[1]]}},
            "tags": [], "links": {"identities": []},
        }).encode()),
    ],
)  # fmt: skip
def test_an_unreadable_record_in_the_trash_stays_as_it_is(older: Path, record: bytes) -> None:
    with closing(sqlite3.connect(older)) as sqlite, sqlite:
        sqlite.execute("UPDATE trash SET record = ? WHERE id = ?", (record, FORMER))
    with Store(older) as store:
        assert [row.id for row in store.trash.list() if row.damaged] == [FORMER]
        with pytest.raises(StoreError, match="damaged"):
            store.trash.restore([FORMER])
        store.trash.restore([PRESENT])
    assert read_trash(older) == {FORMER: record}
    [problem] = check_store(older).problems
    assert problem.message.startswith(f"deleted article {FORMER}: damaged")


def test_a_damaged_row_of_the_trash_comes_back_as_a_damaged_article(older: Path) -> None:
    execute_sql(older, f"UPDATE trash SET title = 'Pilots sing' WHERE id = {FORMER}")
    with Store(older) as store:
        assert [row.id for row in store.trash.list() if row.damaged] == [FORMER]
        store.trash.restore([FORMER])
        assert store.articles.row(FORMER).damaged
        assert list_entities(store, FORMER)


def test_edits_of_version_30_are_undone_and_redone(older: Path) -> None:
    with Store(older) as store:
        assert store.articles.row(1).starred
        assert [entity.name for entity in list_entities(store, 4)] == ["Anabel Reis"]
        for _ in range(4):
            step = store.edits.undo()
            assert step is not None
            assert not step.skipped
        assert not store.articles.row(1).starred
        assert [entity.name for entity in list_entities(store, 4)] == ["Ana Reis"]
        [row] = store.identities.rows("reis")
        assert row.name == "Ana Reis"
        assert store.articles.row(PRESENT).starred
    assert check_store(older).whole
    with Store(older) as store:
        for _ in range(4):
            step = store.edits.redo()
            assert step is not None
            assert not step.skipped
        assert store.articles.row(1).starred
        assert sorted(row.name for row in store.identities.rows("reis")) == [
            "A. Reis", "Anabel Reis",
        ]  # fmt: skip
        assert {article.id for article in store.trash.list()} == {FORMER, PRESENT}
    assert check_store(older).whole


def test_an_edit_with_former_columns_is_refused(older: Path) -> None:
    with Store(older) as store:
        for _ in range(5):
            assert store.edits.undo() is not None
        before = store.articles.get(1)
        assert store.articles.row(FORMER).starred  # articles are moved without rows of the log
        with pytest.raises(DamagedEditError, match="cannot be undone"):
            store.edits.undo()
        assert store.articles.get(1) == before
    assert check_store(older).whole


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise InterruptedError

    before = dump_tables(older)
    with monkeypatch.context() as patch:
        patch.setattr("db.schema.store_checksums", fail)
        with pytest.raises(InterruptedError):
            Store(older)
    assert read_version(older) == 30
    assert dump_tables(older) == before
    assert check_store(older).whole


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_store_whose_migration_was_killed_opens_again(older: Path) -> None:
    before = dump_tables(older)
    command = [sys.executable, "-c", _KILLED, str(older)]
    ended = subprocess.run(command, timeout=DEADLINE, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert read_version(older) == 30
    assert dump_tables(older) == before
    with Store(older) as store:
        store.trash.restore([FORMER])
        assert store.articles.get(FORMER).analysis == analysis(FORMER_TEXT)
    assert check_store(older).whole


def test_a_damaged_row_stays_damaged(older: Path) -> None:
    execute_sql(
        older, "UPDATE quotation SET cue = 'sang' WHERE article = 1 AND number = 0",
        "INSERT INTO collection (name, created) VALUES ('Later', '2026-03-12')",
    )  # fmt: skip
    Store(older).close()
    messages = [str(problem) for problem in check_store(older).problems]
    assert len(messages) == 2
    assert any("quotations" in message for message in messages)
    assert any("collection" in message for message in messages)


def test_a_read_only_store_is_not_migrated(older: Path) -> None:
    before = older.read_bytes()
    with read_only(older.parent), pytest.raises(StoreError, match=r"older version and read-only"):
        Store(older)
    assert older.read_bytes() == before


def test_a_repair_saves_all_and_renews_the_trash(older: Path, tmp_path: Path) -> None:
    repaired = tmp_path / "repaired.sqlite"
    assert repair(older, repaired).complete
    assert read_version(older) == 30
    Store(older).close()
    assert read_trash(repaired) == read_trash(older)
    with Store(older) as migrated, Store(repaired) as store:
        for words in ("quote:harbor", "walk", "ortiz"):
            assert store.search.find(words) == migrated.search.find(words) != []
        store.trash.restore([FORMER])
        assert store.articles.get(FORMER).analysis == analysis(FORMER_TEXT)
    assert check_store(repaired).whole


def test_a_repair_marks_the_damage_of_a_store_that_was_not_migrated(
    older: Path, tmp_path: Path
) -> None:
    repaired = tmp_path / "repaired.sqlite"
    execute_sql(
        older, "UPDATE note SET body = 'keep that'",
        f"UPDATE trash SET title = 'Pilots sing' WHERE id = {FORMER}",
    )  # fmt: skip
    report = repair(older, repaired)
    assert {(record.group, record.key) for record in report.unmended} == {
        ("note", 1), ("trash", FORMER),
    }  # fmt: skip
    assert {problem.message.partition(":")[0] for problem in check_store(repaired).problems} == {
        "note 1", f"deleted article {FORMER}",
    }  # fmt: skip
