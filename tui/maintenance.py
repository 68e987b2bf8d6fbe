"""Maintenance of the store while the app runs: report lost changes, back up, optimize indexes."""

import datetime
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from db import StoreError
from tui.formatting import format_count, lost_changes_message

if TYPE_CHECKING:
    from tui.app import OnRecordApp

MAINTENANCE_DELAY = 3.0  # seconds after the start


def schedule_maintenance(app: "OnRecordApp") -> None:
    """Report changes that the store lost, and schedule its maintenance."""
    if lost := app.store.lost_commits:
        app.show_message(lost_changes_message(lost), severity="error")
    maintain = partial(_run_maintenance, app)
    start = partial(app.run_worker, maintain, thread=True, group="upkeep", exit_on_error=False)
    app.set_timer(MAINTENANCE_DELAY, start)


def _report_incomplete(app: "OnRecordApp") -> None:
    """Report the number of articles whose analysis was interrupted or failed."""
    with suppress(StoreError):
        if number := len(app.store.analyses.list_incomplete()):
            text = (
                f"Not analyzed completely: {format_count(number, 'article')}. Press J, R to resume."
            )
            app.call_from_thread(app.show_message, text, severity="warning")


def _run_maintenance(app: "OnRecordApp") -> None:
    from db.maintenance.backup import BackupCancelledError, back_up_daily
    from db.maintenance.optimize import optimize_fts

    worker, store = get_current_worker(), app.store.path
    _report_incomplete(app)

    def is_active() -> bool:
        return not worker.is_cancelled

    try:
        with suppress(BackupCancelledError):
            back_up_daily(store, datetime.date.today(), is_active)
    except StoreError as error:
        app.call_from_thread(app.show_message, f"No backup was made: {error}", severity="warning")
    with suppress(StoreError):  # the next session tries again
        optimize_fts(store, is_active)
