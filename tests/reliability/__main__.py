"""`python -m tests.reliability [--long]`: every fault, many times over, with the counts printed."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.reliability import disk_log
from tests.reliability.disks import damage_files, fill_disk
from tests.reliability.fuzzer import PARSERS, fuzz
from tests.reliability.growth import SIZES, measure_growth
from tests.reliability.losses import (
    can_trace,
    change_open_stores,
    kill_restores,
    lose_stores,
    turn_clocks,
)
from tests.reliability.power import lose_power
from tests.reliability.processes import (
    Outcome,
    kill_imports,
    kill_parents,
    kill_writers,
    maintain_at_once,
    write_at_once,
)
from tests.reliability.servers import fetch_from_hostile_servers
from tests.reliability.signals import send_signals
from tests.reliability.terminal import show_hostile


def main() -> int:
    """Print a table of what was tried and what went wrong; 1 where anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--long", action="store_true", help="as many times as a promise needs")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    times, seed = (20 if options.long else 1), options.seed
    rows: list[tuple[str, Callable[[Path], Outcome]]] = [
        ("writers killed (SIGKILL)", lambda folder: kill_writers(folder, 50 * times, seed)),
        ("imports killed (SIGKILL)", lambda folder: kill_imports(folder, 5 * times, seed)),
        ("parents of workers killed", lambda folder: kill_parents(folder, 5 * times, seed)),
        ("a full disk", lambda folder: fill_disk(folder, 50 * times, seed)),
        ("processes writing at once", lambda folder: write_at_once(folder, 2, 60 * times)),
        ("maintenance meanwhile", lambda folder: maintain_at_once(folder, 2, 60 * times)),
        ("stores lost", lambda folder: lose_stores(folder, 2 * times, seed)),
        ("files changed while open", lambda folder: change_open_stores(folder, 2 * times, seed)),
        ("backups with a wrong clock", lambda folder: turn_clocks(folder, 40 * times, seed)),
        (
            "restores killed (SIGKILL)",
            lambda folder: kill_restores(folder, every_call=options.long and can_trace()),
        ),
    ]
    if disk_log.available():
        rows.append(("losses of power", lambda folder: lose_power(folder, 250 * times, seed)))
    table = Table("fault", "tries", "acknowledged", "lost", "damaged")
    failed = False
    for name, run in rows:
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(Path(folder))
        failed = failed or bool(outcome.lost or outcome.damaged)
        table.add_row(
            name,
            f"{outcome.tries:,}",
            f"{outcome.acknowledged:,}",
            str(len(outcome.lost)),
            str(len(outcome.damaged)),
        )
        for line in (*outcome.lost, *outcome.damaged):
            print(f"{name}: {line}", file=sys.stderr)
    Console().print(table)
    more = (
        _damaged(30 * times, seed),
        _hostile(options.long),
        _fuzzed(60 if options.long else 3, seed),
        _fetched(60.0 if options.long else 5.0),
        _signalled(1_000 if options.long else 20, seed),
        _grown(SIZES if options.long else SIZES[:2]),
    )
    return int(any((failed, *more)))


def _damaged(times: int, seed: int) -> bool:
    """Return True if damage to a file was unnoticed, or prevented saving the rest."""
    with tempfile.TemporaryDirectory() as folder:
        found = damage_files(Path(folder), times, seed)
    table = Table("damage", "noticed", "harmless")
    for way in sorted({*found.noticed, *found.harmless}):
        table.add_row(way, str(found.noticed[way]), str(found.harmless[way]))
    Console().print(table)
    wrong = {"silent": found.silent, "crashes": found.crashes, "unsaved": found.unsaved}
    print(", ".join(f"{name} {len(lines)}" for name, lines in wrong.items()))
    for line in (line for lines in wrong.values() for line in lines):
        print(line, file=sys.stderr)
    return any(wrong.values())


def _hostile(long: bool) -> bool:
    """Return True if hostile text reached the terminal, or ended the app."""
    table = Table("terminal", "hostile texts", "screens", "bytes", "let through", "crashes")
    failed = False
    for size in ((60, 20), (100, 30), (200, 50)) if long else ((100, 30),):
        with tempfile.TemporaryDirectory() as folder:
            seen = show_hostile(Path(folder), 1000 if long else 3, size)
        failed = failed or bool(seen.let_through or seen.crashes)
        table.add_row(
            f"{size[0]} × {size[1]}",
            f"{seen.texts:,}",
            f"{seen.screens:,}",
            f"{seen.sent:,}",
            str(len(seen.let_through)),
            str(len(seen.crashes)),
        )
        for line in (*map(repr, seen.let_through), *seen.crashes):
            print(line, file=sys.stderr)
    Console().print(table)
    return failed


def _signalled(times: int, seed: int) -> bool:
    """Return True if a signal during a start left a traceback, another exit code or raw mode."""
    with tempfile.TemporaryDirectory() as folder:
        found = send_signals(Path(folder), times, seed)
    table = Table("signals while the app opens", "wrong")
    table.add_row(f"{found.sent:,}", str(len(found.wrong)))
    Console().print(table)
    for line in found.wrong:
        print(line, file=sys.stderr)
    return bool(found.wrong)


def _fetched(patience: float) -> bool:
    """Return True if a fetch from a hostile server exceeded `patience`, or gave an article."""
    table = Table("server", "seconds", "problem")
    failed = False
    for name, ended in fetch_from_hostile_servers(patience).items():
        failed = failed or not ended.problem or ended.seconds > patience + 2
        table.add_row(name, f"{ended.seconds:.1f}", ended.problem)
    Console().print(table)
    return failed


def _fuzzed(seconds: float, seed: int) -> bool:
    """Return True if a parser crashed or hung."""
    logging.disable(logging.CRITICAL)  # libraries say a line of each damaged file
    table = Table("parser", "CPU s", "inputs", "crashes", "hangs")
    failed = False
    for name in PARSERS:
        fuzzed = fuzz(name, seed, seconds=seconds)
        failed = failed or bool(fuzzed.crashes or fuzzed.hangs)
        table.add_row(
            name,
            f"{seconds:g}",
            f"{fuzzed.calls:,}",
            str(len(fuzzed.crashes)),
            str(len(fuzzed.hangs)),
        )
        for line in (*fuzzed.crashes, *fuzzed.hangs):
            print(f"{name}: {line}", file=sys.stderr)
    Console().print(table)
    return failed


def _grown(sizes: Sequence[int]) -> bool:
    """Return True if the time or the memory of an import grew faster than the file."""
    growth = measure_growth(sizes)
    table = Table("shape", *(f"CPU s for {size:,} bytes" for size in sizes), "MB", "result")
    for shape, costs in growth.costs.items():
        last = costs[-1]
        table.add_row(
            shape,
            *(f"{cost.seconds:.2f}" for cost in costs),
            f"{last.memory // 1_000_000}",
            f"{last.articles:,} articles" if last.articles else last.problem,
        )
    Console().print(table)
    for line in growth.failures:
        print(line, file=sys.stderr)
    return bool(growth.failures)


if __name__ == "__main__":
    sys.exit(main())
