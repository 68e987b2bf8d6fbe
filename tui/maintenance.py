"""Maintenance of the store while the app runs: report lost changes, back up, optimize indexes."""

import datetime
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from db import StoreError
from tui.formatting import counted, lost_changes

if TYPE_CHECKING:
    from tui.app import OnRecord

KEPT_UP_AFTER = 3.0  # seconds after the start


def watch_over_store(app: "OnRecord") -> None:
    """Report changes that the store lost, and schedule its maintenance."""
    if lost := app.store.lost_changes:
        app.say(lost_changes(lost), severity="error")
    maintain = partial(_run_maintenance, app)
    start = partial(app.run_worker, maintain, thread=True, group="upkeep", exit_on_error=False)
    app.set_timer(KEPT_UP_AFTER, start)


def _report_incomplete(app: "OnRecord") -> None:
    """Report the number of articles whose analysis was interrupted or failed."""
    with suppress(StoreError):
        if number := len(app.store.analyses.list_incomplete()):
            text = f"Not analyzed completely: {counted(number, 'article')}. Press J, R to resume."
            app.call_from_thread(app.say, text, severity="warning")


def _run_maintenance(app: "OnRecord") -> None:
    from db.maintenance.backup import GivenUpError, back_up_daily
    from db.maintenance.optimize import merge_indexes

    worker, store = get_current_worker(), app.store.path
    _report_incomplete(app)

    def is_active() -> bool:
        return not worker.is_cancelled

    try:
        with suppress(GivenUpError):
            back_up_daily(store, datetime.date.today(), is_active)
    except StoreError as error:
        app.call_from_thread(app.say, f"No backup was made: {error}", severity="warning")
    with suppress(StoreError):  # the next session tries again
        merge_indexes(store, is_active)
