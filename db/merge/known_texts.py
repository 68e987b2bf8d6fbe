"""Articles of the attached store that this store has already, or lacks."""

import sqlite3

from db.merge.source_store import SOURCE
from db.repositories.near_duplicates import is_new_version

_MISSING = f"""SELECT r.id FROM {SOURCE}.article AS r
    WHERE NOT EXISTS (SELECT 1 FROM main.article WHERE sha256 = r.sha256)
        AND NOT EXISTS (SELECT 1 FROM main.article_version WHERE sha256 = r.sha256)
        AND NOT EXISTS (SELECT 1 FROM {SOURCE}.article_version AS earlier
            CROSS JOIN main.article ON article.sha256 = earlier.sha256
            WHERE earlier.article = r.id)"""
_AT_ADDRESS = f"""SELECT r.id, r.text, own.text FROM {SOURCE}.article AS r
    CROSS JOIN main.article AS own ON own.address = r.address
    WHERE r.address != '' AND own.sha256 != r.sha256"""
_SAME_ITEM = f"""SELECT r.article FROM {SOURCE}.wire_record AS r
    CROSS JOIN main.wire_record AS own ON own.id = r.id"""
_SAME_REFERENCE = f"""SELECT r.id FROM {SOURCE}.article AS r CROSS JOIN main.article AS own
        ON own.title = r.title COLLATE NOCASE
    WHERE r.words = 0 AND r.text = '' AND r.title != '' AND r.address = ''
        AND (own.words > 0 OR (own.byline = r.byline AND own.published IS r.published))"""


def list_missing(sqlite: sqlite3.Connection) -> tuple[int, ...]:
    """Return the articles of the attached store that this store lacks, by their ids.

    An article is here if its text is or was that of one, if it is a new version of the one at its
    address, or an item of an agency with the same id. So is a reference, which has no text, with
    the same address or title.
    """
    known = {id for query in (_SAME_ITEM, _SAME_REFERENCE) for (id,) in sqlite.execute(query)}
    for id, text, own in sqlite.execute(_AT_ADDRESS):
        if id not in known and (not text or not own or is_new_version(own, text)):
            known.add(id)
    found = (id for (id,) in sqlite.execute(f"{_MISSING} ORDER BY r.id"))
    return tuple(id for id in found if id not in known)
