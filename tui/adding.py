"""Add files from the command line: in this process, in worker processes, or on a cluster."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from analysis import Analysis
from analysis.pipeline import analyse
from db import IngestResult, Store, StoreError
from db.importers import ImportItem
from tui.log import internal_error
from tui.working import (
    NOT_ANALYZED_MESSAGE,
    WORKER_DIED_MESSAGE,
    FileSlice,
    Progress,
    Report,
    Task,
    TaskResult,
    WebPage,
    analyze_document,
    apply_overrides,
    ignore_progress,
    initialize_worker,
    result_of_ingest,
    run_task,
    run_worker_task,
    save_analysis,
    store_before_analysis,
    task_name,
)

_AHEAD = 3  # tasks queued for each worker
_TRIES = 2
_POLL = 0.2  # seconds between two polls of the progress of long analyses


def add_in_process(
    tasks: Sequence[Task], store: Store, report: Report = ignore_progress
) -> Iterator[TaskResult]:
    """Run tasks one after the other in this process; for few tasks, starting a pool takes longer.

    `report` receives the progress of long analyses.
    """
    waiting = deque(tasks)
    while waiting:
        outcome = run_task(store, waiting.popleft(), report)
        yield outcome
        yield from outcome.more_results
        if outcome.continuation is not None:
            waiting.appendleft(outcome.continuation)


def add_in_workers(
    tasks: Sequence[Task], path: Path, workers: int, report: Report = ignore_progress
) -> Iterator[TaskResult]:
    """Run tasks in `workers` worker processes and yield each outcome as soon as it is ready.

    A worker that dies breaks the whole pool. Its tasks and those of the other workers are retried
    once. `report` receives the progress of long analyses.
    """
    waiting = deque((task, _TRIES) for task in tasks)
    context = multiprocessing.get_context("spawn")
    while waiting:
        running: dict[Future[TaskResult], tuple[Task, int]] = {}
        progress: SimpleQueue[Progress] = context.SimpleQueue()
        pool = ProcessPoolExecutor(
            workers, context, initializer=initialize_worker, initargs=(path, progress)
        )
        try:
            while waiting or running:
                while waiting and len(running) < workers * _AHEAD:
                    task, tries = waiting.popleft()
                    running[pool.submit(run_worker_task, task)] = task, tries
                done, _ = wait(running, _POLL, return_when=FIRST_COMPLETED)
                while not progress.empty():
                    report(progress.get())
                for future in done:
                    outcome = future.result()
                    running.pop(future)
                    yield outcome
                    yield from outcome.more_results
                    if outcome.continuation is not None:
                        waiting.appendleft((outcome.continuation, _TRIES))
        except BrokenProcessPool:
            for future, (task, tries) in running.items():
                if future.done() and not future.exception():
                    yield future.result()
                elif tries > 1:
                    waiting.append((task, tries - 1))
                else:
                    yield TaskResult(task_name(task), problem=WORKER_DIED_MESSAGE)
        except BaseException:  # such as Ctrl-C: a running analysis can take minutes to finish
            for worker in list((pool._processes or {}).values()):
                worker.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def add_with_executor(
    tasks: Sequence[Task], store: Store, executor: Executor, workers: int
) -> Iterator[TaskResult]:
    """Read and store in this process, and analyze on an executor, such as a Dask client's.

    The workers need only this package: they receive texts and return findings.
    """
    running: dict[Future[Analysis], tuple[ImportItem, IngestResult]] = {}
    items = _items(tasks, store)
    more = True
    while more or running:
        while more and len(running) < workers * _AHEAD:
            item = next(items, None)
            if item is None:
                more = False
            elif isinstance(item, TaskResult):
                yield item
            else:
                incoming, added = item
                document = store.article(added.article).document
                future = executor.submit(analyse, document.text, document.published)
                running[future] = incoming, added
        if running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                incoming, added = running.pop(future)
                name, error = task_name(incoming), future.exception()
                if error is None:
                    yield _analyzed(store, incoming, added, future.result())
                elif "Killed" in type(error).__name__:
                    yield TaskResult(name, problem=WORKER_DIED_MESSAGE)
                else:
                    problem = f"{internal_error(name, error)}; {NOT_ANALYZED_MESSAGE}"
                    yield TaskResult(name, problem=problem)


def _analyzed(
    store: Store, incoming: ImportItem, added: IngestResult, analysis: Analysis
) -> TaskResult:
    """Store the analysis of an article that an executor returned."""
    try:
        if not save_analysis(store, added.article, analysis):
            return TaskResult(
                task_name(incoming), problem=f"its text has changed; {NOT_ANALYZED_MESSAGE}"
            )
        return result_of_ingest(store, incoming, added, analysis.failures)
    except StoreError as error:
        return TaskResult(task_name(incoming), problem=str(error))


def _items(
    tasks: Sequence[Task], store: Store
) -> Iterator[tuple[ImportItem, IngestResult] | TaskResult]:
    """Store each item of the files; yield the items to analyze, and an outcome for the others."""
    from db.importers import ImportingError, ImportProblem, read_all
    from db.importers.http import fetch_all

    for task in tasks:
        if isinstance(task, WebPage):
            items, overrides = fetch_all(task.address, task.fetch), task.overrides
        elif isinstance(task, FileSlice):
            items, overrides = read_all(task.path), task.overrides
        else:
            raise TypeError(f"{task_name(task)} is not a file or page")
        for item in items:
            if isinstance(item, ImportProblem):
                yield TaskResult(item.name, problem=item.message)
                continue
            incoming = apply_overrides(item, overrides)
            try:
                added = store_before_analysis(store, incoming)
                if not added.is_pending:
                    yield result_of_ingest(store, incoming, added)
                elif incoming.document.language in ("en", "und"):
                    yield incoming, added
                else:
                    document = store.article(added.article).document
                    yield _analyzed(store, incoming, added, analyze_document(document))
            except (ImportingError, StoreError) as error:
                yield TaskResult(task_name(incoming), problem=str(error))


def default_worker_count() -> int:
    """Return the default number of worker processes: one per core, at most eight."""
    return max(1, min(os.cpu_count() or 1, 8))
