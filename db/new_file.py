"""The first transaction of a new store file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.commit_counter import increment_commits, record_commit
from db.writer_lock import PATIENCE, writer_lock


@contextmanager
def write_new_file(sqlite: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Open the transaction that creates the tables of an empty file, before the file has a log.

    A log would have all pages a second time, though half of the tables remain empty for long. If
    the process is killed, SQLite empties the file when it is opened again. Raises TimeoutError if
    another process does not finish its changes.
    """
    with writer_lock(path, PATIENCE):
        sqlite.execute("BEGIN EXCLUSIVE")
        try:
            yield
            count = increment_commits(sqlite)
            sqlite.execute("COMMIT")
        except BaseException:
            sqlite.execute("ROLLBACK")
            raise
        record_commit(path, count)
