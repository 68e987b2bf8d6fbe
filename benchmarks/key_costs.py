"""`python -m benchmarks key_costs`: CPU time and bytes for each key, and to open each screen.

The app runs on a pseudo-terminal of 100 by 30 cells with 256 colors. Beside it are a TextArea with
the same text and a DataTable with as many rows, each alone in a minimal app. CPU time is that of
the process, from `/proc`; what the app does of its own accord in that time is included. Each screen
is opened twice in sessions of its own: the first time, and again.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from textual.app import App, ComposeResult
from textual.widgets import DataTable, TextArea

from analysis import analyze
from db import Document, Store
from tui.sample_article import sample_document

_QUIET = 0.25  # seconds without output after which a key is answered
_IDLE = 0.6  # seconds of sleep after which a screen is open
_LONGEST = 1.0  # seconds for an answer; a blinking cursor writes without end
_AFTER_START = 9.0  # seconds in which the app starts, and does its maintenance
_DOWN = b"\x1b[B"
_SCREENS = {"reader": b"\r", "people": b"gp", "search": b"s", "timeline": b"gt"}
_BACK = {"search": b"\x1b"}


class _Cost(NamedTuple):
    """The mean CPU milliseconds and bytes of a key."""

    milliseconds: float
    written: float


class _TextApp(App[None]):
    """A read-only TextArea with the text of the sample article."""

    def compose(self) -> ComposeResult:
        yield TextArea(sample_document().text, read_only=True)


class _TableApp(App[None]):
    """A DataTable with rows of three cells."""

    def compose(self) -> ComposeResult:
        table: DataTable[str] = DataTable(cursor_type="row")
        table.add_columns("title", "site", "date")
        table.add_rows((f"Article {row}", "Harbor Post", "12 March 2026") for row in range(300))
        yield table


def run(arguments: list[str]) -> int:
    """Print a row for each key of the app and of the two widgets."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks key_costs", description=__doc__)
    parser.add_argument("--keys", type=int, default=30, help="presses of each key")
    parser.add_argument("--sessions", type=int, default=5, help="in which each screen is opened")
    parser.add_argument("--rival", choices=("text", "table"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.rival:
        {"text": _TextApp, "table": _TableApp}[options.rival]().run()
        return 0
    rival = ("-m", "benchmarks", "key_costs", "--rival")
    count: int = options.keys
    costs = {
        "TextArea, down": _measure_keys((*rival, "text"), b"", _DOWN, count),
        "DataTable, down": _measure_keys((*rival, "table"), b"", _DOWN, count),
    }
    with tempfile.TemporaryDirectory() as name:
        _make_store(Path(name))
        app = ("-m", "tui", "--store", str(Path(name) / "onrecord.sqlite"))
        os.environ.update(ONRECORD_STATE=name, ONRECORD_KEYS=os.devnull, ONRECORD_CONFIG=os.devnull)
        costs["library, j"] = _measure_keys(app, b"", b"j", count)
        costs["reader, j"] = _measure_keys(app, b"\r", b"j", count)
        costs["reader, Tab"] = _measure_keys(app, b"\r", b"\t", count)
        costs["search, a letter"] = _measure_keys(app, b"s", b"e", count)
        for screen, key in _SCREENS.items():
            opened = [
                _measure_openings(app, key, _BACK.get(screen, b"q"))
                for _ in range(options.sessions)
            ]
            for name, found in zip(("first", "again"), zip(*opened, strict=True), strict=True):
                costs[f"open {screen}, {name}"] = _median(found)
    _print(costs)
    return 0


def _make_store(folder: Path) -> None:
    """Store the sample article above 300 short ones."""
    with Store(folder / "onrecord.sqlite") as store:
        for number in range(300):
            text = f"The ferry of pier {number} sails in June, Ana Reis said."
            store.articles.add(Document(text, f"Pier {number}"), analyze(text, None))
        sample = sample_document()
        store.articles.add(sample, analyze(sample.text, sample.published_day))


def _measure_keys(arguments: tuple[str, ...], opening: bytes, key: bytes, count: int) -> _Cost:
    """Run a program, press `opening`, then measure `count` presses of a key."""
    with _run_program(arguments) as (child, terminal):
        for pressed in (opening, key, key):
            os.write(terminal, pressed)
            _read_answer(terminal, 2.0, 2.0)
        before, written = _cpu_seconds(child), 0
        for _ in range(count):
            os.write(terminal, key)
            written += _read_answer(terminal, _QUIET)
        return _Cost(1000 * (_cpu_seconds(child) - before) / count, written / count)


def _measure_openings(arguments: tuple[str, ...], key: bytes, back: bytes) -> tuple[_Cost, _Cost]:
    """Run the app, and measure how a screen opens the first time, and again."""
    with _run_program(arguments) as (child, terminal):
        _read_until_idle(child, terminal)
        costs = []
        for _ in range(2):
            before = _cpu_seconds(child)
            os.write(terminal, key)
            written = _read_until_idle(child, terminal)
            costs.append(_Cost(1000 * (_cpu_seconds(child) - before), written))
            os.write(terminal, back)
            _read_until_idle(child, terminal)
        return costs[0], costs[1]


def _read_until_idle(process: int, terminal: int) -> int:
    """Read until all threads have slept for a while, also on a busy machine; count the bytes."""
    count, idle_since = 0, time.perf_counter()
    while time.perf_counter() - idle_since < _IDLE:
        if select.select([terminal], [], [], _IDLE / 20)[0]:
            count += len(os.read(terminal, 65536))
            idle_since = time.perf_counter()
        elif any(
            stat.rpartition(")")[2].split()[0] != "S" for stat in _read_threads(process, "stat")
        ):
            idle_since = time.perf_counter()
    return count


@contextmanager
def _run_program(arguments: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Run a program on a terminal until it is idle; give its process and the terminal."""
    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "TERM": "xterm-256color"}
        environment.pop("COLORTERM", None)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # it runs as an installed program
        os.execvpe(sys.executable, [sys.executable, *arguments], environment)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        _read_answer(terminal, _AFTER_START, _AFTER_START)
        yield child, terminal
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _median(costs: Sequence[_Cost]) -> _Cost:
    return _Cost(
        statistics.median(cost.milliseconds for cost in costs),
        statistics.median(cost.written for cost in costs),
    )


def _read_answer(terminal: int, quiet: float, longest: float = _LONGEST) -> int:
    """Read until nothing is written for `quiet` seconds; return the number of bytes."""
    count, ends = 0, time.perf_counter() + longest
    while time.perf_counter() < ends and select.select([terminal], [], [], quiet)[0]:
        count += len(os.read(terminal, 65536))
    return count


def _cpu_seconds(process: int) -> float:
    """Return the CPU time of all threads of a process."""
    return sum(int(stat.split()[0]) for stat in _read_threads(process, "schedstat")) / 1e9


def _read_threads(process: int, name: str) -> list[str]:
    """Read a file of each thread of a process in `/proc`."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return [(thread / name).read_text(encoding="utf-8") for thread in threads]


def _print(costs: dict[str, _Cost]) -> None:
    table = Table(title="CPU time and bytes to the terminal per key, means; screens: medians")
    for heading in ("key", "ms of CPU", "bytes"):
        table.add_column(heading, justify="left" if heading == "key" else "right")
    for name, cost in costs.items():
        table.add_row(name, f"{cost.milliseconds:.1f}", f"{cost.written:,.0f}")
    Console().print(table)
