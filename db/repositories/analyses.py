"""The state of each article's analysis, and the checkpoint of a long text while it is analyzed.

The text of an article is stored before its analysis begins. Until the analysis is stored, the
article has a row in `analysis_state`; afterwards it has one only if a stage failed.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Literal

from analysis import Analysis, StageFailure
from analysis.models import STAGES, Stage, TagWindow
from analysis.serialization import failures_as_json
from db.connection import Connection
from db.errors import StoreError
from db.models import AnalysisState

SaveResult = Literal["saved", "kept", "outdated"]

_FINDING_STAGES: tuple[Stage, ...] = ("names", "entities", "quotations", "times", "events")


class AnalysisRepository:
    """The analyses of a store; methods raise StoreError, and NotFound for an unknown article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def state(self, article: int) -> AnalysisState:
        """Return whether an article's analysis is complete, pending, or failed in some stage."""
        with self._connection.read_transaction() as sqlite:
            return load_state(sqlite, article)

    def list_incomplete(self) -> list[tuple[int, AnalysisState]]:
        """Return the articles with a pending or failed analysis, with the state, by their ids."""
        with self._connection.read_transaction() as sqlite:
            return list_incomplete(sqlite)

    def save(self, article: int, analysis: Analysis) -> SaveResult:
        """Store an analysis, replacing the article's findings.

        Corrections and rules are applied to it. "outdated": the text has changed since, and
        nothing was stored. "kept": a stage failed, and the complete findings were not replaced.
        """
        from db.corrections.repository import save_analysis  # not before the first frame

        with self._connection.transaction() as sqlite:
            return save_analysis(sqlite, article, analysis)

    def checkpoint(self, article: int) -> "StoredCheckpoint":
        """Return the checkpoint of an article, for `analysis.pipeline.analyse`."""
        return StoredCheckpoint(self._connection, article)


class StoredCheckpoint:
    """The tags of one article's text while it is analyzed; `analysis.tagger.Checkpoint`."""

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


def mark_pending(sqlite: sqlite3.Connection, article: int) -> None:
    """Record that an article is not analyzed yet; runs inside a transaction."""
    sqlite.execute(
        "INSERT OR REPLACE INTO analysis_state (article, state) VALUES (?, 'pending')", (article,)
    )
    sqlite.execute("DELETE FROM analysis_checkpoint WHERE article = ?", (article,))


def set_analyzed(
    sqlite: sqlite3.Connection, article: int, failures: Sequence[StageFailure]
) -> None:
    """Record that an article was analyzed, and which stages failed; runs inside a transaction."""
    sqlite.execute("DELETE FROM analysis_state WHERE article = ?", (article,))
    sqlite.execute("DELETE FROM analysis_checkpoint WHERE article = ?", (article,))
    if failures:
        sqlite.execute(
            "INSERT INTO analysis_state (article, state, failures) VALUES (?, 'failed', ?)",
            (article, json.dumps(failures_as_json(failures))),
        )


def load_state(sqlite: sqlite3.Connection, article: int) -> AnalysisState:
    """Return the state of an analysis; "complete" for an article without a row."""
    query = "SELECT state FROM analysis_state WHERE article = ?"
    row = sqlite.execute(query, (article,)).fetchone()
    return "complete" if row is None else parse_state(row[0])


def load_failures(sqlite: sqlite3.Connection, article: int) -> tuple[StageFailure, ...]:
    """Return the stages that failed in an article's last analysis; all while it is pending."""
    query = "SELECT state, failures FROM analysis_state WHERE article = ?"
    row = sqlite.execute(query, (article,)).fetchone()
    if row is None:
        return ()
    state, failures = row
    if parse_state(state) == "pending":
        return tuple(StageFailure(stage, "not analyzed yet") for stage in _FINDING_STAGES)
    try:
        return tuple(_read_failure(record) for record in json.loads(failures))
    except (ValueError, LookupError, TypeError, RecursionError):  # written by another program
        return tuple(StageFailure(stage, "unknown reason") for stage in _FINDING_STAGES)


def _read_failure(record: Mapping[str, object]) -> StageFailure:
    """Read a stored failure; raise ValueError, LookupError or TypeError for a malformed one."""
    stage = next((known for known in STAGES if known == record["stage"]), None)
    if stage is None:
        raise ValueError(f"{record['stage']} is not a stage")
    return StageFailure(stage, str(record["reason"]))


def list_incomplete(sqlite: sqlite3.Connection) -> list[tuple[int, AnalysisState]]:
    """Return the articles whose analysis is not complete, with the state, by their ids."""
    rows = sqlite.execute("SELECT article, state FROM analysis_state ORDER BY article").fetchall()
    return [(article, parse_state(state)) for article, state in rows]


def parse_state(stored: str | None) -> AnalysisState:
    """Return the state stored in a row; any unknown value counts as "pending"."""
    if stored is None:
        return "complete"
    return "failed" if stored == "failed" else "pending"
