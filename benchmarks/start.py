"""Time to the first frame on a pseudo-terminal, beside a minimal Textual app of the same shape."""

import argparse
import dataclasses
import datetime
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.partial_dates import PartialDate

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[PX^_\]].*?(?:\x1b\\|\x07)|[@-Z\\-_])", re.S)
_PATIENCE = 60.0


@dataclasses.dataclass(frozen=True)
class Start:
    """One start: seconds until the marker was on the screen, CPU seconds, and MiB at the peak."""

    wall: float
    cpu: float
    memory: float


def run(arguments: list[str]) -> int:
    """Print starts of both apps in turn: the median and the smallest, and their ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks start", description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--articles", type=int, default=0, help="articles in the store")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "onrecord.sqlite"
        _fill(store, options.articles)
        commands = {
            "OnRecord": ([sys.executable, "-m", "tui"], b"OnRecord"),
            "minimal Textual app": ([sys.executable, "-m", "benchmarks.minimal_app"], b"row 2.5"),
        }
        environment = {
            **os.environ,
            "ONRECORD_STORE": str(store),
            "ONRECORD_STATE": folder,
            "ONRECORD_KEYS": str(Path(folder) / "keys.toml"),
            "TERM": "xterm-256color",
        }
        # Both apps as they run once installed: with their bytecode beside them.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        starts: dict[str, list[Start]] = {name: [] for name in commands}
        for turn in range(options.runs + 1):
            for name, (command, marker) in commands.items():
                start = first_frame(command, marker, environment)
                if turn:  # the first of each warms the disk cache
                    starts[name].append(start)
    _print(starts, f"first frame, {options.articles} articles stored, {options.runs} runs each")
    return 0


def first_frame(command: Sequence[str], marker: bytes, environment: dict[str, str]) -> Start:
    """Start `command` on a 100×30 pseudo-terminal and measure until `marker` is on its screen.

    Raises TimeoutError after a minute, with what the terminal showed last.
    """
    started = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], list(command), environment)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        seen = b""
        while marker not in _ESCAPES.sub(b"", seen):
            ready, _, _ = select.select([terminal], [], [], _PATIENCE)
            if not ready or time.perf_counter() - started > _PATIENCE:
                raise TimeoutError(f"{marker!r} did not appear; last bytes: {seen[-400:]!r}")
            seen += os.read(terminal, 65536)
        wall = time.perf_counter() - started
        cpu, memory = _usage(child)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return Start(wall, cpu, memory)


def _usage(process: int) -> tuple[float, float]:
    """CPU seconds and peak MiB of a running process, from /proc."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    status = Path(f"/proc/{process}/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return (int(fields[11]) + int(fields[12])) / ticks, int(peak[1]) / 1024 if peak else 0.0


def _fill(path: Path, articles: int) -> None:
    from analysis import Analysis
    from db import Document, Store

    first = datetime.date(2020, 1, 1)
    with Store(path) as store:
        for number in range(articles):
            text = f"Article {number}. " + "Ministers met and said little of note. " * 12
            published = first + datetime.timedelta(days=number % 2000)
            document = Document(
                text, f"The ministers' meeting, part {number}", "Jane Roe", "The Paper",
                f"article-{number}.txt", PartialDate.from_day(published), "given",
            )  # fmt: skip
            store.articles.add(document, Analysis(text, published))


def _print(starts: dict[str, list[Start]], title: str) -> None:
    table = Table(title=title)
    for heading in ("app", "wall ms median", "min", "CPU ms median", "min", "peak MiB"):
        table.add_column(heading, justify="left" if heading == "app" else "right")
    medians = []
    for name, runs in starts.items():
        walls, cpus = [run.wall * 1000 for run in runs], [run.cpu * 1000 for run in runs]
        peak = statistics.median(run.memory for run in runs)
        medians.append(
            (statistics.median(walls), min(walls), statistics.median(cpus), min(cpus), peak)
        )
        table.add_row(name, *(f"{value:.0f}" for value in medians[-1]))
    ours, theirs = medians
    table.add_row("ratio", *(f"{a / b:.2f}" for a, b in zip(ours, theirs, strict=True)))
    Console().print(table)
