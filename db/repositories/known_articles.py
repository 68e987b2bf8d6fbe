"""Recognition of imported articles that the store has: by text, address, id or earlier version."""

import json
import sqlite3

from db.finding_rows import format_day
from db.importers.models import ImportItem
from db.repositories.article_rows import (
    find_article,
    load_article_row,
    load_text,
)
from db.repositories.findings import load_state
from db.repositories.near_duplicates import is_new_version
from db.text import one_line
from db.web_addresses import normalize_url


def find_known_article(sqlite: sqlite3.Connection, incoming: ImportItem) -> int | None:
    """Find the article with this text, or the one that a reference or an excerpt belongs to."""
    if incoming.document.text:
        known = find_article(sqlite, incoming.document.text)
        if known is not None and known == incoming.version_of:
            # a correction that is taken back has the text of an earlier version
            is_present = load_text(sqlite, known) == incoming.document.text
            return known if is_present else None
        if known is not None or not incoming.excerpt:
            return known
    if incoming.shares_address or incoming.version_of is not None:
        return None
    address = normalize_url(incoming.document.source)
    if address:
        found_at = _at_address(sqlite, address)
        return None if found_at in incoming.distinct_from else found_at
    if incoming.document.wire is not None:
        return None  # pictures and kills have the headlines of articles
    # other references of the same title, such as “Editorial”, are told apart by author and date
    query = """SELECT id FROM article
        WHERE title != '' AND title = :title COLLATE NOCASE
            AND (words > 0 OR (byline = :byline AND published IS :published)) ORDER BY id"""
    about = {
        "title": one_line(incoming.document.title),
        "byline": one_line(incoming.document.byline),
        "published": format_day(incoming.document.published),
    }
    found = sqlite.execute(query, about).fetchone()
    return None if found is None else int(found[0])


def is_reference_row(sqlite: sqlite3.Connection, article: int) -> bool:
    """Return True if an article has no text yet."""
    return load_state(sqlite, article) == "no text"


def has_new_title(sqlite: sqlite3.Connection, incoming: ImportItem, known: int) -> bool:
    """Return True if an item is a version of a known article, and only its title is new."""
    title = one_line(incoming.document.title)
    if known != incoming.version_of or not title:
        return False
    query = "SELECT title, origins FROM article WHERE id = ?"
    stored, origins = sqlite.execute(query, (known,)).fetchone()
    return bool(title != stored) and json.loads(origins).get("title") != "given"


def find_reference_at(sqlite: sqlite3.Connection, incoming: ImportItem) -> int | None:
    """Find the reference at an item's address, or at the one that its page claims."""
    document = incoming.document
    if not document.text or incoming.shares_address:
        return None
    for source in (document.source, document.claimed_address):
        address = normalize_url(source)
        found = _at_address(sqlite, address) if address else None
        if found is not None and is_reference_row(sqlite, found):
            return found
    return None


def _at_address(sqlite: sqlite3.Connection, address: str) -> int | None:
    query = "SELECT id FROM article WHERE address = ? ORDER BY id DESC"
    found = sqlite.execute(query, (address,)).fetchone()
    return None if found is None else int(found[0])


def find_earlier_version(sqlite: sqlite3.Connection, incoming: ImportItem) -> int | None:
    """Find the article of which an item has a new text, by its address or the one it claims.

    A record that is accepted and was added at another time was an article of its own in its store,
    and remains one.
    """
    if incoming.version_of is not None or incoming.shares_address:
        return incoming.version_of
    document = incoming.document
    is_own_export = incoming.is_record and incoming.accept and incoming.added is not None
    for source in (document.source, document.claimed_address):
        address = normalize_url(source)
        earlier = _at_address(sqlite, address) if address else None
        if earlier is None or earlier in incoming.distinct_from:
            continue
        if not is_new_version(load_text(sqlite, earlier), document.text):
            continue
        if not is_own_export or load_article_row(sqlite, earlier).added == incoming.added:
            return earlier
    return None
