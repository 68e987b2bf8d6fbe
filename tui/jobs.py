"""Run jobs in worker processes, such as adding and analyzing articles, without blocking the UI."""

import asyncio
import math
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from analysis.structs import replace
from db.errors import internal_error
from db.tasks import (
    WORKER_DIED,
    FileProgress,
    Task,
    TaskResult,
    dump_task,
    load_task,
    task_name,
)
from tui.job import Job, JobState, is_large_text
from tui.saved_jobs import SavedJob, SavedJobs, read_saved_jobs
from tui.worker_lane import WorkerLane, start_behind_small_texts, start_in_background

_MOST_WORKERS = 4
_IDLE = 60.0  # seconds without a check, after which their process ends
_POLL = 0.5  # seconds between two polls of the progress of long analyses
_SAVE_INTERVAL = 2.0  # seconds between two times that the remaining tasks are saved
_SAVE_SHARE = 50  # times as long as it took the last time, so that saving takes 2% at most


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
        self._lane = WorkerLane(store, workers)
        self._large_lane = WorkerLane(store, 1, start_behind_small_texts)
        self._check_lane = WorkerLane(store, 1, start_in_background)
        self._wake = asyncio.Event()
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
        """Queue a job; it starts after the earlier ones, that of one page or text before the long.

        A job without tasks is done at once.
        """
        job = Job(title, tasks, state="waiting" if tasks else "done", is_check=is_check)
        if not tasks:
            job.ended.set()
        self.jobs.append(job)
        self.save()
        self._start_next()
        while job.is_single and not self._previous(job).is_single:
            self.move_up(job)
        return job

    def _previous(self, job: Job) -> Job:
        """Return the job that runs before a job; the job itself if it is the first."""
        queued = [each for each in self.jobs if not each.is_over]
        return queued[max(queued.index(job) - 1, 0)] if job in queued else job

    def _start_next(self) -> None:
        self._wake.set()
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
        before = self._previous(job)
        if before is job:
            return False
        first, second = self.jobs.index(before), self.jobs.index(job)
        self.jobs[first], self.jobs[second] = job, before
        is_passed = job.state == "waiting" and job.is_check == before.is_check
        if before.state == "running" and before.waiting and is_passed:
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
            if self._waits_for_texts(job):
                self._wake.clear()
                woken = asyncio.create_task(self._wake.wait())
                try:
                    await asyncio.wait(
                        [woken, *filter(None, [self._running_large])], return_when="FIRST_COMPLETED"
                    )
                finally:
                    woken.cancel()
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
        waiting = [job for job in self.jobs if job.state == "waiting" and job.is_check == is_check]
        return min(waiting, key=self._waits_for_texts, default=None)

    def _waits_for_texts(self, job: Job) -> bool:
        """Return True if a job, such as an export, starts after the large texts that run."""
        return self._running_large is not None and not job.is_import and not job.is_check

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
                if is_large_text(task):
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


def _as_added(outcome: TaskResult) -> TaskResult:
    """Return the outcome of a retried task with all of its articles counted as added."""
    more = tuple(replace(result, known=False) for result in outcome.more_results)
    return replace(outcome, known=False, more_results=more)
