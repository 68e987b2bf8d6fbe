"""What can go wrong with a store, said so that a reader knows what to do."""

import sqlite3
from pathlib import Path


class StoreError(Exception):
    """The store could not be opened, read or written; the message says what to do."""


class NotFound(StoreError):  # noqa: N818 — an answer more than an error
    """There is no such article or note in the store."""


_ADVICE = {
    sqlite3.SQLITE_BUSY: "is in use by another program; close that or try again in a moment",
    sqlite3.SQLITE_LOCKED: "is in use by another program; close that or try again in a moment",
    sqlite3.SQLITE_READONLY: "may not be written to; make the file and its folder writable",
    sqlite3.SQLITE_PERM: "may not be opened; check that the file and its folder are yours",
    sqlite3.SQLITE_AUTH: "may not be opened; check that the file and its folder are yours",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and is yours",
    sqlite3.SQLITE_FULL: "did not fit on the disk, and nothing was changed; free some space",
    sqlite3.SQLITE_IOERR: "could not be read or written; check the disk and its free space",
    sqlite3.SQLITE_NOTADB: "is not an OnRecord store; choose another file",
    sqlite3.SQLITE_CORRUPT: "is damaged; put a backup in its place",
    sqlite3.SQLITE_TOOBIG: "cannot hold a text this large, and nothing was changed; split it",
}


def in_use(path: Path) -> StoreError:
    """The error for a store that another program keeps changing."""
    return StoreError(f"The store {path} {_ADVICE[sqlite3.SQLITE_BUSY]}")


def explained(error: Exception, path: Path) -> StoreError:
    """The store error that a database or file error stands for, to be raised from it."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return StoreError(f"The store {path} failed: {error}")
    if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_WRITE":
        code = sqlite3.SQLITE_FULL
    advice = _ADVICE.get(code & 0xFF)
    return StoreError(f"The store {path} {advice}" if advice else f"The store {path}: {error}")
