"""From a key press to the last byte of its answer, idle and while articles are imported."""

import argparse
import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

_QUIET = 0.06  # seconds without output after which an answer is over
_PATIENCE = 60.0
_PAGES = b"\x04\x15"  # ^d and ^u: half a page of other text, so that every key has an answer


def run(arguments: list[str]) -> int:
    """Print both medians, the 95th percentiles and their ratios."""
    program = "python -m benchmarks response_times"
    parser = argparse.ArgumentParser(prog=program, description=__doc__)
    parser.add_argument("--articles", type=int, default=500, help="articles imported meanwhile")
    parser.add_argument("--keys", type=int, default=150, help="keys pressed each time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_articles(folder / "news", options.articles)
        terminal = _Terminal(folder)
        try:
            terminal.ask(b"y", b"Timeline")  # the sample article, analyzed and opened
            for key in (b"\x1b[12~", b"q"):  # F2, then q ends the tour
                terminal.press(key)
            idle = terminal.latencies(options.keys)
            terminal.ask(b"q", b"Library")
            terminal.ask(b"a", b"Add articles")
            for letter in f"{folder / 'news'}\r":
                terminal.press(letter.encode())
            asked = time.perf_counter()
            while terminal.stored(folder) < 3:  # the worker has loaded and is at work
                if time.perf_counter() - asked > _PATIENCE:
                    raise TimeoutError("no article was stored")
                terminal.press(b"")
                time.sleep(0.2)
            terminal.press(b"\r")
            busy = terminal.latencies(options.keys)
            done = terminal.stored(folder)
        finally:
            terminal.close()
    _print(idle, busy)
    print(f"{done:,} of {options.articles:,} articles were stored when the last key was answered")
    return 0


def _write_articles(folder: Path, count: int) -> None:
    from tui.sample_article import sample_document

    folder.mkdir()
    text = sample_document().text
    for number in range(count):
        (folder / f"{number:04d}.txt").write_text(f"Report {number}\n\n{text}", encoding="utf-8")


class _Terminal:
    """The app on a pseudo-terminal of 100 by 30 cells."""

    def __init__(self, folder: Path) -> None:
        environment = {
            **os.environ,
            "ONRECORD_STORE": str(folder / "onrecord.sqlite"),
            "ONRECORD_STATE": str(folder),
            "ONRECORD_KEYS": str(folder / "keys.toml"),
            "TERM": "xterm-256color",
        }
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.execvpe(sys.executable, [sys.executable, "-m", "tui"], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.wait_for(b"OnRecord")
        self.press(b"")

    def wait_for(self, marker: bytes) -> None:
        """Read until the marker was drawn, a minute at most."""
        seen, began = b"", time.perf_counter()
        while marker not in seen:
            if time.perf_counter() - began > _PATIENCE:
                raise TimeoutError(f"{marker!r} did not appear; last bytes: {seen[-400:]!r}")
            seen += self._read(1.0)
        self.press(b"")

    def ask(self, keys: bytes, marker: bytes) -> None:
        """Press keys, and read until what they ask for is drawn."""
        self.press(b"")  # what was drawn before is no answer
        os.write(self._terminal, keys)
        self.wait_for(marker)

    def press(self, keys: bytes) -> float:
        """Press keys; gives the seconds until the last byte of what was drawn for them."""
        if keys:
            os.write(self._terminal, keys)
        began = last = time.perf_counter()
        while self._read(_QUIET):
            last = time.perf_counter()
        return last - began

    def latencies(self, keys: int) -> list[float]:
        """Milliseconds to the last byte, for half pages down and up, some time apart."""
        chance = random.Random(1)
        found = []
        for number in range(keys):
            time.sleep(chance.uniform(0.02, 0.08))
            while self._read(0.0):  # what the app draws of its own accord is no answer
                pass
            direction = number // 4 % 2
            found.append(1000 * self.press(_PAGES[direction : direction + 1]))
        return found

    def stored(self, folder: Path) -> int:
        """Return the present number of articles in the store."""
        from db import Store

        with Store(folder / "onrecord.sqlite") as store:
            return store.articles.count()

    def close(self) -> None:
        """End the app."""
        os.kill(self._child, signal.SIGTERM)
        os.waitpid(self._child, 0)
        os.close(self._terminal)

    def _read(self, patience: float) -> bytes:
        ready, _, _ = select.select([self._terminal], [], [], patience)
        return os.read(self._terminal, 65536) if ready else b""


def _print(idle: list[float], busy: list[float]) -> None:
    table = Table(title="key press to last byte, milliseconds")
    for heading in ("", "median", "95th percentile"):
        table.add_column(heading, justify="right" if heading else "left")
    rows = []
    for name, values in (("idle", idle), ("importing", busy)):
        answered = [value for value in values if value > 0] or [0.0]
        row = (statistics.median(answered), statistics.quantiles(answered, n=20)[-1])
        rows.append(row)
        table.add_row(name, *(f"{value:.1f}" for value in row))
    table.add_row("ratio", *(f"{b / a:.2f}" for a, b in zip(*rows, strict=True)))
    Console().print(table)
