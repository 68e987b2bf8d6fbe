"""A lane of worker processes for the tasks of jobs, with the progress that they report."""

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from db.tasks import AnalysisProgress, FileProgress, Task, TaskResult
from db.worker_pool import initialize_worker, run_worker_task
from tui.log import start_log


class WorkerLane:
    """Worker processes that are started for the first task, and again after one of them died."""

    def __init__(
        self, store: Path, workers: int, start_process: Callable[[], None] = start_log
    ) -> None:
        """Create a lane of at most `workers` processes for the store at `store`.

        Each process calls `start_process` first.
        """
        self.workers = workers
        self.pool: ProcessPoolExecutor | None = None
        self._progress: SimpleQueue[AnalysisProgress | FileProgress] | None = None
        self._store = store
        self._start = start_process

    def start_pool(self) -> ProcessPoolExecutor:
        """Return the running pool; start it if there is none."""
        if self.pool is None:
            _start_tracker()
            # Spawned, not forked: a fork would copy the terminal's state and the running threads.
            context = multiprocessing.get_context("spawn")
            # created with the pool, since a killed worker can leave the queue locked
            self._progress = context.SimpleQueue()
            self.pool = ProcessPoolExecutor(
                self.workers,
                context,
                initializer=initialize_worker,
                initargs=(self._store, self._progress, self._start),
            )
        return self.pool

    def submit(self, pool: ProcessPoolExecutor, task: Task) -> "Future[TaskResult]":
        """Run a task in a process of `pool`."""
        return pool.submit(run_worker_task, task)

    def receive_progress(self) -> list[AnalysisProgress | FileProgress]:
        """Return the progress that the processes reported since the last call."""
        reports = []
        while self._progress is not None and not self._progress.empty():
            reports.append(self._progress.get())
        return reports

    def stop(self) -> None:
        """Stop the processes; their tasks are dropped."""
        if self.pool is not None:
            pool, self.pool, self._progress = self.pool, None, None
            workers = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:  # else the app would wait for the task before it exits
                worker.terminate()


def start_in_background() -> None:
    """Start the log of a process that leaves the processor to all others."""
    _start_with_niceness(10)


def start_behind_small_texts() -> None:
    """Start the log of a process that leaves the processor to those of the other texts."""
    _start_with_niceness(5)


def _start_with_niceness(more: int) -> None:
    start_log()
    if hasattr(os, "nice"):  # not on Windows
        os.nice(more)


def _start_tracker() -> None:
    """Start multiprocessing's resource tracker on the real standard error.

    It passes on the file descriptor of `sys.stderr`, and Textual's replacement has none.
    """
    if os.name == "posix":
        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()
