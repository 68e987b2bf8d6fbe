"""Import entries into the authority list, and link the articles that name them again.

A file replaces what an earlier file of its name brought. What would change a decision of the reader
is returned as decisions that the reader can accept; until then the reader's own remain.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence

from analysis.linking.similarity import name_key
from db.identities.authority_list import (
    delete_entry,
    entry_key,
    insert_entry,
    list_entries,
    list_name_keys,
    list_surname_keys,
)
from db.identities.authority_models import AuthorityChanges, StoredEntry
from db.identities.linker import link_article
from db.identities.merges import are_distinct, separate
from db.identities.previous_links import unlink_article
from db.identities.queries import resolve_merged
from db.library_records import AuthorityEntry, PersonLink, PersonRecord
from db.origins import format_origin, read_origin

_AUTOMATIC = '{"id": "similarity.authority"%'
_MOST_LINKS = 2_000  # of a person in a proposal


def import_entries(
    sqlite: sqlite3.Connection, entries: Sequence[AuthorityEntry], source: str
) -> AuthorityChanges:
    """Import the entries of a file, inside a transaction, and link the articles concerned."""
    origin = format_origin(source)
    present = list_entries(sqlite)
    by_key = {stored.entry.key: stored for stored in present}
    wanted = {entry.key: entry for entry in entries}
    gone = [
        stored
        for stored in present
        if stored.entry.key not in wanted and _is_same_file(stored.origin, origin)
    ]
    changed = [
        stored
        for stored in present
        if stored.entry.key in wanted and wanted[stored.entry.key] != stored.entry
    ]
    added = [entry for key, entry in wanted.items() if key not in by_key]
    articles = set(_list_linked(sqlite, [*gone, *changed]))
    for stored in (*gone, *changed):
        _separate_names(sqlite, stored.id)
    for stored in gone:
        delete_entry(sqlite, stored.id)
        sqlite.execute("DELETE FROM identity_name WHERE key = ?", (entry_key(stored.id),))
    for stored in changed:
        insert_entry(sqlite, wanted[stored.entry.key], origin, stored.id)
    for entry in added:
        insert_entry(sqlite, entry, origin)
    articles.update(_list_naming(sqlite, [*added, *(wanted[each.entry.key] for each in changed)]))
    for article in sorted(articles):
        link_article(sqlite, article, unlink_article(sqlite, article))
    return AuthorityChanges(
        len(added), len(changed), len(gone), len(wanted) - len(added) - len(changed), len(articles)
    )


def add_entries(sqlite: sqlite3.Connection, entries: Iterable[tuple[AuthorityEntry, str]]) -> None:
    """Add the entries of another library, each with its origin, that this one has not."""
    known = {stored.entry.key for stored in list_entries(sqlite)}
    new = [(entry, origin) for entry, origin in entries if entry.key not in known]
    for entry, origin in new:
        insert_entry(sqlite, entry, origin)
    for article in _list_naming(sqlite, [entry for entry, _ in new]):
        link_article(sqlite, article, unlink_article(sqlite, article))


def _is_same_file(first: str, second: str) -> bool:
    a, b = read_origin(first), read_origin(second)
    return a is not None and b is not None and a.file == b.file


def _list_naming(sqlite: sqlite3.Connection, entries: Iterable[AuthorityEntry]) -> list[int]:
    """Return the articles with a name of the entries, or a surname that can be one."""
    keys = sorted(
        {key for entry in entries for key in (*list_name_keys(entry), *list_surname_keys(entry))}
    )
    query = """SELECT DISTINCT entity.article FROM identity_name AS named
        CROSS JOIN identity ON identity.id = named.identity
        CROSS JOIN identity_entity AS link
            ON link.identity = coalesce(identity.merged_into, identity.id)
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE named.key IN (SELECT value FROM json_each(?)) AND entity.identity = identity.id
        ORDER BY entity.article"""
    return [article for (article,) in sqlite.execute(query, (json.dumps(keys),))]


def _list_linked(sqlite: sqlite3.Connection, entries: Iterable[StoredEntry]) -> Iterator[int]:
    """Yield the articles that are linked to the identities of entries."""
    query = """SELECT DISTINCT link.article FROM identity_name
        CROSS JOIN identity ON identity.id = identity_name.identity
        CROSS JOIN identity_entity AS link
            ON link.identity = coalesce(identity.merged_into, identity.id)
        WHERE key = ?"""
    for stored in entries:
        for (article,) in sqlite.execute(query, (entry_key(stored.id),)).fetchall():
            yield article


def _separate_names(sqlite: sqlite3.Connection, entry: int) -> None:
    """Separate the identities that only the list has merged with that of an entry."""
    query = f"""SELECT own.id, own.merged_into FROM identity_name
        JOIN identity AS root ON root.id = identity_name.identity
        JOIN identity AS own ON own.merged_into = coalesce(root.merged_into, root.id)
        WHERE key = ? AND own.merge_reason LIKE '{_AUTOMATIC}'"""
    for own, root in sqlite.execute(query, (entry_key(entry),)).fetchall():
        separate(sqlite, own, root)
        sqlite.execute("UPDATE identity SET merge_reason = '' WHERE id = ?", (own,))


def find_conflicts(
    sqlite: sqlite3.Connection, entries: Collection[AuthorityEntry]
) -> list[tuple[PersonRecord, ...]]:
    """Return what the list has otherwise than the reader decided, as decisions to accept.

    The reader keeps two names of one entry apart, or merged the names of two entries.
    """
    found: list[tuple[PersonRecord, ...]] = []
    holders: dict[int, list[tuple[AuthorityEntry, int]]] = {}
    for stored in list_entries(sqlite):
        if stored.entry not in entries:
            continue
        owns = _list_owns(sqlite, stored.entry)
        roots = sorted({resolve_merged(sqlite, own) for own in owns})
        apart = [
            (first, second)
            for number, first in enumerate(roots)
            for second in roots[number + 1 :]
            if are_distinct(sqlite, first, second)
        ]
        for pair in apart:
            links = tuple(link for root in pair for link in _list_links(sqlite, root))
            found.append((PersonRecord(links, tuple(list_name_keys(stored.entry))),))
        for own in owns:
            holders.setdefault(resolve_merged(sqlite, own), []).append((stored.entry, own))
    for root, members in holders.items():
        names = {entry.key: entry for entry, _ in members}
        if len(names) > 1 and _is_merged_by_reader(sqlite, root, [own for _, own in members]):
            records = [_record_part(sqlite, root, entry) for entry in names.values()]
            records = [record for record in records if record.links]
            if len(records) > 1:
                later = PersonRecord(records[1].links, records[1].keys, (0,))
                found.append((records[0], later))
    return found


def _list_owns(sqlite: sqlite3.Connection, entry: AuthorityEntry) -> list[int]:
    """Return the identities that have a full name of an entry, before merges."""
    keys = [
        key.key
        for name in (entry.name, *entry.aliases)
        if not (key := name_key(name, entry.label)).is_ambiguous
    ]
    query = """SELECT DISTINCT identity FROM identity_name JOIN identity ON id = identity
        WHERE key IN (SELECT value FROM json_each(?)) AND NOT shared ORDER BY identity"""
    return [own for (own,) in sqlite.execute(query, (json.dumps(keys),))]


def _is_merged_by_reader(sqlite: sqlite3.Connection, root: int, owns: Collection[int]) -> bool:
    query = """SELECT 1 FROM identity WHERE merged_into = ? AND merge_reason = ''
        AND id IN (SELECT value FROM json_each(?))"""
    return sqlite.execute(query, (root, json.dumps(list(owns)))).fetchone() is not None


_LINKS = f"""SELECT article.sha256, entity.name, entity.label FROM identity_entity AS link
    CROSS JOIN article ON article.id = link.article
    CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
    WHERE link.identity = ? LIMIT {_MOST_LINKS}"""


def _list_links(sqlite: sqlite3.Connection, root: int) -> list[PersonLink]:
    return [
        PersonLink(text, name_key(name, label).key)
        for text, name, label in sqlite.execute(_LINKS, (root,))
    ]


def _record_part(sqlite: sqlite3.Connection, root: int, entry: AuthorityEntry) -> PersonRecord:
    """Return the links of an identity by the names of an entry."""
    keys = list_name_keys(entry)
    links = tuple(link for link in _list_links(sqlite, root) if link.key in keys)
    return PersonRecord(links, tuple(keys))
