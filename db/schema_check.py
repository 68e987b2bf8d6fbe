"""Whether a store's schema is the one that OnRecord makes: a file may have been made to do harm.

`schema.txt` beside this module has a line for each table, index, view and trigger of the present
version: its name and a digest of its SQL. FTS5 makes and guards the tables of its indexes itself.
"""

import hashlib
import re
import sqlite3
from pathlib import Path

KNOWN = Path(__file__).with_name("schema.txt")
_OBJECTS = r"""SELECT type, name, coalesce(sql, '') FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND NOT (type = 'table' AND name GLOB '*_fts_*')
    ORDER BY name"""
_WRITTEN_FREELY = re.compile(r"[\s\"'`\[\]]+")


def digests(sqlite: sqlite3.Connection) -> dict[str, str]:
    """The digest of each thing in a schema by its name."""
    return {name: _digest(sql) for _, name, sql in sqlite.execute(_OBJECTS)}


def find_stranger(sqlite: sqlite3.Connection) -> str | None:
    """What is not as OnRecord makes it, in words, or None.

    Tables, views and indexes that somebody added do nothing by themselves and are let be; a trigger
    or a virtual table runs when the store is used.
    """
    known = dict(line.split() for line in KNOWN.read_text(encoding="ascii").splitlines())
    for kind, name, sql in sqlite.execute(_OBJECTS):
        if name in known:
            if known.pop(name) != _digest(sql):
                return f"{kind} {name} is not the one that OnRecord makes"
        elif kind == "trigger" or sql.upper().startswith("CREATE VIRTUAL"):
            return f"{kind} {name} was added by another program"
    return f"{min(known)} is missing" if known else None


def _digest(sql: str) -> str:
    # versions of SQLite differ in the blanks and quotes that they write when a table is altered
    return hashlib.sha256(_WRITTEN_FREELY.sub("", sql).lower().encode()).hexdigest()[:16]
