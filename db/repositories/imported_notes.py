"""Tags, collections, stars, reading states, notes and drafts of imported articles."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from analysis.structs import replace
from db.anchors import reanchor
from db.article_properties import FLAGS
from db.importers.models import Highlight, ImportItem
from db.models import NoteDraft
from db.repositories.article_rows import load_text, update_list_keys
from db.repositories.collections import add_to_collection
from db.repositories.notes import anchor_in, insert_draft, insert_note
from db.repositories.originals import save_mark
from db.repositories.reading_state import add_flag, parse_object
from db.repositories.tags import set_tags
from db.text import one_line


def import_notes(sqlite: sqlite3.Connection, article: int, incoming: ImportItem) -> int:
    """Attach tags, collections, marks, reading state and notes to a new article; count notes."""
    origin, origins = incoming.origin, incoming.origins
    if incoming.tags:
        tags = {name: origins.tags.get(name, origin) for name in incoming.tags}
        set_tags(sqlite, "article", article, incoming.tags, tags, origins.tag_authors)
        update_list_keys(sqlite, [article])
    for name in incoming.collections:
        if one_line(name):
            add_to_collection(sqlite, name, [article], origins.collections.get(name, origin))
    if incoming.read_state != "unread" or incoming.position:
        sqlite.execute(
            "INSERT OR REPLACE INTO reading_state (article, position, state) VALUES (?, ?, ?)",
            (article, incoming.position, incoming.read_state),
        )
    for flag in FLAGS:
        if flag.find(incoming):
            add_flag(sqlite, flag, article, flag.find(origins) or origin)
    if incoming.original is not None:
        save_mark(sqlite, [article], incoming.original, origins.original or origin)
    if incoming.bookmarks:
        add_bookmarks(sqlite, article, dict(incoming.bookmarks))
    if not incoming.highlights and incoming.draft is None:
        return 0
    text = load_text(sqlite, article)
    is_same_text = incoming.is_record and text == incoming.document.text
    notes = [
        insert_highlight(sqlite, article, text, mark, is_placed=is_same_text)
        for mark in incoming.highlights
    ]
    if incoming.draft is not None:
        _import_draft(sqlite, article, incoming.draft, notes)
    return len(notes)


def add_bookmarks(sqlite: sqlite3.Connection, article: int, bookmarks: Mapping[str, int]) -> None:
    """Add bookmarks; a letter that the article has already stays where it is."""
    sqlite.execute("INSERT OR IGNORE INTO reading_state (article) VALUES (?)", (article,))
    query = "SELECT bookmarks FROM reading_state WHERE article = ?"
    stored = parse_object(sqlite.execute(query, (article,)).fetchone()[0])
    merged = json.dumps({**bookmarks, **stored}, ensure_ascii=False)
    sqlite.execute("UPDATE reading_state SET bookmarks = ? WHERE article = ?", (merged, article))


def _import_draft(
    sqlite: sqlite3.Connection, article: int, draft: NoteDraft, notes: Sequence[int]
) -> None:
    """Add an unfinished note, unless the note that it edits is missing."""
    note = None
    if draft.note is not None:
        if draft.note >= len(notes):
            return
        note = notes[draft.note]
    insert_draft(sqlite, replace(draft, article=article, note=note))


def insert_highlight(
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
        highlight.created, highlight.changed, highlight.color, highlight.page, highlight.origin,
        highlight.author, highlight.tag_origins, highlight.compared, highlight.verdict_author,
        highlight.tag_authors,
    )  # fmt: skip
