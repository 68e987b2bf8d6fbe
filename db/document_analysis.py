"""The analysis of a document, with reports of its progress."""

import time
from collections.abc import Callable

from analysis import Analysis
from analysis.models import Checkpoint, Stage
from analysis.structs import replace
from db.models import Document
from db.tasks import (
    AnalysisProgress,
    Report,
)

_REPORT_EVERY = 0.2  # seconds


def analyze_document(
    document: Document,
    progress: Callable[[Stage, float], None] | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Analyze a document; return no findings for a language other than English."""
    from analysis.pipeline import run_analysis  # loads NLTK

    if not is_analyzable(document):
        return Analysis(document.text, document.published_day)
    published = document.published
    analysis = run_analysis(document.text, published, progress=progress, checkpoint=checkpoint)
    # The analysis cleans a text that another program stored uncleaned, one character for one.
    return replace(analysis, text=document.text)


def is_analyzable(document: Document) -> bool:
    return document.language in ("en", "und")


class ProgressReporter:
    """Report the progress of one article's analysis, at most once per `_REPORT_EVERY` and stage."""

    def __init__(self, article: int, report: Report) -> None:
        self._article = article
        self._report = report
        self._reported = 0.0
        self._stage = ""

    def __call__(self, stage: Stage, done: float) -> None:
        now = time.monotonic()
        if stage != self._stage or now - self._reported >= _REPORT_EVERY:
            self._stage, self._reported = stage, now
            self._report(AnalysisProgress(self._article, stage, done))
