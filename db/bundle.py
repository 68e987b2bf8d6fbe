"""An article with all rows that belong to it, as plain values: read from a store and written back.

A bundle has the rows by their tables, as `db.kinds` lists them, and the tags and collections that
they refer to, by their names. Rows that are computed from others are computed again afterwards, and
so are the links of entities to identities.
"""

import json
import sqlite3
from collections.abc import Mapping
from functools import cache
from typing import Any

from db.kinds import BY_NAME, TABLES, StoredTable

Bundle = dict[str, Any]
"""Values for JSON: `rows`, `tags` and `collections`."""

# The tables whose rows have a name and do not belong to an article: their key in a bundle, and the
# stored columns.
_NAMED = {"tag": ("tags", "id, name"), "collection": ("collections", "id, name, created")}


def read_bundle(sqlite: sqlite3.Connection, article: int) -> Bundle:
    """Return all that belongs to an article."""
    rows = {}
    ids: dict[str, set[int]] = {name: set() for name in _NAMED}
    for table, query in _list_queries():
        found = sqlite.execute(query, (article,)).fetchall()
        if found:
            columns = list(table.columns)
            rows[table.name] = {
                "columns": columns,
                "rows": [[_encode(value) for value in row] for row in found],
            }
            for column, parent in table.references.items():
                if parent in ids:
                    ids[parent].update(row[columns.index(column)] for row in found)
    named = {}
    for name, (key, columns_sql) in _NAMED.items():
        query = f"SELECT {columns_sql} FROM {name} WHERE id IN (SELECT value FROM json_each(?))"
        named[key] = sqlite.execute(query, (json.dumps(sorted(ids[name])),)).fetchall()
    return {"rows": rows, **named}


@cache
def _list_queries() -> tuple[tuple[StoredTable, str], ...]:
    """Return the tables of a bundle, each with the query for the rows of an article."""
    return tuple(
        (
            table,
            f"SELECT {_list_names(table.columns)} FROM {table.name} WHERE {_where(table)}",
        )
        for table in TABLES
        if table.is_bundled
    )


def _where(table: StoredTable) -> str:
    if table.article:
        return f"{table.article} = ?"
    holders = BY_NAME[table.references[table.holder]]
    return f"{table.holder} IN (SELECT id FROM {holders.name} WHERE {holders.article} = ?)"


def _list_names(columns: Mapping[str, object]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def list_rows(bundle: Bundle, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table in a bundle, by the names of their columns."""
    found = bundle["rows"].get(table, {"columns": (), "rows": ()})
    return [
        dict(zip(found["columns"], map(_decode, values), strict=True)) for values in found["rows"]
    ]


def has_stored_columns(bundle: Bundle) -> bool:
    """Return True if all rows are of tables of an article, with columns that these have."""
    tables = {table.name: table for table, _ in _list_queries()}
    return all(
        name in tables and {*found["columns"]} <= tables[name].columns.keys()
        for name, found in bundle["rows"].items()
    )


def write_bundle(sqlite: sqlite3.Connection, bundle: Bundle) -> None:
    """Insert all that belongs to an article, with the ids that it had.

    Tags and collections may have been renamed since. Rows are inserted table by table, so that
    references have to be deferred.
    """
    ids = {
        name: {row[0]: _find_named(sqlite, name, columns, row) for row in bundle.get(key, ())}
        for name, (key, columns) in _NAMED.items()
    }
    for name in bundle["rows"]:
        table = BY_NAME[name]
        rows = list_rows(bundle, name)
        for row in rows:
            row |= dict.fromkeys(table.refers)
            for column, parent in table.references.items():
                if parent in ids:
                    row[column] = ids[parent][row[column]]
        marks = ", ".join("?" * len(rows[0]))
        sqlite.executemany(
            f"INSERT INTO {name} ({_list_names(rows[0])}) VALUES ({marks})",
            (tuple(row.values()) for row in rows),
        )


def _find_named(sqlite: sqlite3.Connection, name: str, columns: str, row: list[Any]) -> int:
    """Return the id of a tag or collection, which may have been renamed, merged or deleted."""
    id, unique, *_ = row
    if sqlite.execute(f"SELECT 1 FROM {name} WHERE id = ?", (id,)).fetchone():
        return int(id)
    marks = ", ".join("?" * len(row))
    sqlite.execute(f"INSERT OR IGNORE INTO {name} ({columns}) VALUES ({marks})", row)
    return int(sqlite.execute(f"SELECT id FROM {name} WHERE name = ?", (unique,)).fetchone()[0])


def _encode(value: object) -> object:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _decode(value: object) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
