"""Replacement of a store by a backup or an empty one, in one step.

Once its journal is on the disk, a replacement is finished by whoever opens the store next; before
that, the old store is unchanged.
"""

import datetime
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct

from db.checksums.comparison import DamagedRecord
from db.commit_counter import (
    commit_counter_path,
    count_commits,
    known_commits,
    record_commit,
    require_complete,
    restore_journal_path,
    session_path,
    stored_commits,
)
from db.connection import Connection, require_store_file
from db.errors import StoreError, to_store_error
from db.maintenance.copies import (
    connect_existing,
    copy_store,
    delete_leftovers,
    find_damage,
    sync_file,
    sync_folder,
    temporary_copy,
    verify_structure,
)
from db.writer_lock import writer_lock

_PATIENCE = 10.0  # seconds to wait for another program's transaction


class RestoredBackup(Struct, frozen=True):
    """A backup that replaced a store.

    `replaced` is the new path of the old store, None if there was none; `damaged` are the records
    of the backup that differ from their checksums.
    """

    backup: Path
    replaced: Path | None
    damaged: tuple[DamagedRecord, ...] = ()


def restore(backup: Path | str, store: Path | str) -> RestoredBackup:
    """Replace a store by a backup.

    The old store is kept beside the new one, with its log. Raises StoreError if the backup cannot
    be read or is not a store, or if the store is in use; the store is then unchanged.
    """
    backup, store = Path(backup), Path(store)
    require_existing(backup)
    damaged: list[DamagedRecord] = []

    def fill(copy: Path) -> None:
        copy_store(backup, copy)
        verify_structure(copy, backup)
        damaged.extend(find_damage(copy))

    replaced = _replace(store, fill)
    return RestoredBackup(backup, replaced, tuple(damaged))


def start_empty(store: Path) -> Path | None:
    """Replace a store by an empty one; return the new path of the old store, None without one.

    The state of the last session is put aside too. The backups are preserved.
    """

    def fill(copy: Path) -> None:
        Connection(copy).close()
        commit_counter_path(copy).unlink(missing_ok=True)

    return _replace(store, fill, with_session=True)


def finish_restore(store: Path) -> None:
    """Finish a restore that was interrupted after its journal was written."""
    if not restore_journal_path(store).exists():
        return
    try:
        with writer_lock(store, _PATIENCE):
            _finish(store)
    except TimeoutError:
        raise _in_use(store) from None
    except OSError as error:
        raise StoreError(
            f"An interrupted restore of {store} cannot be finished: {error.strerror}; "
            "make its folder writable, and try again"
        ) from error


def require_store(path: Path) -> None:
    """Raise StoreError unless there is a store at `path`; finish an interrupted restore of it."""
    finish_restore(path)
    if not path.exists() or not path.stat().st_size:
        require_complete(path)  # names the ways to continue if there was a store
    require_existing(path)


def require_existing(path: Path) -> None:
    try:
        require_store_file(path)
        empty = not path.stat().st_size
    except FileNotFoundError:
        raise StoreError(f"There is no store at {path}; check its name") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    except sqlite3.Error as error:
        raise to_store_error(error, path) from error
    if empty:
        raise StoreError(f"{path} is empty; choose another file")


def _replace(
    store: Path, fill: Callable[[Path], None], *, with_session: bool = False
) -> Path | None:
    """Replace a store by the file that `fill` writes; return the new path of the old one."""
    finish_restore(store)
    delete_leftovers(store)
    with temporary_copy(store) as copy:
        fill(copy)
        commits = _continue_commits(copy, store)
        moment = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
        aside = store.with_name(f"{store.name}-before-restore-{moment}")
        names = {"": aside.name, "-wal": f"{aside.name}-wal"}
        if with_session:
            names |= {"-session.json": session_path(aside).name}
        # deleted as a leftover if this process ends before the journal names it
        prepared = copy.with_name(f"{copy.name}-restore")
        journal = {"prepared": prepared.name, "aside": names, "commits": commits}
        try:
            with writer_lock(store, _PATIENCE):
                existed = store.exists()
                if existed:
                    _require_unused(store)
                copy.replace(prepared)
                sync_folder(store.parent)  # before the journal names it
                _write_journal(store, json.dumps(journal))
                _finish(store)
        except TimeoutError:
            raise _in_use(store) from None
    return aside if existed else None


def _write_journal(store: Path, text: str) -> None:
    """Write the journal of a restore in one step: it is complete or missing."""
    journal = restore_journal_path(store)
    with temporary_copy(journal) as copy:
        with copy.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        copy.replace(journal)
        sync_folder(store.parent)


def _finish(store: Path) -> None:
    """Carry out the steps of a restore's journal that have not been carried out."""
    journal = restore_journal_path(store)
    try:
        steps = json.loads(journal.read_bytes())
    except FileNotFoundError:  # finished by another process
        return
    prepared = store.with_name(steps["prepared"])
    if prepared.exists():  # else it is in place
        store.with_name(f"{store.name}-shm").unlink(missing_ok=True)  # SQLite creates it again
        log = store.with_name(f"{store.name}-wal")
        if log.exists() and not log.stat().st_size:
            log.unlink()
        for ending, name in steps["aside"].items():
            file, aside = store.with_name(store.name + ending), store.with_name(name)
            if file.exists() and not aside.exists():
                _put_aside(file, aside, linked=not ending)
        sync_folder(store.parent)
        prepared.replace(store)
        sync_folder(store.parent)
    record_commit(store, steps["commits"])
    journal.unlink(missing_ok=True)
    sync_folder(store.parent)


def _put_aside(file: Path, aside: Path, *, linked: bool) -> None:
    """Rename a file; with `linked`, its old name remains too, until it is replaced."""
    if linked:
        with suppress(OSError):  # a file system without links
            os.link(file, aside)
            return
    file.rename(aside)


def _continue_commits(copy: Path, store: Path) -> int:
    """Make the counter of a copy continue after every known commit of the store; return it."""
    known = known_commits(store)
    if store.exists():
        known = max(known, count_commits(store))
    try:
        with closing(connect_existing(copy)) as sqlite:
            sqlite.execute("PRAGMA journal_mode=DELETE")  # one file without a log
            sqlite.execute("UPDATE commit_counter SET changes = max(changes, ?) + 1", (known,))
            commits = stored_commits(sqlite)
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    sync_file(copy)
    return commits


def _require_unused(store: Path) -> None:
    """Raise StoreError if another connection has the store open, unless it is damaged."""
    try:
        with closing(connect_existing(store)) as sqlite:
            sqlite.execute("PRAGMA locking_mode=EXCLUSIVE")
            sqlite.execute("BEGIN EXCLUSIVE")
            sqlite.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise _in_use(store) from None
    except sqlite3.DatabaseError:
        pass  # a damaged store may be replaced


def _in_use(store: Path) -> StoreError:
    return StoreError(f"The store {store} is in use; close OnRecord everywhere first")
