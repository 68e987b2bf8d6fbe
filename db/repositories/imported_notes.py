"""Notes, highlights, bookmarks and drafts of imported articles."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from analysis.structs import replace
from db.anchors import reanchor
from db.importers.models import Highlight, ImportItem
from db.models import NoteDraft
from db.repositories.article_rows import (
    load_article_row,
    load_text,
    update_list_keys,
)
from db.repositories.collections import add_to_collection
from db.repositories.notes import anchor_in, insert_draft, insert_note, list_notes
from db.repositories.reading_state import parse_object
from db.repositories.tags import set_tags
from db.text import one_line


def import_notes(sqlite: sqlite3.Connection, article: int, incoming: ImportItem) -> int:
    """Attach the imported tags, collections, star, reading state and notes; count the new notes."""
    row = load_article_row(sqlite, article)
    if set(incoming.tags) - set(row.tags):
        set_tags(sqlite, "article", article, (*row.tags, *incoming.tags))
        update_list_keys(sqlite, [article])
    for name in incoming.collections:
        if one_line(name):
            add_to_collection(sqlite, name, [article])
    progress = {"unread": 0, "reading": 1, "read": 2}
    state = incoming.read_state if progress[incoming.read_state] > progress[row.state] else None
    position = incoming.position or None
    if incoming.starred or state or position:
        starred = True if incoming.starred else None
        sqlite.execute("INSERT OR IGNORE INTO reading_state (article) VALUES (?)", (article,))
        sqlite.execute(
            """UPDATE reading_state SET
                position = iif(position > 0, position, coalesce(?, position)),
                state = coalesce(?, state), starred = coalesce(?, starred) WHERE article = ?""",
            (position, state, starred, article),
        )
    if incoming.bookmarks:
        _import_bookmarks(sqlite, article, dict(incoming.bookmarks))
    new = _import_highlights(sqlite, article, incoming)
    if incoming.draft is not None:
        _import_draft(sqlite, article, incoming.draft, new)
    return sum(note is not None for note in new)


def _import_bookmarks(
    sqlite: sqlite3.Connection, article: int, bookmarks: Mapping[str, int]
) -> None:
    """Add bookmarks; a letter that the article has already stays where it is."""
    sqlite.execute("INSERT OR IGNORE INTO reading_state (article) VALUES (?)", (article,))
    query = "SELECT bookmarks FROM reading_state WHERE article = ?"
    stored = parse_object(sqlite.execute(query, (article,)).fetchone()[0])
    merged = json.dumps({**bookmarks, **stored}, ensure_ascii=False)
    sqlite.execute("UPDATE reading_state SET bookmarks = ? WHERE article = ?", (merged, article))


def _import_highlights(
    sqlite: sqlite3.Connection, article: int, incoming: ImportItem
) -> list[int | None]:
    """Insert the highlights that an article does not have; return their ids, None for known ones.

    The same words may be marked at two positions, so a known note of a record has the same start.
    """
    if not incoming.highlights:
        return []
    stored = list_notes(sqlite, article)
    text = load_text(sqlite, article)
    is_same_text = incoming.is_record and text == incoming.document.text
    placed = {(note.start, note.exact, note.body) for note in stored}
    existing = {(note.exact, note.body) for note in stored}
    return [
        None
        if (
            (mark.start, mark.exact, mark.body) in placed
            if is_same_text and mark.start is not None
            else (mark.exact, mark.body) in existing
        )
        else _import_note(sqlite, article, text, mark, is_placed=is_same_text)
        for mark in incoming.highlights
    ]


def _import_draft(
    sqlite: sqlite3.Connection, article: int, draft: NoteDraft, notes: Sequence[int | None]
) -> None:
    """Add an unfinished note, unless the article has one or its note is known already."""
    if sqlite.execute("SELECT 1 FROM draft WHERE article = ?", (article,)).fetchone():
        return
    note = None
    if draft.note is not None:
        note = notes[draft.note] if draft.note < len(notes) else None
        if note is None:
            return
    insert_draft(sqlite, replace(draft, article=article, note=note))


def _import_note(
    sqlite: sqlite3.Connection, article: int, text: str, highlight: Highlight, *, is_placed: bool
) -> int:
    """Insert a note at its words; where they are gone, at the beginning, with its words stored.

    With `is_placed`, the offsets are those of this text: a note without a span has lost its words.
    """
    start, end = highlight.start or 0, highlight.end or 0
    matches = (
        highlight.end is not None
        and 0 <= start <= end <= len(text)
        and text[start:end] == highlight.exact
    )
    if not matches and not (is_placed and start == end):
        found = reanchor(text, start, end, highlight.exact, highlight.prefix, highlight.suffix)
        start, end = (found.start, found.end) if found else (0, 0)
    anchor = anchor_in(text, start, end)
    if not matches and highlight.exact and start == end:
        anchor = (start, end, highlight.exact, highlight.prefix, highlight.suffix)
    return insert_note(
        sqlite, article, anchor, highlight.body, highlight.tags,
        highlight.quotation if matches else None, highlight.verdict, highlight.starred,
        highlight.created, highlight.changed, highlight.color, highlight.page,
    )  # fmt: skip
