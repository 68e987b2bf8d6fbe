"""A writer lock among processes, for SQLite versions that need one.

The versions of SQLite before 3.51.3 can corrupt a file when one connection writes while another
one's checkpoint resets the log (sqlite.org/wal.html#walresetbug). So a write transaction, with the
checkpoint that its commit may run, locks the store's folder. Unlocking the file itself would also
release SQLite's own locks.

A process that waits shares a lock of the counter file, so that a long transaction knows of it.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.commit_counter import commit_counter_path

try:
    import fcntl
except ImportError:  # Windows, whose SQLite locks differ
    fcntl = None  # type: ignore[assignment]

NEEDS_LOCK = sqlite3.sqlite_version_info < (3, 51, 3) and fcntl is not None
PATIENCE = 10.0  # seconds to wait for another program's transaction
_PAUSE = 0.002  # seconds between two tries


@contextmanager
def writer_lock(path: Path, patience: float) -> Iterator[None]:
    """Lock the store at `path` for writing; raises TimeoutError after `patience` seconds."""
    if not NEEDS_LOCK:
        yield
        return
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError:  # SQLite reports the cause
        yield
        return
    try:
        if not _locked(folder):
            with _counter(path) as counter:
                deadline = time.monotonic() + patience
                while not _locked(folder):
                    if time.monotonic() > deadline:
                        raise TimeoutError
                    _announce(counter)  # each time: `is_awaited` may have its lock at the first one
                    time.sleep(_PAUSE)
        yield
    finally:
        os.close(folder)


def is_awaited(path: Path) -> bool:
    """Return True if another writer waits for the store at `path`, or if that is unknown."""
    if not NEEDS_LOCK:
        return True
    try:
        file = _open_counter(path)
    except OSError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another process shares the lock, or the file system has none
        return True
    finally:
        os.close(file)
    return False


@contextmanager
def _counter(path: Path) -> Iterator[int | None]:
    """Open the counter file; None without one, for which `is_awaited` returns True anyway."""
    try:
        file = _open_counter(path)
    except OSError:
        yield None
        return
    try:
        yield file
    finally:
        os.close(file)


def _announce(counter: int | None) -> None:
    """Make `is_awaited` return True, unless it has the counter file locked at this moment."""
    if counter is not None:
        with suppress(OSError):
            fcntl.flock(counter, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _open_counter(path: Path) -> int:
    return os.open(commit_counter_path(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


@contextmanager
def wait_at_most(sqlite: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Wait at most `patience` seconds for SQLite's own lock, which other programs use alone."""
    if patience == PATIENCE:
        yield
        return
    sqlite.execute(f"PRAGMA busy_timeout = {round(patience * 1_000)}")
    try:
        yield
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {round(PATIENCE * 1_000)}")


def _locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without such locks relies on SQLite's own
    return True
