"""`python -m benchmarks correction_trace`: the code that one correction of a speaker runs.

The sample article is open in the reader and the dialog of `cs` has a speaker picked. From Enter
until the app is idle again, every call of a function is traced in every thread: the modules and
functions of `analysis`, `db` and `tui`, and the read transactions. `--list` prints their names.
"""

import argparse
import asyncio
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from rich.console import Console
from rich.table import Table
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from analysis import Analysis, Entity, Mention, Quotation, Span
from db import Document, Store
from db.connection import Connection
from tui import maintenance
from tui.app import OnRecordApp

_OWN = ("analysis", "db", "tui")
_ROOT = Path(__file__).parent.parent
_TEXT = (
    '"We cannot repair a roof that is no longer there," said Petra Holm, the mayor.\n'
    '"People came with their own hammers," Anders Lind said.\n'
)
_SIZE = (120, 40)
_IDLE = 0.3  # seconds after which nothing more is expected


def run(arguments: list[str]) -> int:
    """Print how many modules, functions and read transactions a correction runs."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks correction_trace",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--list", action="store_true", help="print the functions of each module")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        trace = asyncio.run(_correct(Path(name)))
    _print(trace, listed=options.list)
    return 0


class CallTrace:
    """The functions that are called while the trace is active, by code object.

    Create it before the app starts: only threads that are started later are traced.
    """

    def __init__(self) -> None:
        self.calls: Counter[CodeType] = Counter()
        self._active = False
        threading.setprofile(self._count)

    def __enter__(self) -> "CallTrace":
        self._active = True
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        self._active = False
        sys.setprofile(None)
        threading.setprofile(None)

    def _count(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and self._active:
            self.calls[frame.f_code] += 1

    @property
    def functions(self) -> dict[str, set[str]]:
        """The names of the functions by module."""
        found: dict[str, set[str]] = {}
        for code in self.calls:
            path = Path(code.co_filename)
            if path.is_relative_to(_ROOT):
                module = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
                if module.partition(".")[0] in _OWN:
                    found.setdefault(module, set()).add(code.co_qualname)
        return found

    @property
    def read_transactions(self) -> int:
        """The number of read transactions, without those inside another transaction."""
        generators: tuple[Any, Any] = (Connection._transact, Connection.transaction)
        every, writing = (
            self.calls[generator.__wrapped__.__code__] // 2  # entered to begin and to end
            for generator in generators
        )
        return every - writing


def _span(words: str) -> Span:
    start = _TEXT.index(words)
    return start, start + len(words)


def _analysis() -> Analysis:
    """Return the findings of the text: two people, each with a quotation."""
    names = ("Petra Holm", "Anders Lind")
    quotes = (
        '"We cannot repair a roof that is no longer there,"',
        '"People came with their own hammers,"',
    )
    return Analysis(
        _TEXT,
        None,
        tuple(Entity(number, name, "PERSON") for number, name in enumerate(names)),
        tuple(Mention(*_span(name), "PERSON", "name", number) for number, name in enumerate(names)),
        tuple(
            Quotation((_span(quote),), "direct", None, _span(name), number)
            for number, (quote, name) in enumerate(zip(quotes, names, strict=True))
        ),
    )


async def _correct(folder: Path) -> CallTrace:
    """Set the speaker of the second quotation with the keys of the reader."""
    path = folder / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(Document(_TEXT, "The market"), _analysis()).article
    trace = CallTrace()
    maintenance.MAINTENANCE_DELAY = 3_600.0
    app = OnRecordApp(path, article=article)
    async with app.run_test(size=_SIZE) as pilot:
        await _settle(pilot)
        await pilot.press("2", "]", "q", "c", "s", *"petra")
        await _settle(pilot)
        with trace:
            await pilot.press("enter")
            await _settle(pilot)
        corrections = app.store.corrections.list_of_article(article)
    if len(corrections) != 1:
        raise RuntimeError(f"{len(corrections)} corrections were stored instead of 1")
    return trace


async def _settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs and nothing is left to draw."""
    await pilot.pause()
    await asyncio.sleep(_IDLE)
    waiting = True
    while waiting:
        try:
            await pilot.app.workers.wait_for_complete()
            waiting = False
        except WorkerCancelled:  # by a newer worker of its group
            await pilot.pause()
    await pilot.pause()


def _print(trace: CallTrace, *, listed: bool) -> None:
    functions = trace.functions
    table = Table("", "From Enter to idle", title="A correction of a speaker")
    table.add_row("modules", str(len(functions)))
    for package in _OWN:
        in_package = [module for module in functions if module.partition(".")[0] == package]
        table.add_row(f"  of {package}", str(len(in_package)))
    table.add_row("functions", str(sum(map(len, functions.values()))))
    table.add_row("read transactions", str(trace.read_transactions))
    console = Console()
    console.print(table)
    if listed:
        for module in sorted(functions):
            console.print(f"{module}: {', '.join(sorted(functions[module]))}", highlight=False)
