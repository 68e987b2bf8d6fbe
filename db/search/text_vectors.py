"""Vectors of the beginnings of texts, so that a request finds articles with none of its words.

A vector is made of the title and the first sentences, which name what an article is about, and
stored as 384 bytes. Vectors are made while nothing else is done, and for some texts when a request
needs them; they can be computed again at any time.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Sequence

import numpy as np

from analysis.sentences import Floats, encode_text
from analysis.tagger import EncoderError
from db.connection import Connection
from db.errors import StoreError

_BEGINNING = 700  # characters of a text: more than the encoder reads
_EACH = 16  # texts of one transaction
_ROWS = 8_192  # compared at once: 12 MB


class TextVectors:
    """The vectors of the articles of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Make and count the vectors of the store of `connection`."""
        self._connection = connection

    def count_missing(self) -> int:
        """Return the number of articles without a vector."""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute(f"SELECT count(*) {_MISSING}").fetchone()[0])

    def add_missing(self, seconds: float, cancelled: Callable[[], bool] = bool) -> int:
        """Make vectors of the latest articles first, and return their number.

        `seconds` is the most CPU time of the process: on a busy machine, it takes longer.

        A text is encoded while the store is free. Stops without an error if the store cannot be
        written or the weights cannot be loaded: without vectors, a request is answered by words.
        """
        end, made = time.process_time() + seconds, 0
        if self._connection.read_only:
            return 0
        try:
            while time.process_time() < end and not cancelled():
                texts = self._list_missing()
                if not texts:
                    break
                vectors = []
                for article, text in texts:
                    if cancelled() or time.process_time() >= end:
                        break
                    vectors.append((article, _to_bytes(encode_text(text)), text))
                stored = self._store(vectors)
                made += stored
                if not stored:
                    break
        except (EncoderError, StoreError):
            return made
        return made

    def _list_missing(self) -> list[tuple[int, str]]:
        with self._connection.read_transaction() as sqlite:
            query = f"SELECT id, {_TEXT} {_MISSING} ORDER BY id DESC LIMIT {_EACH}"
            return sqlite.execute(query).fetchall()

    def _store(self, vectors: Sequence[tuple[int, bytes, str]]) -> int:
        """Store vectors of the articles that still have the same beginning."""
        articles = json.dumps([article for article, _, _ in vectors])
        query = f"SELECT id, {_TEXT} FROM article WHERE id IN (SELECT value FROM json_each(?))"
        with self._connection.transaction() as sqlite:
            texts = dict(sqlite.execute(query, (articles,)).fetchall())
            rows = [row[:2] for row in vectors if texts.get(row[0]) == row[2]]
            sqlite.executemany("INSERT OR REPLACE INTO article_vector VALUES (?, ?)", rows)
        return len(rows)


_TEXT = f"title || '. ' || substr(text, 1, {_BEGINNING})"
_MISSING = """FROM article WHERE text != ''
    AND NOT EXISTS (SELECT 1 FROM article_vector WHERE article = article.id)"""


def compare_articles(sqlite: sqlite3.Connection, text: str) -> dict[int, float]:
    """Return the cosine of each article that has a vector with a text; none without weights."""
    try:
        wanted = encode_text(text)
    except EncoderError:
        return {}
    cosines: dict[int, float] = {}
    rows = sqlite.execute("SELECT article, vector FROM article_vector")
    while some := rows.fetchmany(_ROWS):
        sizes = [len(vector) == wanted.size for _, vector in some]
        whole = [row for row, is_whole in zip(some, sizes, strict=True) if is_whole]
        stored = np.frombuffer(b"".join(vector for _, vector in whole), np.int8)
        vectors = stored.reshape(-1, wanted.size).astype(np.float32)
        norms = np.maximum(np.linalg.norm(vectors, axis=1), 1e-6)
        near = (vectors @ wanted / norms).tolist()
        cosines.update(zip((article for article, _ in whole), near, strict=True))
    return cosines


def _to_bytes(vector: Floats) -> bytes:
    """Return a unit vector as integers from -127 to 127, scaled by its largest number."""
    largest = float(np.abs(vector).max()) or 1.0
    return np.round(vector * (127 / largest)).astype(np.int8).tobytes()
