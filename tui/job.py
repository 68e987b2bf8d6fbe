"""A job: its tasks, its outcomes and its progress, and their description to the user."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from textual.notifications import SeverityLevel

from db.edits.models import ANY_CHANGE, NO_CHANGE, StoreChange
from db.exporters import ExportTask
from db.full_texts import FullText
from db.importers.http import FetchOptions
from db.tasks import (
    AnalysisProgress,
    FileProgress,
    FileSlice,
    PastedText,
    ReapplyRules,
    ReferenceText,
    Task,
    TaskResult,
    WebPage,
    task_name,
)
from db.vector_task import VectorTask
from tui.article_remarks import failure_message, result_remark
from tui.display_text import STAGE_NAMES, format_duration, format_file_progress
from tui.sanitize import safe
from tui.strings.job_text import JobText

_TITLE = 40  # the longest job title, in characters, beside the title of the screen
_SINGLE_TEXTS = (WebPage, PastedText, ReferenceText, FullText)  # tasks that the reader waits for
_LARGE = 2_000_000  # bytes of a text whose analysis takes a minute or more
_TEXT_ENDINGS = frozenset({"", ".txt", ".text", ".md", ".html", ".htm"})  # files of one text
JobState = Literal["waiting", "running", "paused", "interrupted", "done", "cancelled"]


@dataclass(slots=True, eq=False)
class Job:
    """A job: tasks of one kind, and the outcomes of those that are done."""

    title: str
    tasks: Sequence[Task]
    state: JobState = "waiting"
    outcomes: list[TaskResult] = field(default_factory=list)
    partial_outcomes: int = 0
    """The number of outcomes that are not the last one of their task."""
    progress: dict[int, AnalysisProgress] = field(default_factory=dict)
    """The progress of running long analyses, by article id."""
    readable_articles: set[int] = field(default_factory=set)
    """The articles whose texts were readable before their analysis ended."""
    files: dict[str, FileProgress] = field(default_factory=dict)
    """The progress in running files of several articles, by the names of the files."""
    started_at: float = 0.0
    elapsed: float = 0.0
    is_check: bool = False
    """True for a check of watched sources, which is listed only while it runs or has results."""
    started_before: list[Task] = field(default_factory=list)
    """The tasks that an interrupted session had started."""
    waiting: deque[Task] = field(init=False)
    """The tasks that are not started yet."""
    large: deque[Task] = field(default_factory=deque, init=False)
    """The tasks with large texts that wait for a process of their own."""
    running: list[Task] = field(default_factory=list, init=False)
    """The tasks that are running."""
    running_large: list[Task] = field(default_factory=list, init=False)
    """The tasks with large texts that are running."""
    ended: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    """Set when the job is done or cancelled."""

    def __post_init__(self) -> None:
        self.waiting = deque(self.tasks)

    @property
    def remaining(self) -> list[Task]:
        """The tasks that are not done, the running ones first."""
        return [*self.running_large, *self.running, *self.waiting, *self.large]

    @property
    def is_import(self) -> bool:
        """True if the tasks add or analyze articles."""
        return isinstance(self.tasks[0], (*_SINGLE_TEXTS, Path, FileSlice, int))

    @property
    def is_single(self) -> bool:
        """True for one page, pasted text or full text."""
        return self.total == 1 and isinstance(self.tasks[0], _SINGLE_TEXTS) and not self.is_check

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
        """The number of outcomes that added or changed an article, or completed its analysis."""
        return sum(_is_done(outcome) for outcome in self.outcomes)

    @property
    def unchanged(self) -> int:
        """The number of articles that were in the store already, with the same text."""
        return sum(
            outcome.known and not outcome.resumed and not outcome.proposes
            for outcome in self.outcomes
        )

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
        now = time.monotonic()
        return self.elapsed + (now - self.started_at if self.state == "running" else 0.0)

    @property
    def seconds_left(self) -> float | None:
        """The estimated remaining time at the speed so far; None if unknown."""
        done = self.done + sum(progress.done for progress in self.files.values())
        if self.state != "running" or not done:
            return None
        return self.seconds / done * max(self.total - done, 0)

    @property
    def is_over(self) -> bool:
        """True once the job is done or cancelled."""
        return self.state in ("done", "cancelled")


def _is_done(outcome: TaskResult) -> bool:
    return not outcome.is_failed and (not outcome.known or outcome.resumed)


def is_large_text(task: Task) -> bool:
    """Return True for a file with one text that takes long."""
    if not isinstance(task, Path) or task.suffix.lower() not in _TEXT_ENDINGS:
        return False
    try:
        return task.stat().st_size >= _LARGE
    except OSError:  # the worker reports it
        return False


def format_progress(jobs: Sequence[Job]) -> str:
    """Describe the running job in one line: "Add news: 37 of 500, 40 s left"; else empty.

    A job of the reader comes before a check. Vectors are made whenever nothing else is done, which
    is not described.
    """
    running = sorted((job for job in jobs if job.state == "running"), key=lambda job: job.is_check)
    if not running or isinstance(running[0].tasks[0], VectorTask):
        return ""
    job = running[0]
    title = safe(job.title)
    if len(title) > _TITLE:
        title = f"{title[: _TITLE - 1]}…"
    if job.total == 1:
        if inside := format_inner_progress(job):
            return JobText.JOB_PROGRESS_ONE_INSIDE.format(
                title=title, inside=inside, seconds=job.seconds
            )
        return JobText.JOB_PROGRESS_ONE.format(title=title, seconds=job.seconds)
    if (left := job.seconds_left) is None:
        return JobText.JOB_PROGRESS.format(title=title, done=job.done, total=job.total)
    return JobText.JOB_PROGRESS_LEFT.format(
        title=title, done=job.done, total=job.total, left=format_duration(left)
    )


def format_inner_progress(job: Job) -> str:
    """Describe the progress within a job's large files and long analyses; empty without any.

    Examples: "1,225 articles of inbox.mbox (34%)", "42% (quotations)".
    """
    files = [format_file_progress(progress) for progress in job.files.values()]
    analyses = [
        f"{progress.done:.0%} ({STAGE_NAMES[progress.stage]})" for progress in job.progress.values()
    ]
    return ", ".join(files + analyses)


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
            result = JobText.COMPLETED.format(title=title)
        elif outcome.has_proposed_version:
            result = JobText.PROPOSED_VERSION.format(title=title)
        elif outcome.is_reference and not outcome.known:
            result = JobText.ADDED_REFERENCE.format(title=title)
        elif outcome.known:
            result = JobText.ALREADY_ADDED.format(title=title)
        elif isinstance(job.tasks[0], int):
            result = JobText.REANALYZED.format(title=title)
        elif isinstance(job.tasks[0], FullText):
            return [(JobText.FULL_TEXT_STORED.format(title=title), "information")]
        elif isinstance(job.tasks[0], ExportTask):
            result = JobText.EXPORTED.format(path=safe(outcome.title))
        elif outcome.changed:
            result = JobText.NEW_VERSION.format(title=title)
        else:
            result = JobText.ADDED.format(title=title)
        if remark := result_remark(outcome):
            return [(f"{remark}. {result}", "warning")]
        return [(result, "information")]
    severity: SeverityLevel = "warning" if job.problems else "information"
    result = JobText.JOB_RESULT_CANCELED if job.state == "cancelled" else JobText.JOB_RESULT
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
        "waiting": sum(outcome.waiting for outcome in job.outcomes),
        "rejected": sum(outcome.rejected for outcome in job.outcomes),
        "recomputed": sum(outcome.recomputed for outcome in job.outcomes),
        "failed": failed,
        "incomplete": incomplete,
        "interrupted": interrupted,
    }
    parts = [JobText.SUMMARY["done"].format(number=job.added)]
    parts += [JobText.SUMMARY[id].format(number=number) for id, number in counts.items() if number]
    return ", ".join(parts)


def change_of_job(job: Job) -> StoreChange:
    """Return what a job changed in the store so far."""
    # stored articles got new findings or new texts
    if (
        isinstance(job.tasks[0], int | ReapplyRules | ReferenceText)
        or any(outcome.changed or outcome.resumed for outcome in job.outcomes)
        or job.readable_articles
    ):
        return ANY_CHANGE
    if isinstance(job.tasks[0], ExportTask | VectorTask):
        return NO_CHANGE
    if job.total > 1:  # no article: the cursor of the library would follow each one added
        return StoreChange(frozenset(), frozenset({"list"}))
    added = {outcome.article for outcome in job.outcomes if outcome.article}
    return StoreChange(frozenset(added), frozenset({"list"}))


def text_task(article: int, title: str, full: FetchOptions | None) -> Task:
    """Return the task that fetches the text of a reference, or by `full` that of a feed's page."""
    return FullText(article, title, full) if full else ReferenceText(article, FetchOptions())
