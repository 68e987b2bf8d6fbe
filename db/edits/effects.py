"""The articles, items and kinds of data that the changed rows of an edit concern."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from db.checksums.differences import list_groups_of
from db.edits.models import Moves, RowChange, StoreChange, Value
from db.kinds import BY_NAME, FINDING_COUNTS, FINDINGS, RECORDED, DataKind


def value_of(change: RowChange, column: str) -> Value:
    """Return the value of a column of a changed row; None if the change does not state it."""
    key = RECORDED[change.table].key
    if column in key:
        return change.key[key.index(column)]
    return (change.after or change.before or {}).get(column)


def article_of(change: RowChange) -> int | None:
    """Return the article that a changed row belongs to, if the change states it."""
    value = value_of(change, RECORDED[change.table].article)
    return value if isinstance(value, int) else None


def changes_findings(change: RowChange) -> bool:
    """Return whether a change concerns the findings of its article, apart from their links."""
    if change.table == "article":
        return change.after is not None and "published" in change.after
    if change.table == "entity" and change.before is not None and change.after is not None:
        return bool(change.after.keys() - {"identity"})
    return change.table in FINDINGS


def list_checksum_keys(
    sqlite: sqlite3.Connection, rows: Iterable[RowChange]
) -> set[tuple[str, int]]:
    """Return the groups of checksums, and the keys in them, of the changed rows."""
    return {
        (group.name, key)
        for row in rows
        for group in list_groups_of(row.table)
        if group.key and (key := _checksum_key(sqlite, row, group.key)) is not None
    }


def _checksum_key(sqlite: sqlite3.Connection, row: RowChange, column: str) -> int | None:
    value = value_of(row, column)
    if value is None:  # of a row that was updated in other columns
        value = _load_value(sqlite, row.table, row.key, column)
    return value if isinstance(value, int) else None


def _load_value(sqlite: sqlite3.Connection, table: str, key: tuple[Value, ...], column: str) -> Any:
    """Return a value of a stored row; None without the row."""
    where = " AND ".join(f'"{name}" = ?' for name in BY_NAME[table].key)
    found = sqlite.execute(f'SELECT "{column}" FROM {table} WHERE {where}', key).fetchone()
    return found and found[0]


def list_items(table: str, rows: Iterable[RowChange], moves: Iterable[Moves]) -> tuple[int, ...]:
    """Return the rows of a table that changed rows and moved articles belong to, each once."""
    found: dict[int, None] = {}
    for row in rows:
        column = RECORDED[row.table].items.get(table)
        if column is not None and isinstance(value := value_of(row, column), int):
            found[value] = None
    if table == "article":
        for move in moves:
            found.update(dict.fromkeys(move.articles))
    return tuple(found)


def find_change(
    sqlite: sqlite3.Connection, rows: Iterable[RowChange], moves: Iterable[Moves]
) -> StoreChange:
    """Return the articles and the kinds of data that rows and moved articles concern."""
    kinds: set[DataKind] = set()
    articles: set[object] = set()
    unstated: dict[tuple[str, tuple[Value, ...]], None] = {}  # rows whose article is looked up
    is_any = False
    for row in rows:
        table = RECORDED[row.table]
        is_count = row.table == "article" and (row.after or {}).keys() <= FINDING_COUNTS
        kinds.update(("findings",) if is_count else table.data)
        is_any = is_any or table.concerns_all
        article = article_of(row) if table.article else None
        if article is not None:
            articles.add(article)
        elif table.article:
            unstated[row.table, row.key] = None
        elif table.holder:
            unstated[table.references[table.holder], (value_of(row, table.holder),)] = None
    articles.update(_load_value(sqlite, name, key, BY_NAME[name].article) for name, key in unstated)
    stated = frozenset(article for article in articles if isinstance(article, int))
    if "identities" in kinds and not stated:
        is_any = True
    for move in moves:
        kinds.add("list")
        stated = stated.union(move.articles)
    return StoreChange(None if is_any else stated, frozenset(kinds))
