"""`python -m tests.faults [--long]`: every fault, many times over, with the counts printed."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults import recording
from tests.faults.power import lose_power
from tests.faults.processes import Outcome, kill_writers, write_at_once


def main() -> int:
    """Print a table of what was tried and what went wrong; 1 where anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help="as many times as a promise needs")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    times, seed = (20 if options.long else 1), options.seed
    rows: list[tuple[str, Callable[[Path], Outcome]]] = [
        ("writers killed (SIGKILL)", lambda folder: kill_writers(folder, 50 * times, seed)),
        ("processes writing at once", lambda folder: write_at_once(folder, 2, 60 * times)),
    ]
    if recording.available():
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
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
