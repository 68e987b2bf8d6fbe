"""The digest of the findings of an article, to detect changes since an edit."""

import sqlite3

from db.coded_columns import word_column
from db.kinds import FINDINGS, RECORDED

_NUMBERED = frozenset({"quotation", "event"})


def digest_findings(sqlite: sqlite3.Connection, article: int) -> str:
    """Return a digest of all that an article's findings depend on; empty without the article."""
    query = "SELECT published FROM article WHERE id = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    if found is None:
        return ""
    import hashlib

    digest = hashlib.sha256(repr(found).encode())
    for table in FINDINGS:
        names = [name for name in RECORDED[table].recorded if name != "identity"]
        # words, and ids of 18 bits: the edits of stores of version 30 have such digests
        listed = ", ".join(f'"{word_column(table, name)}"' for name in names)
        if table in _NUMBERED:
            listed = f"article << 18 | number, {listed}"
        rows = sqlite.execute(f"SELECT {listed} FROM {table} WHERE article = ?", (article,))
        digest.update(repr(sorted(rows, key=repr)).encode())
    query = "SELECT id, kind, value FROM correction WHERE article = ? ORDER BY id"
    digest.update(repr(sqlite.execute(query, (article,)).fetchall()).encode())
    return digest.hexdigest()[:32]
