"""Run jobs in worker processes, such as adding and analyzing articles, without blocking the UI."""

import asyncio
import math
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.notifications import SeverityLevel

from analysis.structs import replace
from db.edits.models import StoreChange
from db.errors import internal_error
from db.importers.file_names import count_unreadable
from db.importers.http import FetchOptions
from db.tasks import (
    WORKER_DIED,
    FileProgress,
    Task,
    TaskResult,
    dump_task,
    find_tasks,
    load_task,
    task_name,
)
from tui.article_remarks import skipped_files_remark
from tui.job import Job, JobState, change_of_job, format_progress, result_messages, text_task
from tui.saved_jobs import SavedJob, SavedJobs, read_saved_jobs
from tui.strings.job_text import JobText
from tui.worker_lane import WorkerLane

if TYPE_CHECKING:
    from textual.signal import Signal

_MOST_WORKERS = 4
_IDLE = 60.0  # seconds without a check, after which their process ends
_POLL = 0.5  # seconds between two polls of the progress of long analyses
_SAVE_INTERVAL = 2.0  # seconds between two times that the remaining tasks are saved
_SAVE_SHARE = 50  # times as long as it took the last time, so that saving takes 2% at most
_LARGE = 2_000_000  # bytes of a text whose analysis takes a minute or more
_TEXT_ENDINGS = frozenset({"", ".txt", ".text", ".md", ".html", ".htm"})  # files of one text
_LONG = 10.0  # seconds; the end of a longer job is signaled
_PUBLISH_INTERVAL = 1.0  # seconds between two refreshes of the screens during a job


class JobQueue:
    """A queue of jobs, run one after the other in worker processes that are started when needed.

    Large texts, whose analysis takes minutes, have a process of their own: the small ones of their
    job, and the next jobs, go on meanwhile. So do checks of watched sources, at a lower priority:
    they delay no job of the reader, and end their process.

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
        workers = workers or min(max((os.cpu_count() or 2) - 1, 1), _MOST_WORKERS)
        self._lane, self._large_lane = WorkerLane(store, workers), WorkerLane(store, 1)
        self._check_lane = WorkerLane(store, 1, is_background=True)
        self._running: asyncio.Task[None] | None = None
        self._wake_checks = asyncio.Event()
        self._running_checks: asyncio.Task[None] | None = None
        self._running_large: asyncio.Task[None] | None = None

    @property
    def analyzing(self) -> set[int]:
        """The articles whose analysis is running or queued."""
        jobs = [job for job in self.jobs if not job.is_over]
        tasks = (task for job in jobs for task in job.remaining)
        analyzed = {task for task in tasks if isinstance(task, int)}
        return analyzed.union(*(job.progress for job in jobs))

    @property
    def unfinished(self) -> list[Job]:
        """The jobs that are not over, without the checks of watched sources."""
        return [job for job in self.jobs if not job.is_over and not job.is_check]

    @property
    def active(self) -> list[Job]:
        """The unfinished jobs of this session, without those that wait for the user's decision."""
        return [job for job in self.unfinished if job.state != "interrupted"]

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
        self._wake_checks.set()
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        if self._running_checks is None or self._running_checks.done():
            self._running_checks = asyncio.create_task(self._run_checks())

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
        if job.state in ("paused", "interrupted"):
            job.state = "waiting"
            self._start_next()
            self._changed(job)

    def move_up(self, job: Job) -> bool:
        """Run a job before the one that is before it; return False if it is the first.

        A running job that it passes goes on after it, once its running tasks are done.
        """
        queued = [each for each in self.jobs if not each.is_over]
        at = queued.index(job) if job in queued else 0
        if not at:
            return False
        before = queued[at - 1]
        first, second = self.jobs.index(before), self.jobs.index(job)
        self.jobs[first], self.jobs[second] = job, before
        if before.state == "running" and before.waiting and job.state == "waiting":
            before.elapsed, before.state = before.seconds, "waiting"
        self.save()
        self._changed(job)
        return True

    def adopt(self, path: Path) -> list[Job]:
        """Take over the jobs that an earlier session saved in a file, and delete the file.

        They are interrupted until they are resumed or canceled, and are saved with those of this
        session. Raises OSError and ValueError if the file has no jobs that can be read.
        """
        jobs = [
            Job(saved.title, tasks, "interrupted", started_before=tasks[: saved.started])
            for saved in read_saved_jobs(path)
            if (tasks := [load_task(task) for task in saved.tasks])
        ]
        self.jobs += jobs
        self.save()
        if not self.save_error:  # the tasks are in the file of this session
            path.unlink(missing_ok=True)
        return jobs

    def cancel(self, job: Job) -> None:
        """Cancel a job: finished tasks keep their results, running tasks are dropped."""
        if job.is_over:
            return
        self._end(job, "cancelled")
        if job.running:
            self._lane_of(job).stop()
        if job.running_large:
            self._large_lane.stop()
        self._changed(job)

    def close(self) -> None:
        """Stop all jobs without waiting for them; their remaining tasks are saved."""
        self.save()
        for job in self.jobs:
            if not job.is_over:
                job.elapsed, job.state = job.seconds, "cancelled"
        for running in (self._running, self._running_checks, self._running_large):
            if running is not None:
                running.cancel()
        self._lane.stop()
        self._large_lane.stop()
        self._check_lane.stop()
        self._saved.release()

    def save(self) -> None:
        """Save the remaining tasks of all jobs; a job is over, or goes on, without it."""
        began = time.monotonic()
        jobs = []
        for job in self.unfinished:
            started = [*job.running_large, *job.running]
            started += [task for task in job.started_before if task not in started]
            rest = [task for task in (*job.waiting, *job.large) if task not in started]
            first, later = (
                [dumped for task in tasks if (dumped := dump_task(task)) is not None]
                for tasks in (started, rest)
            )
            if first or later:
                jobs.append(SavedJob(job.title, first + later, len(first)))
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
        while job := self._next_waiting(is_check=False):
            if self._running_large is not None and not job.is_import:
                await asyncio.wait([self._running_large])  # such as an export: after all texts
                continue
            job.state, job.started_at = "running", time.monotonic()
            self._changed(job)
            await self._run_tasks(job)
            self._end_if_done(job)

    async def _run_checks(self) -> None:
        """Run the checks of watched sources, and end their process after a pause without any."""
        while self._wake_checks.is_set():
            self._wake_checks.clear()
            while job := self._next_waiting(is_check=True):
                job.state, job.started_at = "running", time.monotonic()
                self._changed(job)
                await self._run_tasks(job)
                self._end_if_done(job)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake_checks.wait(), _IDLE)
        self._check_lane.stop()

    def _next_waiting(self, *, is_check: bool) -> Job | None:
        waiting = (job for job in self.jobs if job.state == "waiting" and job.is_check == is_check)
        return next(waiting, None)

    def _lane_of(self, job: Job) -> WorkerLane:
        return self._check_lane if job.is_check else self._lane

    def _end_if_done(self, job: Job) -> None:
        if job.state == "running" and not job.remaining:
            self._end(job, "done")
            self._changed(job)

    async def _run_tasks(self, job: Job) -> None:
        """Run a job's tasks, as many at a time as there are workers, until it is paused."""
        lane = self._lane_of(job)
        polling = asyncio.create_task(self._poll_progress(job, lane))
        if job.large:  # of a job that was paused
            self._start_large()

        async def run_waiting() -> None:
            while job.waiting and job.state == "running":
                task = job.waiting.popleft()
                if _is_large(task):
                    job.large.append(task)
                    self._start_large()
                else:
                    await self._run_task(job, task, lane, job.running)

        try:
            await asyncio.gather(*(run_waiting() for _ in range(lane.workers)))
        finally:
            polling.cancel()

    def _start_large(self) -> None:
        if self._running_large is None:
            self._running_large = asyncio.create_task(self._run_large())

    async def _run_large(self) -> None:
        """Run the large tasks of all jobs, one after the other."""
        try:
            while jobs := [job for job in self.jobs if job.large and job.state == "running"]:
                job = jobs[0]
                polling = asyncio.create_task(self._poll_progress(job, self._large_lane))
                try:
                    task = job.large.popleft()
                    await self._run_task(job, task, self._large_lane, job.running_large)
                finally:
                    polling.cancel()
                if not job.running:
                    self._end_if_done(job)
        finally:
            self._running_large = None

    async def _run_task(self, job: Job, task: Task, lane: WorkerLane, running: list[Task]) -> None:
        """Run a task of a job in a lane, and add its outcome to those of the job."""
        running.append(task)
        outcome = await self._outcome(job, task, lane)
        running.remove(task)
        if outcome is None:
            return
        if task in job.started_before:  # the interrupted session stored it, but did not count it
            job.started_before.remove(task)
            outcome = _as_added(outcome)
        job.outcomes += (outcome, *outcome.more_results)
        job.partial_outcomes += len(outcome.more_results)
        if outcome.continuation is not None:
            job.partial_outcomes += 1
            job.waiting.append(outcome.continuation)  # after the small files of the job
        else:
            job.files.pop(task_name(task), None)
        for ended in (outcome, *outcome.more_results):
            job.progress.pop(ended.article or 0, None)
        self._save_soon()
        self._changed(job)

    async def _poll_progress(self, job: Job, lane: WorkerLane) -> None:
        """Receive the progress of long analyses until canceled."""
        while True:
            await asyncio.sleep(_POLL)
            before = len(job.readable_articles)
            for progress in lane.receive_progress():
                if isinstance(progress, FileProgress):
                    job.files[progress.name] = progress
                    continue
                job.progress[progress.article] = progress
                job.readable_articles.add(progress.article)
            if len(job.readable_articles) > before:
                self._changed(job)

    async def _outcome(self, job: Job, task: Task, lane: WorkerLane) -> TaskResult | None:
        """Run a task and return its outcome; None if the job was cancelled meanwhile.

        A worker that dies breaks the pool, and with it the tasks of the other workers. Each of
        these tasks is retried once. An article that the retry finds in the store counts as added:
        the first try stored it but could not report it.
        """
        for again in (False, True):
            pool = lane.start_pool()
            try:
                outcome = await asyncio.wrap_future(lane.submit(pool, task))
                return _as_added(outcome) if again else outcome
            except BrokenProcessPool:
                if lane.pool is pool:
                    lane.stop()
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


def _is_large(task: Task) -> bool:
    """Return True for a file with one text that takes long."""
    if not isinstance(task, Path) or task.suffix.lower() not in _TEXT_ENDINGS:
        return False
    try:
        return task.stat().st_size >= _LARGE
    except OSError:  # the worker reports it
        return False


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
        self._undecided: list[Job] = []  # interrupted jobs, whose end is not reported yet
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

    def adopt(self, path: Path) -> list[Job]:
        """List the jobs of a file that an earlier session left; they wait for a decision.

        A file without a job that can be read stays, and a message names it.
        """
        try:
            jobs = self.queue.adopt(path)
        except (OSError, ValueError) as error:
            text = JobText.NOT_RESUMED.format(path=path, error=error)
            self._host.show_message(text, severity="error")
            return []
        self._undecided += jobs
        return jobs

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

    def fetch_text(self, article: int, title: str, *, full: FetchOptions | None = None) -> None:
        """Fetch the text of a reference, or the full text of an article from a feed."""
        task = text_task(article, title, full)
        self.start(JobText.FETCH_JOB.format(title=title), [task])

    def reanalyze(self, articles: Sequence[int], title: str) -> None:
        """Analyze articles again; corrections and notes are preserved."""
        waiting = [article for article in articles if article not in self.queue.analyzing]
        if waiting:
            self.start(JobText.REANALYZE_JOB.format(articles=title), waiting)
        else:
            self._host.show_message(JobText.ALREADY_RUNNING)

    def _job_changed(self, job: Job) -> None:
        """Show a job's progress, and publish its changes at most once per `_PUBLISH_INTERVAL`."""
        if job in self._undecided:
            self._undecided.remove(job)
            self._host.run_worker(self._report(job, None), group="jobs")
        if job.is_over or not job.outcomes:  # in between, the interval timer updates it
            self._show_progress()
        now = time.monotonic()
        new = job.outcomes or job.readable_articles
        if new and (job.is_over or now - self._published_at > _PUBLISH_INTERVAL):
            self._published_at = now
            self._host.store_changed.publish(change_of_job(job))

    def _show_progress(self) -> None:
        self._host.job_progress = format_progress(self.queue.jobs)
