"""The user's notes, anchored by offsets and by the text there (W3C Web Annotation).

Drafts of notes, stored while they are written, so that a crash loses no text.
"""

import datetime
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from analysis import clean
from db.connection import Connection
from db.errors import NotFound
from db.models import Note, NoteDraft, Verdict
from db.repositories.article_rows import load_text, require_article
from db.repositories.records import Records, search_ids, select_ids
from db.repositories.tags import load_tags, set_tags
from db.text import add_words, timestamp, tokenize

_AROUND = 32  # characters of prefix and suffix
_COLUMNS = """id, article, start, "end", exact, prefix, suffix, body, quotation, created, changed,
    verdict, starred"""


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
        query = f"""SELECT {_COLUMNS} FROM note WHERE id IN (SELECT value FROM json_each(?))
            ORDER BY article, start, "end", id"""
        with self._connection.read_transaction() as sqlite:
            return _read_notes(sqlite, sqlite.execute(query, (json.dumps(ids),)).fetchall())

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
    ) -> Note:
        """Add a note on a span of an article; an empty `body` makes it a highlight."""
        with self._connection.transaction() as sqlite:
            anchor = _require_anchor(load_text(sqlite, article), start, end)
            number = insert_note(sqlite, article, anchor, body, tags, quotation, verdict, starred)
            return _get_note(sqlite, number)

    def edit(
        self,
        note: int,
        *,
        body: str | None = None,
        tags: Sequence[str] | None = None,
        verdict: Verdict | None = None,
        starred: bool | None = None,
    ) -> Note:
        """Update the given fields of a note: body, tags, verdict, star."""
        with self._connection.transaction() as sqlite:
            _get_note(sqlite, note)
            if body is not None:
                sqlite.execute("UPDATE note SET body = ? WHERE id = ?", (clean(body), note))
                add_words(sqlite, tokenize(body))
            if tags is not None:
                set_tags(sqlite, "note", note, tags)
            sqlite.execute(
                """UPDATE note SET verdict = coalesce(?, verdict), starred = coalesce(?, starred),
                    changed = ? WHERE id = ?""",
                (verdict, starred, timestamp(), note),
            )
            return _get_note(sqlite, note)

    def move(self, note: int, start: int, end: int) -> Note:
        """Move a note to another span of its article, with the text there."""
        with self._connection.transaction() as sqlite:
            text = load_text(sqlite, _get_note(sqlite, note).article)
            anchor = _require_anchor(text, start, end)
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
            sqlite.execute(
                f"INSERT OR IGNORE INTO note ({_COLUMNS}) VALUES ({', '.join('?' * 13)})",
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
                ),
            )
            set_tags(sqlite, "note", note.id, note.tags)
            return _get_note(sqlite, note.id)

    def draft(self, article: int) -> NoteDraft | None:
        """Return the unfinished note on an article from when the app ended, if any."""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            row = sqlite.execute(
                """SELECT start, "end", note, quotation, body, tags, verdict, starred FROM draft
                    WHERE article = ?""",
                (article,),
            ).fetchone()
        if row is None:
            return None
        start, end, note, quotation, body, tags, verdict, starred = row
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
        )

    def save_draft(self, draft: NoteDraft) -> None:
        """Store an unfinished note; an article has at most one draft."""
        with self._connection.transaction() as sqlite:
            require_article(sqlite, draft.article)
            note = sqlite.execute("SELECT id FROM note WHERE id = ?", (draft.note,)).fetchone()
            sqlite.execute(
                """INSERT OR REPLACE INTO draft
                    (article, start, "end", note, quotation, body, tags, verdict, starred, changed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
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
                ),
            )

    def delete_draft(self, article: int) -> None:
        """Delete the draft of an article, when the note is saved or discarded."""
        with self._connection.transaction() as sqlite:
            sqlite.execute("DELETE FROM draft WHERE article = ?", (article,))


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
) -> int:
    """Insert a note and return its id; `created` and `changed` are now by default."""
    now = timestamp()
    moments = [
        now if moment is None else moment.isoformat(timespec="microseconds")
        for moment in (created, changed or created)
    ]
    cursor = sqlite.execute(
        f"INSERT INTO note ({_COLUMNS}) VALUES (NULL, {', '.join('?' * 12)})",
        (article, *anchor, clean(body), quotation, *moments, verdict, starred),
    )
    assert cursor.lastrowid is not None
    set_tags(sqlite, "note", cursor.lastrowid, tags)
    add_words(sqlite, tokenize(body))
    return cursor.lastrowid


def anchor_in(text: str, start: int, end: int) -> Anchor:
    """Return a span of a text as the anchor of a note."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return start, end, text[start:end], before, after


def _require_anchor(text: str, start: int, end: int) -> Anchor:
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


def _read_notes(sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Note]:
    tags = load_tags(sqlite, "note", [row[0] for row in rows])
    notes = []
    for row in rows:
        id, article, start, end, exact, prefix, suffix, body, quotation, *rest = row
        created, changed, verdict, starred = rest
        notes.append(
            Note(
                id,
                article,
                start,
                end,
                exact,
                prefix,
                suffix,
                body,
                quotation,
                tags.get(id, ()),
                datetime.datetime.fromisoformat(created),
                datetime.datetime.fromisoformat(changed),
                verdict,
                bool(starred),
            )
        )
    return notes
