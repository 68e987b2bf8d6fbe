"""The user's notes, anchored by offsets and by the text there (W3C Web Annotation).

Drafts of notes, stored while they are written, so that a crash loses no text.
"""

import datetime
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from analysis import clean
from db.errors import NotFound
from db.models import Note, NoteDraft, Verdict
from db.repositories.articles import load_article_text, require_article, timestamp
from db.repositories.tags import load_tags, set_tags
from db.search.terms import add_words, tokenize

_AROUND = 32  # characters of prefix and suffix
_COLUMNS = """id, article, start, "end", exact, prefix, suffix, body, quotation, created, changed,
    verdict, starred"""


def list_notes(sqlite: sqlite3.Connection, article: int | None) -> list[Note]:
    """Return the notes of an article, or all notes, in text order."""
    where = "" if article is None else "WHERE article = :article"
    query = f"""SELECT {_COLUMNS} FROM note {where} ORDER BY article, start, "end", id"""
    if article is not None:
        require_article(sqlite, article)
    return _notes(sqlite, sqlite.execute(query, {"article": article}).fetchall())


def get_note(sqlite: sqlite3.Connection, note: int) -> Note:
    """Return one note; raises NotFound."""
    rows = []
    if abs(note) < 2**63:
        rows = sqlite.execute(f"SELECT {_COLUMNS} FROM note WHERE id = ?", (note,)).fetchall()
    if not rows:
        raise NotFound(f"There is no note {note} in the store")
    return _notes(sqlite, rows)[0]


def insert_note(
    sqlite: sqlite3.Connection,
    article: int,
    start: int,
    end: int,
    body: str,
    tags: Sequence[str],
    quotation: int | None,
    verdict: Verdict,
    starred: bool,
) -> Note:
    """Insert a note on a span; raises NotFound, and ValueError for a span outside the text."""
    anchor = _anchor(sqlite, article, start, end)
    moment = timestamp()
    cursor = sqlite.execute(
        f"INSERT INTO note ({_COLUMNS}) VALUES (NULL, {', '.join('?' * 12)})",
        (article, *anchor, clean(body), quotation, moment, moment, verdict, starred),
    )
    assert cursor.lastrowid is not None
    set_tags(sqlite, "note", cursor.lastrowid, tags)
    add_words(sqlite, tokenize(body))
    return get_note(sqlite, cursor.lastrowid)


def update_note(
    sqlite: sqlite3.Connection,
    note: int,
    body: str | None,
    tags: Sequence[str] | None,
    verdict: Verdict | None,
    starred: bool | None,
) -> Note:
    """Update the given fields of a note; None leaves a field unchanged; raises NotFound."""
    get_note(sqlite, note)
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
    return get_note(sqlite, note)


def move_note(sqlite: sqlite3.Connection, note: int, start: int, end: int) -> Note:
    """Move a note to another span of its article; raises NotFound and ValueError."""
    anchor = _anchor(sqlite, get_note(sqlite, note).article, start, end)
    sqlite.execute(
        """UPDATE note SET start = ?, "end" = ?, exact = ?, prefix = ?, suffix = ?, changed = ?
            WHERE id = ?""",
        (*anchor, timestamp(), note),
    )
    return get_note(sqlite, note)


def delete_note(sqlite: sqlite3.Connection, note: int) -> Note:
    """Delete a note and return it; raises NotFound."""
    removed = get_note(sqlite, note)
    sqlite.execute("DELETE FROM note WHERE id = ?", (note,))
    return removed


def restore_note(sqlite: sqlite3.Connection, note: Note) -> Note:
    """Restore a deleted note with its id; raises NotFound if its article does not exist."""
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
    return get_note(sqlite, note.id)


def _anchor(
    sqlite: sqlite3.Connection, article: int, start: int, end: int
) -> tuple[int, int, str, str, str]:
    """Return a span with its text, prefix and suffix; raises NotFound and ValueError."""
    text = load_article_text(sqlite, article, None)
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"{start} to {end} is not within a text of {len(text)} characters")
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return start, end, text[start:end], before, after


def _notes(sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Note]:
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


def get_draft(sqlite: sqlite3.Connection, article: int) -> NoteDraft | None:
    """Return the unfinished note on an article, if any; raises NotFound."""
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
        article, start, end, note, quotation, body, tuple(json.loads(tags)), verdict, bool(starred)
    )


def save_draft(sqlite: sqlite3.Connection, draft: NoteDraft) -> None:
    """Store an article's draft, replacing the previous one; raises NotFound."""
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


def delete_draft(sqlite: sqlite3.Connection, article: int) -> None:
    """Delete the draft of an article."""
    sqlite.execute("DELETE FROM draft WHERE article = ?", (article,))
