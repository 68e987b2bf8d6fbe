"""Run the stages of an analysis in order, or resolve it again for another publication date.

Each stage uses the results of the earlier ones.
"""

import datetime
import traceback
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from analysis.coref import find_entities
from analysis.events import add_anchored_events, add_reported_events, find_events
from analysis.events.event_dates import date_event
from analysis.models import (
    STAGES,
    Analysis,
    Checkpoint,
    Event,
    Stage,
    StageFailure,
    TimeExpression,
)
from analysis.ner.recognizer import find_names
from analysis.partial_dates import PartialDate, Publication, split_publication
from analysis.quotations.finder import find_quotations
from analysis.quotations.first_person import resolve_first_person
from analysis.quotations.unnamed_sources import add_unnamed_sources
from analysis.structs import replace
from analysis.syntax.tokens import Doc
from analysis.tagger import EncoderError, tag
from analysis.text import clean
from analysis.timex.extractor import find_times
from analysis.timex.resolver import resolve_times
from analysis.tokenizer import tokenize

Result = TypeVar("Result")
Progress = Callable[[Stage, float], None]
"""Receives the current stage and the completed fraction of the whole analysis, from 0 to 1."""

# Fraction of the run time of each stage, measured on 84 articles.
_SHARES: dict[Stage, float] = {
    "tokens": 0.03,
    "tags": 0.63,
    "names": 0.02,
    "entities": 0.12,
    "quotations": 0.07,
    "times": 0.04,
    "events": 0.09,
}


def run_analysis(
    text: str,
    published: Publication = None,
    *,
    thoughts: bool = False,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Run every stage on a text; a stage that fails is recorded in `Analysis.failures`.

    Where only the month or the year of publication is known, it dates events as a guess.
    Later stages run without the result of a failed one. With `thoughts`, reported beliefs and
    intentions are quotations too. A `checkpoint` stores the tags, which take
    most of the time: an interrupted analysis continues after the last stored ones.
    """
    text = clean(text)
    day, period = split_publication(published)
    run = _Run(progress)
    words = run.stage("tokens", partial(tokenize, text)) or Doc(text, (), ())
    tagger = partial(tag, words, partial(run.report, "tags"), checkpoint)
    words = run.stage("tags", tagger) or words
    names = run.stage("names", partial(find_names, words)) or ()
    entities, mentions = run.stage("entities", partial(find_entities, words, names)) or ((), ())
    attribute = partial(find_quotations, words, entities, mentions, thoughts=thoughts)
    quotations = run.stage("quotations", attribute) or ()
    resolve = partial(resolve_first_person, words, entities, mentions, quotations)
    mentions = run.stage("quotations", resolve) or mentions
    describe = partial(add_unnamed_sources, words, entities, mentions, quotations)
    described = run.stage("quotations", describe)
    entities, mentions, quotations = described or (entities, mentions, quotations)
    reports = tuple(quotation for quotation in quotations if not quotation.is_thought)
    times = run.stage("times", partial(find_times, words, day))
    named = tuple(
        mention
        if mention.entity is None or entities[mention.entity].is_named
        else replace(mention, entity=None)
        for mention in mentions
    )
    found = (words, times or (), named, day, entities, reports)
    dated = run.stage("events", partial(find_events, *found)) or ()
    events = dated
    if times is not None and not any(failure.stage == "events" for failure in run.failures):
        # news without a date is known as such only if all dates are known
        events = run.stage("events", partial(add_reported_events, dated, *found)) or dated
        events = run.stage("events", partial(add_anchored_events, events, *found)) or events
    times = times or ()
    if period is not None:
        dates = partial(_date_events, text, events, times, day, period)
        events = run.stage("events", dates) or events
    failures = tuple(run.failures)
    return Analysis(text, day, entities, mentions, quotations, times, events, failures)


class _Run:
    """The state of a running analysis: its progress, and the stages that failed so far."""

    def __init__(self, progress: Progress | None) -> None:
        self.failures: list[StageFailure] = []
        self._progress = progress

    def stage(self, stage: Stage, run: Callable[[], Result]) -> Result | None:
        """Run a stage and return its result; None if it fails."""
        self.report(stage, 0.0)
        try:
            return run()
        except Exception as error:  # the other stages must still run
            reason = _reason(error)
            self.failures.append(StageFailure(stage, reason, traceback.format_exc()))
            return None

    def report(self, stage: Stage, done: float) -> None:
        """Report the completed fraction of a stage."""
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


def _date_events(
    text: str,
    events: tuple[Event, ...],
    times: tuple[TimeExpression, ...],
    day: datetime.date | None,
    period: PartialDate | None,
) -> tuple[Event, ...]:
    return tuple(date_event(event, text, times, day, period) for event in events)


def redate_analysis(analysis: Analysis, published: Publication) -> Analysis:
    """Resolve times and events for a publication date, or for none.

    They get the same values and reasons as in `analyze(text, published)`; all other findings are
    unchanged. Fast enough for a key press.
    """
    day, period = split_publication(published)
    times = resolve_times(analysis.text, analysis.times, day)
    events = _date_events(analysis.text, analysis.events, times, day, period)
    return replace(analysis, published=day, times=times, events=events)
