"""The types of the sources of quotations, stored so that a query finds statements by them.

They follow from the findings of an article, corrected or not, and are stored with these. A trigger
marks them as out of date once a finding changes; the missing ones are classified again.
"""

import sqlite3
import time
from collections.abc import Callable

from analysis import Analysis
from db.connection import Connection
from db.errors import StoreError
from db.finding_rows import finding_id, ids_of_article_sql
from db.source_classes import encode_class

_VERSION = 1  # of the classification; a higher one classifies stored statements again
_EACH = 16  # articles of one transaction
_MISSING = f"""FROM article WHERE quotations > 0 AND NOT EXISTS (
    SELECT 1 FROM statement_source
    WHERE {ids_of_article_sql("statement_source.id", "article.id")}
        AND version = {_VERSION})"""


def write_statement_sources(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> None:
    """Store the type and the basis of each quotation of an article; runs inside a transaction."""
    from analysis.sources import classify_sources  # reads weights

    delete = f"DELETE FROM statement_source WHERE {ids_of_article_sql('id', '?1')}"
    sqlite.execute(delete, (article,))
    rows = [
        (
            finding_id(article, number),
            encode_class((source and source.type) or "", source.basis if source else "unknown"),
            _VERSION,
        )
        for number, source in enumerate(classify_sources(analysis) if analysis.quotations else ())
        if source is not None or analysis.quotations[number].is_statement
    ]
    if not rows and _counts_statements(sqlite, article):
        # damaged, but not to be read again and again
        rows = [(finding_id(article, 0), encode_class("", "unknown"), _VERSION)]
    insert = "INSERT INTO statement_source (id, class, version) VALUES (?, ?, ?)"
    sqlite.executemany(insert, rows)


def _counts_statements(sqlite: sqlite3.Connection, article: int) -> bool:
    query = "SELECT 1 FROM article WHERE id = ? AND quotations > 0"
    return sqlite.execute(query, (article,)).fetchone() is not None


def count_unclassified(sqlite: sqlite3.Connection) -> int:
    """Return the number of articles of a store whose statements are not classified."""
    return int(sqlite.execute(f"SELECT count(*) {_MISSING}").fetchone()[0])


class StatementSources:
    """The stored types of sources of one open store."""

    def __init__(
        self, connection: Connection, load: Callable[[sqlite3.Connection, int], Analysis]
    ) -> None:
        """Classify the statements of the store of `connection`; `load` loads the findings."""
        self._connection = connection
        self._load = load

    def count_missing(self) -> int:
        """Return the number of articles whose statements are not classified."""
        with self._connection.read_transaction() as sqlite:
            return count_unclassified(sqlite)

    def add_missing(self, seconds: float, cancelled: Callable[[], bool] = bool) -> int:
        """Classify the statements of the latest articles first; return the articles that are done.

        `seconds` is the most CPU time of the process. Stops without an error if the store cannot
        be written.
        """
        end, done = time.process_time() + seconds, 0
        if self._connection.read_only:
            return 0
        try:
            while time.process_time() < end and not cancelled():
                if not (added := self._add_some()):
                    break
                done += added
        except StoreError:
            return done
        return done

    def _add_some(self) -> int:
        query = f"SELECT id {_MISSING} ORDER BY id DESC LIMIT {_EACH}"
        with self._connection.read_transaction() as sqlite:
            if not sqlite.execute(query).fetchone():
                return 0
        with self._connection.transaction() as sqlite:
            articles = [article for (article,) in sqlite.execute(query).fetchall()]
            for article in articles:
                write_statement_sources(sqlite, article, self._load(sqlite, article))
        return len(articles)
