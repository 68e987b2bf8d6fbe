"""Versions of articles whose text changed at their address, and the diff of two versions."""

import datetime
import json
import re
import sqlite3
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from analysis import Analysis
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.anchors import reanchor
from db.checksums.article_damage import are_damaged
from db.checksums.comparison import text_state
from db.checksums.differences import Difference, restore_differences
from db.connection import Connection
from db.finding_rows import parse_date, parse_stored_day
from db.identities.linker import link_article
from db.identities.previous_links import unlink_article
from db.models import ArticleRow, Document
from db.repositories.article_rows import (
    hash_text,
    index_metadata,
    load_article_row,
    load_text,
    replace_text,
    require_article,
    unindex_metadata,
)
from db.repositories.corrections import apply_to_article, list_corrections
from db.repositories.findings import remove_findings
from db.repositories.notes import anchor_in, list_notes
from db.repositories.reading_state import parse_object
from db.repositories.wires import save_wire
from db.text import one_line, parse_time, timestamp

_AROUND = 32  # characters
_MOST = 4_000  # words; longer changed paragraphs are not compared word by word


class Version(Struct, frozen=True):
    """A version of an article; `until` is when the next one was added, None for the current one."""

    article: int
    number: int
    title: str
    published: PartialDate | None
    updated: datetime.date | None
    text: str
    until: datetime.datetime | None


class DiffSegment(Struct, frozen=True):
    """A segment of a diff: in both texts, in the earlier one only, or in the later one only."""

    kind: Literal["same", "gone", "new"]
    text: str


Versions = list[Version]


class VersionRepository:
    """The versions of articles; methods raise StoreError, and NotFound for an unknown article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self, article: int) -> Versions:
        """Return every version of an article, from the first to the current one."""
        query = """SELECT title, published, updated, text, until FROM article_version
            WHERE article = :article
            UNION ALL
            SELECT title, published, updated, text, NULL FROM article WHERE id = :article"""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            rows = sqlite.execute(query, {"article": article}).fetchall()
        rows.sort(key=lambda row: (row[4] is None, str(row[4])))
        return [
            Version(
                article, number, title, parse_date(published), parse_stored_day(updated), text,
                until and parse_time(until),
            )
            for number, (title, published, updated, text, until) in enumerate(rows, 1)
        ]  # fmt: skip


def add_version(
    sqlite: sqlite3.Connection, article: int, document: Document, analysis: Analysis
) -> None:
    """Replace an article's text by a new version, and re-anchor its notes and corrections.

    A note whose words are gone keeps its quoted text and moves to the beginning. The first text of
    a reference replaces no version.
    """
    known = load_article_row(sqlite, article)
    before = load_text(sqlite, article)
    sqlite.execute(
        """INSERT INTO article_version (article, sha256, title, published, updated, text, until)
            SELECT id, sha256, title, published, updated, text, ? FROM article
            WHERE id = ? AND text != ''""",
        (timestamp(), article),
    )
    _mark_version(sqlite, article)
    notes = list_notes(sqlite, article)
    unindex_metadata(sqlite, article)
    links = unlink_article(sqlite, article)
    remove_findings(sqlite, article)
    sqlite.execute("DELETE FROM machine_analysis WHERE article = ?", (article,))
    dated: Document | ArticleRow = document
    if known.published and (not document.published or document.published.contains(known.published)):
        dated = known  # as exact, or more exact
    replace_text(
        sqlite,
        article,
        replace(
            document,
            title=document.title or known.title,
            byline=document.byline or known.byline,
            site=document.site or known.site,
            published=dated.published,
            published_from=dated.published_from,
        ),
        analysis,
    )
    if document.wire is not None:
        save_wire(sqlite, article, document.wire)
    link_article(sqlite, article, links)
    index_metadata(sqlite, article)
    _move_corrections(sqlite, article, before, document.text)
    for note in notes:
        found = reanchor(document.text, note.start, note.end, note.exact, note.prefix, note.suffix)
        if found is None:
            sqlite.execute('UPDATE note SET start = 0, "end" = 0 WHERE id = ?', (note.id,))
        else:
            _anchor_note(sqlite, note.id, document.text, found.start, found.end)
    _move_reading(sqlite, article, before, document.text)
    apply_to_article(sqlite, article, analysis)


def _mark_version(sqlite: sqlite3.Connection, article: int) -> None:
    """Mark the earlier versions of an article as damaged if the present one is."""
    if text_state(sqlite, article) or are_damaged(sqlite, frozenset({"article"}), article):
        restore_differences(sqlite, [Difference("article_version", article, 1)])


def add_earlier_version(sqlite: sqlite3.Connection, article: int, document: Document) -> None:
    """Store a text as an earlier version of an article, whose present text is a later one."""
    sqlite.execute(
        """INSERT INTO article_version (article, sha256, title, published, updated, text, until)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            article,
            hash_text(document.text),
            one_line(document.title),
            document.published and document.published.isoformat(),
            document.updated and document.updated.isoformat(),
            document.text,
            timestamp(),
        ),
    )


def _anchor_note(sqlite: sqlite3.Connection, note: int, text: str, start: int, end: int) -> None:
    """Anchor a note to a span of its article's text."""
    sqlite.execute(
        """UPDATE note SET start = ?, "end" = ?, exact = ?, prefix = ?, suffix = ?, quotation = NULL
            WHERE id = ?""",
        (*anchor_in(text, start, end), note),
    )


def _move_corrections(sqlite: sqlite3.Connection, article: int, before: str, after: str) -> None:
    for correction in list_corrections(sqlite, article):
        around = (
            before[max(correction.start - _AROUND, 0) : correction.start],
            before[correction.end : correction.end + _AROUND],
        )
        found = reanchor(after, correction.start, correction.end, correction.exact, *around)
        if found is not None and found.start < found.end:
            sqlite.execute(
                'UPDATE correction SET start = ?, "end" = ?, exact = ? WHERE id = ?',
                (found.start, found.end, after[found.start : found.end], correction.id),
            )


def _move_reading(sqlite: sqlite3.Connection, article: int, before: str, after: str) -> None:
    query = "SELECT position, bookmarks FROM reading_state WHERE article = ?"
    row = sqlite.execute(query, (article,)).fetchone()
    if row is None:
        return
    position = _moved_offset(before, after, int(row[0]))
    bookmarks = {
        letter: _moved_offset(before, after, offset)
        for letter, offset in parse_object(row[1]).items()
        if isinstance(offset, int)
    }
    sqlite.execute(
        "UPDATE reading_state SET position = ?, bookmarks = ? WHERE article = ?",
        (position, json.dumps(bookmarks, ensure_ascii=False), article),
    )


def _moved_offset(before: str, after: str, offset: int) -> int:
    """Map an offset of the earlier text to the later one, by the words that follow it."""
    words = before[offset : offset + 2 * _AROUND]
    prefix = before[max(offset - _AROUND, 0) : offset]
    found = reanchor(after, offset, offset + len(words), words, prefix)
    return min(offset, len(after)) if found is None else found.start


def diff_texts(before: str, after: str) -> list[DiffSegment]:
    """Return the diff of two texts, by paragraphs and, within those, by words."""
    pieces: list[DiffSegment] = []
    old, new = _lines(before), _lines(after)
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[i:j]), "".join(new[k:m])
        if tag == "equal":
            pieces.append(DiffSegment("same", gone))
        else:
            pieces += _by_words(gone, came)
    return [piece for piece in pieces if piece.text]


def _by_words(gone: str, came: str) -> Iterator[DiffSegment]:
    old, new = _words(gone), _words(came)
    if not old or not new or len(old) + len(new) > _MOST:
        yield DiffSegment("gone", gone)
        yield DiffSegment("new", came)
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield DiffSegment("same", "".join(old[i:j]))
        else:
            yield DiffSegment("gone", "".join(old[i:j]))
            yield DiffSegment("new", "".join(new[k:m]))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)
