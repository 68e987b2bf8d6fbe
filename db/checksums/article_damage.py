"""The damaged records of one article, found when it is opened."""

import sqlite3
from collections.abc import Collection, Iterable
from functools import cache

from db.checksums.comparison import DamagedRecord, State, compare, text_state
from db.checksums.groups import BY_NAME, GROUPS, ChecksumGroup
from db.checksums.triggers import MASK, checksum_sql
from db.kinds import BY_NAME as TABLES


@cache
def _list_groups() -> tuple[tuple[ChecksumGroup, ...], dict[ChecksumGroup, str]]:
    """Return the groups whose key is an article, and the others of rows that belong to one.

    The latter have a query for the keys of an article.
    """
    by_article = tuple(group for group in GROUPS if group.article == ":key")
    others = {}
    for group in GROUPS:
        if group.article and group not in by_article:
            table = TABLES[group.source]
            if table.holder:
                table = TABLES[table.references[table.holder]]
            others[group] = f"SELECT {table.key[0]} FROM {table.name} WHERE {table.article} = ?"
    return by_article, others


def list_article_damage(sqlite: sqlite3.Connection, article: int) -> tuple[DamagedRecord, ...]:
    """Return the records of an article that differ from their checksums, and its text."""
    by_article, others = _list_groups()
    found = [
        DamagedRecord(name, article, state, article)
        for name, state in _states(sqlite, by_article, article)
    ]
    for group, query in others.items():
        for (key,) in sqlite.execute(query, (article,)).fetchall():
            for name, state in _states(sqlite, (group,), key):
                found.append(DamagedRecord(name, key, state, article))
    if text := text_state(sqlite, article):
        found.append(DamagedRecord("text", article, text, article))
    return tuple(found)


def are_damaged(sqlite: sqlite3.Connection, tables: Collection[str], article: int) -> bool:
    """Return True if the rows of an article in some of the tables differ from their checksums."""
    groups = tuple(group for group in _list_groups()[0] if group.name in tables)
    return bool(_states(sqlite, groups, article))


_queries: dict[tuple[str, ...], str] = {}


def _states(
    sqlite: sqlite3.Connection, groups: Iterable[ChecksumGroup], key: int
) -> list[tuple[str, State]]:
    """Return the states of the rows of a key in several groups, of those that differ."""
    names = tuple(group.name for group in groups)
    if names not in _queries:
        _queries[names] = " UNION ALL ".join(_query(BY_NAME[name]) for name in names)
    rows = sqlite.execute(_queries[names], {"key": key}).fetchall()
    return [(name, state) for name, found, stored in rows if (state := compare(found, stored))]


def _query(group: ChecksumGroup) -> str:
    row_sum = checksum_sql(group.checked)
    return f"""SELECT '{group.name}',
        (SELECT sum({row_sum}) & {MASK} FROM {group.source} WHERE "{group.key}" = :key),
        (SELECT checksum FROM row_checksum WHERE key = :key AND source = '{group.code}')"""
