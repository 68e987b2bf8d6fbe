"""The articles, items and kinds of data that the changed rows of an edit concern."""

import json
import sqlite3
from collections.abc import Iterable

from db.checksums.differences import list_groups_of
from db.edits.models import DataKind, ItemType, Moves, RowChange, StoreChange
from db.edits.tables import FINDING_COUNTS, TABLES, UNIT_TABLES


def article_of(change: RowChange) -> int | None:
    """Return the article that a changed row belongs to, if its table says so."""
    spec = TABLES[change.table]
    if spec.article in spec.key:
        value = change.key[spec.key.index(spec.article)]
    else:
        value = (change.after or change.before or {}).get(spec.article)
    return value if isinstance(value, int) else None


def changes_findings(change: RowChange) -> bool:
    """Return whether a change concerns the findings of its article, apart from their links."""
    if change.table == "article":
        return change.after is not None and "published" in change.after
    if change.table == "entity" and change.before is not None and change.after is not None:
        return bool(change.after.keys() - {"identity"})
    return change.table in UNIT_TABLES


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
    spec = TABLES[row.table]
    value = {**dict(zip(spec.key, row.key, strict=True)), **(row.after or row.before or {})}.get(
        column
    )
    if value is None and column == "article":
        value = article_of(row)
    if value is None:  # of a row that was updated in other columns
        where = " AND ".join(f'"{name}" = ?' for name in spec.key)
        query = f'SELECT "{column}" FROM {row.table} WHERE {where}'
        (value,) = sqlite.execute(query, row.key).fetchone() or (None,)
    return value if isinstance(value, int) else None


def list_items(
    type: ItemType, rows: Iterable[RowChange], moves: Iterable[Moves]
) -> tuple[int, ...]:
    """Return the items of a type that rows and moved articles belong to, each once."""
    found: dict[int, None] = {}
    for row in rows:
        spec = TABLES[row.table]
        column = spec.items.get(type)
        if column is None:
            continue
        if column in spec.key:
            value = row.key[spec.key.index(column)]
        else:
            value = (row.before or row.after or {}).get(column)
        if isinstance(value, int):
            found[value] = None
    if type == "article":
        for move in moves:
            found.update(dict.fromkeys(move.articles))
    return tuple(found)


def find_change(
    sqlite: sqlite3.Connection, rows: Iterable[RowChange], moves: Iterable[Moves]
) -> StoreChange:
    """Return the articles and the kinds of data that rows and moved articles concern."""
    articles: set[int] = set()
    kinds: set[DataKind] = set()
    notes: set[int] = set()
    is_any = False
    for row in rows:
        spec = TABLES[row.table]
        is_count = row.table == "article" and (row.after or {}).keys() <= FINDING_COUNTS
        kinds.add("findings" if is_count else spec.kind)
        is_any = is_any or spec.is_global
        if row.table == "collection":
            kinds.add("tags")
        if row.table == "collection_article":
            kinds.add("metadata")
        if row.table == "note_tag":
            notes.add(int(str(row.key[0])))
        article = article_of(row) if spec.article else None
        if row.table == "note" and article is None:
            notes.add(int(str(row.key[0])))
        if article is not None:
            articles.add(article)
    query = "SELECT DISTINCT article FROM note WHERE id IN (SELECT value FROM json_each(?))"
    wanted = json.dumps(sorted(notes))
    articles.update(id for (id,) in sqlite.execute(query, (wanted,)))
    if notes:
        kinds.add("tags")
    if "identities" in kinds and not articles:
        is_any = True
    for move in moves:
        kinds.add("list")
        articles.update(move.articles)
    return StoreChange(None if is_any else frozenset(articles), frozenset(kinds))
