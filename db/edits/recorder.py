"""Recording of the rows that a transaction changes, by temporary triggers.

SQLite's documentation describes undo by triggers. The triggers exist only while a reader's edit is
recorded, so that imports have no cost. They write to a temporary table, whose values keep their
types. A failed transaction removes triggers and table with its changes.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from db.checksums.differences import Difference, list_differences
from db.checksums.groups import BY_NAME, NAMES
from db.edits.effects import list_checksum_keys
from db.edits.models import RowChange, StoredChanges, Value, Values
from db.kinds import RECORDED, StoredTable
from db.text import decode_stored

_LOG = "edit_change"  # in the temporary schema, which SQLite searches first
_LOST = "edit_difference"  # of damaged rows that are deleted
_INSERTED, _DELETED, _UPDATED = 1, 2, 3

_Key = tuple[str, tuple[Value, ...]]
_Rows = dict[_Key, tuple[Values | None, Values | None]]


@contextmanager
def record_rows(sqlite: sqlite3.Connection) -> Iterator[StoredChanges]:
    """Record the changes of a block in the open transaction; the result is filled at its end."""
    columns = {name: tuple(table.recorded) for name, table in RECORDED.items()}
    width = 2 * max(map(len, columns.values()))
    names = ", ".join(f"c{number}" for number in range(width))
    sqlite.execute(f"CREATE TEMP TABLE {_LOG} (id INTEGER PRIMARY KEY, source, change, {names})")
    for number, (table, listed) in enumerate(columns.items()):
        for statement in _triggers(number, table, listed):
            sqlite.execute(statement)
    sqlite.execute(f"CREATE TEMP TABLE {_LOST} (source, key, checksum)")
    sqlite.execute(
        f"""CREATE TEMP TRIGGER {_LOST}_delete AFTER DELETE ON main.row_checksum
            WHEN old.checksum != 0
            BEGIN INSERT INTO {_LOST} VALUES (old.source, old.key, old.checksum); END"""
    )
    changes = StoredChanges([], [])
    yield changes
    changes.rows += _read_changes(sqlite, columns)
    changes.damaged += _read_differences(sqlite, changes.rows)
    _drop(sqlite)


def _read_differences(sqlite: sqlite3.Connection, rows: Sequence[RowChange]) -> list[Difference]:
    """Return the differences of the changed rows from their checksums, before the changes."""
    lost = [
        Difference(name, key, checksum)
        for source, key, checksum in sqlite.execute(f"SELECT * FROM {_LOST}")
        if (name := NAMES.get(source)) and not BY_NAME[name].derived
    ]
    return [*lost, *list_differences(sqlite, list_checksum_keys(sqlite, rows))]


def _drop(sqlite: sqlite3.Connection) -> None:
    query = "SELECT name FROM temp.sqlite_master WHERE type = 'trigger' AND name GLOB ?"
    for (name,) in sqlite.execute(query, ("edit_*",)).fetchall():
        sqlite.execute(f"DROP TRIGGER temp.{name}")
    for table in (_LOG, _LOST):
        sqlite.execute(f"DROP TABLE temp.{table}")


def _triggers(number: int, table: str, columns: Sequence[str]) -> Iterator[str]:
    """Yield the triggers that record the changes of a table."""
    spec = RECORDED[table]
    old, new = ([f'{row}."{name}"' for name in columns] for row in ("old", "new"))

    def trigger(event: str, change: int, values: Sequence[str], when: str = "") -> str:
        targets = ", ".join(f"c{at}" for at in range(len(values)))
        # the name of the event distinguishes the triggers of a table
        return (
            f"CREATE TEMP TRIGGER {_LOG}_{table}_{change} AFTER {event} ON main.{table} {when}"
            f"BEGIN INSERT INTO {_LOG} (source, change, {targets})"
            f" VALUES ({number}, {change}, {', '.join(values)}); END"
        )

    if not spec.keeps_inserts:
        yield trigger("INSERT", _INSERTED, new)
        yield trigger("DELETE", _DELETED, old)
    updated = columns[len(spec.key) :] if spec.keeps_inserts else columns
    named = ", ".join(f'"{name}"' for name in updated)
    differs = " OR ".join(f"{a} IS NOT {b}" for a, b in zip(old, new, strict=True))
    yield trigger(f"UPDATE OF {named}", _UPDATED, (*old, *new), f"WHEN {differs} ")


def _read_changes(
    sqlite: sqlite3.Connection, columns: dict[str, tuple[str, ...]]
) -> list[RowChange]:
    """Return the difference that all recorded changes of each row make.

    Bytes are in damaged rows only: no recorded column has any.
    """
    tables = list(columns)
    rows: _Rows = {}
    for _, source, change, *values in sqlite.execute(f"SELECT * FROM {_LOG} ORDER BY id"):
        table = tables[source]
        values = [decode_stored(each) if isinstance(each, bytes) else each for each in values]
        names, length = columns[table], len(RECORDED[table].key)
        first, second = values[: len(names)], values[len(names) : 2 * len(names)]
        before = None if change == _INSERTED else first
        after = first if change == _INSERTED else second if change == _UPDATED else None
        if before and after and before[:length] != after[:length]:
            _add(rows, table, names, before, None)
            before = None
        _add(rows, table, names, before, after)
    return [
        RowChange(table, key, *changed)
        for (table, key), (before, after) in rows.items()
        if (changed := _reduce(RECORDED[table], before, after)) is not None
    ]


def _add(
    rows: _Rows,
    table: str,
    names: Sequence[str],
    before: Sequence[Value] | None,
    after: Sequence[Value] | None,
) -> None:
    row = before or after
    assert row is not None
    length = len(RECORDED[table].key)
    key = table, tuple(row[:length])
    values, first = (
        None if row is None else dict(zip(names[length:], row[length:], strict=True))
        for row in (after, before)
    )
    rows[key] = rows[key][0] if key in rows else first, values


def _reduce(
    spec: StoredTable, before: Values | None, after: Values | None
) -> tuple[Values | None, Values | None] | None:
    """Reduce an updated row to the changed columns; return None if nothing changed."""
    if spec.defaults:  # a missing row says as much as one of default values
        before = dict(spec.defaults) if before is None else before
        after = dict(spec.defaults) if after is None else after
    if before == after:
        return None
    if before is None or after is None:
        return before, after
    changed = [name for name, value in before.items() if after[name] != value]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}
