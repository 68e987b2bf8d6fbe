"""The analyses of articles, staged analyses, and checkpoints of long texts.

A commit writes every page that changed. The findings of an article change pages in all parts of the
file. So a bulk import stages each analysis as one row, which is soon on the disk. Later it stores
the findings of many articles in one commit.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Literal

from analysis import Analysis, StageFailure, redate
from analysis.models import TagWindow
from analysis.serialization import failures_as_json
from analysis.structs import replace
from db.connection import Connection
from db.errors import StoreError
from db.finding_rows import format_day, parse_stored_day
from db.models import AnalysisState
from db.repositories.article_rows import (
    hash_text,
    index_words,
    load_analysis,
    load_published,
    load_shown_analysis,
)
from db.repositories.corrections import replace_machine_analysis
from db.repositories.findings import (
    load_state,
    needs_analysis,
    parse_failures,
    set_analyzed,
)
from db.serialization import decode_findings, dump_findings

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

    def needs_analysis(self, article: int) -> bool:
        """Return True if an article is pending, and has no staged analysis."""
        with self._connection.read_transaction() as sqlite:
            return needs_analysis(sqlite, article)

    def save(self, article: int, analysis: Analysis) -> SaveResult:
        """Store an analysis, replacing the article's findings.

        Corrections and rules are applied to it. "outdated": the text has changed since, and
        nothing was stored. "kept": a stage failed, and the complete findings were not replaced.
        If the publication date changed in the meantime, the analysis is redated.
        """
        with self._connection.transaction() as sqlite:
            return _save(sqlite, article, analysis)

    def stage(self, analyses: Iterable[tuple[int, Analysis]]) -> None:
        """Store analyses on the disk, in one commit; `save_staged` stores their findings later.

        Until then, their articles are pending. The analysis of a deleted article is dropped.
        """
        insert = """INSERT OR REPLACE INTO staged_analysis
            (article, sha256, published, failures, findings)
            SELECT id, ?, ?, ?, ? FROM article WHERE id = ?"""
        rows = [
            (
                hash_text(analysis.text),
                format_day(analysis.published),
                json.dumps(failures_as_json(analysis.failures)),
                zlib.compress(dump_findings(analysis).encode()),
                article,
            )
            for article, analysis in analyses
        ]
        with self._connection.transaction() as sqlite:
            sqlite.executemany(insert, rows)

    def list_staged(self) -> list[int]:
        """Return the articles with a staged analysis, by their ids."""
        query = "SELECT article FROM staged_analysis ORDER BY article"
        with self._connection.read_transaction() as sqlite:
            return [article for (article,) in sqlite.execute(query)]

    def save_staged(self, article: int) -> tuple[StageFailure, ...] | None:
        """Store the findings of the staged analysis of an article; return the failed stages.

        Return None if there is none, or none of the article's present text.
        """
        query = """SELECT staged.sha256 = article.sha256, staged.published, failures, findings
            FROM staged_analysis AS staged JOIN article ON article.id = staged.article
            WHERE article = ?"""
        with self._connection.transaction() as sqlite:
            row = sqlite.execute(query, (article,)).fetchone()
            if row is None:
                return None
            is_current, published, failures, findings = row
            sqlite.execute("DELETE FROM staged_analysis WHERE article = ?", (article,))
            if not is_current:
                return None
            text = load_analysis(sqlite, article).text
            analysis = decode_findings(zlib.decompress(findings), text, parse_stored_day(published))
            analysis = replace(analysis, failures=parse_failures(failures))
            _save(sqlite, article, analysis)
            return analysis.failures

    def discard_staged(self, article: int) -> None:
        """Delete the staged analysis of an article, whose findings cannot be stored."""
        with self._connection.transaction() as sqlite:
            sqlite.execute("DELETE FROM staged_analysis WHERE article = ?", (article,))

    def checkpoint(self, article: int) -> "StoredCheckpoint":
        """Return the checkpoint of an article, for `analysis.pipeline.run_analysis`."""
        return StoredCheckpoint(self._connection, article)


def _save(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> SaveResult:
    shown, state = load_shown_analysis(sqlite, article), load_state(sqlite, article)
    if analysis.text != shown.text:
        return "outdated"
    if analysis.failures and state == "complete":
        return "kept"
    published = load_published(sqlite, article)
    if analysis.published != shown.published or (published and shown.published is None):
        analysis = redate(analysis, published)
    if state == "pending":
        index_words(sqlite, article)
    set_analyzed(sqlite, article, analysis.failures)
    replace_machine_analysis(sqlite, article, shown, analysis)
    return "saved"


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
