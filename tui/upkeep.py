"""The upkeep of the store while the app runs: saying what it lost, and the backup of the day."""

import datetime
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from db import StoreError
from tui.wording import lost_changes

if TYPE_CHECKING:
    from tui.app import OnRecord

BACKED_UP_AFTER = 3.0  # seconds from the start


def watch_over_store(app: "OnRecord") -> None:
    """Tell the reader what the store lost, and back it up in a moment, where that is due."""
    if lost := app.store.lost_changes:
        app.say(lost_changes(lost), severity="error")
    start = partial(
        app.run_worker, partial(_back_up, app), thread=True, group="upkeep", exit_on_error=False
    )
    app.set_timer(BACKED_UP_AFTER, start)


def _back_up(app: "OnRecord") -> None:
    from db.upkeep.backing_up import GivenUpError, back_up_daily

    worker = get_current_worker()
    try:
        with suppress(GivenUpError):
            back_up_daily(app.store.path, datetime.date.today(), lambda: not worker.is_cancelled)
    except StoreError as error:
        app.call_from_thread(app.say, f"No backup was made: {error}", severity="warning")
