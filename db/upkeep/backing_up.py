"""Copies of a store: one file each, whole while the app runs, and verified before they count."""

import datetime
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.connection import refuse_others
from db.errors import StoreError, explained
from db.locking import one_writer
from db.witness import acknowledge, changes_in, witness_path

Wanted = Callable[[], bool]

KEPT = 3  # backups of each occasion that the ring holds
_UNFINISHED = ".unfinished"
_LONGEST = 3600.0  # seconds that a backup may take
_PAGES = 512  # copied at once
_PATIENCE = 10.0  # seconds to wait for a change that another program is making


class GivenUpError(Exception):
    """The backup was not wanted any more."""


def back_up(store: Path, target: Path, wanted: Wanted = lambda: True) -> None:
    """Copy a store into the new file `target`; raises StoreError and leaves nothing half done.

    The copy holds one state of the store, also while others change it. `wanted` is asked again and
    again; where it says no, GivenUpError is raised.
    """
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target} is there already; name a new file for the backup")
    _require_store(store)
    with _unfinished(target) as copy:
        _copy(store, copy, wanted)
        _verify(copy, store)
        # unlike a renaming, this never takes the place of a file that came meanwhile
        try:
            os.link(copy, target)
        except FileExistsError:
            raise StoreError(f"{target} is there already; name a new file for the backup") from None
        _sync_folder(target.parent)


def restore(backup: Path, store: Path) -> Path | None:
    """Put a backup in the place of a store; gives where the store was put, None if there was none.

    The store that was there is kept beside it, its log included. Raises StoreError where the
    backup is damaged or no store, or where the store is in use; the store is then as it was.
    """
    _require_store(backup)
    with _unfinished(store) as copy:
        _copy(backup, copy)
        _verify(copy, backup)
        kept = _put_aside(store) if store.exists() else None
        copy.replace(store)
        _sync_folder(store.parent)
        with closing(_opened(store, "ro")) as sqlite:
            witness_path(store).unlink(missing_ok=True)
            acknowledge(store, _changes(sqlite))
    return kept


def ring_folder(store: Path) -> Path:
    """The folder beside a store that holds its automatic backups."""
    return store.with_name(f"{store.name}-backups")


def ring(store: Path) -> list[Path]:
    """The automatic backups of a store, the newest first."""
    files = ring_folder(store).glob("*.sqlite")
    return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)


def back_up_daily(store: Path, today: datetime.date, wanted: Wanted = lambda: True) -> Path | None:
    """Make the day's backup unless there is one, or nothing changed since the last; gives its path.

    Raises StoreError, and GivenUpError where it is not `wanted` any more.
    """
    newest = next(iter(ring(store)), None)
    if newest is not None:
        if newest.name.startswith(today.isoformat()):
            return None
        with closing(_opened(newest, "ro")) as last, closing(_opened(store, "ro")) as current:
            if _changes(last) == _changes(current):
                return None
    return back_up_to_ring(store, today, wanted=wanted)


def back_up_to_ring(
    store: Path, today: datetime.date, occasion: str = "", wanted: Wanted = lambda: True
) -> Path:
    """Make an automatic backup, named by its day and occasion ("before-repair"); gives its path.

    Of each occasion the newest three are kept. Raises StoreError.
    """
    folder = ring_folder(store)
    folder.mkdir(mode=0o700, exist_ok=True)
    _drop_unfinished(folder)
    stem = "-".join(filter(None, (today.isoformat(), occasion)))
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.sqlite" for number in range(1, 1000))
    target = next(folder / name for name in names if not (folder / name).exists())
    back_up(store, target, wanted)
    alike = [file for file in ring(store) if _occasion(file) == occasion]
    for old in alike[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def _require_store(path: Path) -> None:
    try:
        refuse_others(path)
        empty = not path.stat().st_size
    except FileNotFoundError:
        raise StoreError(f"There is no store at {path}; check its name") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    except sqlite3.Error as error:
        raise explained(error, path) from error
    if empty:
        raise StoreError(f"{path} is empty; choose another file")


def _drop_unfinished(folder: Path) -> None:
    """Remove what backups left that were killed; one that is being made is younger than that."""
    for file in folder.glob(f".*{_UNFINISHED}"):
        if time.time() - file.stat().st_mtime > _LONGEST:
            file.unlink(missing_ok=True)


def _occasion(file: Path) -> str:
    words = file.stem.split("-")[3:]
    return "-".join(words[:-1] if words and words[-1].isdecimal() else words)


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A new file beside `target`, for its owner only, which is gone at the end."""
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


def _copy(store: Path, copy: Path, wanted: Wanted = lambda: True) -> None:
    def look(*_: int) -> None:
        if not wanted():
            raise GivenUpError

    try:
        with closing(_opened(store, "ro")) as source, closing(_opened(copy, "rw")) as target:
            # one state of the store, which keeps the copying from beginning anew at each change
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=look)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, its log folded in
    except sqlite3.Error as error:
        raise explained(error, store) from error
    with copy.open("rb+") as file:
        os.fsync(file.fileno())


def _verify(copy: Path, store: Path) -> None:
    try:
        with closing(_opened(copy, "ro")) as sqlite:
            found = [line for (line,) in sqlite.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        raise explained(error, store) from error
    if found != ["ok"]:
        raise StoreError(f"The store {store} is damaged; `onrecord check` tells what of it")


def _put_aside(store: Path) -> Path:
    """Rename a store that nobody has open, with its log; gives its new path."""
    moment = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    kept = store.with_name(f"{store.name}-before-restore-{moment}")
    try:
        with one_writer(store, _PATIENCE):
            _alone(store)
            store.with_name(f"{store.name}-shm").unlink(
                missing_ok=True
            )  # made anew by whoever opens
            for ending in ("", "-wal"):
                file = store.with_name(store.name + ending)
                if file.exists():
                    file.rename(kept.with_name(kept.name + ending))
    except TimeoutError:
        raise StoreError(f"The store {store} is in use; close OnRecord everywhere first") from None
    return kept


def _alone(store: Path) -> None:
    """Raise StoreError where another connection has a sound store open."""
    try:
        with closing(_opened(store, "rw")) as sqlite:
            sqlite.execute("PRAGMA locking_mode=EXCLUSIVE")
            sqlite.execute("BEGIN EXCLUSIVE")
            sqlite.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise StoreError(
                f"The store {store} is in use; close OnRecord everywhere first"
            ) from None
    except sqlite3.DatabaseError:
        pass  # a damaged store is what backups are there for


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    """A connection that changes nothing of the file unless `mode` is "rw"."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=2, isolation_level=None
    )


def _changes(sqlite: sqlite3.Connection) -> int:
    try:
        return changes_in(sqlite)
    except sqlite3.Error:  # a store of a version that did not count
        return 0


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
