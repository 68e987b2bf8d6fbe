import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from db import LostStoreError, NoStoreError, Store, StoreError, connection
from db.commit_counter import commit_counter_path, recorded_commits
from db.connection import APPLICATION_ID, VERSION
from db.maintenance.backup import accept_loss
from db.maintenance.integrity import check_store
from db.writer_lock import NEEDS_LOCK, is_awaited, writer_lock
from tests.support.children import DEADLINE
from tests.support.files import file_mode
from tests.support.findings import TEXT, analysis, document
from tests.support.older_store import make_older, set_version


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_the_file_and_its_folder_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "store.sqlite"
    with Store(path) as store:
        store.articles.add(document(), analysis())
        assert {file_mode(file) for file in path.parent.iterdir()} == {0o600}
        assert file_mode(path.parent) == 0o700


def test_the_header_identifies_the_file(tmp_path: Path) -> None:
    Store(tmp_path / "s").close()
    sqlite = sqlite3.connect(tmp_path / "s")
    for pragma, value in (("application_id", APPLICATION_ID), ("user_version", VERSION)):
        assert sqlite.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    assert sqlite.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    sqlite.close()


def test_an_older_store_is_backed_up_and_brought_up_to_this_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "kept")
    make_older(path, monkeypatch)
    before = read_contents(path)
    with Store(path) as store:
        assert [note.body for note in store.notes.list(article)] == ["kept"]
        assert store.articles.get(article).analysis == analysis()
    assert read_contents(path) == before
    with closing(sqlite3.connect(path)) as sqlite:
        assert sqlite.execute("PRAGMA user_version").fetchone() == (VERSION,)
        query = "SELECT 1 FROM sqlite_master WHERE name = 'article_address'"
        assert sqlite.execute(query).fetchone()
    (copy,) = (tmp_path / "s-backups").iterdir()
    assert f"before-version-{VERSION}" in copy.name
    assert read_contents(copy) == before


def test_a_migration_reports_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s"
    Store(path).close()
    make_older(path, monkeypatch)
    parts: list[str] = []
    Store(path, migration_progress=lambda part, _: parts.append(part)).close()
    assert parts[0] == "backing up the store"
    assert "storing checksums of note" in parts
    assert parts[-1] == "compacting the store"
    parts.clear()
    Store(path, migration_progress=lambda part, _: parts.append(part)).close()
    assert parts == []


def read_contents(path: Path) -> list[object]:
    """The articles and notes in a file."""
    with closing(sqlite3.connect(path)) as sqlite:
        queries = ("SELECT id, text FROM article", "SELECT id, body FROM note")
        return [sqlite.execute(query).fetchall() for query in queries]


def development(version: int) -> Callable[[Path], None]:
    """A function that makes a store of a version that was never released."""

    def make(path: Path) -> None:
        Store(path).close()
        set_version(path, version)

    return make


def foreign(path: Path) -> None:
    sqlite = sqlite3.connect(path)
    sqlite.execute("CREATE TABLE recipe (name)")
    sqlite.close()


def newer(path: Path) -> None:
    Store(path).close()
    sqlite = sqlite3.connect(path)
    sqlite.execute(f"PRAGMA user_version = {VERSION + 1}")
    sqlite.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (foreign, "another program"),
        (newer, "newer OnRecord"),
        (development(29), "earlier development version.*export it as JSON with that version"),
        (development(13), "earlier development version.*or import the articles again"),
        (lambda path: path.write_text("Dear diary, today it rained."), "not an OnRecord store"),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "not an OnRecord store"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_untouched(
    tmp_path: Path, make: object, message: str
) -> None:
    path = tmp_path / "store.sqlite"
    assert callable(make)
    make(path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}

    with pytest.raises(StoreError, match=message):
        Store(path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "s").touch()
    with Store(tmp_path / "s") as store:
        assert store.articles.count() == 0


def test_a_store_abandoned_while_it_was_made_is_finished(tmp_path: Path) -> None:
    sqlite = sqlite3.connect(tmp_path / "s")
    sqlite.execute("PRAGMA journal_mode=WAL")
    sqlite.close()
    with Store(tmp_path / "s") as store:
        assert not store.articles.add(document(), analysis()).known


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("create", [True, False])
def test_a_pipe_a_socket_and_a_device_are_no_store(tmp_path: Path, create: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
    found = (tmp_path / "pipe", "a pipe"), (tmp_path / "socket", "a socket")
    for path, kind in (*found, (Path(os.devnull), "a device")):
        with pytest.raises(StoreError, match=f"is {kind}; choose a file"):
            Store(path, create=create)


def test_a_store_of_another_development_version_is_named_as_that(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("ALTER TABLE note ADD COLUMN weather TEXT")
        sqlite.execute("CREATE TRIGGER later AFTER INSERT ON note BEGIN SELECT 1; END")
    with pytest.raises(StoreError, match="made by another development version of OnRecord"):
        Store(path)


def test_a_trigger_of_another_program_is_named_as_that(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("CREATE TRIGGER later AFTER INSERT ON note BEGIN SELECT 1; END")
    with pytest.raises(StoreError, match="was changed by another program: trigger later"):
        Store(path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "file" / "store.sqlite")


_OPEN_AND_CLOSE = (
    "import sys; from pathlib import Path; import db; db.Store(Path(sys.argv[1])).close()"
)


def test_opening_a_store_twice_leaves_the_first_its_locks(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        store.articles.add(document(), analysis())
        Store(path).close()
        # the last one out takes the log away: with no lock left, that would be this process
        subprocess.run(
            [sys.executable, "-c", _OPEN_AND_CLOSE, str(path)], check=True, timeout=DEADLINE
        )
        assert (tmp_path / "s-wal").exists()
    assert not (tmp_path / "s-wal").exists()


def test_a_writer_waits_for_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "s") as store, writer_lock(tmp_path / "s", 1):
        monkeypatch.setattr("db.connection.PATIENCE", 0.05)
        if NEEDS_LOCK:
            with pytest.raises(StoreError, match="in use by another program"):
                store.articles.add(document(), analysis())
        assert store.articles.count() == 0


@pytest.mark.skipif(not NEEDS_LOCK, reason="SQLite itself lets writers wait")
def test_a_writer_knows_that_another_one_waits(tmp_path: Path) -> None:
    import fcntl

    path = tmp_path / "s"
    Store(path).close()
    entered = threading.Event()

    def write() -> None:
        with writer_lock(path, DEADLINE):
            entered.set()

    with ThreadPoolExecutor(1) as threads:
        with writer_lock(path, 1):
            assert not is_awaited(path)
            with commit_counter_path(path).open() as query:  # as at the moment of `is_awaited`
                fcntl.flock(query, fcntl.LOCK_EX)
                waiting = threads.submit(write)
                time.sleep(0.05)
            until = time.monotonic() + DEADLINE
            while not is_awaited(path) and time.monotonic() < until:
                time.sleep(0.001)
            assert is_awaited(path)
            assert not entered.is_set()
        waiting.result(DEADLINE)
        assert entered.is_set()
    assert not is_awaited(path)


def test_a_store_in_use_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.connection.PATIENCE", 0.05)
    with Store(tmp_path / "s") as store:
        writer = sqlite3.connect(tmp_path / "s", isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program"):
            store.articles.add(document(), analysis())
        assert store.articles.count() == 0
        writer.execute("ROLLBACK")
        writer.close()
        assert not store.articles.add(document(), analysis()).known


def test_a_full_disk_changes_nothing_and_passes(tmp_path: Path) -> None:
    large = TEXT + "pilots " * 20_000
    with Store(tmp_path / "s") as store:
        sqlite = store._connection._sqlite
        pages = sqlite.execute("PRAGMA page_count").fetchone()[0]
        sqlite.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="free some space"):
            store.articles.add(document(large), analysis(large))
        assert store.articles.count() == 0
        sqlite.execute("PRAGMA max_page_count = 1000000")
        assert not store.articles.add(document(large), analysis(large)).known


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        store.articles.add(document(), analysis())
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), Store(path) as store:
        store.articles.get(1)


def test_a_change_after_the_file_was_moved_is_refused_until_it_is_back(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        path.rename(tmp_path / "moved")
        with pytest.raises(StoreError, match=r"moved or deleted while it was open; .* not saved"):
            store.notes.add(article, 0, 7, "refused")
        (tmp_path / "moved").rename(path)
        store.notes.add(article, 0, 7, "kept")
    with Store(path) as store:
        assert [note.body for note in store.notes.list()] == ["kept"]


def test_a_change_after_the_file_was_truncated_is_refused_for_good(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
    with Store(path) as store:
        os.truncate(path, path.stat().st_size // 2)
        for _ in range(3):
            with pytest.raises(StoreError, match=r"truncated .* restore a backup"):
                store.notes.add(article, 0, 7, "refused")


def test_a_store_that_another_process_compacted_is_changed_on(tmp_path: Path) -> None:
    path = tmp_path / "s"
    large = TEXT + "pilots " * 100_000
    with Store(path) as store:
        store.articles.add(document(large), analysis(large))
        article = store.articles.add(document(), analysis()).article
    with Store(path) as store, Store(path) as compactor:
        store.articles.delete(1)
        before = path.stat().st_size
        compactor._connection.vacuum()
        compactor.articles.add(document(large), analysis(large))
        assert path.stat().st_size < before
        store.notes.add(article, 0, 7, "kept")
        assert [note.body for note in store.notes.list()] == ["kept"]


def test_a_store_is_opened_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    link = tmp_path / "link"
    Store(tmp_path / "data" / "s").close()
    link.symlink_to(tmp_path / "data" / "s")
    with Store(link) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "kept")
    with Store(tmp_path / "data" / "s") as store:
        assert [note.body for note in store.notes.list()] == ["kept"]


@pytest.mark.parametrize("make", [Path, Path.touch])
def test_a_store_that_is_not_there_is_created_only_if_wanted(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    path = tmp_path / "s"
    make(path)
    before = list(tmp_path.iterdir())
    with pytest.raises(NoStoreError, match=r"no store at .*onrecord add"):
        Store(path, create=False)
    assert list(tmp_path.iterdir()) == before
    Store(path).close()
    Store(path, create=False).close()


def test_a_closed_store_is_reported(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.articles.count()


def test_changes_that_a_cut_log_lost_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        for number in range(6):
            store.notes.add(article, 0, 7, f"note {number}")
        copied = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    for name, data in copied.items():
        cut = data[: len(data) * 3 // 4] if name.endswith("-wal") else data
        (tmp_path / name).write_bytes(cut)
    (tmp_path / "s-shm").unlink()

    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(LostStoreError, match=r"has only \d+ of \d+ changes.*--as-is") as lost:
        Store(path)
    assert lost.value.kind == "older"
    assert {file: file.read_bytes() for file in before} == before
    accept_loss(path)
    with Store(path) as store:
        assert len(store.notes.list()) < 6
        assert recorded_commits(path) > lost.value.known


def test_a_read_transaction_joins_the_one_that_is_open(tmp_path: Path) -> None:
    store = connection.Connection(tmp_path / "s")
    with store.transaction() as outer:
        outer.execute("INSERT INTO tag (name) VALUES ('harbor')")
        with store.read_transaction() as inner:
            assert inner.execute("SELECT name FROM tag").fetchall() == [("harbor",)]
        outer.execute("INSERT INTO tag (name) VALUES ('ferry')")
    with store.read_transaction() as sqlite:
        assert sqlite.execute("SELECT count(*) FROM tag").fetchone() == (2,)
    store.close()


def test_a_transaction_within_another_is_a_part_of_it(tmp_path: Path) -> None:
    store = connection.Connection(tmp_path / "s")
    insert = "INSERT INTO tag (name) VALUES (?)"
    with store.transaction() as outer:
        outer.execute(insert, ("harbor",))
        with store.transaction() as inner:
            inner.execute(insert, ("ferry",))

    def insert_with_caught_error() -> None:
        with store.transaction() as outer:
            outer.execute(insert, ("pier",))
            with suppress(ValueError), store.transaction() as inner:
                inner.execute(insert, ("buoy",))
                raise ValueError

    with pytest.raises(StoreError, match="nothing was saved"):
        insert_with_caught_error()
    with store.transaction() as later, store.read_transaction() as inner:
        later.execute(insert, ("quay",))
        names = inner.execute("SELECT name FROM tag ORDER BY id").fetchall()
    assert names == [("harbor",), ("ferry",), ("quay",)]
    store.close()


def test_a_group_with_a_failed_change_stores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store(path) as store:
        before = recorded_commits(path)

        def add_with_mistake() -> None:
            with store.group_commits():
                article = store.articles.add(document(), analysis()).article
                with pytest.raises(ValueError, match="not within"):
                    store.notes.add(article, 0, 10**6, "beyond the text")

        with pytest.raises(StoreError, match="nothing was saved"):
            add_with_mistake()
        assert store.articles.count() == 0
        assert recorded_commits(path) == before
        with store.group_commits():
            store.articles.add(document(), analysis())
        assert store.articles.count() == 1


def test_nothing_is_stored_after_an_error_that_ends_a_group(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:

        def add_on_full_disk() -> None:
            with store.group_commits():
                store.articles.add(document(), analysis())
                store._connection._sqlite.execute("ROLLBACK")  # as SQLite does
                store.articles.add(document(), analysis())

        with pytest.raises(StoreError, match="nothing was saved"):
            add_on_full_disk()
        assert store.articles.count() == 0


def test_a_group_within_a_group_is_a_part_of_it(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:

        def add_with_mistake_before() -> None:
            with store.group_commits():
                article = store.articles.add(document(), analysis()).article
                with pytest.raises(ValueError, match="not within"):
                    store.notes.add(article, 0, 10**6, "beyond the text")
                with store.group_commits():
                    pass

        with pytest.raises(StoreError, match="nothing was saved"):
            add_with_mistake_before()
        assert store.articles.count() == 0
        with store.group_commits(), store.group_commits():
            store.articles.add(document(), analysis())
        assert store.articles.count() == 1


def test_a_new_file_whose_first_transaction_was_interrupted_is_empty(tmp_path: Path) -> None:
    begun, path = tmp_path / "begun.sqlite", tmp_path / "s.sqlite"
    with closing(sqlite3.connect(begun, isolation_level=None)) as sqlite:
        sqlite.execute("PRAGMA cache_size = 2")  # so that pages are written before the commit
        sqlite.execute("BEGIN EXCLUSIVE")
        sqlite.execute("CREATE TABLE article (text)")
        sqlite.executemany("INSERT INTO article VALUES (?)", [("word " * 600,)] * 50)
        written = bytearray(begun.read_bytes())
        journal = begun.with_name("begun.sqlite-journal").read_bytes()
    written[:512] = bytes(512)  # the first sector was not written
    path.write_bytes(written)
    with pytest.raises(StoreError, match="not an OnRecord store"):
        Store(path)
    path.with_name("s.sqlite-journal").write_bytes(journal)
    with Store(path) as store:
        assert store.articles.count() == 0
    assert check_store(path).whole
