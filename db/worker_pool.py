"""Worker processes of an import: each opens the store, and runs calls of several tasks."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from analysis import Analysis
from db.document_analysis import ProgressReporter, analyze_document
from db.ingest import IngestService
from db.models import Document
from db.staged_analyses import save_staged
from db.store import Store
from db.tasks import (
    MOST_TRIES,
    WORKER_DIED,
    AnalysisProgress,
    Call,
    FileProgress,
    FileSlice,
    ProgressQueue,
    ReadFile,
    Report,
    Task,
    TaskQueue,
    TaskResult,
    ignore_progress,
    is_groupable,
    task_name,
)
from db.worker_processes import prepare_worker_process

_QUEUED = 3  # calls queued for each worker
_QUEUED_BESIDE = 2  # the same if this process works too: it ends at about the same time as they
_MOST_HERE = 2_000_000  # bytes of the files of a call in this process, which then sends no other
_POLL = 0.2  # seconds between two polls of the progress of long analyses


def run_in_processes(
    store: Path,
    tasks: Iterable[Task],
    workers: int | None = None,
    set_up: Callable[[], None] | None = None,
    report: Report = ignore_progress,
    here: IngestService | None = None,
) -> Iterator[TaskResult]:
    """Run tasks in worker processes, by default one per core, and yield each result when ready.

    With the service `here`, this process is one of the workers: it runs calls of small files, and
    saves the CPU time in which another process would start. It also reads the small files of a
    single other worker, which then starts no parser. A worker process that dies breaks the
    whole pool. Its tasks and those of the others are retried once, one by one, in processes. Each
    process calls `set_up` first. `report` receives the progress of long analyses.
    """
    queue = TaskQueue(tasks)
    workers = workers or default_worker_count()
    processes = max(1, workers - 1) if here is not None else workers
    most = processes * (_QUEUED if here is None else _QUEUED_BESIDE)
    context = multiprocessing.get_context("spawn")
    while queue.waiting:
        running: dict[Future[list[TaskResult]], Call] = {}
        progress: SimpleQueue[AnalysisProgress | FileProgress] = context.SimpleQueue()
        pool = ProcessPoolExecutor(processes, context, initialize_worker, (store, progress, set_up))
        try:
            while queue.waiting or running:
                while queue.waiting and len(running) < most:
                    call = queue.next_call(workers)
                    sent: Sequence[Task | ReadFile] = call.tasks
                    if here is not None and processes == 1 and _is_small(call):
                        sent = here.read_files(sent)  # its parser has started
                    running[pool.submit(run_worker_tasks, sent)] = call
                    queue.remove(call)  # after `submit`, which raises if the pool is broken
                is_idle = True
                if here is not None and queue.waiting and _is_small(queue.next_call(workers)):
                    call, is_idle = queue.pop_call(workers), False
                    yield from queue.complete(here.run_call(call.tasks))
                done, _ = wait(running, _POLL if is_idle else 0, return_when=FIRST_COMPLETED)
                while not progress.empty():
                    report(progress.get())
                for future in [future for future in running if future in done]:  # in task order
                    results = future.result()
                    running.pop(future)
                    yield from queue.complete(results)
        except BrokenProcessPool:
            for future, call in running.items():
                if future.done() and not future.exception():
                    yield from queue.complete(future.result())
                elif not queue.retry(call):
                    for task in call.tasks:
                        yield TaskResult(task_name(task), problem=WORKER_DIED)
        except BaseException:  # such as Ctrl-C: a running analysis can take minutes to finish
            for worker in list((pool._processes or {}).values()):
                worker.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
    with Store(store) as opened:
        yield from save_staged(opened)


def _is_small(call: Call) -> bool:
    """Return True for a call of small files, which are read and analyzed within seconds."""
    if call.tries < MOST_TRIES:
        return False  # a worker that had it died
    size = 0
    for task in call.tasks:
        if not is_groupable(task):
            return False
        path = task.path if isinstance(task, FileSlice) else Path(str(task))
        try:
            size += path.stat().st_size
        except OSError:
            return False
    return size <= _MOST_HERE


def default_worker_count() -> int:
    """Return the default number of worker processes: one per core, at most eight."""
    return max(1, min(os.cpu_count() or 1, 8))


_worker: IngestService | None = None


def initialize_worker(
    store: Path,
    progress: ProgressQueue | None = None,
    set_up: Callable[[], None] | None = None,
) -> None:
    """Initialize a worker process for a store.

    The progress of long analyses goes to the queue `progress`. `set_up` is called first, for
    example to configure the log.
    """
    global _worker
    prepare_worker_process()
    if set_up is not None:
        set_up()
    _worker = IngestService(Store(store), ignore_progress if progress is None else progress.put)


def run_worker_tasks(tasks: Sequence[Task | ReadFile]) -> list[TaskResult]:
    """Run the tasks of one call on the store of this worker process."""
    assert _worker is not None
    return _worker.run_call(tasks)


def run_worker_task(task: Task) -> TaskResult:
    """Run one task on the store of this worker process."""
    assert _worker is not None
    return _worker.run(task)


def analyze_in_worker(document: Document) -> Analysis:
    """Analyze a document that is not stored; its progress is that of article 0."""
    assert _worker is not None
    return analyze_document(document, ProgressReporter(0, _worker.report))
