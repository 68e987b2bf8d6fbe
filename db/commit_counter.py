"""A commit counter beside a store, which detects lost changes.

If the write-ahead log was truncated, or left behind by a copy, SQLite opens an older state without
an error. The store counts its commits inside each transaction. The counter file is written after
each commit, without a sync. A power loss can leave it behind the store; only a loss of commits can
leave it ahead.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

_DIGITS = 20


def commit_counter_path(path: Path) -> Path:
    """Return the path of the counter file of the store at `path`."""
    return path.with_name(f"{path.name}-commits")


def session_path(path: Path) -> Path:
    """Return the path of the file with the state of the app's last session with a store."""
    return path.with_name(f"{path.name}-session.json")


def increment_commits(sqlite: sqlite3.Connection) -> int:
    """Increment the store's commit counter, inside the transaction; return the new count."""
    (count,) = sqlite.execute(
        "UPDATE commit_counter SET changes = changes + 1 RETURNING changes"
    ).fetchone()
    return int(count)


def stored_commits(sqlite: sqlite3.Connection) -> int:
    """Return the store's commit counter; raises sqlite3.DatabaseError if it is damaged."""
    row = sqlite.execute("SELECT changes FROM commit_counter").fetchone()
    if row is None or not isinstance(row[0], int):
        raise sqlite3.DatabaseError("the count of changes is damaged")
    return int(row[0])


def record_commit(path: Path, count: int) -> None:
    """Record in the counter file that `count` commits are on the disk; a failure is ignored."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with suppress(OSError):
        file = os.open(commit_counter_path(path), flags, 0o600)
        try:
            os.write(file, f"{count:0{_DIGITS}}\n".encode())
        finally:
            os.close(file)


def recorded_commits(path: Path) -> int:
    """Return the number of recorded commits; 0 if the counter file is missing or unreadable."""
    try:
        return int(commit_counter_path(path).read_bytes()[: _DIGITS + 1])
    except (OSError, ValueError):
        return 0
