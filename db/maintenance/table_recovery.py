"""Recovery of the rows of a damaged table: read every range, and skip unreadable ones."""

import sqlite3
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from db.connection import VERSION

Row = tuple[object, ...]


# Tables and columns that had other names: the present name and the earlier ones. The list keys were
# `list_key` until version 27, and words were stored until version 28; the others had their names
# before version 16. Derived tables are not read.
_OLD_TABLES = {
    "reading_state": "reading",
    "import_log": "file_read",
    "mention_type": "mention_sort",
    "correction_rule": "standing_rule",
    "machine_analysis": "machine_findings",
    "identity_distinct": "identity_apart",
    "identity_override": "identity_choice",
}
_OLD_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "article": {"folded": ("list_key", "listing"), "duplicate_group": ("alike",)},
    "reading_state": {"bookmarks": ("places",)},
    "mention": {"type": ("sort",)},
    "entity": {"label_code": ("label",)},
    "quotation": {"kind_code": ("kind",)},
    "time_expression": {"type_code": ("type",)},
    "identity": {
        "label_code": ("label",), "all_names": ("names",), "folded": ("list_key", "listing"),
    },
    "identity_distinct": {"first": ("one",), "second": ("other",)},
}  # fmt: skip

_LOWEST, _HIGHEST = -1, 2**62
_MOST_FAILURES = 100_000  # of one table, after which its remaining rows are abandoned
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the message about a damaged schema may be bytes


class TableSchema(Struct, frozen=True):
    """A table: its columns, and the key by which its rows are read, an integer or a text.

    `marks` are the placeholders for the values of a row, with the default value of each column.
    """

    name: str
    columns: tuple[str, ...]
    key: str
    marks: str
    has_text_key: bool


def list_tables(sqlite: sqlite3.Connection) -> list[TableSchema]:
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


def _table(sqlite: sqlite3.Connection, name: str, rowless: bool) -> TableSchema:
    columns = sqlite.execute(f"PRAGMA table_info({name})").fetchall()
    keys = [(column[1], column[2]) for column in columns if rowless and column[5] == 1]
    key, type = keys[0] if keys else ("rowid", "INTEGER")
    marks = ("?" if default is None else f"coalesce(?, {default})" for *_, default, _ in columns)
    names = tuple(column[1] for column in columns)
    return TableSchema(name, names, key, ", ".join(marks), type == "TEXT")


class TableRecovery:
    """The readable rows of one table of a damaged file.

    After `rows`, `unread` contains the keys of unreadable rows. `abandoned` is True if some rows
    were skipped without their keys: there were too many, the keys are texts, or the schema is
    damaged. It is then damaged too if the table, or a column, is missing from a present version.
    """

    def __init__(self, sqlite: sqlite3.Connection, table: TableSchema) -> None:
        """Prepare to read the columns of `table`.

        A table of an earlier version may have fewer columns, and other names.
        """
        self.unread: list[int] = []
        self.abandoned = False
        self._sqlite = sqlite
        self._table = table

    def rows(self) -> Iterator[Row]:
        """Yield every readable row, with None for columns that are unreadable or missing."""
        if len(self._columns_present) < len(self._table.columns) and self._is_present_version:
            self.abandoned = True
        if self._columns_present:
            has_text_key = self._table.has_text_key
            yield from self._from_both_ends() if has_text_key else self._between(_LOWEST, _HIGHEST)

    @property
    def _is_present_version(self) -> bool:
        try:
            (version,) = self._sqlite.execute("PRAGMA user_version").fetchone()
        except _UNREADABLE:
            return True
        return int(version) == VERSION

    @cached_property
    def _source(self) -> str:
        """The name of the table in the damaged file."""
        name = self._table.name
        old = _OLD_TABLES.get(name, name)
        return name if self._columns_of(name) or not self._columns_of(old) else old

    @cached_property
    def _columns_present(self) -> dict[str, str]:
        """The columns of the damaged table by their present names."""
        found = self._columns_of(self._source)
        old = _OLD_COLUMNS.get(self._table.name, {})
        return {
            name: source
            for name in self._table.columns
            for source in [each for each in (name, *old.get(name, ())) if each in found][:1]
        }

    def _columns_of(self, table: str) -> frozenset[str]:
        try:
            found = self._sqlite.execute(f"PRAGMA table_info({table})").fetchall()
        except _UNREADABLE:
            self.abandoned = True
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
        key = self._key
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

    @property
    def _key(self) -> str:
        """The name of the key in the damaged file."""
        return self._columns_present.get(self._table.key, self._table.key)

    def _select(self, columns: tuple[str, ...]) -> str:
        present = self._columns_present
        shown = ", ".join(f'"{present[name]}"' if name in present else "NULL" for name in columns)
        return f"SELECT {self._key}, {shown} FROM {self._source} NOT INDEXED"

    def _query(self, columns: tuple[str, ...]) -> str:
        key = self._key
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
