"""Drafts of notes, stored while they are written, so that a crash loses no text."""

import json
import sqlite3

from analysis import clean
from db.models import Draft
from db.repositories.articles import now, require_article


def get_draft(sqlite: sqlite3.Connection, article: int) -> Draft | None:
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
    return Draft(
        article, start, end, note, quotation, body, tuple(json.loads(tags)), verdict, bool(starred)
    )


def put_draft(sqlite: sqlite3.Connection, draft: Draft) -> None:
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
            now(),
        ),
    )


def drop_draft(sqlite: sqlite3.Connection, article: int) -> None:
    """Delete the draft of an article."""
    sqlite.execute("DELETE FROM draft WHERE article = ?", (article,))
