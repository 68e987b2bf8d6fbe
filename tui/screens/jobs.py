"""The jobs screen: jobs and their failures, in the order in which they run, then those over."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from db.tasks import TaskResult
from tui.actions import load_bindings
from tui.article_remarks import failure_message
from tui.display_text import format_count, format_duration, format_speed
from tui.job import Job, format_inner_progress, summarize_outcomes
from tui.jobs import JobQueue
from tui.repeated_analysis import request_analysis
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.store_query import attempt
from tui.strings.app_text import AppText
from tui.strings.job_text import JobText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

_BAR = 20  # cells of a whole progress bar
_EVERY = 0.5  # seconds

JobRow = tuple[Job, TaskResult | None]
"""A job, or one of its failures."""


class JobsScreen(AppScreen):
    """The unfinished jobs in their order, then those over, newest first; each with its failures."""

    BINDING_GROUP_TITLE = JobText.JOBS
    BINDINGS = load_bindings("jobs")

    def __init__(self, jobs: JobQueue) -> None:
        """Create the screen for the jobs of a session."""
        super().__init__()
        self._jobs = jobs

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, JobText.JOBS)
        yield VirtualList(id="jobs", empty=JobText.NO_JOBS)
        yield Footer()

    def on_mount(self) -> None:
        """Show the jobs, and update their progress regularly."""
        self.watch(self.app, "job_progress", self._show)  # at once, too
        self.query_one(VirtualList).focus()
        self.set_interval(_EVERY, self._show)

    def _show(self) -> None:
        jobs = self._jobs.jobs
        listed = [job for job in jobs if not job.is_over]
        listed += [job for job in reversed(jobs) if job.is_over]
        rows = [row for job in listed for row in _list_rows(job)]
        self.query_one(VirtualList).show(ListSource(rows, _draw_row, key=_row_key))
        self.refresh_bindings()

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        job, outcome = message.rows.source.item(message.index)
        article = outcome.article if outcome else _only_article(job)
        if article is not None:
            self.context.open_article(article)
        elif outcome is None and job.added:
            self.context.show_message(JobText.ADDED_IN_LIBRARY)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys that cancel, pause and move while there is a job for them."""
        del parameters
        unfinished = sum(not job.is_over for job in self._jobs.jobs)
        if action == "move_up":
            return unfinished > 1
        return action not in {"cancel", "pause"} or unfinished > 0

    @property
    def current(self) -> Job | None:
        """The job under the cursor, or the one whose failure is there."""
        row: JobRow | None = self.query_one(VirtualList).item
        return row[0] if row else None

    def action_cancel(self) -> None:
        """Stop the job under the cursor."""
        if self.current is not None:
            self._jobs.cancel(self.current)
            self._show()

    def action_pause(self) -> None:
        """Pause the job under the cursor after its running tasks, or resume it."""
        if self.current is not None:
            stopped = self.current.state in ("paused", "interrupted")
            change = self._jobs.resume if stopped else self._jobs.pause
            change(self.current)
            self._show()

    def action_move_up(self) -> None:
        """Run the job under the cursor before the one above it."""
        if self.current is not None and not self._jobs.move_up(self.current):
            self.context.show_message(JobText.IS_FIRST)
        self._show()

    def action_reanalyze(self) -> None:
        """Analyze the articles whose analysis was interrupted or failed."""
        incomplete = attempt(self.context, self.context.store.articles.list_incomplete)
        if incomplete is None:
            return
        waiting = [article for article, _ in incomplete if article not in self._jobs.analyzing]
        if waiting:
            request_analysis(self.context, waiting, format_count(len(waiting), "article"))
        else:
            self.context.show_message(JobText.ALL_ANALYZED)


def _only_article(job: Job) -> int | None:
    return job.outcomes[0].article if job.total == 1 and job.outcomes else None


def _list_rows(job: Job) -> list[JobRow]:
    """Return the row of a job, and those of its failures below it."""
    return [(job, None), *((job, outcome) for outcome in job.problems)]


def _row_key(row: JobRow) -> tuple[int, int]:
    return id(row[0]), id(row[1])


def _draw_row(row: JobRow, width: int) -> Sequence[Content]:
    """Return the title, the progress and the state of a job, or a failure."""
    del width
    job, outcome = row
    if outcome is not None:
        name = Content.styled(f"  {safe(outcome.name)}", ".rows--strong")
        return [name + Content.styled(f"  {safe(failure_message(outcome))}", ".rows--muted")]
    return [
        Content.styled(safe(job.title), ".rows--strong")
        + Content.styled(f"  {_bar(job)}", ".rows--accent")
        + Content.styled(f"  {_state(job)}", ".rows--muted")
    ]


def _bar(job: Job) -> str:
    read = sum(progress.done for progress in job.files.values())
    if job.is_over or (job.total == 1 and not read):
        return ""
    full = round(_BAR * min((job.done + read) / max(job.total, 1), 1))
    return "━" * full + "─" * (_BAR - full)


def _state(job: Job) -> str:
    if job.state == "waiting":
        return JobText.JOB_WAITING.format(total=job.total)
    if job.state == "interrupted":
        return JobText.JOB_INTERRUPTED.format(tasks=format_count(job.total, "task"))
    if job.state == "paused":
        if job.running or job.running_large:
            current = format_inner_progress(job) or safe(job.current)
            return JobText.JOB_PAUSING.format(current=current)
        template = JobText.JOB_PAUSED if job.total > 1 else JobText.JOB_PAUSED_ONE
        return template.format(done=job.done, total=job.total)
    time = format_duration(job.seconds)
    if job.is_over:
        ended = JobText.JOB_CANCELED if job.state == "cancelled" else JobText.JOB_DONE
        return ended.format(summary=summarize_outcomes(job), time=time)
    inside = format_inner_progress(job)
    if job.total == 1 and job.files:
        if (left := job.seconds_left) is None:
            return JobText.JOB_RUNNING_INSIDE.format(inside=inside, time=time)
        return JobText.JOB_RUNNING_INSIDE_LEFT.format(
            inside=inside, time=time, left=format_duration(left)
        )
    current = inside if job.files else f"{safe(job.current)}{inside and f', {inside}'}"
    if (left := job.seconds_left) is None:
        return JobText.JOB_RUNNING.format(
            done=job.done, total=job.total, time=time, current=current
        )
    speed = len(job.outcomes) / job.seconds if job.seconds > 0 else 0.0
    return JobText.JOB_RUNNING_LEFT.format(
        done=job.done,
        total=job.total,
        time=time,
        speed=format_speed(speed),
        left=format_duration(left),
        current=current,
    )
