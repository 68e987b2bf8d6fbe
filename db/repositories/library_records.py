"""The record of the whole library: load it for an export, and add that of an imported file."""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from db.checksums.damaged_keys import find_damaged_keys
from db.connection import Connection
from db.identities.authority_import import add_entries
from db.identities.authority_list import list_entries
from db.identities.decisions import (
    apply_name_choices,
    apply_people,
    load_name_choices,
    load_people,
)
from db.library_records import (
    AuthorityRecord,
    CollectionRecord,
    LibraryRecord,
    SavedSearchRecord,
    TagColorRecord,
)
from db.repositories.tags import load_colors, normalize_tags, tag_key
from db.text import one_line, parse_time, timestamp

_TAGS_OF_ARTICLES = """SELECT name FROM tag WHERE id IN (
    SELECT tag FROM article_tag WHERE article IN (SELECT value FROM json_each(:articles))
    UNION SELECT tag FROM note_tag JOIN note ON note.id = note_tag.note
        WHERE note.article IN (SELECT value FROM json_each(:articles)))"""
_COLLECTIONS_OF_ARTICLES = """id IN (SELECT collection FROM collection_article
    WHERE article IN (SELECT value FROM json_each(:articles)))"""


_DAMAGEABLE = ("tag", "collection", "saved_search", "correction_rule")
_OTHER_DATA = (
    "SELECT count(*) FROM article_version",
    "SELECT count(*) FROM trash",
    "SELECT count(*) FROM watched_source",
    "SELECT count(*) FROM proposal WHERE rejected IS NULL",
)


class OtherData(NamedTuple):
    """The numbers of data that no record has: only a backup has them."""

    versions: int
    trashed_articles: int
    watched_sources: int
    proposals: int


class LibraryRecordRepository:
    """The record of a store's library; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def load(self, articles: Sequence[int] | None = None) -> LibraryRecord:
        """Return the record of the library, or of some articles only.

        That of articles has no saved searches, the collections of these articles, and the colors of
        their tags and of the tags above those.
        """
        with self._connection.read_transaction() as sqlite:
            if articles is None:
                return LibraryRecord(
                    _load_tags(sqlite), _load_collections(sqlite, "1", "[]"), _load_searches(sqlite)
                )
            chosen = json.dumps(list(articles))
            rows = sqlite.execute(_TAGS_OF_ARTICLES, {"articles": chosen})
            wanted = {tag_key(above) for (name,) in rows for above in _list_path(name)}
            tags = tuple(tag for tag in _load_tags(sqlite) if tag_key(tag.name) in wanted)
            return LibraryRecord(tags, _load_collections(sqlite, _COLLECTIONS_OF_ARTICLES, chosen))

    def load_people(self) -> LibraryRecord:
        """Return a record with the decisions about people, and with nothing else."""
        with self._connection.read_transaction() as sqlite:
            authority = tuple(
                AuthorityRecord(stored.entry, stored.origin) for stored in list_entries(sqlite)
            )
            return LibraryRecord(
                people=load_people(sqlite), names=load_name_choices(sqlite), authority=authority
            )

    def count_damaged(self) -> int:
        """Count the damaged records of the library that belong to no single article."""
        with self._connection.read_transaction() as sqlite:
            return sum(len(_find_damaged(sqlite, group)) for group in _DAMAGEABLE)

    def count_other_data(self) -> OtherData:
        """Count the data of a library that belong to no record of an article or the library."""
        with self._connection.read_transaction() as sqlite:
            return OtherData(*(int(sqlite.execute(query).fetchone()[0]) for query in _OTHER_DATA))


def _list_path(name: str) -> Iterable[str]:
    """Yield a tag and those above it: `a/b/c` → `a`, `a/b`, `a/b/c`."""
    parts = name.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts) + 1))


def _load_tags(sqlite: sqlite3.Connection) -> tuple[TagColorRecord, ...]:
    colors, damaged = load_colors(sqlite), _find_damaged(sqlite, "tag")
    rows = sqlite.execute("SELECT name, id FROM tag WHERE color != '' ORDER BY name COLLATE NOCASE")
    colored = ((name, colors.get(tag_key(name), "")) for name, id in rows if id not in damaged)
    return tuple(TagColorRecord(name, color) for name, color in colored if color)


def _load_collections(
    sqlite: sqlite3.Connection, where: str, articles: str
) -> tuple[CollectionRecord, ...]:
    query = f"SELECT name, created, id FROM collection WHERE {where} ORDER BY id"
    damaged = _find_damaged(sqlite, "collection")
    return tuple(
        CollectionRecord(name, parse_time(created))
        for name, created, id in sqlite.execute(query, {"articles": articles})
        if id not in damaged
    )


def _load_searches(sqlite: sqlite3.Connection) -> tuple[SavedSearchRecord, ...]:
    query = "SELECT name, query, is_filter, created, opened, id FROM saved_search ORDER BY id"
    damaged = _find_damaged(sqlite, "saved_search")
    return tuple(
        SavedSearchRecord(
            name=name,
            query=query,
            is_filter=bool(is_filter),
            created=parse_time(created),
            opened=parse_time(opened) if opened else None,
        )
        for name, query, is_filter, created, opened, id in sqlite.execute(query)
        if id not in damaged
    )


def _find_damaged(sqlite: sqlite3.Connection, group: str) -> frozenset[int]:
    keys = [id for (id,) in sqlite.execute(f"SELECT id FROM {group}")]
    return find_damaged_keys(sqlite, (group,), keys)


def is_empty_library(sqlite: sqlite3.Connection) -> bool:
    """Return True if a reader has nothing in the library that a file could change."""
    tables = ("article", "trash", "collection", "saved_search", "correction_rule")
    query = f"SELECT {' OR '.join(f'EXISTS (SELECT 1 FROM {table})' for table in tables)}"
    return not sqlite.execute(query).fetchone()[0]


def add_search(sqlite: sqlite3.Connection, search: SavedSearchRecord) -> None:
    """Save a search, unless its name is in use; runs inside a transaction."""
    name, query = one_line(search.name), one_line(search.query)
    if name and query:
        sqlite.execute(
            """INSERT OR IGNORE INTO saved_search (name, query, created, is_filter, opened)
                VALUES (?, ?, ?, ?, ?)""",
            (
                name,
                query,
                _format(search.created),
                search.is_filter,
                search.opened and _format(search.opened),
            ),
        )


def add_people(sqlite: sqlite3.Connection, library: LibraryRecord) -> None:
    """Make the decisions about people of a record; runs inside a transaction."""
    add_entries(sqlite, [(record.entry, record.origin) for record in library.authority])
    apply_people(sqlite, library.people)
    apply_name_choices(sqlite, library.names)


def has_people(sqlite: sqlite3.Connection, library: LibraryRecord) -> bool:
    """Return True if the decisions about people of a record are those of this store."""
    known = {stored.entry.key for stored in list_entries(sqlite)}
    if any(record.entry.key not in known for record in library.authority):
        return False
    return library.people in ((), load_people(sqlite)) and set(library.names) <= set(
        load_name_choices(sqlite)
    )


def add_tag_color(sqlite: sqlite3.Connection, tag: TagColorRecord) -> None:
    """Set the color of a tag that has none; runs inside a transaction."""
    for name in normalize_tags([tag.name]):
        sqlite.execute("INSERT OR IGNORE INTO tag (name) VALUES (?)", (name,))
        query = "UPDATE tag SET color = ? WHERE name = ? AND color = ''"
        sqlite.execute(query, (tag.color, name))


def add_collection(
    sqlite: sqlite3.Connection, name: str, created: datetime.datetime | None
) -> None:
    """Create an empty collection, unless its name is in use; runs inside a transaction."""
    if one_line(name):
        sqlite.execute(
            "INSERT OR IGNORE INTO collection (name, created) VALUES (?, ?)",
            (one_line(name), _format(created) if created else timestamp()),
        )


def has_name(sqlite: sqlite3.Connection, table: str, name: str) -> bool:
    """Return True if a collection or a saved search has the name, or the name is empty."""
    query = f"SELECT 1 FROM {table} WHERE name = ?"
    return not name or sqlite.execute(query, (name,)).fetchone() is not None


def has_color(sqlite: sqlite3.Connection, tag: TagColorRecord) -> bool:
    """Return True if a tag has a color, or its name is empty."""
    query = "SELECT 1 FROM tag WHERE name = ? AND color != ''"
    return all(sqlite.execute(query, (name,)).fetchone() for name in normalize_tags([tag.name]))


def _format(moment: datetime.datetime) -> str:
    return moment.isoformat(timespec="microseconds")
