"""Edits of the tree of tags: rename, move, merge, delete and color.

A tag is moved together with the tags below it. The row of a
tag that nothing has any longer stays, so that its id is not given to another tag: articles in the
trash refer to it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from msgspec import Struct

from db.connection import Connection
from db.errors import NotFound, StoreError, TagExists
from db.models import TagColor
from db.repositories.article_rows import update_list_keys
from db.repositories.tags import TagTarget, is_below, normalize_tags, tag_key

Link = tuple[TagTarget, int]
"""An article or a note that has a tag: its kind and its id."""
_KINDS: tuple[TagTarget, ...] = ("article", "note")


@dataclass(slots=True)
class _Tag:
    """A row of a tag: its name, its color, and the articles and notes that have it."""

    name: str
    color: str
    links: set[Link] = field(default_factory=set)


class TagChange(Struct, frozen=True):
    """The numbers of tags that an edit changed, and of articles and notes with other tags."""

    tags: int = 0
    articles: int = 0
    notes: int = 0


class TagEditRepository:
    """Edits of the tree of tags; methods raise StoreError, NotFound and TagExists."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def rename(self, name: str, new: str, *, merge: bool = False) -> TagChange:
        """Rename a tag, and the tags below it with it.

        A new name below another tag moves the tag there. Raises NotFound, and unless `merge` is
        true, TagExists for a name that another tag has.
        """
        target = _require_name(new)
        with self._changing([name, target]) as (sqlite, change):
            _move(sqlite, name, target, merge)
        return change[0]

    def require_free(self, name: str, new: str) -> None:
        """Raise TagExists if a tag has the new name of another one, or of a tag below that."""
        with self._connection.read_transaction() as sqlite:
            wanted = _new_names(sqlite, name, _require_name(new))
            for holder in _holders(sqlite, wanted).values():
                if _is_used(sqlite, holder):
                    raise TagExists(dict(_names(sqlite, [holder]))[holder])

    def merge(self, names: Iterable[str], into: str) -> TagChange:
        """Merge tags, with the tags below them, into a tag, which may be new."""
        target = _require_name(into)
        merged = [name for name in dict.fromkeys(names) if tag_key(name) != tag_key(target)]
        if not merged:
            raise StoreError(f"The tag “{target}” cannot be merged into itself; name another tag")
        with self._changing([*merged, target]) as (sqlite, change):
            for name in merged:
                # a tag below another merged one has moved with it
                if not any(is_below(name, above) for above in merged):
                    _move(sqlite, name, target, merge=True)
        return change[0]

    def delete(self, names: Sequence[str]) -> TagChange:
        """Remove tags, and the tags below them, from all articles and notes."""
        with self._changing(names) as (sqlite, change):
            for name in names:
                for id in _require_used(sqlite, name):
                    for kind in _KINDS:
                        sqlite.execute(f"DELETE FROM {kind}_tag WHERE tag = ?", (id,))
        return change[0]

    def color(self, names: Sequence[str], color: TagColor) -> TagChange:
        """Set the color of tags, but not of those below them; "" removes it."""
        with self._changing(names) as (sqlite, change):
            for name in names:
                _require_used(sqlite, name)
                sqlite.execute("INSERT OR IGNORE INTO tag (name) VALUES (?)", (name,))
                sqlite.execute("UPDATE tag SET color = ? WHERE name = ?", (color, name))
        return change[0]

    @contextmanager
    def _changing(
        self, names: Sequence[str]
    ) -> Iterator[tuple[sqlite3.Connection, list[TagChange]]]:
        """Open a transaction in which the tags of `names` and those below them change."""
        change: list[TagChange] = []
        with self._connection.transaction() as sqlite:
            ids = {id for name in names for id in _subtree(sqlite, name)}
            before = _load_tags(sqlite, ids)
            yield sqlite, change
            ids |= {id for name in names for id in _subtree(sqlite, name)}
            tags, items = 0, set[Link]()
            for id, tag in _load_tags(sqlite, ids).items():
                old = before.get(id, _Tag(tag.name, ""))
                if old == tag:
                    continue
                tags += 1
                items |= old.links ^ tag.links if old.name == tag.name else old.links | tag.links
            articles = sorted(item for kind, item in items if kind == "article")
            update_list_keys(sqlite, articles)
            change.append(TagChange(tags, len(articles), len(items) - len(articles)))


def _move(sqlite: sqlite3.Connection, name: str, target: str, merge: bool) -> None:
    """Give a tag and those below it the name `target`; merge with tags that have their new names.

    If `target` is below the tag and is in use, it stays where it is, with the tags below it.
    """
    wanted = _new_names(sqlite, name, target)
    for id, holder in _holders(sqlite, wanted).items():
        if not _is_used(sqlite, holder):
            continue
        if not merge:
            raise TagExists(dict(_names(sqlite, [holder]))[holder])
        for kind in _KINDS:
            sqlite.execute(
                f"""INSERT OR IGNORE INTO {kind}_tag
                    SELECT {kind}, ?, origin, author FROM {kind}_tag WHERE tag = ?""",
                (holder, id),
            )
            sqlite.execute(f"DELETE FROM {kind}_tag WHERE tag = ?", (id,))
        query = """UPDATE tag SET color = (SELECT color FROM tag WHERE id = ?)
            WHERE id = ? AND color = ''"""
        sqlite.execute(query, (id, holder))
        del wanted[id]
    _set_names(sqlite, wanted)


def _new_names(sqlite: sqlite3.Connection, name: str, target: str) -> dict[int, str]:
    """Return the new names of a tag and of those below it."""
    rows = _require_used(sqlite, name)
    if is_below(target, name) and any(tag_key(each) == tag_key(target) for each in rows.values()):
        rows = {
            id: each
            for id, each in rows.items()
            if tag_key(each) != tag_key(target) and not is_below(each, target)
        }
    return {id: target + each[len(name) :] for id, each in rows.items()}


def _set_names(sqlite: sqlite3.Connection, wanted: Mapping[int, str]) -> None:
    """Rename rows of tags; a row that has one of the names gets the earlier name in exchange."""
    holders = _holders(sqlite, wanted)
    before = dict(_names(sqlite, wanted))
    names = {**wanted, **{holder: before[id] for id, holder in holders.items()}}
    query = "UPDATE tag SET name = ? WHERE id = ?"
    # a slash at the beginning: no tag has such a name
    sqlite.executemany(query, ((f"/{id}", id) for id in names))
    sqlite.executemany(query, ((name, id) for id, name in names.items()))


def exchange_names(sqlite: sqlite3.Connection, names: Mapping[int, str]) -> set[int]:
    """Rename rows of tags, unless a tag in use has the name; return the renamed ones."""
    holders = _holders(sqlite, names)
    free = {id: name for id, name in names.items() if not _is_used(sqlite, holders.get(id, 0))}
    _set_names(sqlite, free)
    return set(free)


def _holders(sqlite: sqlite3.Connection, wanted: Mapping[int, str]) -> dict[int, int]:
    """Return the row that has the wanted name of each tag, unless it is renamed as well."""
    found = {}
    for id, name in wanted.items():
        row = sqlite.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
        if row is not None and row[0] not in wanted:
            found[id] = int(row[0])
    return found


def _require_name(name: str) -> str:
    names = normalize_tags([name])
    if not names:
        raise StoreError("The new name of the tag is empty; type a name")
    return names[0]


def _require_used(sqlite: sqlite3.Connection, name: str) -> dict[int, str]:
    """Return the rows of a tag and of those below it; raises NotFound if none is in use."""
    rows = _subtree(sqlite, name)
    if not any(_is_used(sqlite, id) for id in rows):
        raise NotFound(f"There is no tag “{name}”; `onrecord tag` lists the tags")
    return rows


def _subtree(sqlite: sqlite3.Connection, name: str) -> dict[int, str]:
    query = """SELECT id, name FROM tag
        WHERE name = :name OR (name > :name || '/' AND name < :name || '0')"""
    return dict(sqlite.execute(query, {"name": name}).fetchall())


def _is_used(sqlite: sqlite3.Connection, tag: int) -> bool:
    query = """SELECT EXISTS (SELECT 1 FROM article_tag WHERE tag = :tag)
        OR EXISTS (SELECT 1 FROM note_tag WHERE tag = :tag)"""
    return bool(sqlite.execute(query, {"tag": tag}).fetchone()[0])


def _names(sqlite: sqlite3.Connection, ids: Collection[int]) -> Iterator[tuple[int, str]]:
    query = "SELECT id, name FROM tag WHERE id IN (SELECT value FROM json_each(?))"
    yield from sqlite.execute(query, (json.dumps(list(ids)),)).fetchall()


def _load_tags(sqlite: sqlite3.Connection, ids: Iterable[int]) -> dict[int, _Tag]:
    wanted = json.dumps(list(ids))
    query = "SELECT id, name, color FROM tag WHERE id IN (SELECT value FROM json_each(?))"
    tags = {id: _Tag(name, color) for id, name, color in sqlite.execute(query, (wanted,))}
    for kind in _KINDS:
        query = f"SELECT tag, {kind} FROM {kind}_tag WHERE tag IN (SELECT value FROM json_each(?))"
        for id, item in sqlite.execute(query, (wanted,)):
            tags[id].links.add((kind, item))
    return tags
