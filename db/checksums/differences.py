"""Differences of rows from their checksums, which follow the rows to other tables and back.

The log of edits, the trash and the versions of an article have copies of rows. Without the
difference, a damaged row that comes back from there would get a valid checksum.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from db.checksums.article_damage import list_article_damage
from db.checksums.damaged_keys import find_damaged_keys
from db.checksums.groups import BY_NAME, GROUPS, ChecksumGroup
from db.checksums.triggers import MASK, checksum_sql

_GROUPS_OF_TABLE: dict[str, list[ChecksumGroup]] = defaultdict(list)
for _group in GROUPS:
    if not _group.derived:
        _GROUPS_OF_TABLE[_group.source].append(_group)


class Difference(Struct, frozen=True, array_like=True):
    """The stored checksum of a group's key minus the sum of its rows, modulo a power of 2."""

    group: str
    key: int
    value: int


def list_groups_of(table: str) -> tuple[ChecksumGroup, ...]:
    """Return the groups of the rows of a table, unless they are computed from others."""
    return tuple(_GROUPS_OF_TABLE.get(table, ()))


def list_differences(
    sqlite: sqlite3.Connection, keys: Iterable[tuple[str, int]]
) -> list[Difference]:
    """Return the differences of those keys of groups that are damaged."""
    by_group: dict[str, set[int]] = defaultdict(set)
    for name, key in keys:
        by_group[name].add(key)
    return [
        Difference(name, key, _measure(sqlite, BY_NAME[name], key))
        for name, named in by_group.items()
        for key in sorted(find_damaged_keys(sqlite, (name,), named))
    ]


def list_article_differences(sqlite: sqlite3.Connection, article: int) -> list[Difference]:
    """Return the differences of the rows of an article, without its text."""
    return [
        Difference(record.group, record.key, _measure(sqlite, BY_NAME[record.group], record.key))
        for record in list_article_damage(sqlite, article)
        if record.group in BY_NAME and record.key is not None
    ]


def restore_differences(sqlite: sqlite3.Connection, differences: Iterable[Difference]) -> None:
    """Make the rows of whole keys differ from their checksums again, as a damaged copy did."""
    for difference in differences:
        group = BY_NAME[difference.group]
        query = f'SELECT 1 FROM {group.source} WHERE "{group.key}" = ?'
        has_rows = sqlite.execute(query, (difference.key,)).fetchone() is not None
        if has_rows and not _measure(sqlite, group, difference.key):
            sqlite.execute(
                f"""UPDATE row_checksum SET checksum = (checksum + ?) & {MASK}
                    WHERE key = ? AND source = ?""",
                (difference.value, difference.key, group.code),
            )


def _measure(sqlite: sqlite3.Connection, group: ChecksumGroup, key: int) -> int:
    row_sum = checksum_sql(group.checked)
    query = f"""SELECT (coalesce((SELECT checksum FROM row_checksum
                WHERE key = :key AND source = '{group.code}'), 0)
            - coalesce((SELECT sum({row_sum}) FROM {group.source}
                WHERE "{group.key}" = :key), 0)) & {MASK}"""
    (value,) = sqlite.execute(query, {"key": key}).fetchone()
    return int(value)
