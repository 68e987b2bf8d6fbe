"""Edits of the tree of tags: rename, move, merge, delete and color, with records for their undo.

The functions run inside a transaction. A tag is moved together with the tags below it. The row of a
tag that nothing has any longer stays, so that its id is not given to another tag: articles in the
trash refer to it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from db.connection import Connection
from db.errors import NotFound, StoreError, TagExists
from db.models import TagColor
from db.repositories.article_rows import update_list_keys
from db.repositories.edit_log import Changes, LoggedEdit, insert_edit
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


class TagEditRepository:
    """Edits of the tree of tags, which `store.bulk_edits` undoes.

    Methods raise StoreError, NotFound and TagExists.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def rename(self, name: str, new: str, *, merge: bool = False) -> LoggedEdit:
        """Rename a tag with those below it; see `rename_tag`."""
        with self._connection.transaction() as sqlite:
            return _log(sqlite, rename_tag(sqlite, name, new, merge=merge))

    def require_free(self, name: str, new: str) -> None:
        """Raise TagExists if a tag has the new name of another one, or of a tag below that."""
        with self._connection.read_transaction() as sqlite:
            wanted = _new_names(sqlite, name, _require_name(new))
            for holder in _holders(sqlite, wanted).values():
                if _is_used(sqlite, holder):
                    raise TagExists(dict(_names(sqlite, [holder]))[holder])

    def merge(self, names: Iterable[str], into: str) -> LoggedEdit:
        """Merge tags, with those below them, into a tag."""
        with self._connection.transaction() as sqlite:
            return _log(sqlite, merge_tags(sqlite, names, into))

    def delete(self, names: Sequence[str]) -> LoggedEdit:
        """Remove tags, with those below them, from all articles and notes."""
        with self._connection.transaction() as sqlite:
            return _log(sqlite, delete_tags(sqlite, names))

    def color(self, names: Sequence[str], color: TagColor) -> LoggedEdit:
        """Set the color of tags; "" removes it."""
        with self._connection.transaction() as sqlite:
            return _log(sqlite, color_tags(sqlite, names, color))


def rename_tag(sqlite: sqlite3.Connection, name: str, new: str, *, merge: bool = False) -> Changes:
    """Rename a tag, and the tags below it with it; return the record of the changes.

    A new name below another tag moves the tag there. Raises NotFound, and unless `merge` is true,
    TagExists for a name that another tag has.
    """
    target = _require_name(new)
    with _recorded(sqlite, [name, target]) as changes:
        _move(sqlite, name, target, merge)
    return changes


def merge_tags(sqlite: sqlite3.Connection, names: Iterable[str], into: str) -> Changes:
    """Merge tags, with the tags below them, into a tag, which may be new."""
    target = _require_name(into)
    merged = [name for name in dict.fromkeys(names) if tag_key(name) != tag_key(target)]
    if not merged:
        raise StoreError(f"The tag “{target}” cannot be merged into itself; name another tag")
    with _recorded(sqlite, [*merged, target]) as changes:
        for name in merged:
            # a tag below another merged one has moved with it
            if not any(is_below(name, above) for above in merged):
                _move(sqlite, name, target, merge=True)
    return changes


def delete_tags(sqlite: sqlite3.Connection, names: Sequence[str]) -> Changes:
    """Remove tags, and the tags below them, from all articles and notes."""
    with _recorded(sqlite, names) as changes:
        for name in names:
            for id in _require_used(sqlite, name):
                for kind in _KINDS:
                    sqlite.execute(f"DELETE FROM {kind}_tag WHERE tag = ?", (id,))
    return changes


def color_tags(sqlite: sqlite3.Connection, names: Sequence[str], color: TagColor) -> Changes:
    """Set the color of tags, but not of those below them; "" removes it."""
    with _recorded(sqlite, names) as changes:
        for name in names:
            _require_used(sqlite, name)
            sqlite.execute("INSERT OR IGNORE INTO tag (name) VALUES (?)", (name,))
            sqlite.execute("UPDATE tag SET color = ? WHERE name = ?", (color, name))
    return changes


def revert_tags(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    """Undo an edit; return the ids of the tags that are as before.

    A tag that was renamed or colored again since is left as it is, and so is one whose earlier name
    another tag has now. An article or a note gets a tag back unless it lost the tag of the edit.
    """
    current = _load_tags(sqlite, map(int, changes))
    same = {
        id: change
        for id, tag in current.items()
        if [tag.name, tag.color] == (change := changes[str(id)])["after"]
    }
    names = {id: change["before"][0] for id, change in same.items()}
    taken = [id for id, holder in _holders(sqlite, names).items() if _is_used(sqlite, holder)]
    for id in taken:
        del same[id], names[id]
    _set_names(sqlite, names)
    for id, change in same.items():
        sqlite.execute("UPDATE tag SET color = ? WHERE id = ?", (change["before"][1], id))
    present = {id: {tuple(link) for link in tag.links} for id, tag in current.items()}
    for id, change in same.items():
        for kind, item in change["removed"]:
            heirs = [heir for heir in current if [kind, item] in changes[str(heir)]["added"]]
            if not heirs or any((kind, item) in present[heir] for heir in heirs):
                _add_link(sqlite, id, (kind, item))
    for id, change in same.items():
        for kind, item in change["added"]:
            sqlite.execute(f"DELETE FROM {kind}_tag WHERE tag = ? AND {kind} = ?", (id, item))
    _update_list_keys(sqlite, changes)
    return list(same)


def _count_items(changes: Changes) -> tuple[int, int]:
    """Return the numbers of articles and notes that have other tags, or renamed ones."""
    items = {
        tuple(link)
        for change in changes.values()
        for link in (*change["added"], *change["removed"], *change["renamed"])
    }
    articles = sum(kind == "article" for kind, _ in items)
    return articles, len(items) - articles


def _log(sqlite: sqlite3.Connection, changes: Changes) -> LoggedEdit:
    if not changes:
        return LoggedEdit(0)
    return LoggedEdit(
        insert_edit(sqlite, "tag tree", changes), len(changes), *_count_items(changes)
    )


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
                f"INSERT OR IGNORE INTO {kind}_tag SELECT {kind}, ? FROM {kind}_tag WHERE tag = ?",
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


@contextmanager
def _recorded(sqlite: sqlite3.Connection, names: Iterable[str]) -> Iterator[Changes]:
    """Record what an edit changes in the tags of `names` and those below them.

    The record has the tags by their ids: name and color before and after, and the articles and
    notes that lost the tag, got it, or have it under a new name.
    """
    names = list(names)
    ids = {id for name in names for id in _subtree(sqlite, name)}
    before = _load_tags(sqlite, ids)
    changes: Changes = {}
    yield changes
    ids |= {id for name in names for id in _subtree(sqlite, name)}
    for id, tag in _load_tags(sqlite, ids).items():
        old = before.get(id, _Tag(tag.name, ""))
        if (old.name, old.color, old.links) == (tag.name, tag.color, tag.links):
            continue
        changes[str(id)] = {
            "before": [old.name, old.color],
            "after": [tag.name, tag.color],
            "removed": sorted(map(list, old.links - tag.links)),
            "added": sorted(map(list, tag.links - old.links)),
            "renamed": sorted(map(list, tag.links & old.links)) if old.name != tag.name else [],
        }
    _update_list_keys(sqlite, changes)


def _update_list_keys(sqlite: sqlite3.Connection, changes: Changes) -> None:
    """Update the texts by which the filter of the library finds the articles of an edit."""
    articles = {
        item
        for change in changes.values()
        for kind, item in (*change["added"], *change["removed"], *change["renamed"])
        if kind == "article"
    }
    update_list_keys(sqlite, sorted(articles))


def _add_link(sqlite: sqlite3.Connection, tag: int, link: Link) -> None:
    """Give an article or a note a tag, if it still exists."""
    kind, item = link
    query = f"INSERT OR IGNORE INTO {kind}_tag ({kind}, tag) SELECT id, ? FROM {kind} WHERE id = ?"
    sqlite.execute(query, (tag, item))
