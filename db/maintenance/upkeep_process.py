"""The process of the daily upkeep of a store, with the lowest priority.

In a thread of the app, the upkeep delayed each key by up to 90 ms: it competed for the processor,
and for the lock of the interpreter.
"""

import datetime
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from db.checksums.comparison import DamagedRecord

_ROOT = str(Path(__file__).parents[2])  # the process must import this same package
_STARTS = (
    "import sys; sys.path[:] = sys.argv.pop(1).split('\\n');"
    "from db.maintenance.upkeep import run_process; run_process()"
)
_POLL = 0.1  # seconds


class UpkeepResult(Struct, frozen=True):
    """The result of the upkeep: why there is no backup, "" if there is, and its damaged records."""

    problem: str = ""
    damaged: tuple[DamagedRecord, ...] = ()


def start_upkeep(
    store: Path, today: datetime.date, wanted: Callable[[], bool] = lambda: True
) -> UpkeepResult:
    """Run the upkeep in a process, and wait for it.

    If `wanted` returns False, or this process ends, the upkeep stops and leaves no partial file.
    """
    # in the same session: Linux divides the processor between sessions whatever their priorities
    folders = "\n".join((_ROOT, *filter(None, sys.path)))
    arguments = [str(store.absolute()), today.isoformat()]
    flags = ("CREATE_NO_WINDOW", "IDLE_PRIORITY_CLASS")  # of Windows
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _STARTS, folders, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        creationflags=sum(getattr(subprocess, flag, 0) for flag in flags),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:  # closing its standard input stops the process
        while wanted():
            with suppress(subprocess.TimeoutExpired):
                process.wait(_POLL)
                return _read_result(process.stdout.read())
    return UpkeepResult()


def _read_result(answer: bytes) -> UpkeepResult:
    if not answer:
        return UpkeepResult("its process stopped; `onrecord backup` makes one")
    return msgspec.json.decode(answer, type=UpkeepResult)
