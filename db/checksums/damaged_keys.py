"""The keys of damaged rows among those that a list shows."""

import json
import sqlite3
from collections.abc import Collection
from functools import cache

from db.checksums.comparison import find_damaged_texts
from db.checksums.groups import BY_NAME
from db.checksums.triggers import MASK, checksum_sql, list_checked_here

_MOST_TEXTS = 200  # as many rows as a screen loads at once, or more


def find_damaged_keys(
    sqlite: sqlite3.Connection,
    groups: tuple[str, ...],
    keys: Collection[int],
    *,
    has_texts: bool = False,
) -> frozenset[int]:
    """Return the keys whose rows in some of the groups differ from their checksums, or are lost.

    With `has_texts`, the keys are articles. The texts of up to 200 are compared with their hashes:
    those of all rows of a longer list take as long as all of its other work.
    """
    ids = sorted(key for key in keys if isinstance(key, int))
    wanted = json.dumps(ids)
    columns = tuple(list_checked_here(sqlite, BY_NAME[name]) for name in groups)
    found = {key for (key,) in sqlite.execute(_query(groups, columns), {"keys": wanted})}
    if has_texts and len(ids) <= _MOST_TEXTS:
        found |= find_damaged_texts(sqlite, ids)
    return frozenset(found)


@cache
def _query(groups: tuple[str, ...], columns: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    parts = []
    for name, checked in zip(groups, columns, strict=True):
        group, total = BY_NAME[name], checksum_sql(checked)
        if group.key != "id":  # of several rows
            total = f"sum({total}) & {MASK}"
        parts.append(f"""SELECT wanted.value FROM json_each(:keys) AS wanted WHERE
            (SELECT {total} FROM {group.source} WHERE "{group.key}" = wanted.value)
            IS NOT (SELECT checksum FROM row_checksum
                WHERE key = wanted.value AND source = '{name}')""")
    return " UNION ".join(parts)
