"""Adding many files from the command line: in this process, on worker processes, on a cluster."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from analysis import Analysis, analyse
from db import Store
from db.importing import Incoming
from tui.working import (
    Outcome,
    Page,
    Part,
    Task,
    begin,
    do,
    given,
    name_of,
    stored,
    take,
    work,
)

_AHEAD = 3  # tasks that wait for each worker
_TRIES = 2
_DIED = "the worker that read it died, perhaps for want of memory; add the file again alone"


def add_here(tasks: Sequence[Task], store: Store) -> Iterator[Outcome]:
    """Do tasks one after the other in this process: a pool takes longer to start than a few."""
    waiting = deque(tasks)
    while waiting:
        outcome = do(store, waiting.popleft())
        yield outcome
        yield from outcome.further
        if outcome.rest is not None:
            waiting.appendleft(outcome.rest)


def add_in_workers(tasks: Sequence[Task], path: Path, workers: int) -> Iterator[Outcome]:
    """Do tasks on so many worker processes; the outcomes come as they are ready.

    A worker that dies takes the tasks of the others with it, which are tried once more.
    """
    waiting = deque((task, _TRIES) for task in tasks)
    while waiting:
        running: dict[Future[Outcome], tuple[Task, int]] = {}
        pool = ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=begin, initargs=(path,)
        )
        try:
            while waiting or running:
                while waiting and len(running) < workers * _AHEAD:
                    task, tries = waiting.popleft()
                    running[pool.submit(work, task)] = task, tries
                done, _ = wait(running, return_when=FIRST_COMPLETED)
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
                    yield Outcome(name_of(task), problem=_DIED)
        finally:
            pool.shutdown(cancel_futures=True)


def add_with_executor(
    tasks: Sequence[Task], store: Store, executor: Executor, workers: int
) -> Iterator[Outcome]:
    """Read and store here, and analyse on an executor, such as that of a Dask cluster's client.

    The workers need this package and nothing else: texts go out to them, findings come back.
    """
    running: dict[Future[Analysis], Incoming] = {}
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
                document = item.document
                future = executor.submit(analyse, document.text, document.published)
                running[future] = item
        if running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                incoming = running.pop(future)
                error = future.exception()
                if error is not None:
                    reason = _DIED if "Killed" in type(error).__name__ else str(error)
                    yield Outcome(name_of(incoming), problem=reason)
                else:
                    yield stored(store, incoming, future.result())


def _items(tasks: Sequence[Task], store: Store) -> Iterator[Incoming | Outcome]:
    """What is in the files, to be analysed; what is known or cannot be read is an outcome."""
    from db.importing import ImportingError, Problem, read_all
    from db.importing.fetching import fetch_all

    for task in tasks:
        if isinstance(task, Page):
            found, said = fetch_all(task.address, task.fetch), task.given
        elif isinstance(task, Part):
            found, said = read_all(task.path), task.given
        else:
            raise TypeError(f"{name_of(task)} is no file")
        for item in found:
            if isinstance(item, Problem):
                yield Outcome(item.name, problem=item.message)
                continue
            incoming = given(item, said)
            simple = incoming.analysis is not None or incoming.document.language not in (
                "en",
                "und",
            )
            if simple or not incoming.document.text or store.known_incoming(incoming) is not None:
                try:
                    yield take(store, incoming)
                except ImportingError as error:
                    yield Outcome(name_of(incoming), problem=str(error))
            else:
                yield incoming


def usual_workers() -> int:
    """As many worker processes as there are cores, but not more than eight."""
    return max(1, min(os.cpu_count() or 1, 8))
