"""Taking in what a door gives: a new article, a new version of one, or more about a known one."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from analysis import Analysis
from db.addresses import address_key
from db.alike import alike, is_changed_text
from db.analyses import load_state, mark_pending, set_analyzed
from db.anchoring import find_again
from db.articles import article_row, article_text, known_article, set_reading, tag_article
from db.correcting.changes import kind_of
from db.correcting.keeping import (
    insert_corrected,
    insert_rule,
    list_rules,
    put_back_correction,
)
from db.importing import Highlight, Incoming
from db.notes import insert_note, list_notes
from db.records import Added
from db.versions import add_version, place
from db.wording import one_line


def known_incoming(sqlite: sqlite3.Connection, incoming: Incoming) -> int | None:
    """The article with this text, or the one that a reference or an excerpt is of."""
    if incoming.document.text:
        known = known_article(sqlite, incoming.document.text)
        if known is not None or not incoming.excerpt:
            return known
    address = address_key(incoming.document.source)
    if address:
        return _at_address(sqlite, address)
    query = "SELECT id FROM article WHERE title != '' AND title = ? COLLATE NOCASE ORDER BY id"
    found = sqlite.execute(query, (one_line(incoming.document.title),)).fetchone()
    return None if found is None else int(found[0])


def take(sqlite: sqlite3.Connection, incoming: Incoming, analysis: Analysis | None) -> Added:
    """Add a document and what its reader made of it, for use inside a transaction."""
    document = incoming.document
    if analysis is not None and (analysis.text, analysis.published) != (
        document.text,
        document.published,
    ):
        raise ValueError("The analysis is of another text or another publication date")
    _take_rules(sqlite, incoming)
    known = known_incoming(sqlite, incoming)
    if known is not None:
        pending = load_state(sqlite, known) == "pending"
        return Added(known, known=True, noted=_take_notes(sqlite, known, incoming), pending=pending)
    if not document.text:
        raise ValueError("A reference without a text cannot be stored as an article")
    pending = analysis is None
    found = Analysis(document.text, document.published) if analysis is None else analysis
    address = address_key(document.source)
    earlier = _at_address(sqlite, address) if address else None
    if earlier is not None and is_changed_text(article_text(sqlite, earlier, None), document.text):
        add_version(sqlite, earlier, document, found)
        _set_state(sqlite, earlier, analysis)
        noted = _take_notes(sqlite, earlier, incoming)
        return Added(earlier, known=False, changed=True, noted=noted, pending=pending)
    article = insert_corrected(sqlite, document, found).article
    _set_state(sqlite, article, analysis)
    if incoming.added is not None:
        added = incoming.added.isoformat(timespec="microseconds")
        sqlite.execute("UPDATE article SET added = ? WHERE id = ?", (added, article))
    noted = _take_notes(sqlite, article, incoming)
    for correction in incoming.corrections:
        number = sqlite.execute("SELECT coalesce(max(id), 0) + 1 FROM correction").fetchone()[0]
        put_back_correction(sqlite, replace(correction, id=number, article=article))
    copies = len(alike(sqlite, article))
    return Added(article, known=False, alike=copies, noted=noted, pending=pending)


def read_before(sqlite: sqlite3.Connection, path: str, size: int, modified: int) -> list[int]:
    """The articles of a file as large and as old that was read, if all are still there."""
    query = """SELECT article, articles FROM file_read
        WHERE path = ? AND size = ? AND modified = ? ORDER BY article"""
    rows = sqlite.execute(query, (path, size, modified)).fetchall()
    return [article for article, _ in rows] if rows and len(rows) == rows[0][1] else []


def keep_read(
    sqlite: sqlite3.Connection, path: str, size: int, modified: int, articles: Sequence[int]
) -> None:
    """Keep that a file was read whole into these articles."""
    sqlite.execute("DELETE FROM file_read WHERE path = ?", (path,))
    distinct = set(articles)
    sqlite.executemany(
        "INSERT INTO file_read (path, article, size, modified, articles) VALUES (?, ?, ?, ?, ?)",
        ((path, article, size, modified, len(distinct)) for article in distinct),
    )


def _set_state(sqlite: sqlite3.Connection, article: int, analysis: Analysis | None) -> None:
    if analysis is None:
        mark_pending(sqlite, article)
    else:
        set_analyzed(sqlite, article, analysis.failures)


def _at_address(sqlite: sqlite3.Connection, address: str) -> int | None:
    query = "SELECT id FROM article WHERE address = ? ORDER BY id DESC"
    found = sqlite.execute(query, (address,)).fetchone()
    return None if found is None else int(found[0])


def _take_rules(sqlite: sqlite3.Connection, incoming: Incoming) -> None:
    """Let rules stand that came along, but none in the place of one that the reader made here."""
    if not incoming.rules:
        return
    standing = {(kind_of(one.change), one.words.casefold()) for one in list_rules(sqlite)}
    for rule in incoming.rules:
        if (kind_of(rule.change), rule.words.casefold()) not in standing:
            made, _ = insert_rule(sqlite, rule.words, rule.change)
            created = rule.created.isoformat(timespec="microseconds")
            sqlite.execute("UPDATE standing_rule SET created = ? WHERE id = ?", (created, made.id))


def _take_notes(sqlite: sqlite3.Connection, article: int, incoming: Incoming) -> int:
    """Give an article the tags, the star and the notes that came along; how many notes are new."""
    row = article_row(sqlite, article)
    if set(incoming.tags) - set(row.tags):
        tag_article(sqlite, article, (*row.tags, *incoming.tags))
    further = {"unread": 0, "reading": 1, "read": 2}
    state = incoming.state if further[incoming.state] > further[row.state] else None
    position = incoming.position or None
    if incoming.starred or state or position:
        starred = True if incoming.starred else None
        set_reading(sqlite, article, state=state, starred=starred, position=position)
    if not incoming.highlights:
        return 0
    there = {(note.exact, note.body) for note in list_notes(sqlite, article)}
    text = article_text(sqlite, article, None)
    new = [one for one in incoming.highlights if (one.exact, one.body) not in there]
    for highlight in new:
        _take_note(sqlite, article, text, highlight)
    return len(new)


def _take_note(sqlite: sqlite3.Connection, article: int, text: str, one: Highlight) -> None:
    """Write a note where its words stand; one whose words are gone keeps them, at the beginning."""
    start, end = one.start or 0, one.end or 0
    kept = one.end is not None and 0 <= start <= end <= len(text) and text[start:end] == one.exact
    if not kept:
        found = find_again(text, start, end, one.exact, one.prefix, one.suffix)
        start, end = (found.start, found.end) if found else (0, 0)
    note = insert_note(
        sqlite, article, start, end, one.body, one.tags, one.quotation if kept else None,
        one.verdict, one.starred,
    )  # fmt: skip
    place(sqlite, note.id, text, start, end)
    if kept:
        sqlite.execute("UPDATE note SET quotation = ? WHERE id = ?", (one.quotation, note.id))
    elif one.exact and start == end:
        sqlite.execute(
            "UPDATE note SET exact = ?, prefix = ?, suffix = ? WHERE id = ?",
            (one.exact, one.prefix, one.suffix, note.id),
        )
    created, changed = one.created, one.changed or one.created
    if created is not None and changed is not None:
        sqlite.execute(
            "UPDATE note SET created = ?, changed = ? WHERE id = ?",
            (created.isoformat(timespec="microseconds"),
             changed.isoformat(timespec="microseconds"), note.id),
        )  # fmt: skip
