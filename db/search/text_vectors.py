"""Vectors of the beginnings of texts, so that a request finds articles with none of its words.

A vector is made of the title and the first sentences, which name what an article is about, and
stored as 384 bytes. Vectors are made while nothing else is done, and for some texts when a request
needs them; they can be computed again at any time.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

import numpy as np

from analysis.sentences import Floats, encode_text
from analysis.tagger import EncoderError
from db.connection import Connection
from db.errors import StoreError
from db.search.vector_counts import WITHOUT_TEXT_VECTOR

_BEGINNING = 700  # characters of a text: more than the encoder reads
_EACH = 16  # texts of one transaction
_ROWS = 512  # compared at once: more than the cache of a processor holds takes four times as long


class TextVectors:
    """The vectors of the articles of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Make and count the vectors of the store of `connection`."""
        self._connection = connection

    def count_missing(self) -> int:
        """Return the number of articles without a vector."""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute(f"SELECT count(*) {WITHOUT_TEXT_VECTOR}").fetchone()[0])

    def add_latest(self, cancelled: Callable[[], bool] = bool) -> int:
        """Make the missing vectors of the articles that were added last; return their number.

        Of those of more than 16 articles, none is made: that would take longer than 0.1 s.
        """
        try:
            texts = self._list_missing(_LATEST)
            if len(texts) > _EACH:
                return 0
            return self._store(list(_encode(texts, cancelled)), waits=False)
        except (EncoderError, StoreError):
            return 0

    def add_missing(
        self, seconds: float, cancelled: Callable[[], bool] = bool, *, waits: bool = True
    ) -> int:
        """Make vectors of the latest articles first, and return their number.

        `seconds` is the most CPU time of the process: on a busy machine, it takes longer.

        A text is encoded while the store is free. If another process is writing, the vectors are
        stored once it has finished. Without `waits`, they are then in the memory of this connection
        until the next call. Stops without an error if the weights cannot be loaded: without
        vectors, a request is answered by words.
        """
        end, made = time.process_time() + seconds, 0

        def is_over() -> bool:
            return cancelled() or time.process_time() >= end

        try:
            self._store_unsaved(waits=waits)
            while not is_over():
                texts = self._list_missing()
                if not texts:
                    break
                stored = self._store(list(_encode(texts, is_over)), waits=waits)
                made += stored
                if not stored:
                    break
        except (EncoderError, StoreError):
            return made
        return made

    def _list_missing(self, among: str = "") -> list[tuple[int, str]]:
        """Return the beginnings of some texts without a vector, the latest first."""
        with self._connection.read_transaction() as sqlite:
            sqlite.execute(CREATE_UNSAVED)
            missing = f"""SELECT listed.id {WITHOUT_TEXT_VECTOR} {among}
                AND listed.id NOT IN (SELECT article FROM unsaved_vector)
                ORDER BY listed.id DESC LIMIT {_EACH + bool(among)}"""
            query = f"SELECT id, {_TEXT} FROM article WHERE id IN ({missing}) ORDER BY id DESC"
            return sqlite.execute(query).fetchall()

    def _store(self, vectors: Sequence[tuple[int, bytes, str]], *, waits: bool) -> int:
        """Store vectors of the articles that still have the same beginning."""
        if not self._connection.read_only:
            try:
                with self._connection.transaction(patience=None if waits else 0.0) as sqlite:
                    return _insert(sqlite, vectors)
            except StoreError:
                if waits:
                    raise
        with self._connection.read_transaction() as sqlite:
            insert = "INSERT OR REPLACE INTO unsaved_vector VALUES (?, ?, ?)"
            sqlite.executemany(insert, vectors)
        return len(vectors)

    def _store_unsaved(self, *, waits: bool) -> None:
        """Store the vectors in memory, if the store can be written now."""
        with self._connection.read_transaction() as sqlite:
            sqlite.execute(CREATE_UNSAVED)
            vectors = sqlite.execute("SELECT article, vector, text FROM unsaved_vector").fetchall()
        if not vectors or self._connection.read_only:
            return
        with (
            suppress(StoreError),
            self._connection.transaction(patience=None if waits else 0.0) as sqlite,
        ):
            _insert(sqlite, vectors)
            sqlite.execute("DELETE FROM unsaved_vector")


CREATE_UNSAVED = """CREATE TEMP TABLE IF NOT EXISTS unsaved_vector
    (article INTEGER PRIMARY KEY, vector BLOB NOT NULL, text TEXT NOT NULL)"""
"""Creates the table of the vectors in memory, with the beginnings that they are of."""
_LATEST = f"AND listed.id IN (SELECT id FROM article ORDER BY id DESC LIMIT {_EACH + 1})"
_TEXT = f"title || '. ' || substr(text, 1, {_BEGINNING})"


def _insert(sqlite: sqlite3.Connection, vectors: Sequence[tuple[int, bytes, str]]) -> int:
    articles = json.dumps([article for article, _, _ in vectors])
    query = f"SELECT id, {_TEXT} FROM article WHERE id IN (SELECT value FROM json_each(?))"
    texts = dict(sqlite.execute(query, (articles,)).fetchall())
    rows = [row[:2] for row in vectors if texts.get(row[0]) == row[2]]
    sqlite.executemany("INSERT OR REPLACE INTO article_vector VALUES (?, ?)", rows)
    return len(rows)


def _select_vectors(sqlite: sqlite3.Connection) -> str:
    """Return the query of all vectors of a size, also of those in memory."""
    stored = "SELECT article, vector FROM article_vector WHERE length(vector) = :size"
    has_unsaved = "SELECT 1 FROM sqlite_temp_master WHERE name = 'unsaved_vector'"
    if sqlite.execute(has_unsaved).fetchone() is None:
        return stored
    return f"{stored} UNION ALL SELECT article, vector FROM unsaved_vector"


def _encode(
    texts: Sequence[tuple[int, str]], is_over: Callable[[], bool]
) -> Iterator[tuple[int, bytes, str]]:
    for article, text in texts:
        if is_over():
            break
        yield article, _to_bytes(encode_text(text)), text


def compare_articles(
    sqlite: sqlite3.Connection, text: str, nearest: int, among: Iterable[int] = ()
) -> dict[int, float]:
    """Return the cosines of articles with a text: of a number, the nearest first, and of `among`.

    Only articles with a vector are compared; none without weights.
    """
    try:
        wanted = encode_text(text)
    except EncoderError:
        return {}
    articles: list[int] = []
    parts: list[Floats] = []
    rows = sqlite.execute(_select_vectors(sqlite), {"size": wanted.size})
    while some := rows.fetchmany(_ROWS):
        ids, stored = zip(*some, strict=True)
        vectors = np.frombuffer(b"".join(stored), np.int8).reshape(-1, wanted.size)
        numbers = vectors.astype(np.float32)
        norms = np.maximum(np.sqrt(np.einsum("ij,ij->i", numbers, numbers)), 1e-6)
        articles += ids
        parts.append(numbers @ wanted / norms)
    if not parts:
        return {}
    cosines = np.concatenate(parts)
    best = np.argsort(-cosines, kind="stable")[:nearest]
    others = np.flatnonzero(np.isin(articles, list(among)))
    return {articles[row]: float(cosines[row]) for row in (*best.tolist(), *others.tolist())}


def _to_bytes(vector: Floats) -> bytes:
    """Return a unit vector as integers from -127 to 127, scaled by its largest number."""
    largest = float(np.abs(vector).max()) or 1.0
    return np.round(vector * (127 / largest)).astype(np.int8).tobytes()
