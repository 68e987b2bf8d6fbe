"""Maintenance of the store in a thread: backups, optimization of indexes, and reports."""

import datetime
from contextlib import suppress
from functools import partial

from textual.worker import get_current_worker

from db import StoreError
from tui.context import AppContext
from tui.damage_text import describe_damage
from tui.display_text import clock_message, format_count
from tui.new_results import report_new
from tui.screens import load_screen
from tui.strings.app_text import AppText
from tui.strings.trash_text import TrashText


def _schedule_report(context: AppContext, delay: float) -> None:
    report = partial(_report_incomplete, context, delay)
    start = partial(context.run_worker, report, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(delay, start)


def _report_incomplete(context: AppContext, delay: float) -> None:
    """Report the number of articles whose analysis was interrupted or failed.

    Jobs store articles before these are analyzed: while one is active, the report waits for `delay`
    seconds.
    """
    with suppress(StoreError):
        number = len(context.store.articles.list_incomplete())
        if number and context.active_jobs:
            context.call_from_thread(_schedule_report, context, delay)
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


def run_maintenance(context: AppContext, delay: float) -> None:
    """Report what the reader should know, back up the store, and empty the trash.

    A report that must wait is tried again after `delay` seconds.
    """
    from db.maintenance.upkeep_process import start_upkeep

    worker, store = get_current_worker(), context.store.path
    load_screen("reader")  # imported in this thread, 80 ms, before the first article opens
    _report_clock(context)
    _report_incomplete(context, delay)
    report_new(context)
    result = start_upkeep(store, datetime.date.today(), lambda: not worker.is_cancelled)
    for text in (
        result.problem and AppText.NO_BACKUP.format(error=result.problem),
        result.damaged and AppText.DAMAGED_BACKUP.format(damage=describe_damage(result.damaged)),
    ):
        if text:
            context.call_from_thread(context.show_message, text, severity="warning")
    _empty_trash(context)  # after the backup, which still has these articles
