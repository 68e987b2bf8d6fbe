"""The analyses of articles, and the checkpoint of a long text while it is analyzed."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from analysis import Analysis, redate
from analysis.models import TagWindow
from db.connection import Connection
from db.errors import StoreError
from db.models import AnalysisState
from db.repositories.article_rows import load_analysis
from db.repositories.corrections import replace_machine_analysis
from db.repositories.findings import load_state, set_analyzed

SaveResult = Literal["saved", "kept", "outdated"]


class AnalysisRepository:
    """The analyses of a store; methods raise StoreError, and NotFound for an unknown article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def state(self, article: int) -> AnalysisState:
        """Return whether an article's analysis is complete, pending, or failed in some stage."""
        with self._connection.read_transaction() as sqlite:
            return load_state(sqlite, article)

    def save(self, article: int, analysis: Analysis) -> SaveResult:
        """Store an analysis, replacing the article's findings.

        Corrections and rules are applied to it. "outdated": the text has changed since, and
        nothing was stored. "kept": a stage failed, and the complete findings were not replaced.
        If the publication date changed in the meantime, the analysis is redated.
        """
        with self._connection.transaction() as sqlite:
            shown = load_analysis(sqlite, article)
            if analysis.text != shown.text:
                return "outdated"
            if analysis.failures and load_state(sqlite, article) == "complete":
                return "kept"
            if analysis.published != shown.published:
                analysis = redate(analysis, shown.published)
            set_analyzed(sqlite, article, analysis.failures)
            replace_machine_analysis(sqlite, article, shown, analysis)
            return "saved"

    def checkpoint(self, article: int) -> "StoredCheckpoint":
        """Return the checkpoint of an article, for `analysis.pipeline.analyze`."""
        return StoredCheckpoint(self._connection, article)


class StoredCheckpoint:
    """The tags of one article's text while it is analyzed; `analysis.models.Checkpoint`."""

    def __init__(self, connection: Connection, article: int) -> None:
        self._connection = connection
        self._article = article

    def load(self, key: str) -> Iterator[TagWindow]:
        """Yield the windows stored under `key`; delete those stored under any other key."""
        with suppress(StoreError):  # without them the analysis starts from the beginning
            with self._connection.transaction() as sqlite:
                sqlite.execute(
                    "DELETE FROM analysis_checkpoint WHERE article = ? AND key != ?",
                    (self._article, key),
                )
                rows = sqlite.execute(
                    """SELECT first_token, tags, names, scores FROM analysis_checkpoint
                        WHERE article = ? ORDER BY first_token""",
                    (self._article,),
                ).fetchall()
            yield from (TagWindow(*row) for row in rows)

    def save(self, key: str, window: TagWindow) -> None:
        """Store one more window; if that fails, the analysis only resumes at an earlier point."""
        row = (self._article, key, window.first, window.tags, window.names, window.scores)
        with suppress(StoreError), self._connection.transaction() as sqlite:
            sqlite.execute(
                """INSERT OR REPLACE INTO analysis_checkpoint
                    (article, key, first_token, tags, names, scores) VALUES (?, ?, ?, ?, ?, ?)""",
                row,
            )
