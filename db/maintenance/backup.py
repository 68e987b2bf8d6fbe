"""Backups of a store: single files, consistent while the app runs, and verified."""

import datetime
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.commit_counter import commit_counter_path, record_commit, stored_commits
from db.connection import VERSION, require_store_file, writer_lock
from db.errors import StoreError, to_store_error

IsWanted = Callable[[], bool]

BACKUPS_KEPT = 3  # backups of each occasion that are kept
_UNFINISHED = ".unfinished"
_LONGEST = 3600.0  # seconds that a backup may take
_PAGES = 512  # copied at once
_PATIENCE = 10.0  # seconds to wait for another program's transaction


class BackupCancelledError(Exception):
    """The backup was cancelled."""


def back_up(store: Path, target: Path, wanted: IsWanted = lambda: True) -> None:
    """Copy a store to the new file `target`; raises StoreError and leaves no partial file.

    The copy has one consistent state of the store, even while others change it. `wanted` is called
    repeatedly; BackupCancelledError is raised once it returns False.
    """
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target} already exists; choose a new file for the backup")
    _require_store(store)
    with _temporary_copy(target) as copy:
        _copy(store, copy, wanted)
        _verify(copy, store)
        # unlike a rename, a link never replaces a file that was created meanwhile
        try:
            os.link(copy, target)
        except FileExistsError:
            raise StoreError(f"{target} already exists; choose a new file for the backup") from None
        _sync_folder(target.parent)


def restore(backup: Path, store: Path) -> Path | None:
    """Replace a store by a backup; return the new path of the old store, None if there was none.

    The old store is kept beside the new one, with its log. Raises StoreError if the backup is
    damaged or not a store, or if the store is in use; the store is then unchanged.
    """
    _require_store(backup)
    with _temporary_copy(store) as copy:
        _copy(backup, copy)
        _verify(copy, backup)
        previous = _put_aside(store) if store.exists() else None
        copy.replace(store)
        _sync_folder(store.parent)
        with closing(_connect(store, "ro")) as sqlite:
            commit_counter_path(store).unlink(missing_ok=True)
            record_commit(store, _count_changes(sqlite))
    return previous


def backup_folder(store: Path) -> Path:
    """Return the folder beside a store for its automatic backups."""
    return store.with_name(f"{store.name}-backups")


def list_backups(store: Path) -> list[Path]:
    """Return the automatic backups of a store, the newest first."""
    files = backup_folder(store).glob("*.sqlite")
    return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)


def back_up_daily(
    store: Path, today: datetime.date, wanted: IsWanted = lambda: True
) -> Path | None:
    """Make today's backup and return its path; None if there is one, or nothing has changed.

    Raises StoreError, and BackupCancelledError once `wanted` returns False.
    """
    newest = next(iter(list_backups(store)), None)
    if newest is not None:
        if newest.name.startswith(today.isoformat()):
            return None
        with closing(_connect(newest, "ro")) as last, closing(_connect(store, "ro")) as current:
            if _count_changes(last) == _count_changes(current):
                return None
    return back_up_automatically(store, today, wanted=wanted)


def back_up_automatically(
    store: Path, today: datetime.date, occasion: str = "", wanted: IsWanted = lambda: True
) -> Path:
    """Make an automatic backup, named by its day and occasion ("before-repair"); return its path.

    The newest three of each occasion are kept. Raises StoreError.
    """
    folder = backup_folder(store)
    folder.mkdir(mode=0o700, exist_ok=True)
    _drop_unfinished(folder)
    stem = "-".join(filter(None, (today.isoformat(), occasion)))
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.sqlite" for number in range(1, 1000))
    target = next(folder / name for name in names if not (folder / name).exists())
    back_up(store, target, wanted)
    same_occasion = [file for file in list_backups(store) if _occasion(file) == occasion]
    for old in same_occasion[BACKUPS_KEPT:]:
        old.unlink(missing_ok=True)
    return target


def back_up_before_migration(store: Path) -> None:
    """Back up a store of an older version before `Connection` migrates it."""
    back_up_automatically(store, datetime.date.today(), f"before-version-{VERSION}")


def _require_store(path: Path) -> None:
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


def _drop_unfinished(folder: Path) -> None:
    """Delete files of interrupted backups: those older than a running backup can be."""
    for file in folder.glob(f".*{_UNFINISHED}"):
        if time.time() - file.stat().st_mtime > _LONGEST:
            file.unlink(missing_ok=True)


def _occasion(file: Path) -> str:
    words = file.stem.split("-")[3:]
    return "-".join(words[:-1] if words and words[-1].isdecimal() else words)


@contextmanager
def _temporary_copy(target: Path) -> Iterator[Path]:
    """Create a temporary file beside `target`, for its owner only, and delete it at the end."""
    copy = target.with_name(f".{target.name}.{os.getpid()}{_UNFINISHED}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}; choose another") from error
    try:
        yield copy
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}; choose another") from error
    finally:
        copy.unlink(missing_ok=True)


def _copy(store: Path, copy: Path, wanted: IsWanted = lambda: True) -> None:
    def look(*_: int) -> None:
        if not wanted():
            raise BackupCancelledError

    try:
        with closing(_connect(store, "ro")) as source, closing(_connect(copy, "rw")) as target:
            # a read transaction: otherwise the copy would restart at each change
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=look)
            target.execute("PRAGMA journal_mode=DELETE")  # one file without a log
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    with copy.open("rb+") as file:
        os.fsync(file.fileno())


def _verify(copy: Path, store: Path) -> None:
    try:
        with closing(_connect(copy, "ro")) as sqlite:
            found = [line for (line,) in sqlite.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    if found != ["ok"]:
        raise StoreError(f"The store {store} is damaged; run `onrecord check` for the details")


def _put_aside(store: Path) -> Path:
    """Rename a store that no process has open, with its log; return its new path."""
    moment = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    aside = store.with_name(f"{store.name}-before-restore-{moment}")
    try:
        with writer_lock(store, _PATIENCE):
            _require_unused(store)
            store.with_name(f"{store.name}-shm").unlink(missing_ok=True)  # SQLite creates it again
            for ending in ("", "-wal"):
                file = store.with_name(store.name + ending)
                if file.exists():
                    file.rename(aside.with_name(aside.name + ending))
    except TimeoutError:
        raise StoreError(f"The store {store} is in use; close OnRecord everywhere first") from None
    return aside


def _require_unused(store: Path) -> None:
    """Raise StoreError if another connection has the store open, unless it is damaged."""
    try:
        with closing(_connect(store, "rw")) as sqlite:
            sqlite.execute("PRAGMA locking_mode=EXCLUSIVE")
            sqlite.execute("BEGIN EXCLUSIVE")
            sqlite.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise StoreError(
                f"The store {store} is in use; close OnRecord everywhere first"
            ) from None
    except sqlite3.DatabaseError:
        pass  # a damaged store may be replaced


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a connection, read-only unless `mode` is "rw"."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=2, isolation_level=None
    )


def _count_changes(sqlite: sqlite3.Connection) -> int:
    try:
        return stored_commits(sqlite)
    except sqlite3.Error:  # a store of a version without the counter
        return 0


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
