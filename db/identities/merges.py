"""The reader's decisions about identities: merge two, split one, or mark two as distinct.

Each decision returns a record from which it can be reverted, with the original ids. The decisions
also apply to articles that are analyzed again or added later.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable

from analysis.linking.similarity import name_key
from analysis.models import Label
from db.identities.link_counts import RECOUNT
from db.identities.models import Link, Merge, Split
from db.identities.queries import resolve_merged
from db.identities.records import delete_identity, rebuild_searchable_names, stored_keys
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
    sqlite.execute("UPDATE identity SET merge_reason = '' WHERE id = ?", (source,))
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
