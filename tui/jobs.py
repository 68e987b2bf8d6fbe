"""Jobs in worker processes, so that no key press waits for them: adding and analysing articles."""

import asyncio
import contextlib
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Literal

from textual.notifications import SeverityLevel

from tui.log import internal_error
from tui.safe import safe
from tui.wording import STAGE_NAMES, duration
from tui.working import DIED, Export, Outcome, Progress, Task, begin, name_of, work

JobState = Literal["waiting", "running", "done", "cancelled"]
_MOST_WORKERS = 4
_TITLE = 40  # characters of a job's title beside the screen's own
_POLL = 0.5  # seconds between two looks at the progress of long analyses


@dataclass(slots=True, eq=False)
class Job:
    """What the reader asked for: tasks of one kind, and what came of those that are done."""

    title: str
    tasks: Sequence[Task]
    state: JobState = "waiting"
    outcomes: list[Outcome] = field(default_factory=list)
    parts: int = 0
    """How many outcomes are not the last one of their task."""
    progress: dict[int, Progress] = field(default_factory=dict)
    """The progress of the long analyses that run, by their article."""
    readable: set[int] = field(default_factory=set)
    """The articles whose texts could be read before their analysis ended."""
    began: float = 0.0
    took: float = 0.0

    @property
    def total(self) -> int:
        """How many tasks it has."""
        return len(self.tasks)

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return len(self.outcomes) - self.parts

    @property
    def problems(self) -> list[Outcome]:
        """The outcomes that failed, wholly or in some stages of the analysis."""
        return [outcome for outcome in self.outcomes if outcome.trouble]

    @property
    def added(self) -> int:
        """How many tasks made or changed an article."""
        return sum(not outcome.problem and not outcome.known for outcome in self.outcomes)

    @property
    def known(self) -> int:
        """How many articles were there before."""
        return sum(outcome.known for outcome in self.outcomes)

    @property
    def current(self) -> str:
        """What it is at, or ended at."""
        return name_of(self.tasks[min(self.done, self.total - 1)])

    @property
    def seconds(self) -> float:
        """How long it has been running, or ran."""
        return time.monotonic() - self.began if self.state == "running" else self.took

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the speed so far, None where nobody can say."""
        done = self.done
        if self.state != "running" or not done:
            return None
        return self.seconds / done * (self.total - done)

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "cancelled")


class Jobs:
    """The jobs of a session, one after the other, on worker processes that are started when needed.

    `changed` is called in the app's own thread whenever a job has come further.
    """

    def __init__(self, store: Path, changed: Callable[[Job], None], workers: int = 0) -> None:
        """Jobs on the store at `store`; as many workers as leave a core free where 0 is given."""
        self.all: list[Job] = []
        self._store = store
        self._changed = changed
        self._workers = workers or min(max((os.cpu_count() or 2) - 1, 1), _MOST_WORKERS)
        self._pool: ProcessPoolExecutor | None = None
        self._progress: SimpleQueue[Progress] | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def analyzing(self) -> set[int]:
        """The articles whose analysis runs or waits in a job."""
        jobs = [job for job in self.all if not job.over]
        waiting = {task for job in jobs for task in job.tasks[job.done :] if isinstance(task, int)}
        return waiting.union(*(job.progress for job in jobs))

    def start(self, title: str, tasks: Sequence[Task]) -> Job:
        """Begin a job, or queue it behind those that run; an empty one is over at once."""
        job = Job(title, tasks, state="waiting" if tasks else "done")
        self.all.append(job)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return job

    async def finished(self, job: Job) -> Job:
        """Wait until a job is over."""
        while not job.over and self._running is not None:
            await asyncio.shield(self._running)
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job: what is done stays, what is being done is dropped without a trace."""
        if job.over:
            return
        was_running = job.state == "running"
        job.took = job.seconds
        job.state = "cancelled"
        if was_running:
            self._stop_workers()
        self._changed(job)

    def close(self) -> None:
        """End everything without waiting for it."""
        for job in self.all:
            if not job.over:
                job.took, job.state = job.seconds, "cancelled"
        if self._running is not None:
            self._running.cancel()
        self._stop_workers()

    async def _run(self) -> None:
        while (job := next((one for one in self.all if one.state == "waiting"), None)) is not None:
            job.state, job.began = "running", time.monotonic()
            self._changed(job)
            await self._do(job)
            if job.state == "running":
                job.took, job.state = job.seconds, "done"
                self._changed(job)

    async def _do(self, job: Job) -> None:
        """Do a job's tasks, as many at a time as there are workers."""
        waiting = deque(job.tasks)
        polling = asyncio.create_task(self._poll_progress(job))

        async def lane() -> None:
            while waiting and not job.over:
                outcome = await self._outcome(job, waiting.popleft())
                if outcome is not None:
                    job.outcomes += (outcome, *outcome.further)
                    job.parts += len(outcome.further)
                    if outcome.rest is not None:
                        job.parts += 1
                        waiting.appendleft(outcome.rest)
                    for ended in (outcome, *outcome.further):
                        job.progress.pop(ended.article or 0, None)
                    self._changed(job)

        try:
            await asyncio.gather(*(lane() for _ in range(self._workers)))
        finally:
            polling.cancel()

    async def _poll_progress(self, job: Job) -> None:
        """Receive the progress of long analyses until cancelled."""
        while True:
            await asyncio.sleep(_POLL)
            before = len(job.readable)
            while self._progress is not None and not self._progress.empty():
                progress = self._progress.get()
                job.progress[progress.article] = progress
                job.readable.add(progress.article)
            if len(job.readable) > before:
                self._changed(job)

    async def _outcome(self, job: Job, task: Task) -> Outcome | None:
        """What came of a task, None where the job was cancelled meanwhile.

        A worker that dies takes its neighbours' tasks with it; those are tried once more. What the
        second try finds stored is taken for what the first one did before it could say so.
        """
        for again in (False, True):
            pool = self._workers_ready()
            try:
                outcome = await asyncio.wrap_future(pool.submit(work, task))
                return replace(outcome, known=outcome.known and not again)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._stop_workers()
            except RuntimeError:  # the pool was shut down between being got and being used
                pass
            except asyncio.CancelledError:
                if not job.over:
                    raise
            except Exception as error:  # what no task raises by itself: as an error of pickling
                return Outcome(name_of(task), problem=internal_error(name_of(task), error))
            if job.over:
                return None
        return Outcome(name_of(task), problem=DIED)

    def _workers_ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            _start_tracker()
            # Spawned, not forked: a fork would copy the terminal's state and the running threads.
            context = multiprocessing.get_context("spawn")
            # with the pool, since a worker that is killed can leave the queue locked
            self._progress = context.SimpleQueue()
            self._pool = ProcessPoolExecutor(
                self._workers, context, initializer=begin, initargs=(self._store, self._progress)
            )
        return self._pool

    def _stop_workers(self) -> None:
        if self._pool is not None:
            pool, self._pool, self._progress = self._pool, None, None
            workers = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:  # else leaving the app would wait for the task to end
                worker.terminate()


def _start_tracker() -> None:
    """Start multiprocessing's resource tracker on the real standard error.

    It hands on the descriptor of `sys.stderr`, and Textual's stand-in for that has none.
    """
    if os.name == "posix":
        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def progress(jobs: Jobs) -> str:
    """One line on the job that is running: "Add news: 37 of 500, 40 s left"; empty for none."""
    job = next((one for one in jobs.all if one.state == "running"), None)
    if job is None:
        return ""
    title = safe(job.title)
    if len(title) > _TITLE:
        title = f"{title[: _TITLE - 1]}…"
    if job.total == 1:
        inside = inside_files(job)
        return f"{title} … {f'{inside}, ' if inside else ''}{job.seconds:.0f} s"
    left = job.seconds_left
    remaining = f", {duration(left)} left" if left is not None else ""
    return f"{title}: {job.done:,} of {job.total:,}{remaining}"


def inside_files(job: Job) -> str:
    """Write the progress of a job's long analyses: "42% (quotations)"; empty where none runs."""
    return ", ".join(
        f"{progress.done:.0%} ({STAGE_NAMES[progress.stage]})" for progress in job.progress.values()
    )


def outcome_of(job: Job) -> list[tuple[str, SeverityLevel]]:
    """What to tell the reader of a job that is over, in one line or a few."""
    if len(job.outcomes) == 1 and job.total == 1:
        outcome = job.outcomes[0]
        if outcome.problem:
            return [(f"{outcome.name}: {outcome.problem}", "error")]
        if outcome.trouble:
            return [(f"“{outcome.title}”: {outcome.trouble}.", "error")]
        title = f"“{outcome.title}”"
        if outcome.resumed:
            did = f"Analysed {title} to the end."
        elif outcome.known:
            did = f"{title} was here already."
        elif isinstance(job.tasks[0], int):
            did = f"Analysed {title} again."
        elif isinstance(job.tasks[0], Export):
            did = f"Wrote {safe(outcome.title)}."
        elif outcome.changed:
            did = f"{title} has a new version."
        else:
            did = f"Added {title}."
        if outcome.remark:
            return [(f"{outcome.remark}. {did}", "warning")]
        return [(did, "information")]
    ending = " (cancelled)" if job.state == "cancelled" else ""
    severity: SeverityLevel = "warning" if job.problems else "information"
    return [(f"{job.title}{ending}: {ended_counts(job)}.", severity)]


def ended_counts(job: Job) -> str:
    """Count what came of a job that is over: "12 done, 1 here already, 2 failed"."""
    failed = sum(bool(outcome.problem) for outcome in job.outcomes)
    incomplete = sum(bool(outcome.failures) for outcome in job.outcomes)
    interrupted = len(job.progress) if job.state == "cancelled" else 0
    counts = (
        (job.known, "here already"),
        (failed, "failed"),
        (incomplete, "not analyzed completely"),
        (interrupted, "interrupted (text stored, R goes on)"),
    )
    parts = [f"{job.added:,} done", *(f"{number:,} {words}" for number, words in counts if number)]
    return ", ".join(parts)
