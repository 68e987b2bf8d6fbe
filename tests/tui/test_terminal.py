"""In a real pseudo-terminal: signals, suspending and hanging up leave everything clean."""

import io
import os
import re
import select
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from db import Store
from tests.support.children import await_exit, await_exit_code
from tests.support.pseudo_terminal import open_app, read_until
from tests.tui.conftest import add_spoken
from tui import launch

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
import termios

LEFT = rb"\x1b\[\?1049l"  # the terminal is back at what it showed before
TAKEN = rb"\x1b\[\?1049h"
SHOWN = rb"cranes"


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
    with open_app(harbour, SHOWN) as (child, terminal):
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.kill(child, number)
        seen = read_until(terminal, LEFT)
        assert exit_code(child) == 128 + number
    assert rb"Traceback" not in seen
    check_store(harbour)


def test_a_terminal_that_is_closed_loses_nothing(harbour: Path) -> None:
    with open_app(harbour, SHOWN) as (child, terminal):
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
    with open_app(harbour, SHOWN) as (child, terminal):
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
    with open_app(harbour, SHOWN) as (child, terminal):
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
    with open_app(harbour, SHOWN, LC_ALL="C", LANG="C", PYTHONUTF8="0") as (child, terminal):
        os.write(terminal, b"G")
        read_until(terminal, rb"tide")
        os.write(terminal, b"\x11")
        seen = read_until(terminal, LEFT)
        assert exit_code(child) == 0
    assert rb"Traceback" not in seen
    check_store(harbour)
