"""Checksums of rows, written in the transaction of each change by temporary triggers.

The checksum of a group is the sum of those of its rows. A trigger adds that of each new row and
subtracts that of each old one. So a row that is damaged stays recognizable when other rows of its
group change, or when the row itself is changed in part: its old checksum is no longer what was
added for it.

The triggers belong to a connection, not to the file: they call a function that other programs lack.
Rows that another program changes keep their former checksum.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from functools import cache

from db.checksums.groups import GROUPS, ChecksumGroup

_MASK = 2**62 - 1  # sums stay below it: SQLite turns an integer that overflows into a real number


def install_function(sqlite: sqlite3.Connection) -> None:
    """Register the SQL function of a row's checksum."""
    sqlite.create_function("crc32", 1, zlib.crc32, deterministic=True)


def install_triggers(sqlite: sqlite3.Connection) -> None:
    """Create the triggers of a connection; not inside a transaction, whose failure drops them."""
    install_function(sqlite)
    for group in GROUPS:
        for statement in _triggers(group, list_checked(sqlite, group)):
            sqlite.execute(statement)


def list_checked(sqlite: sqlite3.Connection, group: ChecksumGroup) -> tuple[tuple[str, str], ...]:
    """Return the columns in a group's checksum with their types."""
    found = sqlite.execute(f"PRAGMA table_info({group.source})")
    return tuple(
        (name, type)
        for _, name, type, *_ in found
        if (name in group.columns if group.columns else name not in group.excluded)
    )


def checksum_sql(columns: tuple[tuple[str, str], ...], row: str = "") -> str:
    """Return the expression for the checksum of a row, `new` or `old` in a trigger.

    `quote` shows the types of the values. The result is cast, since a damaged text may not be
    valid UTF-8.
    """
    prefix = f"{row}." if row else ""
    values = " || ',' || ".join(_quote(f'{prefix}"{name}"', type) for name, type in columns)
    return f"crc32(CAST({values} AS BLOB))"


def _quote(value: str, type: str) -> str:
    # versions of SQLite differ in the last digits that they print of a real number
    return f"quote(CAST({value} * 1000000 AS INTEGER))" if type == "REAL" else f"quote({value})"


@cache
def sum_sql(group: ChecksumGroup, columns: tuple[tuple[str, str], ...]) -> str:
    """Return a query for the keys of a group in a store, each with the sum of its rows."""
    total = f"sum({checksum_sql(columns)}) & {_MASK}"
    if not group.key:
        return f"SELECT 0 AS key, {total} AS sum FROM {group.source} HAVING count(*) > 0"
    return f'SELECT "{group.key}" AS key, {total} AS sum FROM {group.source} GROUP BY "{group.key}"'


def _triggers(group: ChecksumGroup, columns: tuple[tuple[str, str], ...]) -> Iterator[str]:
    old, new = (f'{row}."{group.key}"' if group.key else "0" for row in ("old", "new"))
    old_sum, new_sum = (checksum_sql(columns, row) for row in ("old", "new"))
    change = "UPDATE row_checksum SET checksum = (checksum {}) & {mask} WHERE key = {key} AND {in_}"
    in_ = f"source = '{group.name}'"

    def trigger(event: str, *statements: str) -> str:
        words = f"{'; '.join(statements)};"
        name = f"checksum_{group.name}_{event.split()[0].lower()}"
        return f"CREATE TEMP TRIGGER {name} AFTER {event} ON main.{group.source} BEGIN {words} END"

    def insert(values: str) -> str:
        return f"""INSERT INTO row_checksum (key, source, checksum) {values}
            ON CONFLICT (key, source) DO UPDATE SET checksum = (checksum + excluded.checksum)
            & {_MASK}"""

    yield trigger("INSERT", insert(f"VALUES ({new}, '{group.name}', {new_sum})"))
    same = f"CASE WHEN {old} IS {new} THEN {new_sum} ELSE 0 END"
    statements = [change.format(f"+ {same} - {old_sum}", mask=_MASK, key=old, in_=in_)]
    if group.key:
        moved = f"SELECT {new}, '{group.name}', {new_sum} WHERE {old} IS NOT {new}"
        statements += [insert(moved), _delete_empty(group, old)]
    named = ", ".join(f'"{name}"' for name, _ in columns)
    yield trigger(f"UPDATE OF {named}", *statements)
    subtraction = change.format(f"- {old_sum}", mask=_MASK, key=old, in_=in_)
    yield trigger("DELETE", subtraction, _delete_empty(group, old))


def _delete_empty(group: ChecksumGroup, key: str) -> str:
    """Return a statement that deletes the checksum of a group whose last row was deleted."""
    rest = f'SELECT 1 FROM main.{group.source} WHERE "{group.key}" = {key}'
    if not group.key:
        rest = f"SELECT 1 FROM main.{group.source}"
    return (
        f"DELETE FROM row_checksum WHERE key = {key} AND source = '{group.name}' "
        f"AND NOT EXISTS ({rest})"
    )
