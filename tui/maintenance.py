"""Schedule the maintenance of the store, and ask about the jobs of earlier sessions."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from db import StoreError
from tui.display_text import format_count, read_only_message
from tui.saved_jobs import find_saved_jobs
from tui.strings.job_text import JobText

if TYPE_CHECKING:
    from tui.context import AppContext

MAINTENANCE_DELAY = 3.0  # seconds after the start


def schedule_maintenance(context: "AppContext") -> None:
    """Report a read-only store, and schedule the maintenance of a writable one."""
    if context.store.read_only:
        context.show_message(read_only_message(context.store.path), severity="warning")
        return
    maintain = partial(_maintain, context)
    start = partial(context.run_worker, maintain, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(MAINTENANCE_DELAY, start)
    context.set_timer(MAINTENANCE_DELAY, partial(_start_watching, context))
    context.set_timer(MAINTENANCE_DELAY, partial(_start_vectors, context))


def ask_about_saved_jobs(context: "AppContext") -> None:
    """Ask about the jobs of earlier sessions that ended before the jobs did."""
    with suppress(OSError):
        for path in find_saved_jobs(context.store.path):
            _ask_about_saved(context, path)


def _ask_about_saved(context: "AppContext", path: Path) -> None:
    jobs, queue = context.jobs.adopt(path), context.jobs.queue

    def answer(answer: str | None) -> None:
        for job in jobs:
            if answer == "resume":
                queue.resume(job)
            elif answer == "forget":
                queue.cancel(job)

    lines = [
        JobText.INTERRUPTED_JOB.format(title=job.title, tasks=format_count(job.total, "task"))
        for job in jobs
    ]
    if jobs:
        context.open("interrupted", on_result=answer, detail="\n".join(lines))


def _start_watching(context: "AppContext") -> None:
    """Check the watched sources from now on; without any, load nothing."""
    with suppress(StoreError):  # the screen of the sources reports it
        if context.store.watched_sources.list():
            context.source_watcher.check_due()


def _maintain(context: "AppContext") -> None:
    from tui.store_upkeep import run_maintenance  # not before the first frame

    run_maintenance(context, MAINTENANCE_DELAY)


def _start_vectors(context: "AppContext") -> None:
    from tui.text_vectors import schedule_vectors

    schedule_vectors(context)
