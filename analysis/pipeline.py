"""The stages of an analysis, in order: each takes what the ones before it found."""

import datetime
import traceback
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from analysis.cleaning import clean
from analysis.encoder import EncoderError, tag
from analysis.entities import find_entities
from analysis.events import find_events
from analysis.findings import STAGES, Analysis, Stage, StageFailure
from analysis.names import find_names
from analysis.quotations import find_quotations
from analysis.times import find_times
from analysis.tokens import tokenise
from analysis.words import Checkpoint, Words

Result = TypeVar("Result")
Progress = Callable[[Stage, float], None]
"""Receives the stage that runs and the part of the whole analysis that is done, from 0 to 1."""

# Part of the time that each stage takes, measured on 5 MB of news.
_SHARES: dict[Stage, float] = {
    "tokens": 0.06,
    "tags": 0.56,
    "names": 0.03,
    "entities": 0.12,
    "quotations": 0.16,
    "times": 0.05,
    "events": 0.02,
}


def analyse(
    text: str,
    published: datetime.date | None = None,
    *,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Run every stage on a text; a stage that fails is recorded in `Analysis.failures`.

    The stages after a failed one go on with what there is. A `checkpoint` stores the tags, which
    take most of the time, so that an interrupted analysis continues after the last ones stored.
    """
    text = clean(text)
    run = _Run(progress)
    words = run.stage("tokens", partial(tokenise, text)) or Words(text, (), ())
    tagger = partial(tag, words, partial(run.report, "tags"), checkpoint)
    words = run.stage("tags", tagger) or words
    names = run.stage("names", partial(find_names, words)) or ()
    entities, mentions = run.stage("entities", partial(find_entities, words, names)) or ((), ())
    quotations = run.stage("quotations", partial(find_quotations, words, entities, mentions)) or ()
    times = run.stage("times", partial(find_times, words, published)) or ()
    events = run.stage("events", partial(find_events, words, times, mentions, published)) or ()
    failures = tuple(run.failures)
    return Analysis(text, published, entities, mentions, quotations, times, events, failures)


class _Run:
    """One analysis while it runs: its progress, and the stages that failed so far."""

    def __init__(self, progress: Progress | None) -> None:
        self.failures: list[StageFailure] = []
        self._progress = progress

    def stage(self, stage: Stage, run: Callable[[], Result]) -> Result | None:
        """Return the result of a stage, None where it fails."""
        self.report(stage, 0.0)
        try:
            return run()
        except Exception as error:  # one text's defect must not cost the other findings
            reason = _reason(error)
            self.failures.append(StageFailure(stage, reason, traceback.format_exc()))
            return None

    def report(self, stage: Stage, done: float) -> None:
        """Report that a part of a stage is done."""
        if self._progress is not None:
            before = sum(_SHARES[earlier] for earlier in STAGES[: STAGES.index(stage)])
            self._progress(stage, before + _SHARES[stage] * done)


def _reason(error: Exception) -> str:
    """Explain in plain words why a stage failed."""
    if isinstance(error, EncoderError):
        return str(error)
    if isinstance(error, MemoryError):
        return "not enough memory"
    if isinstance(error, RecursionError):
        return "the text is nested too deeply"
    return "internal error"
