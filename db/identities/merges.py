"""The reader's decisions about identities: merge two, split one, or mark two as distinct.

Each decision returns a record from which it can be reverted, with the original ids. The decisions
also apply to articles that are analyzed again or added later.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from analysis import Reason
from analysis.linking import NameRecord, blocking_keys, compare_names, name_key
from analysis.models import NO_REASON, Label
from analysis.reasons import reason_as_json, reason_from_json
from db.identities.linker import delete_identity, rebuild_searchable_names
from db.identities.models import Link, Merge, Split
from db.identities.queries import RECOUNT, resolve_merged
from db.text import timestamp


def merge_identities(sqlite: sqlite3.Connection, source: int, into: int) -> Merge:
    """Merge an identity into another; raises NotFound, and ValueError if they are merged already.

    A shared name is always merged into the identity of an entity, whichever is given first.
    """
    source, into = resolve_merged(sqlite, source), resolve_merged(sqlite, into)
    if source == into:
        raise ValueError("The two are merged already")
    shared = dict(
        sqlite.execute("SELECT id, shared FROM identity WHERE id IN (?, ?)", (source, into))
    )
    if shared[into] and not shared[source]:
        source, into = into, source
    query = "SELECT id FROM identity WHERE merged_into = ? ORDER BY id"
    made = Merge((source, *(id for (id,) in sqlite.execute(query, (source,)))), into)
    restore_merge(sqlite, made)
    return made


def restore_merge(sqlite: sqlite3.Connection, made: Merge) -> None:
    """Restore a reverted merge; raises NotFound if one of the identities was deleted."""
    resolve_merged(sqlite, made.merged[0])
    into = resolve_merged(sqlite, made.into)
    gone = json.dumps(made.merged)
    sqlite.execute(
        "UPDATE identity SET merged_into = ? WHERE id IN (SELECT value FROM json_each(?))",
        (into, gone),
    )
    query = "UPDATE identity_entity SET identity = ? WHERE identity = ?"
    sqlite.execute(query, (into, made.merged[0]))
    _recount(sqlite, (made.merged[0], into))


def revert_merge(sqlite: sqlite3.Connection, made: Merge) -> None:
    """Revert a merge; raises NotFound."""
    first, *others = made.merged
    into = resolve_merged(sqlite, first)
    sqlite.execute("UPDATE identity SET merged_into = NULL WHERE id = ?", (first,))
    sqlite.execute(
        """UPDATE identity SET merged_into = ?
            WHERE id IN (SELECT value FROM json_each(?)) AND merged_into = ?""",
        (first, json.dumps(others), into),
    )
    sqlite.execute(
        """UPDATE identity_entity AS link SET identity = ?
            WHERE identity = ? AND (SELECT entity.identity FROM entity
                WHERE entity.article = link.article AND number = link.entity)
                IN (SELECT value FROM json_each(?))""",
        (first, into, json.dumps(made.merged)),
    )
    _recount(sqlite, (first, into))


def mark_distinct(sqlite: sqlite3.Connection, first: int, second: int) -> bool:
    """Mark two identities as distinct; return whether that is new; raises NotFound."""
    ends = sorted((resolve_merged(sqlite, first), resolve_merged(sqlite, second)))
    query = "INSERT OR IGNORE INTO identity_distinct VALUES (?, ?, ?)"
    return sqlite.execute(query, (*ends, timestamp())).rowcount > 0


def unmark_distinct(sqlite: sqlite3.Connection, first: int, second: int) -> None:
    """Remove the mark that two identities are distinct."""
    ends = sorted((resolve_merged(sqlite, first), resolve_merged(sqlite, second)))
    sqlite.execute("DELETE FROM identity_distinct WHERE first = ? AND second = ?", ends)


def split_articles(sqlite: sqlite3.Connection, identity: int, articles: Collection[int]) -> Split:
    """Move the links of some articles from an identity to a new one.

    Raises NotFound, and ValueError if the articles are all or none of the identity's.
    """
    identity = resolve_merged(sqlite, identity)
    links = _links(sqlite, identity)
    going = [(link, name, label) for link, name, label in links if link.article in articles]
    if len(going) in (0, len(links)):
        raise ValueError("Select some of the articles, but not all of them")
    choices = [(link.article, name_key(name, label).key) for link, name, label in going]
    return _split(sqlite, identity, going, choices, ())


def split_name(sqlite: sqlite3.Connection, identity: int, key: str) -> Split:
    """Move the links with a name from an identity to a new one, also in articles added later.

    Raises NotFound, and ValueError if all or none of the links have the name.
    """
    identity = resolve_merged(sqlite, identity)
    links = _links(sqlite, identity)
    going = [(link, name, label) for link, name, label in links if name_key(name, label).key == key]
    if len(going) in (0, len(links)):
        raise ValueError("Select a name of the identity that is not its only name")
    owns = {link.identity for link, *_ in going}
    staying = {link.identity for link, name, label in links if name_key(name, label).key != key}
    if len(owns) == 1 and owns.isdisjoint({identity, *staying}):
        (own,) = owns
        query = "SELECT 1 FROM identity_distinct WHERE first = ? AND second = ?"
        apart = sqlite.execute(query, sorted((identity, own))).fetchone() is not None
        split = Split(identity, own, merge=Merge((own,), identity), were_distinct=apart)
        restore_split(sqlite, split)
        return split
    return _split(sqlite, identity, going, (), [(key, own) for own in owns])


def restore_split(sqlite: sqlite3.Connection, split: Split) -> None:
    """Restore a reverted split, under the id that the new identity had."""
    if split.merge is not None:
        revert_merge(sqlite, split.merge)
        mark_distinct(sqlite, split.identity, split.new)
        return
    query = """INSERT INTO identity (id, name, label, names, list_key, shared)
        VALUES (?, ?, ?, ?, '', 0)"""
    sqlite.execute(query, (split.new, *split.new_names))
    choices, by_name = set(split.choices), {key for key, _ in split.removed_keys}
    known = "INSERT OR IGNORE INTO identity_name VALUES (?, ?)"
    keys = {key for _, key in choices} | by_name
    sqlite.executemany(known, [(key, split.new) for key in sorted(keys)])
    for key, own in split.removed_keys:
        sqlite.execute("DELETE FROM identity_name WHERE key = ? AND identity = ?", (key, own))
    sqlite.executemany(
        """INSERT OR REPLACE INTO identity_override
            SELECT id, ?, ? FROM article WHERE id = ?""",
        [(key, split.new, article) for article, key in split.choices],
    )
    sqlite.executemany(
        "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
        [
            (split.new, link.article, link.entity)
            for link, name, label in _links(sqlite, split.identity)
            # the present links: articles added since the split follow it by their names
            if (key := name_key(name, label).key) in by_name or (link.article, key) in choices
        ],
    )
    mark_distinct(sqlite, split.identity, split.new)
    _recount(sqlite, (split.identity, split.new))
    _update_display_name(sqlite, split.identity)


def revert_split(sqlite: sqlite3.Connection, split: Split) -> None:
    """Revert a split; raises NotFound."""
    if not split.were_distinct:
        unmark_distinct(sqlite, split.identity, split.new)
    if split.merge is not None:
        restore_merge(sqlite, split.merge)
        return
    # an article may name several of the merged identities: each link returns to its own
    before = {(link.article, link.entity): link.identity for link in split.links}
    usual = {link.article: link.identity for link in split.links}
    first = split.links[0].identity
    sqlite.executemany(
        "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
        [
            (
                before.get((link.article, link.entity), usual.get(link.article, first)),
                link.article,
                link.entity,
            )
            for link, *_ in _links(sqlite, resolve_merged(sqlite, split.new))
            if link.identity == split.new
        ],
    )
    sqlite.executemany("INSERT OR IGNORE INTO identity_name VALUES (?, ?)", split.removed_keys)
    keys = {key for _, key in split.choices} | {key for key, _ in split.removed_keys}
    sqlite.executemany(
        "DELETE FROM identity_name WHERE key = ? AND identity = ?",
        [(key, split.new) for key in sorted(keys)],
    )
    sqlite.execute("DELETE FROM identity_override WHERE identity = ?", (split.new,))
    sqlite.execute("UPDATE identity SET name = ? WHERE id = ?", (split.name, split.identity))
    _recount(
        sqlite, {split.identity, *(resolve_merged(sqlite, link.identity) for link in split.links)}
    )
    delete_identity(sqlite, split.new)


_Linked = tuple[Link, str, Label]


def _links(sqlite: sqlite3.Connection, identity: int) -> list[_Linked]:
    """Return the links of an identity, each with the entity's name and label."""
    query = """SELECT link.article, link.entity, entity.identity, entity.name, entity.label
        FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = ?"""
    return [
        (Link(article, entity, own), name, label)
        for article, entity, own, name, label in sqlite.execute(query, (identity,))
    ]


def _split(
    sqlite: sqlite3.Connection,
    identity: int,
    going: list[_Linked],
    choices: Iterable[tuple[int, str]],
    keys: Iterable[tuple[str, int]],
) -> Split:
    """Move links to a new identity, with the name that most of them have."""
    counts = Counter((name, label) for _, name, label in going)
    (name, label), _ = counts.most_common(1)[0]
    names = "\n".join(dict.fromkeys(name for name, _ in counts))
    query = "SELECT name FROM identity WHERE id = ?"
    before = sqlite.execute(query, (identity,)).fetchone()[0]
    query = "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'identity'"
    split = Split(
        identity,
        sqlite.execute(query).fetchone()[0],
        before,
        (name, label, names),
        tuple(link for link, *_ in going),
        tuple(choices),
        tuple(keys),
    )
    restore_split(sqlite, split)
    return split


def _update_display_name(sqlite: sqlite3.Connection, identity: int) -> None:
    """Replace a display name that no link of the identity has any more."""
    query = "SELECT name, label FROM identity WHERE id = ?"
    name, label = sqlite.execute(query, (identity,)).fetchone()
    names = Counter(name for _, name, _ in _links(sqlite, identity))
    if names and name_key(name, label).key not in {name_key(used, label).key for used in names}:
        commonest = names.most_common(1)[0][0]
        sqlite.execute("UPDATE identity SET name = ? WHERE id = ?", (commonest, identity))


def _recount(sqlite: sqlite3.Connection, identities: Collection[int]) -> None:
    """Recount the links of identities, and rebuild the names by which they are searched."""
    for statement in RECOUNT:
        sqlite.execute(statement, {"ids": json.dumps(list(identities))})
    for identity in identities:
        rebuild_searchable_names(sqlite, identity)


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
                    "INSERT OR REPLACE INTO identity_candidate VALUES (?, ?, ?, ?)",
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
        FROM identity_distinct
        JOIN identity AS a ON a.id = first JOIN identity AS b ON b.id = second"""
    seen = {frozenset(pair) for pair in sqlite.execute(query)}
    surname_pairs = Counter[int]()
    source = "identity_candidate AS pair"
    if identity is not None:
        mine = "SELECT id FROM identity WHERE id = :me OR merged_into = :me"
        source = f"""(SELECT * FROM identity_candidate WHERE first IN ({mine})
            UNION SELECT * FROM identity_candidate WHERE second IN ({mine})) AS pair"""
    query = f"""SELECT x.id, x.shared, x.articles, y.id, y.shared, y.articles, score, reason
        FROM {source}
        CROSS JOIN identity AS a ON a.id = pair.first
        CROSS JOIN identity AS b ON b.id = pair.second
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
