"""Tags on articles and notes."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal

from analysis import clean
from db.connection import Connection

TagTarget = Literal["article", "note"]


def normalize_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Normalize tags: no `#`, single spaces, and no duplicates that differ in case only."""
    names: dict[str, str] = {}
    for tag in tags:
        name = " ".join(clean(tag).split()).lstrip("#").strip()
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names[key] for key in sorted(names))


def set_tags(sqlite: sqlite3.Connection, kind: TagTarget, id: int, tags: Sequence[str]) -> None:
    """Replace the tags of an article or a note."""
    names = normalize_tags(tags)
    sqlite.execute(f"DELETE FROM {kind}_tag WHERE {kind} = ?", (id,))
    sqlite.executemany("INSERT OR IGNORE INTO tag (name) VALUES (?)", ((name,) for name in names))
    sqlite.executemany(
        f"INSERT OR IGNORE INTO {kind}_tag SELECT ?, id FROM tag WHERE name = ?",
        ((id, name) for name in names),
    )


def load_tags(
    sqlite: sqlite3.Connection, kind: TagTarget, ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the tags, in alphabetical order, of each of the articles or notes that has any."""
    found: dict[int, list[str]] = {}
    query = f"""SELECT {kind}, name FROM {kind}_tag JOIN tag ON tag.id = tag
        WHERE {kind} IN (SELECT value FROM json_each(?)) ORDER BY name COLLATE NOCASE"""
    for id, name in sqlite.execute(query, (f"[{','.join(map(str, ids))}]",)):
        found.setdefault(id, []).append(name)
    return {id: tuple(names) for id, names in found.items()}


_USED = """SELECT name, count(*) FROM tag
    JOIN (SELECT tag FROM article_tag UNION ALL SELECT tag FROM note_tag) AS used
        ON used.tag = tag.id
    GROUP BY tag.id ORDER BY count(*) DESC, name COLLATE NOCASE"""

TagNames = list[str]
TagCounts = list[tuple[str, int]]


class TagRepository:
    """The tags of a store, in use on articles and notes; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> TagCounts:
        """Return every tag in use with its number of articles and notes, most used first."""
        with self._connection.read_transaction() as sqlite:
            return sqlite.execute(_USED).fetchall()

    def recent(self, limit: int) -> TagNames:
        """Return the tags of the notes changed last, latest first, then the most used tags."""
        query = """SELECT tag.name FROM note_tag
            JOIN note ON note.id = note_tag.note JOIN tag ON tag.id = note_tag.tag
            GROUP BY tag.id ORDER BY max(note.changed) DESC, name COLLATE NOCASE LIMIT ?"""
        with self._connection.read_transaction() as sqlite:
            recent = [name for (name,) in sqlite.execute(query, (limit,))]
            used = [name for name, _ in sqlite.execute(_USED)]
        return [*dict.fromkeys([*recent, *used])][:limit]
