"""How many changes a store has acknowledged, kept beside it: one that lost some is noticed.

A log that was cut or left behind by copying makes SQLite open an older state and call it sound.
The store counts its changes inside each of them; the count beside it is written after each one,
unsynced: a loss of power can leave it behind the store, only a loss of changes ahead of it.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

_DIGITS = 20


def witness_path(path: Path) -> Path:
    """The file beside the store at `path` that holds the count."""
    return path.with_name(f"{path.name}-commits")


def count_change(sqlite: sqlite3.Connection) -> int:
    """Count one more change, inside the transaction that makes it; gives the new count."""
    (count,) = sqlite.execute(
        "UPDATE commit_counter SET changes = changes + 1 RETURNING changes"
    ).fetchone()
    return int(count)


def changes_in(sqlite: sqlite3.Connection) -> int:
    """How many changes the store holds; raises sqlite3.DatabaseError where that is damaged."""
    row = sqlite.execute("SELECT changes FROM commit_counter").fetchone()
    if row is None or not isinstance(row[0], int):
        raise sqlite3.DatabaseError("the count of changes is damaged")
    return int(row[0])


def acknowledge(path: Path, count: int) -> None:
    """Keep beside the store that `count` changes are on the disk; it stays old where that fails."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with suppress(OSError):
        file = os.open(witness_path(path), flags, 0o600)
        try:
            os.write(file, f"{count:0{_DIGITS}}\n".encode())
        finally:
            os.close(file)


def acknowledged(path: Path) -> int:
    """How many changes the store is known to have acknowledged; 0 where nothing is known."""
    try:
        return int(witness_path(path).read_bytes()[: _DIGITS + 1])
    except (OSError, ValueError):
        return 0
