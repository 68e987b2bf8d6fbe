"""Recovery of the rows of a damaged table: read every range, and skip unreadable ones."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

Row = tuple[object, ...]

_LOWEST, _HIGHEST = -1, 2**62
_MOST_FAILURES = 100_000  # of one table, after which its remaining rows are abandoned


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and the integer key by which ranges of its rows are read.

    `marks` are the placeholders for the values of a row, with the default value of each column.
    """

    name: str
    columns: tuple[str, ...]
    key: str
    marks: str


def tables_of(sqlite: sqlite3.Connection) -> list[Table]:
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


def _table(sqlite: sqlite3.Connection, name: str, rowless: bool) -> Table:
    columns = sqlite.execute(f"PRAGMA table_info({name})").fetchall()
    first = next((column[1] for column in columns if column[5] == 1), "rowid")
    marks = ("?" if default is None else f"coalesce(?, {default})" for *_, default, _ in columns)
    names = tuple(column[1] for column in columns)
    return Table(name, names, first if rowless else "rowid", ", ".join(marks))


class Salvage:
    """The readable rows of one table of a damaged file.

    After `rows`, `unread` contains the keys of unreadable rows. `abandoned` is True if there were
    too many of them and the rest was skipped.
    """

    def __init__(self, sqlite: sqlite3.Connection, table: Table) -> None:
        """Prepare to read the columns of `table`; a table of another version may have fewer."""
        self.unread: list[int] = []
        self.abandoned = False
        self._sqlite = sqlite
        self._table = table

    def rows(self) -> Iterator[Row]:
        """Yield every readable row, with None for columns that are unreadable or missing."""
        if self._columns_present:
            yield from self._between(_LOWEST, _HIGHEST)

    @cached_property
    def _columns_present(self) -> frozenset[str]:
        """The columns of the damaged table."""
        try:
            found = self._sqlite.execute(f"PRAGMA table_info({self._table.name})").fetchall()
        except sqlite3.Error:
            return frozenset()
        return frozenset(column[1] for column in found)

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
            except sqlite3.Error:
                failures += 1
                if failures > _MOST_FAILURES:
                    self.abandoned = True
                    return
                if high - low > 1:
                    middle = (low + high) // 2
                    pending += [(middle, high), (low, middle)]
                else:
                    yield from self._by_columns(high)

    def _query(self, columns: tuple[str, ...]) -> str:
        shown = ", ".join(
            f'"{name}"' if name in self._columns_present else "NULL" for name in columns
        )
        key = self._table.key
        return f"""SELECT {key}, {shown} FROM {self._table.name} NOT INDEXED
            WHERE {key} > ? AND {key} <= ? ORDER BY {key}"""

    def _by_columns(self, key: int) -> Iterator[Row]:
        """Read the row of one key, column by column."""
        if self._table.key != "rowid":
            self.unread.append(key)
            return
        found: list[object] = []
        for column in self._table.columns:
            try:
                values = self._sqlite.execute(self._query((column,)), (key - 1, key)).fetchall()
            except sqlite3.Error:
                found.append(None)
                continue
            if not values:
                return
            found.append(values[0][1])
        if all(value is None for value in found):
            self.unread.append(key)
        else:
            yield tuple(found)
