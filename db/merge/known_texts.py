"""Articles of the attached store that this store has already, or lacks."""

import sqlite3

from db.merge.source_store import SOURCE
from db.repositories.near_duplicates import is_new_version

_PAIRS = (
    f"""SELECT r.id, own.id FROM {SOURCE}.article AS r
        CROSS JOIN main.article AS own ON own.sha256 = r.sha256""",
    f"""SELECT r.id, later.article FROM {SOURCE}.article AS r
        CROSS JOIN main.article_version AS later ON later.sha256 = r.sha256""",
    f"""SELECT earlier.article, own.id FROM {SOURCE}.article_version AS earlier
        CROSS JOIN main.article AS own ON own.sha256 = earlier.sha256""",
    f"""SELECT r.article, own.article FROM {SOURCE}.wire_record AS r
        CROSS JOIN main.wire_record AS own ON own.id = r.id""",
    f"""SELECT r.id, own.id FROM {SOURCE}.article AS r CROSS JOIN main.article AS own
            ON own.title = r.title COLLATE NOCASE
        WHERE r.words = 0 AND r.text = '' AND r.title != '' AND r.address = ''
            AND (own.words > 0 OR (own.byline = r.byline AND own.published IS r.published))""",
)
_AT_ADDRESS = f"""SELECT r.id, own.id, r.text, own.text FROM {SOURCE}.article AS r
    CROSS JOIN main.article AS own ON own.address = r.address
    WHERE r.address != '' AND own.sha256 != r.sha256"""
_WORKED_ON = f"""SELECT article FROM {SOURCE}.note UNION SELECT article FROM {SOURCE}.article_tag
    UNION SELECT article FROM {SOURCE}.collection_article
    UNION SELECT article FROM {SOURCE}.correction UNION SELECT article FROM {SOURCE}.original
    UNION SELECT article FROM {SOURCE}.draft UNION SELECT article FROM {SOURCE}.reading_state
        WHERE state != 'unread' OR starred OR bookmarks != '{{}}'
    UNION SELECT id FROM {SOURCE}.article
        WHERE published_from = 'given' OR instr(origins, '"given"')
    UNION SELECT id FROM {SOURCE}.article
        WHERE sha256 NOT IN (SELECT sha256 FROM main.article)"""


def list_missing(sqlite: sqlite3.Connection) -> tuple[int, ...]:
    """Return the articles of the attached store that this store lacks, by their ids.

    An article is here if its text is or was that of one, or if it is an item of an agency with the
    same id. So is a new version of the article at its address. A reference, which has no text, is
    here if its address or title is.
    """
    known = _find_pairs(sqlite)
    found = sqlite.execute(f"SELECT id FROM {SOURCE}.article ORDER BY id")
    return tuple(id for (id,) in found if id not in known)


def list_shared(sqlite: sqlite3.Connection) -> tuple[tuple[int, int], ...]:
    """Return the articles of the attached store with work of a reader, and those here they are."""
    known = _find_pairs(sqlite)
    worked = (id for (id,) in sqlite.execute(f"{_WORKED_ON} ORDER BY 1"))
    return tuple((id, known[id]) for id in worked if id in known)


def _find_pairs(sqlite: sqlite3.Connection) -> dict[int, int]:
    """Return the articles of the attached store with those of this store that they are."""
    known: dict[int, int] = {}
    for query in _PAIRS:
        for id, own in sqlite.execute(query):
            known.setdefault(id, own)
    for id, own, text, own_text in sqlite.execute(_AT_ADDRESS):
        if id not in known and (not text or not own_text or is_new_version(own_text, text)):
            known[id] = own
    return known
