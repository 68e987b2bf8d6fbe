"""The keys of damaged rows among those that a list shows."""

import json
import sqlite3
from collections.abc import Collection
from functools import cache

from db.checksums.comparison import find_damaged_texts
from db.checksums.groups import BY_NAME
from db.checksums.triggers import MASK, checksum_sql


def find_damaged_keys(
    sqlite: sqlite3.Connection,
    groups: tuple[str, ...],
    keys: Collection[int],
    *,
    most_texts: int = 0,
) -> frozenset[int]:
    """Return the keys whose rows in some of the groups differ from their checksums, or are lost.

    With `most_texts`, the keys are articles. Their texts are compared with their hashes, unless
    they are more: those of a long list of articles take as long as all of its other work.
    """
    ids = sorted(key for key in keys if isinstance(key, int))
    wanted = json.dumps(ids)
    found = {key for (key,) in sqlite.execute(_query(groups), {"keys": wanted})}
    if len(ids) <= most_texts:
        found |= find_damaged_texts(sqlite, ids)
    return frozenset(found)


@cache
def _query(groups: tuple[str, ...]) -> str:
    parts = []
    for group in map(BY_NAME.__getitem__, groups):
        total = checksum_sql(group.checked)
        if group.key != "id":  # of several rows
            total = f"sum({total}) & {MASK}"
        parts.append(f"""SELECT wanted.value FROM json_each(:keys) AS wanted WHERE
            (SELECT {total} FROM {group.source} WHERE "{group.key}" = wanted.value)
            IS NOT (SELECT checksum FROM row_checksum
                WHERE key = wanted.value AND source = '{group.code}')""")
    return " UNION ".join(parts)
