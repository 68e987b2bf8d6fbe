"""The triggers of checksums exist for every table that a connection changes."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from analysis import Analysis
from db import Store, StoreError
from db.checksums.comparison import list_damage
from db.checksums.groups import GROUPS
from tests.support.findings import document
from tests.support.full_store import fill_store

LATER = "Pilots leave the port.\n"


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everything, whose content no test changes."""
    path = tmp_path_factory.mktemp("model") / "store.sqlite"
    fill_store(path)
    return path


@pytest.fixture
def path(tmp_path: Path, intact: Path) -> Path:
    path = tmp_path / "store.sqlite"
    path.write_bytes(intact.read_bytes())
    return path


def list_triggers(store: Store) -> set[str]:
    """The tables that have triggers of checksums."""
    query = "SELECT DISTINCT tbl_name FROM temp.sqlite_master WHERE name LIKE 'checksum%'"
    with store._connection.read_transaction() as sqlite:
        return {name for (name,) in sqlite.execute(query)}


def is_whole(path: Path) -> bool:
    """True if all rows agree with their checksums."""
    with closing(sqlite3.connect(path)) as sqlite:
        return next(list_damage(sqlite), None) is None


def test_a_star_creates_only_the_triggers_of_its_tables(path: Path) -> None:
    with Store(path) as store:
        store.articles.list()
        assert list_triggers(store) == set()
        store.reading_state.set_flag("starred", 2, True)
        assert list_triggers(store) == {"reading_state"}
        store.notes.delete(1)
        assert {"note", "note_tag"} <= list_triggers(store) < {group.source for group in GROUPS}
    assert is_whole(path)


def test_rows_that_a_deletion_takes_along_lose_their_checksums(path: Path) -> None:
    with Store(path) as store, store.group_commits() as sqlite:
        assert isinstance(sqlite, sqlite3.Connection)
        sqlite.execute("DELETE FROM identity_entity WHERE article = 4")
        sqlite.execute("DELETE FROM article WHERE id = ?", (4,))
    assert is_whole(path)


@pytest.mark.parametrize("end", ["error", "savepoint"])
def test_triggers_that_a_rollback_removed_are_created_again(path: Path, end: str) -> None:
    with Store(path) as store:
        with suppress(StoreError, ZeroDivisionError), store.group_commits() as sqlite:
            assert isinstance(sqlite, sqlite3.Connection)
            sqlite.execute("SAVEPOINT attempt")
            store.notes.edit(1, body="a change that is undone")
            if end == "error":
                raise ZeroDivisionError
            sqlite.execute("ROLLBACK TO attempt")
            store.notes.edit(2, body="a change that stays")
        store.notes.edit(3, body="a later change")
        store.notes.edit(1, starred=False)
    assert is_whole(path)


def test_triggers_survive_a_full_disk(path: Path) -> None:
    with Store(path) as store:
        sqlite = store._connection._sqlite
        pages = sqlite.execute("PRAGMA page_count").fetchone()[0]
        sqlite.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="free some space"):
            store.notes.edit(1, body="pilots " * 100_000)
        sqlite.execute("PRAGMA max_page_count = 1000000")
        store.notes.edit(1, body="pilots")
        store.articles.add(document(LATER, None), Analysis(LATER))
    assert is_whole(path)


def test_several_rows_from_a_generator_are_all_stored(path: Path) -> None:
    with Store(path) as store, store.group_commits() as sqlite:
        assert isinstance(sqlite, sqlite3.Connection)
        names = ((f"tag {number}",) for number in range(5))
        sqlite.executemany("INSERT INTO tag (name) VALUES (?)", names)
        found = sqlite.execute("SELECT count(*) FROM tag WHERE name LIKE 'tag %'").fetchone()
        assert found == (5,)
    assert is_whole(path)
