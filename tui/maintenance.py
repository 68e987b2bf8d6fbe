"""Maintenance of the store while the app runs: backups, optimization of indexes, and reports."""

import datetime
from contextlib import suppress
from functools import partial
from pathlib import Path

from textual.worker import get_current_worker

from db import StoreError
from tui.context import AppContext
from tui.damage_text import describe_damage
from tui.display_text import clock_message, format_count, read_only_message
from tui.new_results import report_new
from tui.saved_jobs import find_saved_jobs
from tui.screens import load_screen
from tui.strings.app_text import AppText
from tui.strings.job_text import JobText
from tui.strings.trash_text import TrashText

MAINTENANCE_DELAY = 3.0  # seconds after the start


def schedule_maintenance(context: AppContext) -> None:
    """Report a read-only store, and schedule the maintenance of a writable one."""
    if context.store.read_only:
        context.show_message(read_only_message(context.store.path), severity="warning")
        return
    maintain = partial(_run_maintenance, context)
    start = partial(context.run_worker, maintain, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(MAINTENANCE_DELAY, start)
    context.set_timer(MAINTENANCE_DELAY, partial(_start_watching, context))
    context.set_timer(MAINTENANCE_DELAY, partial(_start_vectors, context))


def ask_about_saved_jobs(context: AppContext) -> None:
    """Ask about the jobs of earlier sessions that ended before the jobs did."""
    with suppress(OSError):
        for path in find_saved_jobs(context.store.path):
            _ask_about_saved(context, path)


def _ask_about_saved(context: AppContext, path: Path) -> None:
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


def _start_watching(context: AppContext) -> None:
    """Check the watched sources from now on; without any, load nothing."""
    with suppress(StoreError):  # the screen of the sources reports it
        if context.store.watched_sources.list():
            context.source_watcher.check_due()


def _start_vectors(context: AppContext) -> None:
    from tui.text_vectors import schedule_vectors

    schedule_vectors(context)


def _schedule_report(context: AppContext) -> None:
    report = partial(_report_incomplete, context)
    start = partial(context.run_worker, report, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(MAINTENANCE_DELAY, start)


def _report_incomplete(context: AppContext) -> None:
    """Report the number of articles whose analysis was interrupted or failed.

    Jobs store articles before these are analyzed: while one is active, the report waits.
    """
    with suppress(StoreError):
        number = len(context.store.articles.list_incomplete())
        if number and context.active_jobs:
            context.call_from_thread(_schedule_report, context)
        elif number:
            text = AppText.INCOMPLETE.format(articles=format_count(number, "article"))
            context.call_from_thread(context.show_message, text, severity="warning")


def _report_clock(context: AppContext) -> None:
    """Report a change that is later than now: dates and the days of the trash depend on it."""
    with suppress(StoreError):
        if text := clock_message(context.store):
            context.call_from_thread(context.show_message, f"{text}.", severity="warning")


def _empty_trash(context: AppContext) -> None:
    """Delete for good what was in the trash for too many days of use, and report it."""
    from tui.config import read_config

    days = read_config().trash_days
    with suppress(StoreError):  # the next session tries again
        if number := context.store.trash.delete_expired(days, datetime.date.today()):
            articles, after = format_count(number, "article"), format_count(days, "day")
            text = TrashText.EXPIRED.format(articles=articles, days=after)
            context.call_from_thread(context.show_message, text)


def _run_maintenance(context: AppContext) -> None:
    from db.maintenance.upkeep_process import start_upkeep

    worker, store = get_current_worker(), context.store.path
    load_screen("reader")  # imported in this thread, 80 ms, before the first article opens
    _report_clock(context)
    _report_incomplete(context)
    report_new(context)
    result = start_upkeep(store, datetime.date.today(), lambda: not worker.is_cancelled)
    for text in (
        result.problem and AppText.NO_BACKUP.format(error=result.problem),
        result.damaged and AppText.DAMAGED_BACKUP.format(damage=describe_damage(result.damaged)),
    ):
        if text:
            context.call_from_thread(context.show_message, text, severity="warning")
    _empty_trash(context)  # after the backup, which still has these articles
