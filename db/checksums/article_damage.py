"""The damaged records of one article, found when it is opened."""

import sqlite3
from collections.abc import Iterable

from db.checksums.comparison import DamagedRecord, State, compare, text_state
from db.checksums.groups import BY_NAME, GROUPS, ChecksumGroup
from db.checksums.triggers import MASK, checksum_sql, list_checked_here

_OF_ARTICLE = tuple(group for group in GROUPS if group.article == ":key")
# The keys of groups whose rows belong to an article in another way.
_KEYS = {
    "note": "SELECT id FROM note WHERE article = ?",
    "note_tag": "SELECT id FROM note WHERE article = ?",
}


def list_article_damage(sqlite: sqlite3.Connection, article: int) -> tuple[DamagedRecord, ...]:
    """Return the records of an article that differ from their checksums, and its text."""
    found = [
        DamagedRecord(name, article, state, article)
        for name, state in _states(sqlite, _OF_ARTICLE, article)
    ]
    for name, query in _KEYS.items():
        for (key,) in sqlite.execute(query, (article,)).fetchall():
            for _, state in _states(sqlite, (BY_NAME[name],), key):
                found.append(DamagedRecord(name, key, state, article))
    if text := text_state(sqlite, article):
        found.append(DamagedRecord("text", article, text, article))
    return tuple(found)


def are_damaged(sqlite: sqlite3.Connection, tables: frozenset[str], article: int) -> bool:
    """Return True if the rows of an article in some of the tables differ from their checksums."""
    groups = tuple(group for group in _OF_ARTICLE if group.name in tables)
    return bool(_states(sqlite, groups, article))


_queries: dict[tuple[str, ...], str] = {}


def _states(
    sqlite: sqlite3.Connection, groups: Iterable[ChecksumGroup], key: int
) -> list[tuple[str, State]]:
    """Return the states of the rows of a key in several groups, of those that differ."""
    names = tuple(group.name for group in groups)
    if names not in _queries:
        _queries[names] = " UNION ALL ".join(_query(sqlite, BY_NAME[name]) for name in names)
    rows = sqlite.execute(_queries[names], {"key": key}).fetchall()
    return [(name, state) for name, found, stored in rows if (state := compare(found, stored))]


def _query(sqlite: sqlite3.Connection, group: ChecksumGroup) -> str:
    row_sum = checksum_sql(list_checked_here(sqlite, group))
    return f"""SELECT '{group.name}',
        (SELECT sum({row_sum}) & {MASK} FROM {group.source} WHERE "{group.key}" = :key),
        (SELECT checksum FROM row_checksum WHERE key = :key AND source = '{group.code}')"""
