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
    """How many articles there are, and how many words the index has of all their texts.

    FTS5 keeps both in its record of averages, as varints: the rows, then each column's words.
    Adding up the articles' own counts would read every text: half a second for 100,000 of them.
    """
    row = sqlite.execute("SELECT block FROM article_fts_data WHERE id = 1").fetchone()
    articles, _titles, words = _varints(row[0] if row else b"", 3)
    return articles, words


def _varints(block: bytes, count: int) -> list[int]:
    """The first integers of a block, seven bits in a byte, the highest first; 0 beyond its end."""
    numbers, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return (numbers + [0] * count)[:count]
