"""Pairs of identities that may be one, for the reader to decide: looked for when asked for.

Each identity is compared once with those that share a block of names with it, so that the work
grows with the names that are new, not with all pairs.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from analysis.identities import Known, blocks_of, compare
from db.people.page import get_row
from db.people.records import Proposal

_AT_ONCE = 25  # identities, between which other threads may use the store
_MOST_IN_BLOCK = 40  # of a block that are looked at: a hundred Smiths say little of one more
_MOST_BEARERS = 3  # of a surname alone, those in most articles


def count_uncompared(sqlite: sqlite3.Connection) -> int:
    """How many identities were not yet compared with others."""
    query = "SELECT count(*) FROM identity INDEXED BY identity_uncompared WHERE compared = 0"
    return int(sqlite.execute(query).fetchone()[0])


def compare_some(sqlite: sqlite3.Connection) -> None:
    """Compare a few of the identities that were not yet compared, the oldest first."""
    query = f"""SELECT id, name, label, names FROM identity INDEXED BY identity_uncompared
        WHERE compared = 0 ORDER BY id LIMIT {_AT_ONCE}"""
    known: dict[int, Known] = {}
    for id, name, label, names in sqlite.execute(query).fetchall():
        one = known[id] = Known(name, label, tuple(names.split("\n")))
        blocks = blocks_of(one)
        others = _in_blocks(sqlite, blocks) - {id}
        for other in sorted(others):
            if other not in known:
                known[other] = _known(sqlite, other)
            likeness = compare(one, known[other])
            if likeness is not None:
                sqlite.execute(
                    "INSERT OR REPLACE INTO identity_pair VALUES (?, ?, ?, ?)",
                    (*sorted((id, other)), likeness.score, likeness.because),
                )
        sqlite.execute("DELETE FROM identity_block WHERE identity = ?", (id,))
        sqlite.executemany(
            "INSERT INTO identity_block VALUES (?, ?)", [(block, id) for block in blocks]
        )
        sqlite.execute("UPDATE identity SET compared = 1 WHERE id = ?", (id,))


def list_proposals(
    sqlite: sqlite3.Connection, limit: int, identity: int | None = None
) -> list[Proposal]:
    """Pairs that may be one and about which nothing was decided, of all or of one identity.

    The likeliest that are named in most articles come first.
    """
    return [
        Proposal(get_row(sqlite, one), get_row(sqlite, other), score, because)
        for one, other, score, because in islice(_undecided(sqlite, identity), limit)
    ]


def _undecided(
    sqlite: sqlite3.Connection, identity: int | None
) -> Iterator[tuple[int, int, int, str]]:
    """Both ids, the likeness and its reason; a name alone stands second."""
    query = """SELECT coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id)
        FROM identity_apart JOIN identity AS a ON a.id = one JOIN identity AS b ON b.id = other"""
    seen = {frozenset(pair) for pair in sqlite.execute(query)}
    bearers = Counter[int]()
    source = "identity_pair AS pair"
    if identity is not None:
        mine = "SELECT id FROM identity WHERE id = :me OR merged_into = :me"
        source = f"""(SELECT * FROM identity_pair WHERE one IN ({mine})
            UNION SELECT * FROM identity_pair WHERE other IN ({mine})) AS pair"""
    query = f"""SELECT x.id, x.shared, x.articles, y.id, y.shared, y.articles, score, because
        FROM {source}
        CROSS JOIN identity AS a ON a.id = pair.one
        CROSS JOIN identity AS b ON b.id = pair.other
        CROSS JOIN identity AS x ON x.id = coalesce(a.merged_into, a.id)
        CROSS JOIN identity AS y ON y.id = coalesce(b.merged_into, b.id)
        WHERE x.id != y.id AND x.articles > 0 AND y.articles > 0
        ORDER BY score + 4 * min(x.articles, y.articles, 10) DESC,
            x.articles + y.articles DESC, x.id, y.id"""
    for x, x_shared, x_articles, y, y_shared, y_articles, score, because in sqlite.execute(
        query, {"me": identity}
    ):
        pair = frozenset((x, y))
        if pair in seen:
            continue
        seen.add(pair)
        if x_shared != y_shared:  # whose surname is it?
            name = x if x_shared else y
            bearers[name] += 1
            if bearers[name] > _MOST_BEARERS and identity is None:
                continue
        (_, _, one), (_, _, other) = sorted(
            ((x_shared, -x_articles, x), (y_shared, -y_articles, y))
        )
        yield one, other, score, because


def _in_blocks(sqlite: sqlite3.Connection, blocks: frozenset[str]) -> set[int]:
    query = f"SELECT identity FROM identity_block WHERE block = ? LIMIT {_MOST_IN_BLOCK}"
    return {id for block in blocks for (id,) in sqlite.execute(query, (block,))}


def _known(sqlite: sqlite3.Connection, identity: int) -> Known:
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    return Known(name, label, tuple(names.split("\n")))
