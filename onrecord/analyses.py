"""The analysis of a text, and of many texts in their order, in worker processes if wanted."""

import datetime
import os
from collections.abc import Iterable, Iterator
from functools import partial

import analysis
from analysis import models
from analysis.partial_dates import Date, PartialDate, to_partial_date
from onrecord.findings import Analysis, add_words, fail_analysis

DatedText = str | tuple[str, Date | None]
"""A text, or a text and its date of publication."""

_Item = tuple[str, PartialDate | None] | models.Analysis  # of an item that cannot be analyzed
_MOST_WORKERS = 8


def analyze(text: str, published: Date | None = None, *, thoughts: bool = False) -> Analysis:
    """Analyze a text; relative dates such as "on Friday" count from its date of publication.

    `published` is a day, or a string such as "2026-03-12" or "2026-03". With `thoughts`, reported
    beliefs and intentions ("hopes to win") are quotations too. The first call loads the encoder,
    which takes about a second.

    A stage that fails does not stop the others: `Analysis.failures` names it, and a RuntimeWarning
    has its traceback. Raises ValueError for a value that is no date, and TypeError for a text that
    is no string.
    """
    if not isinstance(text, str):
        raise TypeError(_describe_wrong_type(text))
    return add_words(analysis.analyze(text, _read_date(published), thoughts=thoughts))


def analyze_many(
    texts: Iterable[DatedText], *, workers: int | None = 1, thoughts: bool = False
) -> Iterator[Analysis]:
    """Analyze many texts; yield an analysis for each, in the order of the texts.

    An item is a text, or a pair of a text and its date of publication. Texts are read only as far
    ahead as the workers need them, so `texts` can be a generator of any length.

    `workers` is the number of worker processes, each with its own encoder. None is one per core,
    at most eight. With 1, this process analyzes. Several need seconds to start, which a hundred
    texts make up for. In a script, a call with them belongs below `if __name__ == "__main__":`.

    An error costs only its own text: `Analysis.error` names it in one line. That is the case for
    an item that is no text, a string that is no date, a failed stage, and a text that ends its
    worker process. Raises ValueError for a wrong number of workers, and TypeError for a single
    string.
    """
    if isinstance(texts, str):
        raise TypeError("texts is one string; use a list of texts, or `analyze`")
    if workers is None:
        workers = max(1, min(os.cpu_count() or 1, _MOST_WORKERS))
    if workers < 1:
        raise ValueError(f"{workers} workers cannot analyze; use 1 or more, or None")
    run = partial(_analyze_dated, thoughts=thoughts)
    if workers == 1:
        items = map(_read_item, texts)
        return (
            add_words(each if isinstance(each, models.Analysis) else run(*each)) for each in items
        )
    from onrecord.analysis_pool import run_ordered, start_pool  # loads multiprocessing

    return run_ordered(run, map(_read_item, texts), partial(start_pool, workers), workers)


def _analyze_dated(
    text: str, published: PartialDate | None, *, thoughts: bool = False
) -> models.Analysis:
    from analysis.pipeline import run_analysis  # imports NLTK

    return run_analysis(text, published, thoughts=thoughts)


def _read_item(item: object) -> _Item:
    """Return the text and the date of an item, or the failed analysis of a wrong one."""
    text, published = item if isinstance(item, tuple) and len(item) == 2 else (item, None)
    if not isinstance(text, str):
        return fail_analysis("", _describe_wrong_type(item))
    try:
        return text, _read_date(published)
    except ValueError as error:
        return fail_analysis(text, str(error))


def _read_date(published: object) -> PartialDate | None:
    """Return a date of publication; raises ValueError, also for a value of another type."""
    if published is None or isinstance(published, str | datetime.date | PartialDate):
        return to_partial_date(published)
    kind = type(published).__name__
    raise ValueError(f"the date is of the type {kind}; use a day, or a string such as 2026-03")


def _describe_wrong_type(item: object) -> str:
    return f"the text is of the type {type(item).__name__}; use a string"
