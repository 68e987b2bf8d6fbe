"""Modes of files, and stores changed as another program may change them."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path


def file_mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def execute_sql(path: Path, *statements: str) -> None:
    """Execute statements in one transaction of a store that is not open."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        for statement in statements:
            sqlite.execute(statement)
