"""The articles that are marked as originals: statements as they were made, or records of events."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from db.connection import Connection
from db.original_marks import OriginalMark
from db.repositories.article_rows import require_articles
from db.text import TITLE_SQL
from db.vocabulary import split_index_words

_FEW = 40  # originals; more are selected by the words of the quotations
_MOST_PAIRS = 24  # of adjacent words of a quotation
_MOST = 4  # originals for a quotation

SpokenPassage = tuple[int, int, str]
"""The span of words that an original quotes, and the name of their speaker."""


class StoredOriginal(Struct, frozen=True):
    """The text of an original, and the passages of named speakers in it, in order and apart."""

    article: int
    title: str
    text: str
    speaker: str
    passages: tuple[SpokenPassage, ...]


class OriginalRepository:
    """The originals of a store; methods raise StoreError, and NotFound without an article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list_ids(self) -> list[int]:
        """Return the articles that are originals, by their ids."""
        query = "SELECT article FROM original ORDER BY article"
        with self._connection.read_transaction() as sqlite:
            return [article for (article,) in sqlite.execute(query)]

    def list_marks(self, articles: Sequence[int]) -> dict[int, OriginalMark]:
        """Return the marks of those of the articles that are originals."""
        query = """SELECT article, CAST(speaker AS TEXT), CAST(event AS TEXT) FROM original
            WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article"""
        with self._connection.read_transaction() as sqlite:
            found = sqlite.execute(query, (json.dumps(list(articles)),)).fetchall()
        return {article: OriginalMark(speaker, event) for article, speaker, event in found}

    def count(self) -> int:
        """Count the originals."""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute("SELECT count(*) FROM original").fetchone()[0])

    def find(
        self, texts: Iterable[str], without: Iterable[int] = (), *, in_all: bool = False
    ) -> list[int]:
        """Return the originals that may have words of quotations, except the articles `without`.

        Of many, the full-text index selects a few for each quotation. With `in_all`, any article
        counts as an original.
        """
        excluded = json.dumps(list(without))
        table, column = ("article", "id") if in_all else ("original", "article")
        listed = f"""SELECT {column} FROM {table}
            WHERE {column} NOT IN (SELECT value FROM json_each(?)) ORDER BY {column} LIMIT ?"""
        ranked = f"""SELECT article_fts.rowid FROM article_fts
            CROSS JOIN {table} AS found ON found.{column} = article_fts.rowid
            WHERE article_fts MATCH ? AND article_fts.rowid NOT IN (SELECT value FROM json_each(?))
            ORDER BY rank LIMIT ?"""
        with self._connection.read_transaction() as sqlite:
            few = [id for (id,) in sqlite.execute(listed, (excluded, _FEW + 1))]
            if len(few) <= _FEW:
                return few
            found: set[int] = set()
            for request in filter(None, map(_to_request, texts)):
                found.update(id for (id,) in sqlite.execute(ranked, (request, excluded, _MOST)))
        return sorted(found)

    def load(self, articles: Iterable[int]) -> list[StoredOriginal]:
        """Load articles as originals, in the order of their ids; raises NotFound."""
        query = f"""SELECT article.id, {TITLE_SQL}, text,
                coalesce(CAST(original.speaker AS TEXT), '') FROM article
            LEFT JOIN original ON original.article = article.id
            WHERE article.id IN (SELECT value FROM json_each(?)) ORDER BY article.id"""
        with self._connection.read_transaction() as sqlite:
            ids = require_articles(sqlite, articles)
            found = sqlite.execute(query, (json.dumps(ids),)).fetchall()
            return [
                StoredOriginal(id, title, text, speaker, _list_passages(sqlite, id))
                for id, title, text, speaker in found
            ]

    def mark(self, articles: Sequence[int], mark: OriginalMark) -> None:
        """Mark articles as originals, with the same speaker and event; replace earlier marks."""
        with self._connection.transaction() as sqlite:
            save_mark(sqlite, require_articles(sqlite, articles), mark)

    def unmark(self, articles: Sequence[int]) -> None:
        """Remove the marks of articles; those that are no originals stay as they are."""
        with self._connection.transaction() as sqlite:
            ids = require_articles(sqlite, articles)
            sqlite.executemany("DELETE FROM original WHERE article = ?", [(id,) for id in ids])


def save_mark(
    sqlite: sqlite3.Connection, articles: Sequence[int], mark: OriginalMark, origin: str = ""
) -> None:
    """Save the mark of originals; one that an article has already keeps its origin."""
    speaker, event = (mark := mark.normalize()).speaker, mark.event
    sqlite.executemany(
        """INSERT INTO original (article, speaker, event, origin) VALUES (?, ?, ?, ?)
            ON CONFLICT (article) DO UPDATE
            SET speaker = excluded.speaker, event = excluded.event, origin = excluded.origin
            WHERE (speaker, event) != (excluded.speaker, excluded.event)""",
        [(article, speaker, event, origin) for article in articles],
    )


def _to_request(text: str) -> str:
    """Return the full-text query for the adjacent words of a text, "" without words."""
    words = split_index_words(text)
    pairs = [f"{first} {second}" for first, second in dict.fromkeys(pairwise(words))]
    step = max(1, -(-len(pairs) // _MOST_PAIRS))
    return " OR ".join(f'"{phrase}"' for phrase in pairs[::step] or words)


def _list_passages(sqlite: sqlite3.Connection, article: int) -> tuple[SpokenPassage, ...]:
    """Return the direct quotations of named speakers; words of a quotation in one are its own."""
    query = """SELECT start, "end", speaker FROM quotation
            WHERE article = :article AND kind = 'direct' AND entity IS NOT NULL
                AND start IS NOT NULL
        UNION ALL SELECT quotation_span.start, quotation_span."end", speaker FROM quotation_span
            CROSS JOIN quotation ON quotation.article = quotation_span.article
                AND quotation.number = quotation_span.quotation
            WHERE quotation_span.article = :article AND kind = 'direct' AND entity IS NOT NULL"""
    found = sqlite.execute(query, {"article": article}).fetchall()
    return separate_passages(found)


def separate_passages(passages: Iterable[SpokenPassage]) -> tuple[SpokenPassage, ...]:
    """Divide passages at those within them, so that none overlaps another; return them in order."""
    passages = sorted(passages, key=lambda passage: (passage[0], -passage[1]))
    apart: list[SpokenPassage] = []
    open_passages: list[SpokenPassage] = []
    position = 0

    def close(until: int) -> None:
        nonlocal position
        while open_passages and open_passages[-1][1] <= until:
            _, end, speaker = open_passages.pop()
            if position < end:
                apart.append((position, end, speaker))
                position = end

    for passage in passages:
        close(passage[0])
        if open_passages and position < passage[0]:
            apart.append((position, passage[0], open_passages[-1][2]))
        position = max(position, passage[0])
        open_passages.append(passage)
    close(max((end for _, end, _ in passages), default=0))
    return tuple(apart)
