"""Notes being written, kept so that what was typed outlives the app and the terminal."""

import json
import sqlite3

from analysis import clean
from db.articles import now, require_article
from db.records import Draft


def get_draft(sqlite: sqlite3.Connection, article: int) -> Draft | None:
    """The note that was being written on an article; raises NotFound."""
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
    """Keep what is being written, in place of what was before; raises NotFound."""
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
    """Forget what was being written on an article."""
    sqlite.execute("DELETE FROM draft WHERE article = ?", (article,))
