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
from db import Added, Store, StoreError
from db.importers import Incoming
from tui.log import internal_error
from tui.working import (
    DIED,
    NOT_ANALYZED,
    Outcome,
    Page,
    Part,
    Progress,
    Report,
    Task,
    analyze_document,
    begin,
    do,
    given,
    ignore_progress,
    name_of,
    outcome_of_added,
    save_analysis,
    store_first,
    work,
)

_AHEAD = 3  # tasks queued for each worker
_TRIES = 2
_POLL = 0.2  # seconds between two polls of the progress of long analyses


def add_here(
    tasks: Sequence[Task], store: Store, report: Report = ignore_progress
) -> Iterator[Outcome]:
    """Run tasks one after the other in this process; for few tasks, starting a pool takes longer.

    `report` receives the progress of long analyses.
    """
    waiting = deque(tasks)
    while waiting:
        outcome = do(store, waiting.popleft(), report)
        yield outcome
        yield from outcome.further
        if outcome.rest is not None:
            waiting.appendleft(outcome.rest)


def add_in_workers(
    tasks: Sequence[Task], path: Path, workers: int, report: Report = ignore_progress
) -> Iterator[Outcome]:
    """Run tasks in `workers` worker processes and yield each outcome as soon as it is ready.

    A worker that dies breaks the whole pool. Its tasks and those of the other workers are retried
    once. `report` receives the progress of long analyses.
    """
    waiting = deque((task, _TRIES) for task in tasks)
    context = multiprocessing.get_context("spawn")
    while waiting:
        running: dict[Future[Outcome], tuple[Task, int]] = {}
        progress: SimpleQueue[Progress] = context.SimpleQueue()
        pool = ProcessPoolExecutor(workers, context, initializer=begin, initargs=(path, progress))
        try:
            while waiting or running:
                while waiting and len(running) < workers * _AHEAD:
                    task, tries = waiting.popleft()
                    running[pool.submit(work, task)] = task, tries
                done, _ = wait(running, _POLL, return_when=FIRST_COMPLETED)
                while not progress.empty():
                    report(progress.get())
                for future in done:
                    outcome = future.result()
                    running.pop(future)
                    yield outcome
                    yield from outcome.further
                    if outcome.rest is not None:
                        waiting.appendleft((outcome.rest, _TRIES))
        except BrokenProcessPool:
            for future, (task, tries) in running.items():
                if future.done() and not future.exception():
                    yield future.result()
                elif tries > 1:
                    waiting.append((task, tries - 1))
                else:
                    yield Outcome(name_of(task), problem=DIED)
        except BaseException:  # such as Ctrl-C: a running analysis can take minutes to finish
            for worker in list((pool._processes or {}).values()):
                worker.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def add_with_executor(
    tasks: Sequence[Task], store: Store, executor: Executor, workers: int
) -> Iterator[Outcome]:
    """Read and store in this process, and analyze on an executor, such as a Dask client's.

    The workers need only this package: they receive texts and return findings.
    """
    running: dict[Future[Analysis], tuple[Incoming, Added]] = {}
    items = _items(tasks, store)
    more = True
    while more or running:
        while more and len(running) < workers * _AHEAD:
            item = next(items, None)
            if item is None:
                more = False
            elif isinstance(item, Outcome):
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
                name, error = name_of(incoming), future.exception()
                if error is None:
                    yield _analyzed(store, incoming, added, future.result())
                elif "Killed" in type(error).__name__:
                    yield Outcome(name, problem=DIED)
                else:
                    problem = f"{internal_error(name, error)}; {NOT_ANALYZED}"
                    yield Outcome(name, problem=problem)


def _analyzed(store: Store, incoming: Incoming, added: Added, analysis: Analysis) -> Outcome:
    """Store the analysis of an article that an executor returned."""
    try:
        if not save_analysis(store, added.article, analysis):
            return Outcome(name_of(incoming), problem=f"its text has changed; {NOT_ANALYZED}")
        return outcome_of_added(store, incoming, added, analysis.failures)
    except StoreError as error:
        return Outcome(name_of(incoming), problem=str(error))


def _items(tasks: Sequence[Task], store: Store) -> Iterator[tuple[Incoming, Added] | Outcome]:
    """Store each item of the files; yield the items to analyze, and an outcome for the others."""
    from db.importers import ImportingError, Problem, read_all
    from db.importers.http import fetch_all

    for task in tasks:
        if isinstance(task, Page):
            items, overrides = fetch_all(task.address, task.fetch), task.given
        elif isinstance(task, Part):
            items, overrides = read_all(task.path), task.given
        else:
            raise TypeError(f"{name_of(task)} is not a file or page")
        for item in items:
            if isinstance(item, Problem):
                yield Outcome(item.name, problem=item.message)
                continue
            incoming = given(item, overrides)
            try:
                added = store_first(store, incoming)
                if not added.pending:
                    yield outcome_of_added(store, incoming, added)
                elif incoming.document.language in ("en", "und"):
                    yield incoming, added
                else:
                    document = store.article(added.article).document
                    yield _analyzed(store, incoming, added, analyze_document(document))
            except (ImportingError, StoreError) as error:
                yield Outcome(name_of(incoming), problem=str(error))


def usual_workers() -> int:
    """Return the default number of worker processes: one per core, at most eight."""
    return max(1, min(os.cpu_count() or 1, 8))
