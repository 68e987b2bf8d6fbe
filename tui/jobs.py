"""Run jobs in worker processes, such as adding and analyzing articles, without blocking the UI.

Convert a typed name or pasted text into tasks that add articles.
"""

import asyncio
import contextlib
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from textual.notifications import SeverityLevel

from db.errors import internal_error
from db.exporters import ExportTask
from db.importers.http import FetchOptions, is_address
from db.importers.registry import count_unreadable
from db.tasks import (
    WORKER_DIED,
    PastedText,
    Progress,
    ReapplyRules,
    ReferenceText,
    Task,
    TaskResult,
    find_tasks,
    task_name,
)
from db.worker_pool import initialize_worker, run_worker_task
from tui.changes import ANY_CHANGE, NO_CHANGE, StoreChange
from tui.display_text import (
    STAGE_NAMES,
    failure_message,
    format_duration,
    result_remark,
    skipped_files_remark,
)
from tui.log import start_log
from tui.sanitize import safe
from tui.strings import AppText

if TYPE_CHECKING:
    from textual.signal import Signal

JobState = Literal["waiting", "running", "done", "cancelled"]
_MOST_WORKERS = 4
_TITLE = 40  # the longest job title, in characters, beside the title of the screen
_POLL = 0.5  # seconds between two polls of the progress of long analyses
_PUBLISH_INTERVAL = 1.0  # seconds between two refreshes of the screens during a job


@dataclass(slots=True, eq=False)
class Job:
    """A job: tasks of one kind, and the outcomes of those that are done."""

    title: str
    tasks: Sequence[Task]
    state: JobState = "waiting"
    outcomes: list[TaskResult] = field(default_factory=list)
    partial_outcomes: int = 0
    """The number of outcomes that are not the last one of their task."""
    progress: dict[int, Progress] = field(default_factory=dict)
    """The progress of running long analyses, by article id."""
    readable_articles: set[int] = field(default_factory=set)
    """The articles whose texts were readable before their analysis ended."""
    started_at: float = 0.0
    elapsed: float = 0.0

    @property
    def total(self) -> int:
        """The number of tasks."""
        return len(self.tasks)

    @property
    def done(self) -> int:
        """The number of finished tasks."""
        return len(self.outcomes) - self.partial_outcomes

    @property
    def problems(self) -> list[TaskResult]:
        """The outcomes of tasks that failed, entirely or in some stages of the analysis."""
        return [outcome for outcome in self.outcomes if failure_message(outcome)]

    @property
    def added(self) -> int:
        """The number of outcomes that added or changed an article."""
        return sum(not outcome.is_failed and not outcome.known for outcome in self.outcomes)

    @property
    def unchanged(self) -> int:
        """The number of articles that were in the store already, with the same text."""
        return sum(outcome.known and not outcome.has_proposed_version for outcome in self.outcomes)

    @property
    def proposals(self) -> int:
        """The number of changes that files propose: new versions, corrections and rules."""
        return sum(outcome.proposals for outcome in self.outcomes)

    @property
    def current(self) -> str:
        """The name of the current task, or of the last one."""
        return task_name(self.tasks[min(self.done, self.total - 1)])

    @property
    def seconds(self) -> float:
        """The elapsed time, in seconds."""
        return time.monotonic() - self.started_at if self.state == "running" else self.elapsed

    @property
    def seconds_left(self) -> float | None:
        """The estimated remaining time at the speed so far; None if unknown."""
        done = self.done
        if self.state != "running" or not done:
            return None
        return self.seconds / done * (self.total - done)

    @property
    def is_over(self) -> bool:
        """True once the job is done or cancelled."""
        return self.state in ("done", "cancelled")


class JobQueue:
    """A queue of jobs, run one after the other in worker processes that are started when needed.

    `changed` is called in the app's thread whenever a job has made progress.
    """

    def __init__(self, store: Path, changed: Callable[[Job], None], workers: int = 0) -> None:
        """Create a queue for the store at `store`; 0 workers: one fewer than there are cores."""
        self.jobs: list[Job] = []
        self._store = store
        self._changed = changed
        self._workers = workers or min(max((os.cpu_count() or 2) - 1, 1), _MOST_WORKERS)
        self._pool: ProcessPoolExecutor | None = None
        self._progress: SimpleQueue[Progress] | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def analyzing(self) -> set[int]:
        """The articles whose analysis is running or queued."""
        jobs = [job for job in self.jobs if not job.is_over]
        waiting = {task for job in jobs for task in job.tasks[job.done :] if isinstance(task, int)}
        return waiting.union(*(job.progress for job in jobs))

    def start(self, title: str, tasks: Sequence[Task]) -> Job:
        """Queue a job; it starts after the earlier ones. A job without tasks is done at once."""
        job = Job(title, tasks, state="waiting" if tasks else "done")
        self.jobs.append(job)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return job

    async def wait_for(self, job: Job) -> Job:
        """Wait until a job is over."""
        while not job.is_over and self._running is not None:
            await asyncio.shield(self._running)
        return job

    def cancel(self, job: Job) -> None:
        """Cancel a job: finished tasks keep their results, running tasks are dropped."""
        if job.is_over:
            return
        was_running = job.state == "running"
        job.elapsed = job.seconds
        job.state = "cancelled"
        if was_running:
            self._stop_workers()
        self._changed(job)

    def close(self) -> None:
        """Cancel all jobs without waiting for them."""
        for job in self.jobs:
            if not job.is_over:
                job.elapsed, job.state = job.seconds, "cancelled"
        if self._running is not None:
            self._running.cancel()
        self._stop_workers()

    async def _run(self) -> None:
        while job := next((queued for queued in self.jobs if queued.state == "waiting"), None):
            job.state, job.started_at = "running", time.monotonic()
            self._changed(job)
            await self._run_tasks(job)
            if job.state == "running":
                job.elapsed, job.state = job.seconds, "done"
                self._changed(job)

    async def _run_tasks(self, job: Job) -> None:
        """Run a job's tasks, as many at a time as there are workers."""
        waiting = deque(job.tasks)
        polling = asyncio.create_task(self._poll_progress(job))

        async def run_waiting() -> None:
            while waiting and not job.is_over:
                outcome = await self._outcome(job, waiting.popleft())
                if outcome is not None:
                    job.outcomes += (outcome, *outcome.more_results)
                    job.partial_outcomes += len(outcome.more_results)
                    if outcome.continuation is not None:
                        job.partial_outcomes += 1
                        waiting.appendleft(outcome.continuation)
                    for ended in (outcome, *outcome.more_results):
                        job.progress.pop(ended.article or 0, None)
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

    async def _report(self, job: Job, on_added: Callable[[int], None] | None) -> None:
        await self.queue.wait_for(job)
        for text, severity in result_messages(job):
            if not (on_added and severity == "information"):
                self._host.show_message(text, severity=severity)
        article = job.outcomes[0].article if job.outcomes else None
        if on_added and article is not None:
            on_added(article)

    def add_files(self, name: str) -> None:
        """Add a file, a folder, a pattern's files or a web page."""
        if endings := count_unreadable(name):
            text = AppText.SKIPPED_FILES.format(name=name, remark=skipped_files_remark(endings))
            self._host.show_message(text, severity="warning")
        if tasks := find_tasks(name):
            self.start(AppText.ADD_JOB.format(name=name), tasks)
        else:
            self._host.show_message(AppText.NO_FILE.format(name=name), severity="error")

    def fetch_text(self, article: int, title: str) -> None:
        """Fetch the text of a reference."""
        self.start(AppText.FETCH_JOB.format(title=title), [ReferenceText(article, FetchOptions())])

    def reanalyze(self, articles: Sequence[int], title: str) -> None:
        """Analyze articles again; corrections and notes are preserved."""
        waiting = [article for article in articles if article not in self.queue.analyzing]
        if waiting:
            self.start(AppText.REANALYZE_JOB.format(articles=title), waiting)
        else:
            self._host.show_message(AppText.ALREADY_RUNNING)

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
        self._host.job_progress = format_progress(self.queue)


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


def format_progress(jobs: JobQueue) -> str:
    """Describe the running job in one line: "Add news: 37 of 500, 40 s left"; else empty."""
    job = next((job for job in jobs.jobs if job.state == "running"), None)
    if job is None:
        return ""
    title = safe(job.title)
    if len(title) > _TITLE:
        title = f"{title[: _TITLE - 1]}…"
    if job.total == 1:
        if inside := format_analysis_progress(job):
            return AppText.PROGRESS_ONE_INSIDE.format(
                title=title, inside=inside, seconds=job.seconds
            )
        return AppText.PROGRESS_ONE.format(title=title, seconds=job.seconds)
    if (left := job.seconds_left) is None:
        return AppText.PROGRESS.format(title=title, done=job.done, total=job.total)
    return AppText.PROGRESS_LEFT.format(
        title=title, done=job.done, total=job.total, left=format_duration(left)
    )


def format_analysis_progress(job: Job) -> str:
    """Describe the progress of a job's long analyses: "42% (quotations)"; empty without any."""
    return ", ".join(
        f"{progress.done:.0%} ({STAGE_NAMES[progress.stage]})" for progress in job.progress.values()
    )


def result_messages(job: Job) -> list[tuple[str, SeverityLevel]]:
    """Return the messages about a finished job, each with its severity."""
    if len(job.outcomes) == 1 and job.total == 1:
        outcome = job.outcomes[0]
        if outcome.is_failed:
            return [(f"{safe(outcome.name)}: {failure_message(outcome)}", "error")]
        title = f"“{safe(outcome.title)}”"
        if outcome.failures:
            return [(f"{title}: {failure_message(outcome)}.", "error")]
        if outcome.resumed:
            result = AppText.COMPLETED.format(title=title)
        elif outcome.has_proposed_version:
            result = AppText.PROPOSED_VERSION.format(title=title)
        elif outcome.is_reference and not outcome.known:
            result = AppText.ADDED_REFERENCE.format(title=title)
        elif outcome.known:
            result = AppText.ALREADY_ADDED.format(title=title)
        elif isinstance(job.tasks[0], int):
            result = AppText.REANALYZED.format(title=title)
        elif isinstance(job.tasks[0], ExportTask):
            result = AppText.EXPORTED.format(path=safe(outcome.title))
        elif outcome.changed:
            result = AppText.NEW_VERSION.format(title=title)
        else:
            result = AppText.ADDED.format(title=title)
        if remark := result_remark(outcome):
            return [(f"{remark}. {result}", "warning")]
        return [(result, "information")]
    severity: SeverityLevel = "warning" if job.problems else "information"
    result = AppText.JOB_RESULT_CANCELED if job.state == "cancelled" else AppText.JOB_RESULT
    return [(result.format(title=job.title, summary=summarize_outcomes(job)), severity)]


def summarize_outcomes(job: Job) -> str:
    """Summarize the outcomes of a finished job: "12 done, 1 already in the library, 2 failed"."""
    failed = sum(outcome.is_failed for outcome in job.outcomes)
    incomplete = sum(bool(outcome.failures) and not outcome.is_failed for outcome in job.outcomes)
    interrupted = len(job.progress) if job.state == "cancelled" else 0
    references = sum(outcome.is_reference and not outcome.known for outcome in job.outcomes)
    counts = {
        "references": references,
        "known": job.unchanged,
        "proposed": job.proposals,
        "failed": failed,
        "incomplete": incomplete,
        "interrupted": interrupted,
    }
    parts = [AppText.SUMMARY["done"].format(number=job.added)]
    parts += [AppText.SUMMARY[id].format(number=number) for id, number in counts.items() if number]
    return ", ".join(parts)


_LEAST = 12  # words; a shorter text was pasted by mistake


def tasks_for_pasted_text(text: str) -> tuple[str, Sequence[Task]]:
    """Return the kind of a pasted text ("addresses", "files" or "text") and the tasks to add it.

    Lines that are all addresses are pages, and lines that are all existing paths are files.
    Anything else is the text or HTML of an article. There are no tasks for a text that is too
    short.
    """
    lines = [line.strip().strip("'\"") for line in text.splitlines() if line.strip()]
    if lines and all(map(is_address, lines)):
        return "addresses", [task for line in lines for task in find_tasks(line)]
    if lines and len(text) < 10_000 and all(_is_file(line) for line in lines):
        return "files", [task for line in lines for task in find_tasks(line)]
    if len(text.split()) < _LEAST:
        return "", []
    return "text", [PastedText(text)]


def _is_file(line: str) -> bool:
    try:
        return Path(line).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False
