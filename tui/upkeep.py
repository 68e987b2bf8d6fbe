"""The upkeep of the store while the app runs: what it lost is said, indexes merged, a copy made."""

import datetime
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from db import StoreError
from tui.wording import counted, lost_changes

if TYPE_CHECKING:
    from tui.app import OnRecord

KEPT_UP_AFTER = 3.0  # seconds from the start


def watch_over_store(app: "OnRecord") -> None:
    """Tell the reader what the store lost; in a moment, do what is due of its upkeep."""
    if lost := app.store.lost_changes:
        app.say(lost_changes(lost), severity="error")
    start = partial(
        app.run_worker, partial(_keep_up, app), thread=True, group="upkeep", exit_on_error=False
    )
    app.set_timer(KEPT_UP_AFTER, start)


def _report_incomplete(app: "OnRecord") -> None:
    """Tell the reader of articles whose analysis was interrupted or failed."""
    with suppress(StoreError):
        if number := len(app.store.analyses.list_incomplete()):
            text = f"Not analyzed completely: {counted(number, 'article')}. J, then R, goes on."
            app.call_from_thread(app.say, text, severity="warning")


def _keep_up(app: "OnRecord") -> None:
    from db.upkeep.backing_up import GivenUpError, back_up_daily
    from db.upkeep.merging import merge_indexes

    worker, store = get_current_worker(), app.store.path
    _report_incomplete(app)

    def wanted() -> bool:
        return not worker.is_cancelled

    try:
        with suppress(GivenUpError):
            back_up_daily(store, datetime.date.today(), wanted)
    except StoreError as error:
        app.call_from_thread(app.say, f"No backup was made: {error}", severity="warning")
    with suppress(StoreError):  # it can wait
        merge_indexes(store, wanted)
