"""The state of each article's analysis, as stored in its row of `analysis_state`.

The text of an article is stored before its analysis begins. Until the analysis is stored, the
article has a row in `analysis_state`; afterwards it has one only if a stage failed.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from analysis import StageFailure
from analysis.models import STAGES, Stage
from analysis.serialization import failures_as_json
from db.models import AnalysisState

_FINDING_STAGES: tuple[Stage, ...] = ("names", "entities", "quotations", "times", "events")


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


def parse_state(stored: str | None) -> AnalysisState:
    """Return the state stored in a row; any unknown value counts as "pending"."""
    if stored is None:
        return "complete"
    return "failed" if stored == "failed" else "pending"
