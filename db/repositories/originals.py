"""The articles that are marked as originals: what somebody said, or the record of an event."""

import json
import sqlite3
from collections.abc import Sequence

from db.connection import Connection
from db.original_marks import OriginalMark
from db.repositories.article_rows import require_articles


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
