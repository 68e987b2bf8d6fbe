"""Reading and writing of single rows of the recorded tables."""

import sqlite3

from db.edits.models import RowChange, Value, Values
from db.kinds import BY_NAME, RECORDED


def _where(table: str) -> str:
    return " AND ".join(f'"{name}" = ?' for name in BY_NAME[table].key)


def load_row(sqlite: sqlite3.Connection, table: str, key: tuple[Value, ...]) -> Values | None:
    """Return the recorded columns of a row without its key; None if it does not exist."""
    spec = RECORDED[table]
    names = [name for name in spec.recorded if name not in spec.key]
    listed = ", ".join(f'"{name}"' for name in names) or "1"
    row = sqlite.execute(f"SELECT {listed} FROM {table} WHERE {_where(table)}", key).fetchone()
    if row is None:
        return dict(spec.defaults) if spec.defaults else None
    return dict(zip(names, row, strict=False))


def has_row(sqlite: sqlite3.Connection, table: str, key: tuple[Value, ...]) -> bool:
    """Return whether a table has a row of a key."""
    return (
        sqlite.execute(f"SELECT 1 FROM {table} WHERE {_where(table)}", key).fetchone() is not None
    )


def write_row(sqlite: sqlite3.Connection, change: RowChange) -> None:
    """Insert, update or delete the row of a change, as it is after the change."""
    spec = RECORDED[change.table]
    if change.after is None:
        sqlite.execute(f"DELETE FROM {change.table} WHERE {_where(change.table)}", change.key)
        return
    if change.before is None or spec.defaults:
        values = {**dict(zip(spec.key, change.key, strict=True)), **change.after}
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        keys = ", ".join(f'"{name}"' for name in spec.key)
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name in change.after)
        conflict = f" ON CONFLICT ({keys}) DO UPDATE SET {sets}" if spec.defaults else ""
        query = f"INSERT INTO {change.table} ({names}) VALUES ({marks}){conflict}"
        sqlite.execute(query, tuple(values.values()))
        return
    if change.after:
        sets = ", ".join(f'"{name}" = ?' for name in change.after)
        query = f"UPDATE {change.table} SET {sets} WHERE {_where(change.table)}"
        sqlite.execute(query, (*change.after.values(), *change.key))
