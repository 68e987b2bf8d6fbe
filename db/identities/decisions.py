"""The reader's decisions about identities as records, which an export carries to another store.

Ids of identities differ from store to store. A record therefore names its links: articles by the
hashes of their texts, and entities by the keys of their names.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from analysis.linking.similarity import name_key
from db.identities.merges import mark_distinct, merge_identities, split_links
from db.identities.models import Link
from db.identities.queries import resolve_merged
from db.library_records import NameChoice, PersonLink, PersonRecord

_DECIDED = """SELECT DISTINCT coalesce(merged_into, id) AS root FROM identity WHERE id IN (
        SELECT id FROM identity WHERE merged_into IS NOT NULL AND merge_reason = ''
        UNION SELECT first FROM identity_distinct UNION SELECT second FROM identity_distinct
        UNION SELECT identity FROM identity_override)
    ORDER BY root"""
_LINKS = """SELECT link.identity, article.sha256, entity.name, entity.label
    FROM identity_entity AS link
    CROSS JOIN article ON article.id = link.article
    CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
    WHERE link.identity IN (SELECT value FROM json_each(?)) ORDER BY link.article, link.entity"""
_KEYS = """SELECT DISTINCT coalesce(merged_into, id), key FROM identity_name
    JOIN identity ON identity.id = identity_name.identity
    WHERE coalesce(merged_into, id) IN (SELECT value FROM json_each(?))
        AND instr(key, '#') = 0 AND key NOT LIKE 'body:%' ORDER BY key"""
_SEVERAL_NAMES = """SELECT link.identity, identity.name FROM identity_entity AS link
    CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
    CROSS JOIN identity ON identity.id = link.identity
    GROUP BY link.identity HAVING count(DISTINCT entity.name) > 1 ORDER BY link.identity"""
_ENTITIES = """SELECT entity.article, entity.number, entity.identity, entity.name, entity.label
    FROM article CROSS JOIN entity ON entity.article = article.id
    WHERE article.sha256 = ? AND entity.identity IS NOT NULL"""

_Linked = tuple[Link, str]


def load_people(sqlite: sqlite3.Connection) -> tuple[PersonRecord, ...]:
    """Return the identities that the reader merged, split or marked as distinct."""
    roots = [root for (root,) in sqlite.execute(_DECIDED)]
    wanted = json.dumps(roots)
    links: dict[int, list[PersonLink]] = {root: [] for root in roots}
    for root, text, name, label in sqlite.execute(_LINKS, (wanted,)):
        links[root].append(PersonLink(text, name_key(name, label).key))
    keys: dict[int, list[str]] = {root: [] for root in roots}
    for root, key in sqlite.execute(_KEYS, (wanted,)):
        keys[root].append(key)
    linked = [root for root in roots if links[root]]
    numbers = {root: number for number, root in enumerate(linked)}
    distinct: dict[int, set[int]] = {root: set() for root in linked}
    pairs = sqlite.execute("SELECT first, second FROM identity_distinct").fetchall()
    for pair in pairs:
        first, second = (resolve_merged(sqlite, identity) for identity in pair)
        if first in numbers and second in numbers and first != second:
            distinct[max(first, second)].add(numbers[min(first, second)])
    return tuple(
        PersonRecord(
            tuple(dict.fromkeys(links[root])), tuple(keys[root]), tuple(sorted(distinct[root]))
        )
        for root in linked
    )


def load_name_choices(sqlite: sqlite3.Connection) -> tuple[NameChoice, ...]:
    """Return the display name of each identity that articles name in several ways."""
    rows = sqlite.execute(_SEVERAL_NAMES).fetchall()
    first: dict[int, PersonLink] = {}
    for root, text, name, label in sqlite.execute(_LINKS, (json.dumps([id for id, _ in rows]),)):
        first.setdefault(root, PersonLink(text, name_key(name, label).key))
    return tuple(NameChoice(first[root], name) for root, name in rows)


def apply_people(sqlite: sqlite3.Connection, people: Sequence[PersonRecord]) -> None:
    """Make the same decisions about the identities of this store; runs inside a transaction.

    Links to articles that are not stored are left out.
    """
    groups = [_find_links(sqlite, person.links) for person in people]
    _separate(sqlite, groups)
    for group in groups:
        roots = list(dict.fromkeys(_root(sqlite, link) for link, _ in group))
        for root in roots[1:]:
            into = _root(sqlite, group[0][0])
            if resolve_merged(sqlite, root) != into:
                merge_identities(sqlite, root, into)
    found = [_root(sqlite, group[0][0]) if group else None for group in groups]
    _move_name_keys(sqlite, people, found)
    for first, person in zip(found, people, strict=True):
        for number in person.distinct:
            second = found[number] if number < len(found) else None
            if first is not None and second is not None and first != second:
                mark_distinct(sqlite, first, second)


def apply_name_choices(sqlite: sqlite3.Connection, choices: Iterable[NameChoice]) -> None:
    """Show identities by the chosen names, if an article of theirs has the name."""
    query = """UPDATE identity SET name = :name WHERE id = :root AND name != :name AND EXISTS (
        SELECT 1 FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = :root AND entity.name = :name)"""
    for choice in choices:
        for link, _ in _find_links(sqlite, [choice.link])[:1]:
            sqlite.execute(query, {"root": _root(sqlite, link), "name": choice.name})


def _find_links(sqlite: sqlite3.Connection, wanted: Iterable[PersonLink]) -> list[_Linked]:
    """Return the links of this store with the keys of their names."""
    found: list[_Linked] = []
    keys: dict[str, set[str]] = {}
    for link in wanted:
        keys.setdefault(link.text, set()).add(link.key)
    for text, named in keys.items():
        for article, number, identity, name, label in sqlite.execute(_ENTITIES, (text,)):
            key = name_key(name, label).key
            if key in named:
                found.append((Link(article, number, identity), key))
    return found


def _separate(sqlite: sqlite3.Connection, groups: Sequence[Sequence[_Linked]]) -> None:
    """Split identities of this store to which the links of several groups belong."""
    members: dict[int, dict[int, list[_Linked]]] = {}
    for number, group in enumerate(groups):
        for linked in group:
            root = _root(sqlite, linked[0])
            members.setdefault(root, {}).setdefault(number, []).append(linked)
    for root, parts in members.items():
        _, *going = sorted(parts.values(), key=len, reverse=True)  # the largest part stays
        for part in going:
            split_links(
                sqlite,
                root,
                {(link.article, link.entity) for link, _ in part},
                [(link.article, key) for link, key in part],
            )


def _root(sqlite: sqlite3.Connection, link: Link) -> int:
    """Return the present identity of a link."""
    query = "SELECT identity FROM entity WHERE article = ? AND number = ?"
    (own,) = sqlite.execute(query, (link.article, link.entity)).fetchone()
    return resolve_merged(sqlite, own)


def _move_name_keys(
    sqlite: sqlite3.Connection, people: Sequence[PersonRecord], roots: Sequence[int | None]
) -> None:
    """Make names lead to the identities of their records, also in articles that are added later."""
    known = set(roots)
    holders: dict[str, set[int]] = {}
    for person, root in zip(people, roots, strict=True):
        if root is not None:
            for key in person.keys:
                holders.setdefault(key, set()).add(root)
    query = """SELECT identity.id, coalesce(merged_into, identity.id) FROM identity_name
        JOIN identity ON identity.id = identity_name.identity WHERE key = ?"""
    for key, wanted in holders.items():
        for own, root in sqlite.execute(query, (key,)).fetchall():
            if root in known and root not in wanted:
                delete = "DELETE FROM identity_name WHERE key = ? AND identity = ?"
                sqlite.execute(delete, (key, own))
        sqlite.executemany(
            "INSERT OR IGNORE INTO identity_name (key, identity) VALUES (?, ?)",
            [(key, root) for root in sorted(wanted)],
        )
