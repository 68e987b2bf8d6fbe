"""Edits of several articles at a time: tags, metadata, collections and others; each can be undone.

An edit changes all of its articles or none. It is stored with what it changed, so that a later
session, or another command, can undo it. Undoing changes only what is still as the edit left it.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from analysis.partial_dates import Date, to_partial_date
from db.connection import Connection
from db.errors import NotFound, StoreError
from db.finding_rows import format_day, parse_date
from db.models import ReadState, Verdict
from db.repositories.article_rows import load_text, require_article, update_list_keys
from db.repositories.articles import (
    FIELDS,
    MetadataChanges,
    write_metadata,
    write_published,
)
from db.repositories.collections import (
    DeletedCollection,
    MembershipChange,
    add_to_collection,
    delete_collection,
    remove_from_collection,
    rename_collection,
    require_collection,
    restore_collection,
    revert_membership,
)
from db.repositories.edit_log import Changes, EditKind, insert_edit
from db.repositories.notes import (
    anchor_in,
    insert_note,
    require_anchor,
    revert_deletion,
    revert_note_edits,
    revert_note_tags,
)
from db.repositories.tag_edits import revert_tags
from db.repositories.tags import load_tags, normalize_tags, set_tags
from db.repositories.trash import (
    Report,
    list_trashed,
    move_to_trash,
    report_nothing,
    restore_from_trash,
)

_FIRST_LINE = re.compile(r"\S(?:.{0,118}\S)?(?!\S)")  # its words up to a length of 120

_NO_FACTS = MetadataChanges()
_METADATA = (*FIELDS, "updated", "published", "published_from", "origins")
_DATE_AND_ORIGINS = {"published", "published_from", "origins"}


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """An edit: the articles that it changed, and those that were so already.

    `unmatched` are the articles without the words that a note was to be written on, `notes` the ids
    of new notes. `repeated` are the articles in which those words occur more than once.
    """

    kind: EditKind
    changed: tuple[int, ...]
    unchanged: tuple[int, ...] = ()
    unmatched: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    id: int = field(default=0, compare=False)
    """The id by which `undo` finds the edit; 0 if it changed nothing."""


class StoredEdit(Struct, frozen=True):
    """An edit that can be undone, with the number of the articles, notes and others changed."""

    id: int
    kind: EditKind
    changed: int
    created: datetime


@dataclass(frozen=True, slots=True)
class UndoneEdit:
    """An undone edit: the articles, notes, tags or collections as before, or changed since."""

    kind: EditKind
    reverted: tuple[int, ...]
    skipped: tuple[int, ...]


StoredEdits = list[StoredEdit]


class BulkEditRepository:
    """Edits of several articles; methods raise StoreError, and NotFound for an unknown article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def tag(
        self, articles: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> BulkEdit:
        """Add tags to articles and remove others; the case of letters does not matter."""
        wanted = normalize_tags(add)
        unwanted = {tag.casefold() for tag in normalize_tags(remove)}
        changes: Changes = {}
        with self._connection.transaction() as sqlite:
            _require_articles(sqlite, articles)
            tags = load_tags(sqlite, "article", articles)
            for article in dict.fromkeys(articles):
                before = tags.get(article, ())
                known = {tag.casefold() for tag in before}
                added = [tag for tag in wanted if tag.casefold() not in known]
                removed = [tag for tag in before if tag.casefold() in unwanted]
                if added or removed:
                    changes[str(article)] = [added, removed]
            _change_tags(sqlite, changes)
            return _store(sqlite, "tags", articles, changes)

    def star(self, articles: Sequence[int], starred: bool) -> BulkEdit:
        """Star or unstar articles."""
        changes: Changes = {}
        with self._connection.transaction() as sqlite:
            _require_articles(sqlite, articles)
            for article in articles:
                if _is_starred(sqlite, article) != starred:
                    changes[str(article)] = not starred
                    _set_starred(sqlite, article, starred)
            return _store(sqlite, "star", articles, changes)

    def mark_read(self, articles: Sequence[int], state: ReadState) -> BulkEdit:
        """Mark articles as read, or as unread."""
        changes: Changes = {}
        with self._connection.transaction() as sqlite:
            _require_articles(sqlite, articles)
            for article in articles:
                if (before := _read_state(sqlite, article)) != state:
                    changes[str(article)] = [before, state]
                    _set_read_state(sqlite, article, state)
            return _store(sqlite, "read", articles, changes)

    def edit_metadata(
        self,
        articles: Sequence[int],
        facts: MetadataChanges = _NO_FACTS,
        *,
        published: Date | None = None,
        report: Report = report_nothing,
    ) -> BulkEdit:
        """Edit metadata of articles; a changed publication date changes the dates in their texts.

        None leaves the publication date unchanged, "" clears it.
        """
        changes: Changes = {}
        date = to_partial_date(published or None)
        with self._connection.transaction() as sqlite:
            _require_articles(sqlite, articles)
            for done, article in enumerate(dict.fromkeys(articles)):
                report(done)
                before = _load_metadata(sqlite, article)
                write_metadata(sqlite, article, facts)
                if published is not None and format_day(date) != before["published"]:
                    write_published(sqlite, article, date, "given")
                after = _load_metadata(sqlite, article)
                changed = {
                    name: [value, after[name]]
                    for name, value in before.items()
                    if value != after[name]
                }
                if changed.keys() - {"origins"}:
                    changes[str(article)] = changed
            return _store(sqlite, "metadata", articles, changes)

    def add_notes(
        self,
        articles: Sequence[int],
        body: str,
        words: str = "",
        *,
        tags: Sequence[str] = (),
        verdict: Verdict = "",
    ) -> BulkEdit:
        """Add a note to each article, on the first occurrence of `words`, else on its first line.

        An empty `body` makes it a highlight. Articles without the words are left out.
        """
        changes: Changes = {}
        unmatched, repeated, annotated = [], [], []
        with self._connection.transaction() as sqlite:
            for article in dict.fromkeys(articles):
                text = load_text(sqlite, article)
                spans = _find_words(text, words)
                if not spans:
                    unmatched.append(article)
                    continue
                if len(spans) > 1:
                    repeated.append(article)
                anchor = anchor_in(text, *spans[0])
                note = insert_note(sqlite, article, anchor, body, tags, None, verdict, False)
                annotated.append(article)
                changes[str(note)] = _note_changed(sqlite, note)
            edit = insert_edit(sqlite, "notes", changes) if changes else 0
        return BulkEdit(
            "notes",
            tuple(annotated),
            (),
            tuple(unmatched),
            tuple(repeated),
            tuple(map(int, changes)),
            edit,
        )

    def add_note(
        self, article: int, start: int, end: int, body: str, quotation: int | None = None
    ) -> BulkEdit:
        """Add a note on a span of an article; an empty `body` makes it a highlight.

        `quotation` is the number of the quotation that the span is. Raises ValueError for a span
        outside the text.
        """
        with self._connection.transaction() as sqlite:
            anchor = require_anchor(load_text(sqlite, article), start, end)
            note = insert_note(sqlite, article, anchor, body, (), quotation, "", False)
            edit = insert_edit(sqlite, "notes", {str(note): _note_changed(sqlite, note)})
        return BulkEdit("notes", (article,), notes=(note,), id=edit)

    def trash(self, articles: Sequence[int], report: Report = report_nothing) -> BulkEdit:
        """Move articles to the trash; those that are there already are unchanged."""
        with self._connection.transaction() as sqlite:
            moved = _without(articles, list_trashed(sqlite, articles))
            move_to_trash(sqlite, moved, report)
            return _store(sqlite, "trash", articles, dict.fromkeys(map(str, moved), True))

    def restore(self, articles: Sequence[int], report: Report = report_nothing) -> BulkEdit:
        """Restore articles from the trash; those that are in the library are unchanged."""
        with self._connection.transaction() as sqlite:
            restored = _without(articles, _list_stored(sqlite, articles))
            restore_from_trash(sqlite, restored, report)
            return _store(sqlite, "restore", articles, dict.fromkeys(map(str, restored), True))

    def collect(self, name: str, articles: Sequence[int], *, remove: bool = False) -> BulkEdit:
        """Add articles to the collection of a name, or remove them.

        Adding creates the collection if there is none.
        """
        edit = remove_from_collection if remove else add_to_collection
        with self._connection.transaction() as sqlite:
            change = edit(sqlite, name, articles)
            record = [change.collection, not remove, change.is_new]
            changes = dict.fromkeys(map(str, change.articles), record)
            return _store(sqlite, "membership", articles, changes)

    def rename_collection(self, name: str, new: str) -> None:
        """Rename the collection of a name; raises StoreError if the new name is in use."""
        with self._connection.transaction() as sqlite:
            found = require_collection(sqlite, name)
            rename_collection(sqlite, found.id, new)
            after = require_collection(sqlite, new)
            insert_edit(
                sqlite, "collection", {str(found.id): {"name": found.name, "new": after.name}}
            )

    def delete_collection(self, name: str) -> DeletedCollection:
        """Delete the collection of a name; its articles remain."""
        with self._connection.transaction() as sqlite:
            deleted = delete_collection(sqlite, require_collection(sqlite, name).id)
            insert_edit(sqlite, "collection", {str(deleted.id): asdict(deleted)})
            return deleted

    def list(self) -> StoredEdits:
        """Return the edits that can be undone, the last one first."""
        query = "SELECT id, kind, value, created FROM bulk_edit ORDER BY id DESC"
        with self._connection.read_transaction() as sqlite:
            return [
                StoredEdit(id, kind, len(json.loads(value)), datetime.fromisoformat(created))
                for id, kind, value, created in sqlite.execute(query)
            ]

    def undo(self, edit: int | None = None, report: Report = report_nothing) -> UndoneEdit | None:
        """Undo the last edit that was not undone, or the one with this id; None if there is none.

        Raises NotFound for an edit that was undone already.
        """
        query = """SELECT id, kind, value FROM bulk_edit WHERE id = coalesce(:edit, id)
            ORDER BY id DESC LIMIT 1"""
        with self._connection.transaction() as sqlite:
            found = sqlite.execute(query, {"edit": edit}).fetchone()
            if found is None:
                if edit is not None:
                    raise NotFound("That change was undone already, or is too long ago")
                return None
            id, kind, value = found
            changes: Changes = json.loads(value)
            if kind in _SLOW_REVERTS:
                reverted = _SLOW_REVERTS[kind](sqlite, changes, report)
            else:
                reverted = _REVERTS[kind](sqlite, changes)
            sqlite.execute("DELETE FROM bulk_edit WHERE id = ?", (id,))
            return UndoneEdit(kind, tuple(reverted), _without(map(int, changes), reverted))


def _store(
    sqlite: sqlite3.Connection, kind: EditKind, articles: Sequence[int], changes: Changes
) -> BulkEdit:
    """Store an edit for its undo, unless it changed nothing."""
    edit = insert_edit(sqlite, kind, changes) if changes else 0
    changed = tuple(map(int, changes))
    return BulkEdit(kind, changed, _without(articles, changed), id=edit)


def _without(ids: Iterable[int], removed: Iterable[int]) -> tuple[int, ...]:
    gone = set(removed)
    return tuple(id for id in dict.fromkeys(ids) if id not in gone)


def _revert_tags(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    stored = _list_stored(sqlite, map(int, changes))
    _change_tags(sqlite, {str(article): changes[str(article)][::-1] for article in stored})
    return stored


def _revert_stars(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    stored = _list_stored(sqlite, map(int, changes))
    reverted = [
        article for article in stored if _is_starred(sqlite, article) != changes[str(article)]
    ]
    for article in reverted:
        _set_starred(sqlite, article, changes[str(article)])
    return reverted


def _revert_read_states(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    reverted = []
    for article in _list_stored(sqlite, map(int, changes)):
        before, after = changes[str(article)]
        if _read_state(sqlite, article) == after:
            _set_read_state(sqlite, article, before)
            reverted.append(article)
    return reverted


def _revert_metadata(sqlite: sqlite3.Connection, changes: Changes, report: Report) -> list[int]:
    """Restore the fields that are still as the edit left them."""
    reverted = []
    for done, article in enumerate(_list_stored(sqlite, map(int, changes))):
        report(done)
        stored, changed = _load_metadata(sqlite, article), changes[str(article)]
        earlier = {
            name: before
            for name, (before, after) in changed.items()
            if name not in _DATE_AND_ORIGINS and stored[name] == after
        }
        if earlier:
            origins = json.loads(stored["origins"])
            first = json.loads(changed.get("origins", [stored["origins"]])[0])
            for name in earlier:
                origins.pop(name, None)
                if name in first:
                    origins[name] = first[name]
            facts = MetadataChanges(**{name: value or "" for name, value in earlier.items()})
            write_metadata(sqlite, article, facts, list(origins.items()))
        before, after = changed.get("published", (None, None))
        is_dated = "published" in changed and stored["published"] == after
        if is_dated:
            origin = changed.get("published_from", [stored["published_from"]])[0]
            write_published(sqlite, article, parse_date(before), origin)
        if earlier or is_dated:
            reverted.append(article)
    return reverted


def _revert_notes(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    """Delete the notes that were not edited since."""
    reverted = [
        int(note)
        for note, changed in changes.items()
        if _note_changed(sqlite, int(note)) == changed
    ]
    sqlite.executemany("DELETE FROM note WHERE id = ?", [(note,) for note in reverted])
    return reverted


def _revert_trash(sqlite: sqlite3.Connection, changes: Changes, report: Report) -> list[int]:
    trashed = list_trashed(sqlite, map(int, changes))
    restored = [article for article in map(int, changes) if article in trashed]
    restore_from_trash(sqlite, restored, report)
    return restored


def _revert_restore(sqlite: sqlite3.Connection, changes: Changes, report: Report) -> list[int]:
    stored = _list_stored(sqlite, map(int, changes))
    move_to_trash(sqlite, stored, report)
    return stored


def _revert_membership(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    collection, added, is_new = next(iter(changes.values()))
    articles = tuple(map(int, changes))
    change = MembershipChange(
        collection, articles if added else (), () if added else articles, is_new
    )
    return revert_membership(sqlite, change)


def _revert_collection(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    """Restore a deleted collection, or the name of one that was not renamed again."""
    [(key, change)] = changes.items()
    id = int(key)
    try:
        if "new" not in change:
            restore_collection(
                sqlite, DeletedCollection(**change | {"articles": tuple(change["articles"])})
            )
            return [id]
        if require_collection(sqlite, change["new"]).id != id:
            return []
        rename_collection(sqlite, id, change["name"])
    except StoreError:  # the name was given to another collection since
        return []
    return [id]


_REVERTS: dict[EditKind, Callable[[sqlite3.Connection, Changes], list[int]]] = {
    "tags": _revert_tags,
    "star": _revert_stars,
    "read": _revert_read_states,
    "notes": _revert_notes,
    "membership": _revert_membership,
    "collection": _revert_collection,
    "tag tree": revert_tags,
    "note tags": revert_note_tags,
    "note fields": revert_note_edits,
    "note deletion": revert_deletion,
}
_SLOW_REVERTS: dict[EditKind, Callable[[sqlite3.Connection, Changes, Report], list[int]]] = {
    "metadata": _revert_metadata,
    "trash": _revert_trash,
    "restore": _revert_restore,
}


def _list_stored(sqlite: sqlite3.Connection, articles: Iterable[int]) -> list[int]:
    """Return those of the articles that are in the library, in the given order."""
    stored = []
    for article in articles:
        try:
            require_article(sqlite, article)
        except NotFound:
            continue
        stored.append(article)
    return stored


def _require_articles(sqlite: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Raise NotFound unless all articles exist."""
    for article in articles:
        require_article(sqlite, article)


def _change_tags(sqlite: sqlite3.Connection, changes: Changes) -> None:
    """Change tags of articles: `changes` has the added and the removed ones of each."""
    articles = [int(article) for article in changes]
    before = load_tags(sqlite, "article", articles)
    for article in articles:
        added, removed = changes[str(article)]
        unwanted = {tag.casefold() for tag in removed}
        remaining = [tag for tag in before.get(article, ()) if tag.casefold() not in unwanted]
        set_tags(sqlite, "article", article, [*remaining, *added])
    update_list_keys(sqlite, articles)


def _is_starred(sqlite: sqlite3.Connection, article: int) -> bool:
    query = "SELECT starred FROM reading_state WHERE article = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    return bool(found and found[0])


def _set_starred(sqlite: sqlite3.Connection, article: int, starred: bool) -> None:
    sqlite.execute(
        """INSERT INTO reading_state (article, starred) VALUES (:article, :starred)
            ON CONFLICT (article) DO UPDATE SET starred = :starred""",
        {"article": article, "starred": starred},
    )


def _read_state(sqlite: sqlite3.Connection, article: int) -> ReadState:
    query = "SELECT state FROM reading_state WHERE article = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    return found[0] if found else "unread"


def _set_read_state(sqlite: sqlite3.Connection, article: int, state: ReadState) -> None:
    sqlite.execute(
        """INSERT INTO reading_state (article, state) VALUES (:article, :state)
            ON CONFLICT (article) DO UPDATE SET state = :state""",
        {"article": article, "state": state},
    )


def _load_metadata(sqlite: sqlite3.Connection, article: int) -> dict[str, Any]:
    """Return the metadata of an article that an edit can change, with its origins."""
    query = f"SELECT {', '.join(_METADATA)} FROM article WHERE id = ?"
    values = sqlite.execute(query, (article,)).fetchone()
    return dict(zip(_METADATA, values, strict=True))


def _note_changed(sqlite: sqlite3.Connection, note: int) -> str | None:
    """Return the time of a note's last change; None if the note is gone."""
    found = sqlite.execute("SELECT changed FROM note WHERE id = ?", (note,)).fetchone()
    return None if found is None else str(found[0])


def _find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Find words in a text, whatever blanks separate them; its first line for no words."""
    pieces = words.split()
    if not pieces:
        found = _FIRST_LINE.search(text)
        return [found.span() if found else (0, 0)]
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, pieces)), text)]
