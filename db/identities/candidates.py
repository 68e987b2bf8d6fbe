"""Merge candidates: pairs of similar identities for the reader to decide, computed on demand.

Each identity is compared once, and only with those that share a block of names with it. So the
work grows with the number of new names, not with the number of pairs.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator

from analysis import Reason
from analysis.linking import NameRecord, blocking_keys, compare_names
from analysis.models import NO_REASON
from analysis.reasons import reason_as_json, reason_from_json

_BATCH_SIZE = 25  # identities per transaction, after which other threads may use the store
# Identities of a block that are compared: a hundred Smiths say little about the next one.
_MOST_IN_BLOCK = 40
_MAX_SURNAME_CANDIDATES = 3  # candidates listed for an ambiguous surname, those in most articles


def compare_batch(sqlite: sqlite3.Connection) -> None:
    """Compare a batch of pending identities, the oldest first."""
    query = f"""SELECT id, name, label, names FROM identity INDEXED BY identity_uncompared
        WHERE compared = 0 ORDER BY id LIMIT {_BATCH_SIZE}"""
    known: dict[int, NameRecord] = {}
    for id, name, label, names in sqlite.execute(query).fetchall():
        record = known[id] = NameRecord(name, label, tuple(names.split("\n")))
        blocks = blocking_keys(record)
        for candidate in sorted(_in_blocks(sqlite, blocks) - {id}):
            if candidate not in known:
                known[candidate] = _load_known(sqlite, candidate)
            similarity = compare_names(record, known[candidate])
            if similarity is not None:
                encoded = json.dumps(reason_as_json(similarity.reason), ensure_ascii=False)
                sqlite.execute(
                    "INSERT OR REPLACE INTO identity_pair VALUES (?, ?, ?, ?)",
                    (*sorted((id, candidate)), similarity.score, encoded),
                )
        sqlite.execute("DELETE FROM identity_block WHERE identity = ?", (id,))
        sqlite.executemany(
            "INSERT INTO identity_block VALUES (?, ?)", [(block, id) for block in blocks]
        )
        sqlite.execute("UPDATE identity SET compared = 1 WHERE id = ?", (id,))


def undecided_candidates(
    sqlite: sqlite3.Connection, identity: int | None
) -> Iterator[tuple[int, int, int, Reason]]:
    """Yield both ids, the similarity and its reason; a shared name is the second id."""
    query = """SELECT coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id)
        FROM identity_apart JOIN identity AS a ON a.id = one JOIN identity AS b ON b.id = other"""
    seen = {frozenset(pair) for pair in sqlite.execute(query)}
    surname_pairs = Counter[int]()
    source = "identity_pair AS pair"
    if identity is not None:
        mine = "SELECT id FROM identity WHERE id = :me OR merged_into = :me"
        source = f"""(SELECT * FROM identity_pair WHERE one IN ({mine})
            UNION SELECT * FROM identity_pair WHERE other IN ({mine})) AS pair"""
    query = f"""SELECT x.id, x.shared, x.articles, y.id, y.shared, y.articles, score, reason
        FROM {source}
        CROSS JOIN identity AS a ON a.id = pair.one
        CROSS JOIN identity AS b ON b.id = pair.other
        CROSS JOIN identity AS x ON x.id = coalesce(a.merged_into, a.id)
        CROSS JOIN identity AS y ON y.id = coalesce(b.merged_into, b.id)
        WHERE x.id != y.id AND x.articles > 0 AND y.articles > 0
        ORDER BY score + 4 * min(x.articles, y.articles, 10) DESC,
            x.articles + y.articles DESC, x.id, y.id"""
    for x, x_shared, x_articles, y, y_shared, y_articles, score, reason in sqlite.execute(
        query, {"me": identity}
    ):
        pair = frozenset((x, y))
        if pair in seen:
            continue
        seen.add(pair)
        if x_shared != y_shared:  # an ambiguous surname has many candidates
            name = x if x_shared else y
            surname_pairs[name] += 1
            if surname_pairs[name] > _MAX_SURNAME_CANDIDATES and identity is None:
                continue
        (_, _, first), (_, _, second) = sorted(
            ((x_shared, -x_articles, x), (y_shared, -y_articles, y))
        )
        yield first, second, score, _read_reason(reason)


def _read_reason(encoded: str) -> Reason:
    try:
        return reason_from_json(json.loads(encoded))
    except (ValueError, RecursionError):  # written by another program
        return NO_REASON


def _in_blocks(sqlite: sqlite3.Connection, blocks: frozenset[str]) -> set[int]:
    query = f"SELECT identity FROM identity_block WHERE block = ? LIMIT {_MOST_IN_BLOCK}"
    return {id for block in blocks for (id,) in sqlite.execute(query, (block,))}


def _load_known(sqlite: sqlite3.Connection, identity: int) -> NameRecord:
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    return NameRecord(name, label, tuple(names.split("\n")))
