"""Text in, findings out: names, entities, quotations, time expressions and dated events.

Importing this package is light: NLTK and the encoder load at the first call of `analyse`.
"""

import datetime
import os
import warnings

from analysis.cleaning import clean
from analysis.findings import (
    LABELS,
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Span,
    StageFailure,
    TimeExpression,
)
from analysis.interchange import findings_as_json

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
    "Span",
    "StageFailure",
    "TimeExpression",
    "analyse",
    "clean",
    "findings_as_json",
    "redate",
]


def analyse(text: str, published: datetime.date | None = None) -> Analysis:
    """The findings in a text, relative time expressions resolved against its publication date.

    `text` is cleaned first (`clean`); all offsets are into `Analysis.text`, which is as long.
    A stage that fails, such as one whose encoder cannot be loaded, is recorded in
    `Analysis.failures` and reported by a RuntimeWarning; the other stages run without its result.
    """
    from analysis.pipeline import analyse as run  # loads NLTK: not on the way to the first frame

    analysis = run(text, published)
    for failure in analysis.failures:
        message = f"{failure.stage} failed: {failure.reason}\n{failure.traceback}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
    return analysis


def redate(analysis: Analysis, published: datetime.date | None) -> Analysis:
    """The analysis as it is for another publication date, or for none; `analysis.redating`."""
    from analysis.redating import redate as run  # the calendar: not on the way either

    return run(analysis, published)
