"""The user's notes, anchored by offsets and by the text there (W3C Web Annotation).

Drafts of notes, stored while they are written, so that a crash loses no text.
"""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis import clean
from db.connection import Connection
from db.errors import NotFound
from db.models import NOTE_COLORS, Note, NoteColor, NoteDraft, Verdict
from db.repositories.article_rows import load_text, require_article
from db.repositories.edit_log import Changes, EditKind, LoggedEdit, insert_edit
from db.repositories.records import Records, search_ids, select_ids
from db.repositories.tags import load_tags, normalize_tags, set_tags, tag_key
from db.text import timestamp
from db.vocabulary import add_words, split_index_words

_AROUND = 32  # characters of prefix and suffix
_COLUMNS = """id, article, start, "end", exact, prefix, suffix, body, quotation, created, changed,
    verdict, starred, color, page"""


Notes = list[Note]
Anchor = tuple[int, int, str, str, str]
"""The span of a note, the text there, and the text before and after it."""


class NoteRepository:
    """The notes of a store, and their drafts; methods raise StoreError, and NotFound.

    A note on a span that is not within the text raises ValueError.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def __call__(self, query: str = "") -> Records[Note]:
        """Iterate over all notes that a query selects, or all, in text order within an article.

        Raises ValueError for an invalid query.
        """
        ids = select_ids(
            self._connection,
            """SELECT id FROM note ORDER BY article, start, "end", id""",
            search_ids(self._connection, query, "note"),
        )
        return Records(Note, ids, self._load)

    def _load(self, ids: Sequence[int]) -> Notes:
        with self._connection.read_transaction() as sqlite:
            return load_notes(sqlite, ids)

    def list(self, article: int | None = None) -> Notes:
        """Return the notes on an article, or all notes, in text order within an article."""
        with self._connection.read_transaction() as sqlite:
            if article is not None:
                require_article(sqlite, article)
                return list_notes(sqlite, article)
            query = f"""SELECT {_COLUMNS} FROM note ORDER BY article, start, "end", id"""
            return _read_notes(sqlite, sqlite.execute(query).fetchall())

    def add(
        self,
        article: int,
        start: int,
        end: int,
        body: str,
        *,
        tags: Sequence[str] = (),
        quotation: int | None = None,
        verdict: Verdict = "",
        starred: bool = False,
        color: NoteColor = "yellow",
        page: int | None = None,
    ) -> Note:
        """Add a note on a span of an article; an empty `body` makes it a highlight."""
        with self._connection.transaction() as sqlite:
            anchor = require_anchor(load_text(sqlite, article), start, end)
            number = insert_note(
                sqlite, article, anchor, body, tags, quotation, verdict, starred, color=color,
                page=page,
            )  # fmt: skip
            return _get_note(sqlite, number)

    def edit(
        self,
        note: int,
        *,
        body: str | None = None,
        tags: Sequence[str] | None = None,
        verdict: Verdict | None = None,
        starred: bool | None = None,
        color: NoteColor | None = None,
    ) -> Note:
        """Update the given fields of a note: body, tags, verdict, star, color."""
        with self._connection.transaction() as sqlite:
            _get_note(sqlite, note)
            if body is not None:
                sqlite.execute("UPDATE note SET body = ? WHERE id = ?", (clean(body), note))
                add_words(sqlite, split_index_words(body))
            if tags is not None:
                set_tags(sqlite, "note", note, tags)
            sqlite.execute(
                """UPDATE note SET verdict = coalesce(?, verdict), starred = coalesce(?, starred),
                    color = coalesce(?, color), changed = ? WHERE id = ?""",
                (verdict, starred, color, timestamp(), note),
            )
            return _get_note(sqlite, note)

    def move(self, note: int, start: int, end: int) -> Note:
        """Move a note to another span of its article, with the text there."""
        with self._connection.transaction() as sqlite:
            text = load_text(sqlite, _get_note(sqlite, note).article)
            anchor = require_anchor(text, start, end)
            sqlite.execute(
                """UPDATE note SET start = ?, "end" = ?, exact = ?, prefix = ?, suffix = ?,
                    changed = ? WHERE id = ?""",
                (*anchor, timestamp(), note),
            )
            return _get_note(sqlite, note)

    def delete(self, note: int) -> Note:
        """Delete a note and return it, for `restore`."""
        with self._connection.transaction() as sqlite:
            removed = _get_note(sqlite, note)
            sqlite.execute("DELETE FROM note WHERE id = ?", (note,))
            return removed

    def restore(self, note: Note) -> Note:
        """Restore a deleted note with its id."""
        with self._connection.transaction() as sqlite:
            require_article(sqlite, note.article)
            restore_note(sqlite, note)
            return _get_note(sqlite, note.id)

    # Several notes: edits that `store.bulk_edits` undoes

    def tag_several(
        self, notes: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> LoggedEdit:
        """Add tags to notes and remove others; raises NotFound for an unknown note."""
        with self._connection.transaction() as sqlite:
            return _log(sqlite, "note tags", _tag_notes(sqlite, notes, add, remove))

    def edit_several(
        self,
        notes: Sequence[int],
        *,
        verdict: Verdict | None = None,
        starred: bool | None = None,
        color: NoteColor | None = None,
    ) -> LoggedEdit:
        """Set the verdict, the star or the color of notes; raises NotFound for an unknown note."""
        fields = {"verdict": verdict, "starred": starred, "color": color}
        given = {name: value for name, value in fields.items() if value is not None}
        with self._connection.transaction() as sqlite:
            return _log(sqlite, "note fields", _edit_notes(sqlite, notes, given))

    def delete_several(self, notes: Sequence[int]) -> LoggedEdit:
        """Delete notes; raises NotFound for an unknown note."""
        with self._connection.transaction() as sqlite:
            return _log(sqlite, "note deletion", _delete_notes(sqlite, notes))

    # Drafts

    def draft(self, article: int) -> NoteDraft | None:
        """Return the unfinished note on an article from when the app ended, if any."""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            row = sqlite.execute(
                """SELECT start, "end", note, quotation, body, tags, verdict, starred, color
                    FROM draft WHERE article = ?""",
                (article,),
            ).fetchone()
        if row is None:
            return None
        start, end, note, quotation, body, tags, verdict, starred, color = row
        return NoteDraft(
            article,
            start,
            end,
            note,
            quotation,
            body,
            tuple(json.loads(tags)),
            verdict,
            bool(starred),
            _known_color(color),
        )

    def save_draft(self, draft: NoteDraft) -> None:
        """Store an unfinished note; an article has at most one draft."""
        with self._connection.transaction() as sqlite:
            require_article(sqlite, draft.article)
            insert_draft(sqlite, draft)

    def delete_draft(self, article: int) -> None:
        """Delete the draft of an article, when the note is saved or discarded."""
        with self._connection.transaction() as sqlite:
            sqlite.execute("DELETE FROM draft WHERE article = ?", (article,))


def insert_draft(sqlite: sqlite3.Connection, draft: NoteDraft) -> None:
    """Replace the unfinished note of an article; runs inside a transaction."""
    note = sqlite.execute("SELECT id FROM note WHERE id = ?", (draft.note,)).fetchone()
    sqlite.execute(
        """INSERT OR REPLACE INTO draft
            (article, start, "end", note, quotation, body, tags, verdict, starred, changed, color)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            draft.article,
            draft.start,
            draft.end,
            note and note[0],
            draft.quotation,
            clean(draft.body),
            json.dumps([clean(tag) for tag in draft.tags], ensure_ascii=False),
            draft.verdict,
            draft.starred,
            timestamp(),
            draft.color,
        ),
    )


def load_notes(sqlite: sqlite3.Connection, ids: Sequence[int]) -> list[Note]:
    """Return notes by their ids, in text order within an article."""
    query = f"""SELECT {_COLUMNS} FROM note WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY article, start, "end", id"""
    return _read_notes(sqlite, sqlite.execute(query, (json.dumps(list(ids)),)).fetchall())


def list_notes(sqlite: sqlite3.Connection, article: int) -> list[Note]:
    """Return the notes of an article in text order."""
    query = f"""SELECT {_COLUMNS} FROM note WHERE article = ? ORDER BY start, "end", id"""
    return _read_notes(sqlite, sqlite.execute(query, (article,)).fetchall())


def insert_note(
    sqlite: sqlite3.Connection,
    article: int,
    anchor: Anchor,
    body: str,
    tags: Sequence[str],
    quotation: int | None,
    verdict: Verdict,
    starred: bool,
    created: datetime.datetime | None = None,
    changed: datetime.datetime | None = None,
    color: NoteColor = "yellow",
    page: int | None = None,
) -> int:
    """Insert a note and return its id; `created` and `changed` are now by default."""
    now = timestamp()
    moments = [
        now if moment is None else moment.isoformat(timespec="microseconds")
        for moment in (created, changed or created)
    ]
    cursor = sqlite.execute(
        f"INSERT INTO note ({_COLUMNS}) VALUES (NULL, {', '.join('?' * 14)})",
        (article, *anchor, clean(body), quotation, *moments, verdict, starred, color, page),
    )
    assert cursor.lastrowid is not None
    set_tags(sqlite, "note", cursor.lastrowid, tags)
    add_words(sqlite, split_index_words(body))
    return cursor.lastrowid


def restore_note(sqlite: sqlite3.Connection, note: Note) -> None:
    """Insert a deleted note again, with its id and tags."""
    sqlite.execute(
        f"INSERT OR IGNORE INTO note ({_COLUMNS}) VALUES ({', '.join('?' * 15)})",
        (
            note.id,
            note.article,
            note.start,
            note.end,
            note.exact,
            note.prefix,
            note.suffix,
            note.body,
            note.quotation,
            note.created.isoformat(timespec="microseconds"),
            note.changed.isoformat(timespec="microseconds"),
            note.verdict,
            note.starred,
            note.color,
            note.page,
        ),
    )
    set_tags(sqlite, "note", note.id, note.tags)


def _log(sqlite: sqlite3.Connection, kind: EditKind, changes: Changes) -> LoggedEdit:
    if not changes:
        return LoggedEdit(0)
    return LoggedEdit(insert_edit(sqlite, kind, changes), notes=len(changes))


def _tag_notes(
    sqlite: sqlite3.Connection, notes: Sequence[int], add: Iterable[str], remove: Iterable[str]
) -> Changes:
    """Add tags to notes and remove others; return the added and the removed tags by note.

    The functions that change several notes run inside a transaction.
    """
    wanted = normalize_tags(add)
    unwanted = {tag_key(tag) for tag in normalize_tags(remove)}
    tags = load_tags(sqlite, "note", notes)
    changes: Changes = {}
    for note in _require_notes(sqlite, notes):
        before = tags.get(note, ())
        known = {tag_key(tag) for tag in before}
        added = [tag for tag in wanted if tag_key(tag) not in known]
        removed = [tag for tag in before if tag_key(tag) in unwanted]
        if added or removed:
            changes[str(note)] = [added, removed]
            _change_tags(sqlite, note, before, added, removed)
    return changes


def revert_note_tags(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    """Restore the tags of notes; return those that still exist."""
    stored = _list_stored(sqlite, changes)
    tags = load_tags(sqlite, "note", stored)
    for note in stored:
        added, removed = changes[str(note)]
        _change_tags(sqlite, note, tags.get(note, ()), removed, added)
    return stored


def _change_tags(
    sqlite: sqlite3.Connection,
    note: int,
    before: Iterable[str],
    add: Sequence[str],
    remove: Iterable[str],
) -> None:
    unwanted = {tag_key(tag) for tag in remove}
    set_tags(sqlite, "note", note, [*(tag for tag in before if tag_key(tag) not in unwanted), *add])
    sqlite.execute("UPDATE note SET changed = ? WHERE id = ?", (timestamp(), note))


def _edit_notes(
    sqlite: sqlite3.Connection, notes: Sequence[int], fields: Mapping[str, object]
) -> Changes:
    """Set columns of notes; return the values before and after by note and column."""
    changes: Changes = {}
    columns = ", ".join(fields)
    for note in _require_notes(sqlite, notes):
        row = sqlite.execute(f"SELECT {columns} FROM note WHERE id = ?", (note,)).fetchone()
        changed = {
            name: [old, new]
            for (name, new), old in zip(fields.items(), row, strict=True)
            if old != new
        }
        if changed:
            changes[str(note)] = changed
            _set_columns(sqlite, note, {name: new for name, (_, new) in changed.items()})
    return changes


def revert_note_edits(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    """Restore columns of notes, unless they were changed again; return the restored notes."""
    reverted = []
    for note in _list_stored(sqlite, changes):
        fields = changes[str(note)]
        query = f"SELECT {', '.join(fields)} FROM note WHERE id = ?"
        row = sqlite.execute(query, (note,)).fetchone()
        if all(value == after for value, (_, after) in zip(row, fields.values(), strict=True)):
            _set_columns(sqlite, note, {name: before for name, (before, _) in fields.items()})
            reverted.append(note)
    return reverted


def _set_columns(sqlite: sqlite3.Connection, note: int, values: Mapping[str, object]) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    query = f"UPDATE note SET {columns}, changed = ? WHERE id = ?"
    sqlite.execute(query, (*values.values(), timestamp(), note))


def _delete_notes(sqlite: sqlite3.Connection, notes: Sequence[int]) -> Changes:
    """Delete notes; return their rows and tags by note."""
    changes: Changes = {}
    tags = load_tags(sqlite, "note", notes)
    for note in _require_notes(sqlite, notes):
        row = sqlite.execute(f"SELECT {_COLUMNS} FROM note WHERE id = ?", (note,)).fetchone()
        changes[str(note)] = [list(row), list(tags.get(note, ()))]
        sqlite.execute("DELETE FROM note WHERE id = ?", (note,))
    return changes


def revert_deletion(sqlite: sqlite3.Connection, changes: Changes) -> list[int]:
    """Insert deleted notes again with their ids, if their articles are in the library."""
    restored = []
    for id, (row, tags) in changes.items():
        note = _read_note(row, tags)
        if sqlite.execute("SELECT 1 FROM article WHERE id = ?", (note.article,)).fetchone():
            restore_note(sqlite, note)
            restored.append(int(id))
    return restored


def _require_notes(sqlite: sqlite3.Connection, notes: Iterable[int]) -> list[int]:
    """Return the notes, each once; raises NotFound for one that does not exist."""
    wanted = list(dict.fromkeys(notes))
    stored = set(_list_stored(sqlite, wanted))
    for note in wanted:
        if note not in stored:
            raise NotFound(f"There is no note {note} in the store")
    return wanted


def _list_stored(sqlite: sqlite3.Connection, notes: Iterable[int | str]) -> list[int]:
    query = "SELECT id FROM note WHERE id IN (SELECT value FROM json_each(?))"
    return [id for (id,) in sqlite.execute(query, (json.dumps(list(map(int, notes))),))]


def anchor_in(text: str, start: int, end: int) -> Anchor:
    """Return a span of a text as the anchor of a note."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return start, end, text[start:end], before, after


def require_anchor(text: str, start: int, end: int) -> Anchor:
    """Return a span of a text as the anchor of a note; raises ValueError outside the text."""
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"{start} to {end} is not within a text of {len(text)} characters")
    return anchor_in(text, start, end)


def _get_note(sqlite: sqlite3.Connection, note: int) -> Note:
    """Return one note; raises NotFound."""
    rows = []
    if abs(note) < 2**63:
        rows = sqlite.execute(f"SELECT {_COLUMNS} FROM note WHERE id = ?", (note,)).fetchall()
    if not rows:
        raise NotFound(f"There is no note {note} in the store")
    return _read_notes(sqlite, rows)[0]


def _known_color(color: str) -> NoteColor:
    """Return a stored color; a later version may have others, which are read as yellow."""
    return next((known for known in NOTE_COLORS if known == color), "yellow")


def _read_notes(sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Note]:
    tags = load_tags(sqlite, "note", [row[0] for row in rows])
    return [_read_note(row, tags.get(row[0], ())) for row in rows]


def _read_note(row: Sequence[Any], tags: Iterable[str]) -> Note:
    """Return a note by its columns and its tags."""
    id, article, start, end, exact, prefix, suffix, body, quotation, *rest = row
    created, changed, verdict, starred, color, page = rest
    return Note(
        id,
        article,
        start,
        end,
        exact,
        prefix,
        suffix,
        body,
        quotation,
        tuple(tags),
        datetime.datetime.fromisoformat(created),
        datetime.datetime.fromisoformat(changed),
        verdict,
        bool(starred),
        _known_color(color),
        page,
    )
