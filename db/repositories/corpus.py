"""Term frequencies over all articles, from the full-text index."""

import sqlite3
from collections.abc import Sequence

# a view of the index by its terms, created in the connection and not in the file
_TERMS = """CREATE VIRTUAL TABLE IF NOT EXISTS temp.article_term
    USING fts5vocab(main, article_fts, col)"""


def count_terms(sqlite: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """Count the occurrences of terms in the articles' texts; absent terms are left out.

    A term consists of letters and digits in lower case without accents, as in the index.
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
    """Return the number of articles, and the number of words in all their texts.

    FTS5 stores both in its averages record, as varints: the rows, then each column's words.
    Summing the articles' own counts would read every text: half a second for 100,000 articles.
    """
    row = sqlite.execute("SELECT block FROM article_fts_data WHERE id = 1").fetchone()
    articles, _titles, words = _varints(row[0] if row else b"", 3)
    return articles, words


def _varints(block: bytes, count: int) -> list[int]:
    """Decode `count` varints of a block (7 bits a byte, high bits first); 0 past its end."""
    numbers, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return (numbers + [0] * count)[:count]
