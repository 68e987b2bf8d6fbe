"""BM25 with all forms of a word as one term.

FTS5's own `bm25()` takes each alternative of an expression for a term: a text with "mine", "mines"
and "mining" has three. The formula is that of S. Robertson and H. Zaragoza, "The Probabilistic
Relevance Framework" (2009), with its usual constants.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from db.models import HitKind

_K1, _B = 1.2, 0.75


class WeighedForms(Struct, frozen=True):
    """The forms of one word in an index, and its weight: the inverse document frequency.

    `rows` are those of the ranked rows that have the word. Without forms, as for a phrase or a
    frequent word, each row counts once.
    """

    weight: float
    rows: frozenset[int]
    forms: tuple[str, ...] = ()


def score_rows(
    sqlite: sqlite3.Connection, kind: HitKind, words: Sequence[WeighedForms], rows: Sequence[int]
) -> dict[int, float]:
    """Return the BM25 of rows of an index; higher is better."""
    lengths = _read_lengths(sqlite, kind, rows)
    scores = dict.fromkeys(rows, 0.0)
    for word in words:
        counts = _count_forms(sqlite, kind, word) if word.forms else {}
        for row in word.rows:
            count = counts.get(row, 1)
            scores[row] += word.weight * count * (_K1 + 1) / (count + _K1 * lengths[row])
    return scores


def _count_forms(
    sqlite: sqlite3.Connection, kind: HitKind, word: WeighedForms
) -> Mapping[int, int]:
    """Count the occurrences of all forms of a word in each row."""
    table = f"{kind}_words"
    sqlite.execute(
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}
            USING fts5vocab('main', '{kind}_fts', 'instance')"""
    )
    query = f"SELECT doc FROM temp.{table} WHERE term = ?"
    return Counter(row for form in word.forms for (row,) in sqlite.execute(query, (form,)))


def _read_lengths(
    sqlite: sqlite3.Connection, kind: HitKind, rows: Sequence[int]
) -> dict[int, float]:
    """Return 1 - b + b × length ÷ average for each row; 1.0 where the index has no length."""
    number, total = _read_totals(sqlite, f"{kind}_fts")
    lengths = dict.fromkeys(rows, 1.0)
    if total:
        average = total / number
        for row, size in _read_sizes(sqlite, f"{kind}_fts", rows):
            lengths[row] = 1 - _B + _B * size / average
    return lengths


def _read_totals(sqlite: sqlite3.Connection, index: str) -> tuple[int, int]:
    """Return the number of rows of an index, and that of all their words.

    FTS5 stores the sums over all rows, and the sizes of a row's columns, as variable-length
    integers.
    """
    stored = sqlite.execute(f"SELECT block FROM {index}_data WHERE id = 1").fetchone()
    number, *totals = _read_integers(stored[0]) if stored and stored[0] else (0,)
    return number, sum(totals) if number else 0


def _read_sizes(
    sqlite: sqlite3.Connection, index: str, rows: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield rows of an index with their numbers of words."""
    query = f"SELECT id, sz FROM {index}_docsize WHERE id IN (SELECT value FROM json_each(?))"
    for row, sizes in sqlite.execute(query, (json.dumps(list(rows)),)):
        yield row, sum(_read_integers(sizes))


def _read_integers(encoded: bytes) -> Iterator[int]:
    """Yield integers of 7 bits a byte, the highest first; the last byte of each is below 128."""
    value = 0
    for byte in encoded:
        value = (value << 7) | (byte & 127)
        if byte < 128:
            yield value
            value = 0
