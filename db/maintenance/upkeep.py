"""The daily upkeep of a store: delete leftovers, make the backup of the day, and merge indexes."""

import datetime
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from db.errors import LostStoreError, StoreError
from db.maintenance.backup import back_up_daily
from db.maintenance.copies import BackupCancelledError, delete_leftovers
from db.maintenance.optimize import optimize_fts
from db.maintenance.upkeep_process import UpkeepResult

_GRACE = 2.0  # seconds that a process has to delete its files once it is not wanted
_LEAST_PRIORITY = 19


def run_process() -> None:
    """Run the upkeep as the process that `start_upkeep` starts; print its result as JSON."""
    store, day = Path(sys.argv[1]), datetime.date.fromisoformat(sys.argv[2])
    for name in ("SIGINT", "SIGTSTP", "SIGHUP"):  # the end of the app ends it
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_LEAST_PRIORITY)
    ended = threading.Event()
    threading.Thread(target=_await_end, args=(ended,), daemon=True).start()
    result = maintain(store, day, lambda: not ended.is_set())
    sys.stdout.buffer.write(msgspec.json.encode(result))


def _await_end(ended: threading.Event) -> None:
    """End this process once its parent closes the standard input, or has ended."""
    sys.stdin.buffer.read()
    ended.set()
    time.sleep(_GRACE)
    os._exit(1)  # within one long step of SQLite; the partial file is deleted by the next upkeep


def maintain(
    store: Path, today: datetime.date, wanted: Callable[[], bool] = lambda: True
) -> UpkeepResult:
    """Delete leftovers, make the backup of the day if it is due, and merge indexes.

    An index that cannot be merged now is merged by the next upkeep.
    """
    result = UpkeepResult()
    delete_leftovers(store)
    try:
        with suppress(BackupCancelledError):
            backup = back_up_daily(store, today, wanted)
            result = UpkeepResult(damaged=backup.damaged if backup else ())
    except StoreError as error:
        # the commands in the message of a lost store are for a later start
        result = UpkeepResult(error.finding if isinstance(error, LostStoreError) else str(error))
    with suppress(StoreError):
        optimize_fts(store, wanted, gently=True)
    return result
