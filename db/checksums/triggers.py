"""Checksums of rows, written in the transaction of each change by temporary triggers.

The checksum of a group is the sum of those of its rows. A trigger adds that of each new row and
subtracts that of each old one. So a row that is damaged stays recognizable when other rows of its
group change, or when the row itself is changed in part: its old checksum is no longer what was
added for it. When the last row of a group is deleted, its checksum is deleted with the difference
that is left, which is 0 for whole rows: the log of edits records it.

The triggers belong to a connection, not to the file: they call a function that other programs lack.
Rows that another program changes keep their former checksum. `tracked_connection` creates those of
a table before its first change.
"""

import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from db.checksums.groups import GROUPS, ChecksumGroup

_PAIR = 2
MASK = 2**62 - 1  # sums stay below it: SQLite turns an integer that overflows into a real number


def install_function(sqlite: sqlite3.Connection) -> None:
    """Register the SQL function of a row's checksum; all prepared statements are prepared again."""
    sqlite.create_function("crc32", 1, zlib.crc32, deterministic=True)


def install_triggers(sqlite: sqlite3.Connection, tables: Collection[str]) -> None:
    """Create the triggers of tables; a rollback of the open transaction drops them."""
    for group in GROUPS:
        if group.source in tables:
            for statement in _triggers(group, group.checked):
                sqlite.execute(statement)


def list_checked(sqlite: sqlite3.Connection, group: ChecksumGroup) -> tuple[tuple[str, str], ...]:
    """Return the columns in a group's checksum with their types."""
    found = sqlite.execute(f"PRAGMA table_info({group.source})")
    return tuple((name, type) for _, name, type, *_ in found if group.has_column(name))


def checksum_sql(columns: tuple[tuple[str, str], ...], row: str = "") -> str:
    """Return the expression for the checksum of a row, `new` or `old` in a trigger.

    `quote` shows the types of the values. The result is cast, since a damaged text may not be
    valid UTF-8.
    """
    prefix = f"{row}." if row else ""
    values = _concatenate([_quote(f'{prefix}"{name}"', type) for name, type in columns])
    return f"crc32(CAST({values} AS BLOB))"


def _concatenate(values: Sequence[str]) -> str:
    """Return the expression that joins values by commas, halves first, so that it copies less."""
    if len(values) < _PAIR:
        return "".join(values)
    middle = len(values) // 2
    left, right = _concatenate(values[:middle]), _concatenate(values[middle:])
    return f"({left} || ',' || {right})"


def _quote(value: str, type: str) -> str:
    # versions of SQLite differ in the last digits that they print of a real number
    return f"quote(CAST({value} * 1000000 AS INTEGER))" if type == "REAL" else f"quote({value})"


@cache
def sum_sql(group: ChecksumGroup, columns: tuple[tuple[str, str], ...]) -> str:
    """Return a query for the keys of a group in a store, each with the sum of its rows."""
    total = f"sum({checksum_sql(columns)}) & {MASK}"
    if not group.key:
        return f"SELECT 0 AS key, {total} AS sum FROM {group.source} HAVING count(*) > 0"
    return f'SELECT "{group.key}" AS key, {total} AS sum FROM {group.source} GROUP BY "{group.key}"'


def _triggers(group: ChecksumGroup, columns: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield the triggers of a group. The key of a row never changes."""
    old, new = (f'{row}."{group.key}"' if group.key else "0" for row in ("old", "new"))
    old_sum, new_sum = (checksum_sql(columns, row) for row in ("old", "new"))
    of_old = f"key = {old} AND source = '{group.code}'"

    def trigger(event: str, *statements: str) -> str:
        words = f"{'; '.join(statements)};"
        name = f"checksum_{group.name}_{event.split()[0].lower()}"
        at = f"AFTER {event} ON main.{group.source}"
        return f"CREATE TEMP TRIGGER IF NOT EXISTS {name} {at} BEGIN {words} END"

    def add(change: str) -> str:
        return f"UPDATE row_checksum SET checksum = (checksum {change}) & {MASK} WHERE {of_old}"

    yield trigger(
        "INSERT",
        f"""INSERT INTO row_checksum (key, source, checksum)
            VALUES ({new}, '{group.code}', {new_sum}) ON CONFLICT (key, source)
            DO UPDATE SET checksum = (checksum + excluded.checksum) & {MASK}""",
    )
    named = ", ".join(f'"{name}"' for name, _ in columns)
    yield trigger(f"UPDATE OF {named}", add(f"+ {new_sum} - {old_sum}"))
    if group.final:
        yield trigger("DELETE", f"DELETE FROM row_checksum WHERE {of_old}")
        return
    rest = f"SELECT 1 FROM main.{group.source}"
    rest += f' WHERE "{group.key}" = {old}' if group.key else ""
    yield trigger(
        "DELETE",
        f"""INSERT INTO row_checksum (key, source, checksum)
            VALUES ({old}, '{group.code}', (- {old_sum}) & {MASK}) ON CONFLICT (key, source)
            DO UPDATE SET checksum = (checksum + excluded.checksum) & {MASK}""",
        f"DELETE FROM row_checksum WHERE {of_old} AND NOT EXISTS ({rest})",
    )
