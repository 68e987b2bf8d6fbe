"""The app in a pseudo-terminal: typed into as by a reader, and what it writes."""

import os
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.children import DEADLINE, await_exit

RUN = """
import sys
from pathlib import Path
from tui.app import OnRecordApp
from tui.launch import run_app
app = OnRecordApp(Path(sys.argv[1]), article=1)
run_app(app)
sys.exit(app.return_code)
"""


@contextmanager
def open_app(
    store: Path, until: bytes, script: str = RUN, **environment: str
) -> Iterator[tuple[int, int]]:
    """Run the app with article 1 open; yield its process and the terminal's other end.

    Waits until `until` is shown.
    """
    import pty  # missing on Windows
    import termios

    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(
            sys.executable,
            [sys.executable, "-c", script, str(store)],
            {**os.environ, "TERM": "xterm", **environment},
        )
    try:
        termios.tcsetwinsize(terminal, (24, 80))
        read_until(terminal, until)
        yield child, terminal
    finally:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGKILL)
            await_exit(child)
        with suppress(OSError):
            os.close(terminal)


def read_until(terminal: int, pattern: bytes, patience: float = DEADLINE) -> bytes:
    """Return the output to the terminal up to `pattern`."""
    seen = b""
    until = time.monotonic() + patience
    while not re.search(pattern, seen):
        ready, _, _ = select.select([terminal], [], [], max(0, until - time.monotonic()))
        try:
            read = os.read(terminal, 65536) if ready else b""
        except OSError:  # the app ended
            read = b""
        assert read, f"{pattern!r} did not come; last: {seen[-3000:]!r}"
        seen += read
    return seen


def drain(terminal: int, seconds: float) -> None:
    """Read what is written to the terminal for some time; an app that nobody reads would stop."""
    until = time.monotonic() + seconds
    while select.select([terminal], [], [], max(0, until - time.monotonic()))[0]:
        os.read(terminal, 65536)
