"""In a real pseudo-terminal: signals, suspending and hanging up leave everything clean."""

import io
import os
import re
import select
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from db import Store
from tests.support.children import DEADLINE, await_exit, await_exit_code
from tests.tui.conftest import add_spoken
from tui import launch

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
import pty
import termios

RUN = """
import sys
from pathlib import Path
from tui.app import OnRecordApp
from tui.launch import run_app
app = OnRecordApp(Path(sys.argv[1]), article=1)
run_app(app)
sys.exit(app.return_code)
"""
LEFT = rb"\x1b\[\?1049l"  # the terminal is back at what it showed before
TAKEN = rb"\x1b\[\?1049h"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A store with one article of many pages, which begins with cranes and ends with the tide."""
    path = tmp_path / "harbour.sqlite"
    calm = "Nothing moved in the harbour that day. " * 4
    with Store(path) as store:
        add_spoken(
            store,
            "Harbour",
            "The cranes stood still.\n\n" + f"{calm}\n\n" * 40 + "The tide turned.",
        )
    return path


@contextmanager
def opened(harbour: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """The app with an article open: its process, and the terminal's other end."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(
            sys.executable,
            [sys.executable, "-c", RUN, str(harbour)],
            {**os.environ, "TERM": "xterm", **environment},
        )
    try:
        termios.tcsetwinsize(terminal, (24, 80))
        read_until(terminal, rb"cranes")
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


def exit_code(child: int) -> int:
    return await_exit_code(child)


def check_store(harbour: Path) -> None:
    """The store is whole and knows that the article was being read."""
    with sqlite3.connect(harbour) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store(harbour) as store:
        assert store.articles.count() == 1
        assert store.articles.row(1).state != "unread"
        assert store.reading_state.get(1).position > 1000


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_and_the_store_clean(
    harbour: Path, number: signal.Signals
) -> None:
    with opened(harbour) as (child, terminal):
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.kill(child, number)
        seen = read_until(terminal, LEFT)
        assert exit_code(child) == 128 + number
    assert rb"Traceback" not in seen
    check_store(harbour)


def test_a_terminal_that_is_closed_loses_nothing(harbour: Path) -> None:
    with opened(harbour) as (child, terminal):
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.close(terminal)
        assert exit_code(child) == 128 + signal.SIGHUP
    check_store(harbour)


def test_what_a_lost_terminal_did_not_take_does_not_change_how_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lost(io.StringIO):
        def flush(self) -> None:
            raise OSError("Input/output error")

    monkeypatch.setattr("sys.stdout", Lost())
    launch.drop_unwritable_output()
    assert sys.stdout is None
    assert sys.stderr is not None


def test_suspending_gives_the_terminal_back_and_takes_it_again(harbour: Path) -> None:
    with opened(harbour) as (child, terminal):
        before = termios.tcgetattr(terminal)[3] & (termios.ECHO | termios.ICANON)
        assert not before
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.write(terminal, b"\x1a")
        read_until(terminal, LEFT)
        assert os.WIFSTOPPED(await_exit(child, flags=os.WUNTRACED))
        assert termios.tcgetattr(terminal)[3] & termios.ECHO
        check_store(harbour)
        os.kill(child, signal.SIGCONT)
        assert rb"tide" in read_until(terminal, TAKEN + rb"(?s:.)*tide")
        os.write(terminal, b"\x11")
        read_until(terminal, LEFT)
        assert exit_code(child) == 0


def test_a_storm_of_sizes_leaves_the_app_reading(harbour: Path) -> None:
    with opened(harbour) as (child, terminal):
        for number in range(200):
            termios.tcsetwinsize(terminal, (1 + number * 7 % 60, 1 + number * 13 % 200))
            os.kill(child, signal.SIGWINCH)
            while select.select([terminal], [], [], 0)[0]:
                os.read(terminal, 65536)
        termios.tcsetwinsize(terminal, (24, 80))
        seen = b""
        for _ in range(40):  # of many signals at once the last can be lost
            os.kill(child, signal.SIGWINCH)
            while select.select([terminal], [], [], 0.5)[0]:
                seen += os.read(terminal, 65536)
            if re.search(rb"Paragraph \d+ of \d+", seen):
                break
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.write(terminal, b"\x11")
        seen = read_until(terminal, LEFT)
        assert exit_code(child) == 0
    assert rb"Traceback" not in seen
    check_store(harbour)


def test_a_terminal_without_utf8_is_read_in(harbour: Path) -> None:
    with opened(harbour, LC_ALL="C", LANG="C", PYTHONUTF8="0") as (child, terminal):
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.write(terminal, b"\x11")
        seen = read_until(terminal, LEFT)
        assert exit_code(child) == 0
    assert rb"Traceback" not in seen
    check_store(harbour)
