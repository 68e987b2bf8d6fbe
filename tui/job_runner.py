"""The jobs that the app starts, with the reports of their progress and results to the user."""

import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.notifications import SeverityLevel

from db.edits.models import StoreChange
from db.importers.file_names import count_unreadable
from db.importers.http import FetchOptions
from db.tasks import Task, find_tasks
from tui.article_remarks import skipped_files_remark
from tui.job import Job, change_of_job, format_progress, result_messages, text_task
from tui.jobs import JobQueue
from tui.strings.job_text import JobText

if TYPE_CHECKING:
    from textual.signal import Signal

_LONG = 10.0  # seconds; the end of a longer job is signaled
_PUBLISH_INTERVAL = 1.0  # seconds between two refreshes of the screens during a job


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
        self,
        title: str,
        tasks: Sequence[Task],
        on_ended: Callable[[int | None], None] | None = None,
    ) -> None:
        """Queue a job and report its result when it ends.

        `on_ended` receives the article of a job with one task, instead of a message that it was
        added; None if it was not.
        """
        self._host.run_worker(self._report(self.queue.start(title, tasks), on_ended), group="jobs")
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

    async def _report(self, job: Job, on_ended: Callable[[int | None], None] | None) -> None:
        await self.queue.wait_for(job)
        if job.state == "done" and job.seconds > _LONG:
            self._host.signal_end(JobText.JOB_ENDED.format(title=job.title))
        for text, severity in result_messages(job):
            if not (on_ended and severity == "information"):
                self._host.show_message(text, severity=severity)
        if on_ended:
            on_ended(job.outcomes[0].article if job.outcomes else None)

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
