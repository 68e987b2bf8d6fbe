"""Verification of a store's schema: a file may have been manipulated to run malicious SQL.

`schema.txt` beside this module has a line for each table, index, view and trigger of the present
version: its name and its SQL without blanks and quotes. FTS5 creates and protects the tables of its
indexes itself.
"""

import re
import sqlite3
from pathlib import Path

from msgspec import Struct

from db.errors import StoreError

OBJECTS_PATH = Path(__file__).with_name("schema.txt")
_OBJECTS = r"""SELECT type, name, coalesce(sql, '') FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND NOT (type = 'table' AND name GLOB '*_fts_*')
    ORDER BY name"""
_WRITTEN_FREELY = re.compile(r"[\s\"'`\[\]]+")


def list_schema_objects(sqlite: sqlite3.Connection) -> dict[str, str]:
    """Return the SQL of each schema object by its name, without blanks and quotes."""
    return {name: _strip_sql(sql) for _, name, sql in sqlite.execute(_OBJECTS)}


class ForeignObject(Struct, frozen=True):
    """The first schema object that differs from OnRecord's own.

    `is_of_version` is True if objects of OnRecord differ or are missing: another development
    version wrote them. A program that only adds an object changes none of them.
    """

    description: str
    is_of_version: bool


def find_foreign_object(sqlite: sqlite3.Connection) -> ForeignObject | None:
    """Return the first schema object that differs from OnRecord's own; None if none does.

    Added tables, views and indexes are harmless and allowed. An added trigger or virtual table is
    not: it runs code when the store is used.
    """
    lines = OBJECTS_PATH.read_text(encoding="utf-8").splitlines()
    known = dict(line.split(" ", 1) for line in lines)
    differing, added = "", ""
    for kind, name, sql in sqlite.execute(_OBJECTS):
        if name in known:
            if known.pop(name) != _strip_sql(sql) and not differing:
                differing = f"{kind} {name} is not the one that this version makes"
        elif kind == "trigger" or sql.upper().startswith("CREATE VIRTUAL"):
            added = added or f"{kind} {name} was added by another program"
    if not differing and known:
        differing = f"{min(known)} is missing"
    if differing:
        return ForeignObject(differing, True)
    return ForeignObject(added, False) if added else None


def require_own_schema(sqlite: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError for a store with an object that differs from OnRecord's own."""
    if stranger := find_foreign_object(sqlite):
        by = (
            "was made by another development version of OnRecord, or changed by a program"
            if stranger.is_of_version
            else "was changed by another program"
        )
        raise StoreError(
            f"The store {path} {by}: {stranger.description}; "
            "run `onrecord repair` to copy its contents into a sound one"
        )


def _strip_sql(sql: str) -> str:
    # SQLite versions differ in the blanks and quotes that they write for an altered table
    return _WRITTEN_FREELY.sub("", sql).lower()
