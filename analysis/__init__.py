"""Text in, findings out: names, entities, quotations, time expressions and dated events.

Importing this package is light: NLTK and the encoder load at the first call of `analyse`.
"""

import datetime

from analysis.cleaning import clean
from analysis.findings import (
    LABELS,
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Span,
    TimeExpression,
)
from analysis.interchange import findings_as_json

__all__ = [
    "LABELS",
    "Analysis",
    "Entity",
    "Event",
    "Mention",
    "Quotation",
    "Span",
    "TimeExpression",
    "analyse",
    "clean",
    "findings_as_json",
    "redate",
]


def analyse(text: str, published: datetime.date | None = None) -> Analysis:
    """The findings in a text, relative time expressions resolved against its publication date.

    `text` is cleaned first (`clean`); all offsets are into `Analysis.text`, which is as long.
    Raises `analysis.encoder.EncoderError` where the encoder cannot be loaded.
    """
    from analysis.pipeline import analyse as run  # loads NLTK: not on the way to the first frame

    return run(text, published)


def redate(analysis: Analysis, published: datetime.date | None) -> Analysis:
    """The analysis as it is for another publication date, or for none; `analysis.redating`."""
    from analysis.redating import redate as run  # the calendar: not on the way either

    return run(analysis, published)
