"""Worker processes that analyze many texts, and return the results in the order of the texts."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from analysis import models
from analysis.partial_dates import PartialDate
from db.worker_processes import prepare_worker_process
from onrecord.findings import Analysis, add_words, fail_analysis

_Item = tuple[str, PartialDate | None] | models.Analysis  # of an item that cannot be analyzed
_Run = Callable[[str, PartialDate | None], models.Analysis]

_QUEUED = 3  # texts sent ahead to each worker
_WORKER_DIED = (
    "its worker process stopped, perhaps because it ran out of memory; split the text, or use "
    "fewer workers"
)
_NO_WORKER = (
    "no worker process could be started; in a script, put the call below "
    '`if __name__ == "__main__":`, or use workers=1'
)


def start_pool(workers: int) -> Executor:
    """Start worker processes; raises RuntimeError if none can be started."""
    # Spawned, since a forked process would share the locks of the encoder's threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, prepare_worker_process)
    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool:
        raise RuntimeError(_NO_WORKER) from None
    return pool


def run_ordered(
    run: _Run, items: Iterator[_Item], start_pool: Callable[[], Executor], workers: int
) -> Iterator[Analysis]:
    """Run items on a pool, and yield the results in the order of the items.

    A worker that dies breaks the whole pool. The items that were sent are then run again one by
    one, so that only the item that ends its worker again has no result.
    """
    pool = start_pool()
    sent: deque[tuple[_Item, Future[models.Analysis]]] = deque()
    failure: Exception | None = None
    try:
        while True:
            if failure is None:
                read, failure = _read_ahead(items, workers * _QUEUED - len(sent))
                sent.extend((item, _send(pool, run, item)) for item in read)
            if not sent and failure is not None:
                raise failure
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


def _read_ahead(items: Iterator[_Item], most: int) -> tuple[list[_Item], Exception | None]:
    """Read the next items, and the error of their source, which is raised after their results."""
    read: list[_Item] = []
    try:
        read.extend(islice(items, most))
    except Exception as error:
        return read, error
    return read, None


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
    return fail_analysis(item[0], _WORKER_DIED if is_broken else f"{type(error).__name__}: {error}")
