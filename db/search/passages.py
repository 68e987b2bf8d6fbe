"""Sentences that are searched for: their few words must be in one passage of a text.

A long text has the words of "ask not what your country can do for you" by chance, far apart.
"""

import json
import sqlite3

from db.search.ast import And, Near, Query, Term
from db.search.closest import is_stop_word
from db.search.executor import HitRef
from db.search.planner import match_near
from db.vocabulary import load_forms

_MOST_CONTENT = 1 / 3  # of its words, that are no stop words
_MOST_NEAR = 4  # words that are looked for near each other: each has several forms


def select_passages(sqlite: sqlite3.Connection, query: Query, hits: list[HitRef]) -> list[HitRef]:
    """Return the hits without articles in which the words of a sentence are far apart.

    If the words are not mostly stop words, all hits are returned.
    """
    parts = query.root.parts if isinstance(query.root, And) else ()
    terms = [part for part in parts if isinstance(part, Term) and part.field is None]
    if len(terms) != len(parts):
        return hits
    content = [term for term in terms if not is_stop_word("", term.tokens)]
    if not 1 < len(content) <= min(_MOST_NEAR, len(terms) * _MOST_CONTENT):
        return hits
    match = match_near(Near(tuple(content), 2 * len(terms)), load_forms(sqlite))
    articles = json.dumps([hit.id for hit in hits if hit.kind == "article"])
    rows = sqlite.execute(
        """SELECT rowid FROM article_fts WHERE article_fts MATCH ?
            AND rowid IN (SELECT value FROM json_each(?))""",
        (match, articles),
    )
    near = {row for (row,) in rows}
    return [hit for hit in hits if hit.kind != "article" or hit.id in near]
