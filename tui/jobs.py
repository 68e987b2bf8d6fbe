"""Run jobs in worker processes, such as adding and analyzing articles, without blocking the UI."""

import asyncio
import contextlib
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.notifications import SeverityLevel

from analysis.structs import replace
from db.edits.models import ANY_CHANGE, NO_CHANGE, StoreChange
from db.errors import internal_error
from db.exporters import ExportTask
from db.importers.file_names import count_unreadable
from db.importers.http import FetchOptions
from db.tasks import (
    WORKER_DIED,
    AnalysisProgress,
    FileProgress,
    ReapplyRules,
    ReferenceText,
    Task,
    TaskResult,
    dump_task,
    find_tasks,
    load_task,
    task_name,
)
from db.worker_pool import initialize_worker, run_worker_task
from tui.article_remarks import skipped_files_remark
from tui.job import Job, JobState, format_progress, result_messages
from tui.log import start_log
from tui.saved_jobs import SavedJob, SavedJobs, read_saved_jobs
from tui.strings.job_text import JobText

if TYPE_CHECKING:
    from textual.signal import Signal

_MOST_WORKERS = 4
_POLL = 0.5  # seconds between two polls of the progress of long analyses
_SAVE_INTERVAL = 2.0  # seconds between two times that the remaining tasks are saved
_SAVE_SHARE = 50  # times as long as it took the last time, so that saving takes 2% at most
_LONG = 10.0  # seconds; the end of a longer job is signaled
_PUBLISH_INTERVAL = 1.0  # seconds between two refreshes of the screens during a job


class JobQueue:
    """A queue of jobs, run one after the other in worker processes that are started when needed.

    `changed` is called in the app's thread whenever a job has made progress. The remaining tasks
    are saved, to go on with after the app has quit or was killed.
    """

    def __init__(self, store: Path, changed: Callable[[Job], None], workers: int = 0) -> None:
        """Create a queue for the store at `store`; 0 workers: one fewer than there are cores."""
        self.jobs: list[Job] = []
        self.save_error = ""
        """The reason for which jobs could not be saved; empty if they are."""
        self._saved = SavedJobs(store)
        self._saved_at = -math.inf
        self._save_took = 0.0
        self._store = store
        self._changed = changed
        self._workers = workers or min(max((os.cpu_count() or 2) - 1, 1), _MOST_WORKERS)
        self._pool: ProcessPoolExecutor | None = None
        self._progress: SimpleQueue[AnalysisProgress | FileProgress] | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def analyzing(self) -> set[int]:
        """The articles whose analysis is running or queued."""
        jobs = [job for job in self.jobs if not job.is_over]
        tasks = (task for job in jobs for task in (*job.waiting, *job.running))
        analyzed = {task for task in tasks if isinstance(task, int)}
        return analyzed.union(*(job.progress for job in jobs))

    @property
    def unfinished(self) -> list[Job]:
        """The jobs that are not over, without the checks of watched sources."""
        return [job for job in self.jobs if not job.is_over and not job.is_check]

    def start(self, title: str, tasks: Sequence[Task], *, is_check: bool = False) -> Job:
        """Queue a job; it starts after the earlier ones. A job without tasks is done at once."""
        job = Job(title, tasks, state="waiting" if tasks else "done", is_check=is_check)
        if not tasks:
            job.ended.set()
        self.jobs.append(job)
        self.save()
        self._start_next()
        return job

    def _start_next(self) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())

    async def wait_for(self, job: Job) -> Job:
        """Wait until a job is over."""
        await job.ended.wait()
        return job

    def pause(self, job: Job) -> None:
        """Pause a job after its running tasks; the next jobs run meanwhile."""
        if not job.is_over:
            job.elapsed, job.state = job.seconds, "paused"
            self._changed(job)

    def resume(self, job: Job) -> None:
        """Resume a paused job, after those that are running or waiting."""
        if job.state == "paused":
            job.state = "waiting"
            self._start_next()
            self._changed(job)

    def cancel(self, job: Job) -> None:
        """Cancel a job: finished tasks keep their results, running tasks are dropped."""
        if job.is_over:
            return
        was_running = job.state == "running"
        self._end(job, "cancelled")
        if was_running or job.running:
            self._stop_workers()
        self._changed(job)

    def close(self) -> None:
        """Stop all jobs without waiting for them; their remaining tasks are saved."""
        self.save()
        for job in self.jobs:
            if not job.is_over:
                job.elapsed, job.state = job.seconds, "cancelled"
        if self._running is not None:
            self._running.cancel()
        self._stop_workers()
        self._saved.release()

    def save(self) -> None:
        """Save the remaining tasks of all jobs; a job is over, or goes on, without it."""
        began = time.monotonic()
        jobs = []
        for job in self.unfinished:
            dumped = map(dump_task, (*job.running, *job.waiting))
            if tasks := [task for task in dumped if task is not None]:
                jobs.append(SavedJob(job.title, tasks))
        try:
            self._saved.write(jobs)
            self.save_error = ""
        except OSError as error:
            self.save_error = error.strerror or str(error)
        self._saved_at = time.monotonic()
        self._save_took = self._saved_at - began

    def _save_soon(self) -> None:
        """Save the remaining tasks, unless that was done shortly before."""
        interval = max(_SAVE_INTERVAL, _SAVE_SHARE * self._save_took)
        if time.monotonic() - self._saved_at >= interval:
            self.save()

    def _end(self, job: Job, state: JobState) -> None:
        job.elapsed, job.state = job.seconds, state
        if job.is_check and not (job.added or job.proposals or job.problems):
            self.jobs.remove(job)
        job.ended.set()
        self.save()

    async def _run(self) -> None:
        while waiting := [job for job in self.jobs if job.state == "waiting"]:
            job = min(waiting, key=lambda job: job.is_check)  # the first of the user's own
            job.state, job.started_at = "running", time.monotonic()
            self._changed(job)
            await self._run_tasks(job)
            if job.state == "running":
                self._end(job, "done")
                self._changed(job)

    async def _run_tasks(self, job: Job) -> None:
        """Run a job's tasks, as many at a time as there are workers, until it is paused."""
        polling = asyncio.create_task(self._poll_progress(job))

        async def run_waiting() -> None:
            while job.waiting and job.state == "running":
                task = job.waiting.popleft()
                job.running.append(task)
                outcome = await self._outcome(job, task)
                job.running.remove(task)
                if outcome is not None:
                    job.outcomes += (outcome, *outcome.more_results)
                    job.partial_outcomes += len(outcome.more_results)
                    if outcome.continuation is not None:
                        job.partial_outcomes += 1
                        job.waiting.appendleft(outcome.continuation)
                    else:
                        job.files.pop(task_name(task), None)
                    for ended in (outcome, *outcome.more_results):
                        job.progress.pop(ended.article or 0, None)
                    self._save_soon()
                    self._changed(job)

        try:
            await asyncio.gather(*(run_waiting() for _ in range(self._workers)))
        finally:
            polling.cancel()

    async def _poll_progress(self, job: Job) -> None:
        """Receive the progress of long analyses until cancelled."""
        while True:
            await asyncio.sleep(_POLL)
            before = len(job.readable_articles)
            while self._progress is not None and not self._progress.empty():
                progress = self._progress.get()
                if isinstance(progress, FileProgress):
                    job.files[progress.name] = progress
                    continue
                job.progress[progress.article] = progress
                job.readable_articles.add(progress.article)
            if len(job.readable_articles) > before:
                self._changed(job)

    async def _outcome(self, job: Job, task: Task) -> TaskResult | None:
        """Run a task and return its outcome; None if the job was cancelled meanwhile.

        A worker that dies breaks the pool, and with it the tasks of the other workers. Each of
        these tasks is retried once. An article that the retry finds in the store counts as added:
        the first try stored it but could not report it.
        """
        for again in (False, True):
            pool = self._workers_ready()
            try:
                outcome = await asyncio.wrap_future(pool.submit(run_worker_task, task))
                return _as_added(outcome) if again else outcome
            except BrokenProcessPool:
                if self._pool is pool:
                    self._stop_workers()
            except RuntimeError:  # the pool was shut down between being got and being used
                pass
            except asyncio.CancelledError:
                if not job.is_over:
                    raise
            except Exception as error:  # not raised by the task itself, such as a pickling error
                return TaskResult(task_name(task), problem=internal_error(task_name(task), error))
            if job.is_over:
                return None
        return TaskResult(task_name(task), problem=WORKER_DIED)

    def _workers_ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            _start_tracker()
            # Spawned, not forked: a fork would copy the terminal's state and the running threads.
            context = multiprocessing.get_context("spawn")
            # created with the pool, since a killed worker can leave the queue locked
            self._progress = context.SimpleQueue()
            self._pool = ProcessPoolExecutor(
                self._workers,
                context,
                initializer=initialize_worker,
                initargs=(self._store, self._progress, start_log),
            )
        return self._pool

    def _stop_workers(self) -> None:
        if self._pool is not None:
            pool, self._pool, self._progress = self._pool, None, None
            workers = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:  # else the app would wait for the task before it exits
                worker.terminate()


def _as_added(outcome: TaskResult) -> TaskResult:
    """Return the outcome of a retried task with all of its articles counted as added."""
    more = tuple(replace(result, known=False) for result in outcome.more_results)
    return replace(outcome, known=False, more_results=more)


class JobHost(Protocol):
    """The services of the app that `JobRunner` reports to."""

    job_progress: str

    @property
    def store_changed(self) -> "Signal[StoreChange]":
        """Published after every change of the store."""

    def show_message(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Show a message."""

    def run_worker(self, work: Coroutine[None, None, None], *, group: str) -> Any:
        """Run a coroutine."""

    def signal_end(self, text: str) -> None:
        """Signal the end of a long job, if the user may be elsewhere."""

    def set_interval(self, interval: float, callback: Callable[[], None]) -> Any:
        """Call a function regularly."""


class JobRunner:
    """Starts the app's jobs, and reports their progress and their results."""

    def __init__(self, store: Path, host: JobHost) -> None:
        """Create a runner without jobs for the store at `store`."""
        self.queue = JobQueue(store, self._job_changed)
        self._host = host
        self._published_at = 0.0
        host.set_interval(1, self._show_progress)

    def start(
        self, title: str, tasks: Sequence[Task], on_added: Callable[[int], None] | None = None
    ) -> None:
        """Queue a job and report its result when it ends.

        `on_added` receives the article of a job with one task, instead of a message that it was
        added.
        """
        self._host.run_worker(self._report(self.queue.start(title, tasks), on_added), group="jobs")
        if self.queue.save_error:
            text = JobText.NOT_SAVED.format(error=self.queue.save_error)
            self._host.show_message(text, severity="warning")

    def start_check(
        self, title: str, tasks: Sequence[Task], on_ended: Callable[[Job], None]
    ) -> None:
        """Queue a check of watched sources; `on_ended` receives it instead of a message."""

        async def wait() -> None:
            on_ended(await self.queue.wait_for(self.queue.start(title, tasks, is_check=True)))

        self._host.run_worker(wait(), group="jobs")

    def resume_saved(self, path: Path) -> None:
        """Start the jobs of a file that an earlier session left, and delete the file.

        A file without a job that can be read stays, and a message names it.
        """
        try:
            jobs = [(job.title, list(map(load_task, job.tasks))) for job in read_saved_jobs(path)]
        except (OSError, ValueError) as error:
            text = JobText.NOT_RESUMED.format(path=path, error=error)
            self._host.show_message(text, severity="error")
            return
        for title, tasks in jobs:
            self.start(title, tasks)
        if not self.queue.save_error:  # the tasks are in the file of this session
            path.unlink(missing_ok=True)

    async def _report(self, job: Job, on_added: Callable[[int], None] | None) -> None:
        await self.queue.wait_for(job)
        if job.state == "done" and job.seconds > _LONG:
            self._host.signal_end(JobText.JOB_ENDED.format(title=job.title))
        for text, severity in result_messages(job):
            if not (on_added and severity == "information"):
                self._host.show_message(text, severity=severity)
        article = job.outcomes[0].article if job.outcomes else None
        if on_added and article is not None:
            on_added(article)

    def add_files(self, name: str) -> None:
        """Add a file, a folder, a pattern's files or a web page."""
        if endings := count_unreadable(name):
            text = JobText.SKIPPED_FILES.format(name=name, remark=skipped_files_remark(endings))
            self._host.show_message(text, severity="warning")
        if tasks := find_tasks(name):
            self.start(JobText.ADD_JOB.format(name=name), tasks)
        else:
            self._host.show_message(JobText.NO_FILE.format(name=name), severity="error")

    def fetch_text(self, article: int, title: str) -> None:
        """Fetch the text of a reference."""
        self.start(JobText.FETCH_JOB.format(title=title), [ReferenceText(article, FetchOptions())])

    def reanalyze(self, articles: Sequence[int], title: str) -> None:
        """Analyze articles again; corrections and notes are preserved."""
        waiting = [article for article in articles if article not in self.queue.analyzing]
        if waiting:
            self.start(JobText.REANALYZE_JOB.format(articles=title), waiting)
        else:
            self._host.show_message(JobText.ALREADY_RUNNING)

    def _job_changed(self, job: Job) -> None:
        """Show a job's progress, and publish its changes at most once per `_PUBLISH_INTERVAL`."""
        if job.is_over or not job.outcomes:  # in between, the interval timer updates it
            self._show_progress()
        now = time.monotonic()
        new = job.outcomes or job.readable_articles
        if new and (job.is_over or now - self._published_at > _PUBLISH_INTERVAL):
            self._published_at = now
            self._host.store_changed.publish(_change_of(job))

    def _show_progress(self) -> None:
        self._host.job_progress = format_progress(self.queue.jobs)


def _change_of(job: Job) -> StoreChange:
    """Return what a job changed in the store so far."""
    # stored articles got new findings or new texts
    if (
        isinstance(job.tasks[0], int | ReapplyRules | ReferenceText)
        or any(outcome.changed or outcome.resumed for outcome in job.outcomes)
        or job.readable_articles
    ):
        return ANY_CHANGE
    if isinstance(job.tasks[0], ExportTask):
        return NO_CHANGE
    if job.total > 1:  # no article: the cursor of the library would follow each one added
        return StoreChange(frozenset(), frozenset({"list"}))
    added = {outcome.article for outcome in job.outcomes if outcome.article}
    return StoreChange(frozenset(added), frozenset({"list"}))


def _start_tracker() -> None:
    """Start multiprocessing's resource tracker on the real standard error.

    It passes on the file descriptor of `sys.stderr`, and Textual's replacement has none.
    """
    if os.name == "posix":
        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()
