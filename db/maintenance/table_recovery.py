"""Recovery of the rows of a damaged table: read every range, and skip unreadable ones."""

import sqlite3
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

Row = tuple[object, ...]

_LOWEST, _HIGHEST = -1, 2**62
_MOST_FAILURES = 100_000  # of one table, after which its remaining rows are abandoned
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the message about a damaged schema may be bytes


class RecoveredTable(Struct, frozen=True):
    """A table: its columns, and the key by which its rows are read, an integer or a text.

    `marks` are the placeholders for the values of a row, with the default value of each column.
    """

    name: str
    columns: tuple[str, ...]
    key: str
    marks: str
    has_text_key: bool


def list_tables(sqlite: sqlite3.Connection) -> list[RecoveredTable]:
    """Return the tables with a store's data, each after those that its rows refer to.

    Full-text indexes, SQLite's own tables and the list of migrations are left out.
    """
    found = sqlite.execute("PRAGMA table_list").fetchall()
    rowless = {row[1] for row in found if row[4]}
    names = [
        name
        for _, name, kind, *_ in reversed(found)
        if kind == "table" and not name.startswith(("sqlite_", "_"))
    ]
    parents = {
        name: {row[2] for row in sqlite.execute(f"PRAGMA foreign_key_list({name})")} - {name}
        for name in names
    }
    ordered: list[str] = []
    while len(ordered) < len(names):
        ordered += [name for name in names if name not in ordered and parents[name] <= set(ordered)]
    return [_table(sqlite, name, name in rowless) for name in ordered]


def _table(sqlite: sqlite3.Connection, name: str, rowless: bool) -> RecoveredTable:
    columns = sqlite.execute(f"PRAGMA table_info({name})").fetchall()
    keys = [(column[1], column[2]) for column in columns if rowless and column[5] == 1]
    key, type = keys[0] if keys else ("rowid", "INTEGER")
    marks = ("?" if default is None else f"coalesce(?, {default})" for *_, default, _ in columns)
    names = tuple(column[1] for column in columns)
    return RecoveredTable(name, names, key, ", ".join(marks), type == "TEXT")


class TableRecovery:
    """The readable rows of one table of a damaged file.

    After `rows`, `unread` contains the keys of unreadable rows. `abandoned` is True if some rows
    were skipped without their keys: there were too many, the keys are texts, or the schema is
    damaged, such as one that lacks the table or a column.
    """

    def __init__(self, sqlite: sqlite3.Connection, table: RecoveredTable) -> None:
        """Prepare to read the columns of `table`."""
        self.unread: list[int] = []
        self.abandoned = False
        self._sqlite = sqlite
        self._table = table

    def rows(self) -> Iterator[Row]:
        """Yield every readable row, with None for columns that are unreadable or missing."""
        if len(self._columns_present) < len(self._table.columns):
            self.abandoned = True
        if self._columns_present:
            has_text_key = self._table.has_text_key
            yield from self._from_both_ends() if has_text_key else self._between(_LOWEST, _HIGHEST)

    @cached_property
    def _columns_present(self) -> frozenset[str]:
        """The columns that the damaged table still has."""
        try:
            found = self._sqlite.execute(f"PRAGMA table_info({self._table.name})").fetchall()
        except _UNREADABLE:
            self.abandoned = True
            return frozenset()
        return frozenset(column[1] for column in found).intersection(self._table.columns)

    def _between(self, low: int, high: int) -> Iterator[Row]:
        """Yield the rows with keys above `low`, up to `high`; halve a range that is unreadable.

        The rows of one key are yielded together, so that a failure never splits a key.
        """
        pending = [(low, high)]
        failures = 0
        while pending:
            low, high = pending.pop()
            try:
                found = self._sqlite.execute(self._query(self._table.columns), (low, high))
                for key, rows in groupby(found, itemgetter(0)):
                    yield from [row[1:] for row in rows]
                    low = key
            except _UNREADABLE:
                failures += 1
                if failures > _MOST_FAILURES:
                    self.abandoned = True
                    return
                if high - low > 1:
                    middle = (low + high) // 2
                    pending += [(middle, high), (low, middle)]
                else:
                    yield from self._by_columns(high)

    def _from_both_ends(self) -> Iterator[Row]:
        """Yield the rows before the first unreadable place, then those after the last one.

        Text keys have no middle at which an unreadable range could be halved.
        """
        key = self._table.key
        low: str | None = None
        for order in ("ASC", "DESC"):
            where = "" if low is None else f"WHERE {key} > :low"
            query = f"{self._select(self._table.columns)} {where} ORDER BY {key} {order}"
            try:
                found = self._sqlite.execute(query, {} if low is None else {"low": low})
                for last, rows in groupby(found, itemgetter(0)):
                    yield from [row[1:] for row in rows]
                    low = last if order == "ASC" else low
                return
            except _UNREADABLE:
                continue
        self.abandoned = True

    def _select(self, columns: tuple[str, ...]) -> str:
        present = self._columns_present
        shown = ", ".join(f'"{name}"' if name in present else "NULL" for name in columns)
        return f"SELECT {self._table.key}, {shown} FROM {self._table.name} NOT INDEXED"

    def _query(self, columns: tuple[str, ...]) -> str:
        key = self._table.key
        return f"{self._select(columns)} WHERE {key} > ? AND {key} <= ? ORDER BY {key}"

    def _by_columns(self, key: int) -> Iterator[Row]:
        """Read the row of one key, column by column."""
        if self._table.key != "rowid":
            self.unread.append(key)
            return
        found: list[object] = []
        for column in self._table.columns:
            try:
                values = self._sqlite.execute(self._query((column,)), (key - 1, key)).fetchall()
            except _UNREADABLE:
                found.append(None)
                continue
            if not values:
                return
            found.append(values[0][1])
        if all(value is None for value in found):
            self.unread.append(key)
        else:
            yield tuple(found)
