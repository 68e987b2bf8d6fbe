"""Merge candidates: pairs of identities that may be one, found by comparing names and evidence.

A pair whose names alone say little is proposed only if roles or companions support it. So a reader
rejects fewer than half of the proposals.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

from analysis import Reason, lexicon
from analysis.linking.similarity import (
    SPELLINGS,
    NameRecord,
    Similarity,
    blocking_keys,
    compare_names,
    name_key,
)
from analysis.linking.stated_roles import find_agreement
from analysis.models import NO_REASON
from analysis.reasons import reason_as_json, reason_from_json
from analysis.structs import decode_json
from db.identities.agreement import (
    MOST_IN_BLOCK,
    contradict,
    count_common_companions,
    load_evidence,
    share_companion,
)
from db.identities.queries import resolve_merged
from db.identities.records import delete_blocks, hash_block, insert_blocks

_BATCH_SIZE = 25  # identities per transaction, after which other threads may use the store
# The least score of a pair in the list of all candidates; the list of one identity has none.
_LEAST_SCORE = 50
_UNSUPPORTED = 30  # the score of a pair that evidence contradicts, or does not support
_TWICE = 2
_LEAST_ARTICLES = 3  # of the only person with a surname that stands alone elsewhere
_MOST_TEXTS = 10  # latest articles in which a common word is searched
_COMMON_NOUNS = (
    lexicon.words("organization_nouns", "generic", "general")
    | lexicon.words("event_nouns")
    | lexicon.words("documents")
    | lexicon.words("stop_words")
)
# Differences of names that are proposed without further evidence.
_SUFFICIENT = SPELLINGS | {"similarity.alias"}


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
                score = _weigh(sqlite, id, candidate, similarity)
                encoded = json.dumps(reason_as_json(similarity.reason), ensure_ascii=False)
                sqlite.execute(
                    "INSERT OR REPLACE INTO identity_candidate VALUES (?, ?, ?, ?)",
                    (*sorted((id, candidate)), score, encoded),
                )
        delete_blocks(sqlite, id)
        insert_blocks(sqlite, id, record)
        sqlite.execute("UPDATE identity SET compared = 1 WHERE id = ?", (id,))


def _weigh(sqlite: sqlite3.Connection, first: int, second: int, similarity: Similarity) -> int:
    """Return the score of a pair, which is low for people without the evidence that it needs."""
    if similarity.score < _LEAST_SCORE:
        return similarity.score
    roots = resolve_merged(sqlite, first), resolve_merged(sqlite, second)
    a, b = (load_evidence(sqlite, root) for root in roots)
    if roots[0] == roots[1]:
        return similarity.score
    if a is None or b is None:
        return similarity.score if _are_supported(sqlite, *roots, similarity) else _UNSUPPORTED
    if contradict(sqlite, a, b):
        return _UNSUPPORTED
    difference = similarity.reason.id
    agreed = find_agreement(a.roles, b.roles)
    is_full = not (a.is_shared or b.is_shared)
    if difference in _SUFFICIENT and is_full and not similarity.reason.also:
        is_doubtful = a.roles and b.roles and not agreed and difference != "similarity.alias"
        if not is_doubtful or count_common_companions(sqlite, a, b):
            return similarity.score
        return _UNSUPPORTED
    if difference == "similarity.surname_alone":
        person = b if a.is_shared else a
        is_known = len(person.articles) >= _LEAST_ARTICLES and _is_only_one(sqlite, person.record)
        return similarity.score if agreed or is_known else _UNSUPPORTED
    if agreed or (difference != "similarity.same_name" and count_common_companions(sqlite, a, b)):
        return similarity.score
    return _UNSUPPORTED


def _are_supported(
    sqlite: sqlite3.Connection, first: int, second: int, similarity: Similarity
) -> bool:
    """Return whether things with similar names may be one: neither name is a common word.

    Many bodies have the same initials, so that an acronym needs company.
    """
    if any(_is_common_word(sqlite, root) for root in (first, second)):
        return False
    is_acronym = similarity.reason.id == "similarity.acronym"
    return not is_acronym or share_companion(sqlite, first, second)


def _is_common_word(sqlite: sqlite3.Connection, root: int) -> bool:
    """Return whether a name is one word that its articles also write in lower case: "Act"."""
    query = "SELECT name FROM identity WHERE id = ?"
    (name,) = sqlite.execute(query, (root,)).fetchone()
    word = name.lower()
    if " " in name or not name.istitle():
        return False
    if word in _COMMON_NOUNS:
        return True
    query = f"""SELECT text FROM article WHERE id IN (SELECT article FROM identity_entity
        WHERE identity = ? ORDER BY day DESC LIMIT {_MOST_TEXTS})"""
    written = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return any(written.search(text) for (text,) in sqlite.execute(query, (root,)))


def _is_only_one(sqlite: sqlite3.Connection, record: NameRecord) -> bool:
    """Return whether no other person in the store has the surname."""
    surname = name_key(record.name, record.label).parts[-1]
    query = """SELECT count(DISTINCT coalesce(merged_into, id)) FROM identity_block
        JOIN identity ON id = identity WHERE block = ? AND NOT shared"""
    found: int = sqlite.execute(query, (hash_block(f"surname {surname}"),)).fetchone()[0]
    return found <= 1


def undecided_candidates(
    sqlite: sqlite3.Connection, identity: int | None
) -> Iterator[tuple[int, int, int, Reason]]:
    """Yield both ids, the similarity and its reason; a shared name is the second id."""
    query = """SELECT coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id)
        FROM identity_distinct
        JOIN identity AS a ON a.id = first JOIN identity AS b ON b.id = second"""
    seen = {frozenset(pair) for pair in sqlite.execute(query)}
    listed_names: set[int] = set()
    ambiguous = _ambiguous_acronyms(sqlite) if identity is None else frozenset()
    source = f"(SELECT * FROM identity_candidate WHERE score >= {_LEAST_SCORE}) AS pair"
    if identity is not None:
        mine = "SELECT id FROM identity WHERE id = :me OR merged_into = :me"
        source = f"""(SELECT * FROM identity_candidate WHERE first IN ({mine})
            UNION SELECT * FROM identity_candidate WHERE second IN ({mine})) AS pair"""
    query = f"""SELECT pair.first, pair.second,
            x.id, x.shared, x.articles, y.id, y.shared, y.articles, score, reason
        FROM {source}
        CROSS JOIN identity AS a ON a.id = pair.first
        CROSS JOIN identity AS b ON b.id = pair.second
        CROSS JOIN identity AS x ON x.id = coalesce(a.merged_into, a.id)
        CROSS JOIN identity AS y ON y.id = coalesce(b.merged_into, b.id)
        WHERE x.id != y.id AND x.articles > 0 AND y.articles > 0
        ORDER BY score + 4 * min(x.articles, y.articles, 10) DESC,
            x.articles + y.articles DESC, x.id, y.id"""
    for own, candidate, *row in sqlite.execute(query, {"me": identity}):
        x, x_shared, x_articles, y, y_shared, y_articles, score, reason = row
        pair = frozenset((x, y))
        if pair in seen or (own, candidate) in ambiguous:
            continue
        seen.add(pair)
        if x_shared != y_shared and identity is None:  # only the likeliest of a surname
            name = x if x_shared else y
            if name in listed_names:
                continue
            listed_names.add(name)
        (_, _, first), (_, _, second) = sorted(
            ((x_shared, -x_articles, x), (y_shared, -y_articles, y))
        )
        yield first, second, score, read_reason(reason)


def _ambiguous_acronyms(sqlite: sqlite3.Connection) -> frozenset[tuple[int, int]]:
    """Return the pairs of an acronym and a full form that also has another counterpart.

    A full form that an article states makes the others improbable.
    """
    query = """SELECT first, second, reason LIKE '{"id": "similarity.acronym"%'
        FROM identity_candidate WHERE reason LIKE '{"id": "similarity.acronym"%'
            OR reason LIKE '{"id": "similarity.alias"%'"""
    pairs = sqlite.execute(query).fetchall()
    numbers = Counter(identity for *pair, _ in pairs for identity in pair)
    return frozenset(
        (first, second)
        for first, second, is_acronym in pairs
        if is_acronym and numbers[first] + numbers[second] > _TWICE
    )


def read_reason(encoded: str) -> Reason:
    """Return the reason of a candidate or of an automatic merge."""
    try:
        return reason_from_json(decode_json(encoded))
    except ValueError:  # written by another program
        return NO_REASON


def _in_blocks(sqlite: sqlite3.Connection, blocks: frozenset[str]) -> set[int]:
    query = f"SELECT identity FROM identity_block WHERE block = ? LIMIT {MOST_IN_BLOCK}"
    return {id for block in blocks for (id,) in sqlite.execute(query, (hash_block(block),))}


def _load_known(sqlite: sqlite3.Connection, identity: int) -> NameRecord:
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    return NameRecord(name, label, tuple(names.split("\n")))
