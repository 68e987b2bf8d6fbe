"""Vectors of quotations in 48 bytes each: the signs of the 384 numbers of a sentence vector.

The product of a text's vector with the signs ranks quotations almost as that with their vectors: of
the ten nearest of 2,800 sentences, the first 100 have 99.8 %, and the first 50 98.6 %. So the first
ones are compared by their whole vectors, which are not stored. An article has one row.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.sentences import Floats, encode_text
from analysis.tagger import EncoderError
from db.connection import Connection
from db.errors import StoreError
from db.finding_rows import (
    CONTENT_SQL,
    FAR_BITS,
    FIRST_FAR,
    IS_STATEMENT_SQL,
    NEAR_BITS,
    article_of_finding,
)
from db.search.vector_counts import WITHOUT_QUOTATION_VECTORS

_BYTES = 48  # of a vector
_EACH = 16  # articles of one transaction
_ROWS = 512  # articles read at once
_CONTENTS = f"""SELECT number, {CONTENT_SQL} FROM quotation
    WHERE article = ? AND {IS_STATEMENT_SQL} ORDER BY number"""

Contents = list[tuple[int, str]]
"""The quotations of an article: their numbers and their words."""


class QuotationVectors:
    """The vectors of the quotations of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Make and count the vectors of the store of `connection`."""
        self._connection = connection

    def count_missing(self) -> int:
        """Return the number of articles with quotations that have no vectors."""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute(f"SELECT count(*) {WITHOUT_QUOTATION_VECTORS}").fetchone()[0])

    def add_missing(self, seconds: float, cancelled: Callable[[], bool] = bool) -> int:
        """Make vectors for the latest articles first; return the number of articles.

        `seconds` is the most CPU time of the process. Texts are encoded while the store is free.
        Stops without an error if the store cannot be written or the weights cannot be loaded.
        """
        end, made = time.process_time() + seconds, 0
        try:
            while not self._connection.read_only and time.process_time() < end:
                encoded = self._encode_some(end, cancelled)
                if not encoded:
                    break
                self._store(encoded)
                made += len(encoded)
        except (EncoderError, StoreError):
            return made
        return made

    def _encode_some(
        self, end: float, cancelled: Callable[[], bool]
    ) -> list[tuple[int, Contents, bytes]]:
        query = f"""SELECT listed.id {WITHOUT_QUOTATION_VECTORS}
            ORDER BY listed.id DESC LIMIT {_EACH}"""
        with self._connection.read_transaction() as sqlite:
            articles = [article for (article,) in sqlite.execute(query)]
            texts = [(each, sqlite.execute(_CONTENTS, (each,)).fetchall()) for each in articles]
        encoded: list[tuple[int, Contents, bytes]] = []
        for article, contents in texts:
            if cancelled() or (encoded and time.process_time() >= end):
                break
            vectors = b"".join(_to_signs(encode_text(content)) for _, content in contents)
            encoded.append((article, contents, vectors))
        return encoded

    def _store(self, encoded: Sequence[tuple[int, Contents, bytes]]) -> None:
        """Store the vectors of articles that still have the same quotations."""
        with self._connection.transaction() as sqlite:
            for article, contents, vectors in encoded:
                if sqlite.execute(_CONTENTS, (article,)).fetchall() == contents:
                    numbers = np.array([number for number, _ in contents], "<u4").tobytes()
                    query = "INSERT OR REPLACE INTO quotation_vector VALUES (?, ?, ?)"
                    sqlite.execute(query, (article, numbers, vectors))


def _to_signs(vector: Floats) -> bytes:
    return np.packbits(vector > 0).tobytes()


def rank_quotations(
    sqlite: sqlite3.Connection, text: str, limit: int, among: frozenset[int] | None = None
) -> tuple[list[int], int]:
    """Return the ids of the nearest quotations by their signs, and the number that was compared.

    With `among`, only these ids. Empty if the weights cannot be loaded.
    """
    try:
        wanted = encode_text(text)
    except EncoderError:
        return [], 0
    tables = _tabulate(wanted)
    ids: list[NDArray[np.int64]] = []
    scores: list[Floats] = []
    query = """SELECT article, numbers, vectors FROM quotation_vector
        WHERE length(vectors) = 12 * length(numbers) AND typeof(article) = 'integer'"""
    if among is not None:
        articles = json.dumps(sorted({article_of_finding(id) for id in among}))
        query += f" AND article IN (SELECT value FROM json_each('{articles}'))"
    rows = sqlite.execute(query)
    while some := rows.fetchmany(_ROWS):
        counts = [len(numbers) // 4 for _, numbers, _ in some]
        found = np.frombuffer(b"".join(row[1] for row in some), "<u4").astype(np.int64)
        articles_of = np.repeat(np.array([row[0] for row in some], np.int64), counts)
        near, far = articles_of << NEAR_BITS | found, articles_of << FAR_BITS | found
        found = np.where(found < 1 << NEAR_BITS, near, FIRST_FAR + far)
        signs = np.frombuffer(b"".join(row[2] for row in some), np.uint8).reshape(-1, _BYTES)
        ids.append(found)
        scores.append(_score(tables, signs))
    if not ids:
        return [], 0
    every, score = np.concatenate(ids), np.concatenate(scores)
    if among is not None:
        is_wanted = np.isin(every, np.fromiter(among, np.int64, len(among)))
        every, score = every[is_wanted], score[is_wanted]
    best = np.argsort(-score, kind="stable")[:limit]
    return every[best].tolist(), len(every)


def _tabulate(vector: Floats) -> Floats:
    """Return for each of the 48 bytes the product of its eight numbers with each set of signs."""
    sets = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) * 2 - 1
    return np.ascontiguousarray(vector.reshape(_BYTES, 8) @ sets.T)


def _score(tables: Floats, signs: NDArray[np.uint8]) -> Floats:
    columns = np.ascontiguousarray(signs.T)
    score: Floats = np.zeros(len(signs), np.float32)
    for table, column in zip(tables, columns, strict=True):
        score += table.take(column)
    return score
