"""The analysis of a text, and of many texts in their order, in worker processes if wanted."""

import datetime
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice

import analysis
from analysis import models
from analysis.partial_dates import Date, PartialDate, to_partial_date
from analysis.text import clean
from db.worker_processes import prepare_worker_process
from onrecord.findings import Analysis, add_words

DatedText = str | tuple[str, Date | None]
"""A text, or a text and its date of publication."""

_Item = tuple[str, PartialDate | None] | models.Analysis  # of an item that cannot be analyzed
_Run = Callable[[str, PartialDate | None], models.Analysis]

_QUEUED = 3  # texts sent ahead to each worker
_MOST_WORKERS = 8
_WORKER_DIED = (
    "its worker process stopped, perhaps because it ran out of memory; split the text, or use "
    "fewer workers"
)
_NO_WORKER = (
    "no worker process could be started; in a script, put the call below "
    '`if __name__ == "__main__":`, or use workers=1'
)


def analyze(text: str, published: Date | None = None, *, thoughts: bool = False) -> Analysis:
    """Analyze a text; relative dates such as "on Friday" count from its date of publication.

    `published` is a day, or a string such as "2026-03-12" or "2026-03". With `thoughts`, reported
    beliefs and intentions ("hopes to win") are quotations too. The first call loads the encoder,
    which takes about a second.

    A stage that fails does not stop the others: `Analysis.failures` names it, and a RuntimeWarning
    has its traceback. Raises ValueError for a string that is no date, and TypeError for a text that
    is no string.
    """
    if not isinstance(text, str):
        raise TypeError(_describe_wrong_type(text))
    return add_words(analysis.analyze(text, published, thoughts=thoughts))


def analyze_many(
    texts: Iterable[DatedText], *, workers: int | None = 1, thoughts: bool = False
) -> Iterator[Analysis]:
    """Analyze many texts; yield an analysis for each, in the order of the texts.

    An item is a text, or a pair of a text and its date of publication. Texts are read only as far
    ahead as the workers need them, so `texts` can be a generator of any length.

    `workers` is the number of worker processes, each with its own encoder. None is one per core,
    at most eight. With 1, this process analyzes. In a script, a call with several workers belongs
    below `if __name__ == "__main__":`.

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
    return _run_ordered(run, map(_read_item, texts), partial(_start_pool, workers), workers)


def _analyze_dated(
    text: str, published: PartialDate | None, *, thoughts: bool = False
) -> models.Analysis:
    from analysis.pipeline import run_analysis  # imports NLTK

    return run_analysis(text, published, thoughts=thoughts)


def _read_item(item: object) -> _Item:
    """Return the text and the date of an item, or the failed analysis of a wrong one."""
    text, published = item if isinstance(item, tuple) and len(item) == 2 else (item, None)
    if not isinstance(text, str):
        return _fail("", _describe_wrong_type(item))
    try:
        return text, _read_date(published)
    except ValueError as error:
        return _fail(text, str(error))


def _read_date(published: object) -> PartialDate | None:
    """Return a date of publication; raises ValueError, also for a value of another type."""
    if published is None or isinstance(published, str | datetime.date | PartialDate):
        return to_partial_date(published)
    kind = type(published).__name__
    raise ValueError(f"the date is of the type {kind}; use a day, or a string such as 2026-03")


def _describe_wrong_type(item: object) -> str:
    return f"the text is of the type {type(item).__name__}; use a string"


def _fail(text: str, reason: str) -> models.Analysis:
    """Return the analysis of a text for which every stage failed."""
    failures = tuple(models.StageFailure(stage, reason) for stage in models.STAGES)
    return models.Analysis(clean(text), failures=failures)


def _start_pool(workers: int) -> Executor:
    """Start worker processes; raises RuntimeError if none can be started."""
    # Spawned, since a forked process would share the locks of the encoder's threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, prepare_worker_process)
    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool:
        raise RuntimeError(_NO_WORKER) from None
    return pool


def _run_ordered(
    run: _Run, items: Iterator[_Item], start_pool: Callable[[], Executor], workers: int
) -> Iterator[Analysis]:
    """Run items on a pool, and yield the results in the order of the items.

    A worker that dies breaks the whole pool. The items that were sent are then run again one by
    one, so that only the item that ends its worker again has no result.
    """
    pool = start_pool()
    sent: deque[tuple[_Item, Future[models.Analysis]]] = deque()
    try:
        while True:
            for item in islice(items, workers * _QUEUED - len(sent)):
                sent.append((item, _send(pool, run, item)))
            if not sent:
                break
            if not _is_broken(sent[0][1]):
                yield add_words(_take_result(*sent.popleft()))
                continue
            pool = start_pool()
            for item, future in sent:
                found = future
                if _is_broken(future):
                    found = _send(pool, run, item)
                if _is_broken(found):
                    pool = start_pool()
                yield add_words(_take_result(item, found))
            sent.clear()
    except BaseException:  # such as Ctrl-C, or a loop that ended early
        for worker in list((getattr(pool, "_processes", None) or {}).values()):
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _send(pool: Executor, run: _Run, item: _Item) -> Future[models.Analysis]:
    """Submit an item; return the completed future of a wrong item, or of a broken pool."""
    future: Future[models.Analysis] = Future()
    if isinstance(item, models.Analysis):
        future.set_result(item)
        return future
    try:
        return pool.submit(run, *item)
    except BrokenProcessPool as error:
        future.set_exception(error)
        return future


def _is_broken(future: Future[models.Analysis]) -> bool:
    """Wait for a result; return True if the pool broke before it came."""
    return isinstance(future.exception(), BrokenProcessPool)


def _take_result(item: _Item, future: Future[models.Analysis]) -> models.Analysis:
    error = future.exception()
    if error is None or isinstance(item, models.Analysis):
        return future.result()
    is_broken = isinstance(error, BrokenProcessPool)
    return _fail(item[0], _WORKER_DIED if is_broken else f"{type(error).__name__}: {error}")
