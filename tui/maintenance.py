"""Maintenance of the store while the app runs: back up, optimize indexes, delete leftovers."""

import datetime
from contextlib import suppress
from functools import partial

from textual.worker import get_current_worker

from db import LostStoreError, StoreError
from tui.context import AppContext
from tui.display_text import format_count, read_only_message
from tui.strings import AppText

MAINTENANCE_DELAY = 3.0  # seconds after the start


def schedule_maintenance(context: AppContext) -> None:
    """Report a read-only store, and schedule the maintenance of a writable one."""
    if context.store.read_only:
        context.show_message(read_only_message(context.store.path), severity="warning")
        return
    maintain = partial(_run_maintenance, context)
    start = partial(context.run_worker, maintain, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(MAINTENANCE_DELAY, start)


def _report_incomplete(context: AppContext) -> None:
    """Report the number of articles whose analysis was interrupted or failed."""
    with suppress(StoreError):
        if number := len(context.store.analyses.list_incomplete()):
            text = AppText.INCOMPLETE.format(articles=format_count(number, "article"))
            context.call_from_thread(context.show_message, text, severity="warning")


def _run_maintenance(context: AppContext) -> None:
    from db.maintenance.backup import BackupCancelledError, back_up_daily, delete_leftovers
    from db.maintenance.optimize import optimize_fts

    worker, store = get_current_worker(), context.store.path
    _report_incomplete(context)

    def is_active() -> bool:
        return not worker.is_cancelled

    delete_leftovers(store)
    try:
        with suppress(BackupCancelledError):
            back_up_daily(store, datetime.date.today(), is_active)
    except StoreError as error:
        # the commands in the message of a lost store are for a later start
        reason = error.finding if isinstance(error, LostStoreError) else str(error)
        context.call_from_thread(
            context.show_message, AppText.NO_BACKUP.format(error=reason), severity="warning"
        )
    with suppress(StoreError):  # the next session tries again
        optimize_fts(store, is_active)
