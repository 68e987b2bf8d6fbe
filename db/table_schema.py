"""The objects of `schema.sql`, and the columns, keys and references of its tables.

The facts of a table are read with SQLite's own pragmas, from an empty copy of it in memory. It is
created when they are first needed: all tables take 10 ms.
"""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

from msgspec import Struct

SCHEMA = Path(__file__).with_name("schema.sql")
_COMMENT = re.compile(r"^--.*\n", re.MULTILINE)
# The statements in triggers are indented, others begin at the beginning of a line.
_OBJECT = re.compile(
    r"^CREATE (?:VIRTUAL )?(?:TABLE|VIEW|INDEX|TRIGGER) (\w+)\b"
    r".*?(?=;\s*(?:^(?:CREATE|INSERT)\b|\Z))",
    re.MULTILINE | re.DOTALL,
)


class Column(Struct, frozen=True):
    """A stored column: its type, whether it may be NULL, and its default value as SQL."""

    type: str
    is_nullable: bool
    default: str | None


class TableSchema(Struct, frozen=True):
    """A table as `schema.sql` defines it; generated columns are left out.

    `references` are the tables whose rows single columns refer to. `parents` include those that
    several columns refer to together.
    """

    columns: Mapping[str, Column]
    key: tuple[str, ...]
    references: Mapping[str, str]
    parents: frozenset[str]
    unique: tuple[tuple[str, ...], ...]
    has_rowid: bool


@cache
def read_objects() -> Mapping[str, str]:
    """Return the SQL of each table, index, view and trigger by its name."""
    script = _COMMENT.sub("", SCHEMA.read_text(encoding="utf-8"))
    return {made[1]: made[0] for made in _OBJECT.finditer(script)}


@cache
def read_table(name: str) -> TableSchema:
    """Return the facts of a table."""
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.execute(read_objects()[name])
        return _read_facts(empty, name)


def _read_facts(sqlite: sqlite3.Connection, name: str) -> TableSchema:
    [(*_, is_rowless, _)] = sqlite.execute(f"PRAGMA table_list({name})")
    info = sqlite.execute(f"PRAGMA table_info({name})").fetchall()
    keys = sorted((position, column) for _, column, *_, position in info if position)
    referring: dict[int, list[tuple[str, str]]] = {}
    for number, _, parent, column, *_ in sqlite.execute(f"PRAGMA foreign_key_list({name})"):
        referring.setdefault(number, []).append((column, parent))
    return TableSchema(
        {
            column: Column(type, not is_required, default)
            for _, column, type, is_required, default, _ in info
        },
        tuple(column for _, column in keys),
        dict(pairs[0] for pairs in referring.values() if len(pairs) == 1),
        frozenset(parent for pairs in referring.values() for _, parent in pairs),
        tuple(
            tuple(column for *_, column in sqlite.execute(f"PRAGMA index_info({index})").fetchall())
            for _, index, _, origin, _ in sqlite.execute(f"PRAGMA index_list({name})").fetchall()
            if origin == "u"
        ),
        not is_rowless,
    )


@cache
def is_referred_to(name: str) -> bool:
    """Return True if rows of other tables refer to the id of a row."""
    return any(f"REFERENCES {name} (id)" in sql for sql in read_objects().values())
