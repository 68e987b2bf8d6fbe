"""Analyze a text: find names, entities, quotations, time expressions and dated events.

The import of this package is fast: NLTK and the encoder are loaded at the first call of `analyze`.
"""

import os
import warnings

from analysis.models import (
    LABELS,
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Reason,
    Span,
    StageFailure,
    TimeExpression,
)
from analysis.partial_dates import Date, to_partial_date
from analysis.reasons import describe_time_value, render_reason
from analysis.serialization import findings_as_json
from analysis.text import clean

# Versions 1.29 and later of onnxruntime send telemetry, unless this is set before their import.
# Every process that can import onnxruntime imports this package first.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = [
    "LABELS",
    "Analysis",
    "Entity",
    "Event",
    "Mention",
    "Quotation",
    "Reason",
    "Span",
    "StageFailure",
    "TimeExpression",
    "analyze",
    "clean",
    "describe_time_value",
    "findings_as_json",
    "redate",
    "render_reason",
]


def analyze(text: str, published: Date | None = None, *, thoughts: bool = False) -> Analysis:
    """Analyze a text; relative time expressions are resolved against its publication date.

    The date is a `datetime.date`, or a string such as "2022-03-17". A month or a year, "2022-03",
    dates events as a guess. With `thoughts`, reported beliefs and intentions ("wants to leave")
    are quotations too.

    `text` is cleaned first (`clean`). All offsets are into `Analysis.text`, which has the same
    length. A stage that fails, for example because the encoder cannot be loaded, is recorded in
    `Analysis.failures` and reported by a RuntimeWarning; the other stages run without its result.
    """
    from analysis.pipeline import (
        run_analysis as run,
    )  # imports NLTK: not needed for the first frame

    analysis = run(text, to_partial_date(published), thoughts=thoughts)
    for failure in analysis.failures:
        message = f"{failure.stage} failed: {failure.reason}\n{failure.traceback}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
    return analysis


def redate(analysis: Analysis, published: Date | None) -> Analysis:
    """Resolve an analysis for another publication date, or for none; see `analysis.pipeline`."""
    from analysis.pipeline import redate_analysis as run  # not needed for the first frame either

    return run(analysis, to_partial_date(published))
