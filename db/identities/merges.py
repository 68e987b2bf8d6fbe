"""The reader's decisions about identities: merge two, split one, or mark two as distinct.

The decisions also apply to articles that are analyzed again or added later.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable

from analysis.linking.similarity import name_key
from analysis.models import Label, Reason
from analysis.reasons import reason_as_json
from db.coded_columns import LABEL_CODES
from db.identities.link_counts import RECOUNT
from db.identities.models import Link
from db.identities.queries import resolve_merged
from db.identities.records import (
    rebuild_searchable_names,
    store_names,
    stored_keys,
)
from db.text import timestamp


def merge_identities(sqlite: sqlite3.Connection, source: int, into: int) -> None:
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
    sqlite.execute("UPDATE identity SET merge_reason = '' WHERE id = ?", (source,))
    sqlite.execute(
        "UPDATE identity SET merged_into = :into WHERE id = :source OR merged_into = :source",
        {"source": source, "into": into},
    )
    query = "UPDATE identity_entity SET identity = ? WHERE identity = ?"
    sqlite.execute(query, (into, source))
    _recount(sqlite, (source, into))


def merge_for_reason(sqlite: sqlite3.Connection, source: int, into: int, reason: Reason) -> None:
    """Merge an identity automatically, unless it is merged into the other one already."""
    source, into = resolve_merged(sqlite, source), resolve_merged(sqlite, into)
    if source != into:
        merge_identities(sqlite, source, into)
        encoded = json.dumps(reason_as_json(reason), ensure_ascii=False)
        sqlite.execute("UPDATE identity SET merge_reason = ? WHERE id = ?", (encoded, source))


def are_distinct(sqlite: sqlite3.Connection, first: int, second: int) -> bool:
    """Return whether the reader marked two identities as distinct."""
    query = """SELECT 1 FROM identity_distinct
        JOIN identity AS a ON a.id = first JOIN identity AS b ON b.id = second
        WHERE coalesce(a.merged_into, a.id) IN (:x, :y)
            AND coalesce(b.merged_into, b.id) IN (:x, :y)"""
    ends = {"x": resolve_merged(sqlite, first), "y": resolve_merged(sqlite, second)}
    return sqlite.execute(query, ends).fetchone() is not None


def separate(sqlite: sqlite3.Connection, own: int, root: int) -> None:
    """Separate an identity from the one into which it was merged."""
    sqlite.execute("UPDATE identity SET merged_into = NULL WHERE id = ?", (own,))
    sqlite.execute(
        """UPDATE identity_entity AS link SET identity = :own
            WHERE identity = :root AND (SELECT entity.identity FROM entity
                WHERE entity.article = link.article AND number = link.entity) = :own""",
        {"own": own, "root": root},
    )
    _recount(sqlite, (own, root))


def mark_distinct(sqlite: sqlite3.Connection, first: int, second: int) -> bool:
    """Mark two identities as distinct; return whether that is new; raises NotFound."""
    ends = sorted((resolve_merged(sqlite, first), resolve_merged(sqlite, second)))
    query = "INSERT OR IGNORE INTO identity_distinct VALUES (?, ?, ?)"
    return sqlite.execute(query, (*ends, timestamp())).rowcount > 0


def split_articles(sqlite: sqlite3.Connection, identity: int, articles: Collection[int]) -> int:
    """Move the links of some articles from an identity to a new one; return that.

    Raises NotFound, and ValueError if the articles are all or none of the identity's.
    """
    identity = resolve_merged(sqlite, identity)
    links = _links(sqlite, identity)
    going = [(link, name, label) for link, name, label in links if link.article in articles]
    if len(going) in (0, len(links)):
        raise ValueError("Select some of the articles, but not all of them")
    choices = [(link.article, name_key(name, label).key) for link, name, label in going]
    return _split(sqlite, identity, going, choices, ())


def split_name(sqlite: sqlite3.Connection, identity: int, key: str) -> int:
    """Move the links with a name from an identity to another one, also in articles added later.

    Return the other identity: a new one, or one that was merged and has only the name.

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
        separate(sqlite, own, identity)
        mark_distinct(sqlite, identity, own)
        return own
    names = [(name, label) for _, name, label in going]
    keys = {
        (stored, own)
        for own in owns
        for name, label in names
        for stored in (key, *stored_keys(sqlite, own, [name], label))
    }
    return _split(sqlite, identity, going, (), sorted(keys))


def split_links(
    sqlite: sqlite3.Connection,
    identity: int,
    entities: Collection[tuple[int, int]],
    choices: Iterable[tuple[int, str]],
) -> None:
    """Move links to entities, by article and number, from an identity to a new one.

    `choices` are the articles and name keys by which they are linked again.
    """
    going = [
        linked
        for linked in _links(sqlite, identity)
        if (linked[0].article, linked[0].entity) in entities
    ]
    if going:
        _split(sqlite, identity, going, choices, ())


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
) -> int:
    """Move links to a new identity, with the name that most of them have; return it.

    `choices` are the articles and name keys, `keys` the name keys with their identities, by which
    they are linked again.
    """
    counts = Counter((name, label) for _, name, label in going)
    (name, label), _ = counts.most_common(1)[0]
    names = "\n".join(dict.fromkeys(name for name, _ in counts))
    query = """INSERT INTO identity (name, label_code, all_names, folded, shared)
        VALUES (?, ?, ?, '', 0)"""
    row = (name, LABEL_CODES[label], store_names(name, names))
    new = sqlite.execute(query, row).lastrowid
    assert new is not None
    choices, keys = set(choices), set(keys)
    known = {key for _, key in choices} | {key for key, _ in keys}
    sqlite.executemany(
        "INSERT OR IGNORE INTO identity_name VALUES (?, ?)", [(key, new) for key in sorted(known)]
    )
    sqlite.executemany("DELETE FROM identity_name WHERE key = ? AND identity = ?", sorted(keys))
    sqlite.executemany(
        """INSERT OR REPLACE INTO identity_override
            SELECT id, ?, ? FROM article WHERE id = ?""",
        [(key, new, article) for article, key in sorted(choices)],
    )
    sqlite.executemany(
        "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
        [(new, link.article, link.entity) for link, *_ in going],
    )
    mark_distinct(sqlite, identity, new)
    _recount(sqlite, (identity, new))
    _update_display_name(sqlite, identity)
    return new


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
