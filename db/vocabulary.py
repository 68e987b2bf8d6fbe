"""How often words stand in all articles together, out of the full-text index."""

import sqlite3
from collections.abc import Sequence

# made in the connection, not in the file: it shows the index by its terms
_TERMS = """CREATE VIRTUAL TABLE IF NOT EXISTS temp.article_term
    USING fts5vocab(main, article_fts, col)"""


def count_terms(sqlite: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """How often each of the terms stands in the articles' texts; those that never do are left out.

    A term is letters and digits in lower case and without accents, as the index keeps them.
    """
    sqlite.execute(_TERMS)
    counts = {}
    for term in terms:
        row = sqlite.execute(
            "SELECT cnt FROM temp.article_term WHERE term = ? AND col = 'text'", (term,)
        ).fetchone()
        if row is not None:
            counts[term] = int(row[0])
    return counts


def measure_archive(sqlite: sqlite3.Connection) -> tuple[int, int]:
    """How many articles there are, and how many words in all of them."""
    articles, words = sqlite.execute("SELECT count(*), total(words) FROM article").fetchone()
    return int(articles), int(words)
