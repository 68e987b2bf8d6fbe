"""Draw mutants of the code at random and print how many of them the tests notice.

`python -m tests.mutants --record` runs the tests once under coverage (20 minutes) and writes which
test executes which lines to `.mutants`; with paths, it adds these tests to the record.
`python -m tests.mutants --seed 7` then tries 150 mutants, each with the tests that execute it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.mutants.contexts import FOLDER, SOURCES, LineRecord
from tests.mutants.equivalents import EQUIVALENTS, read_equivalents
from tests.mutants.recorder import COVERAGE, TESTS
from tests.mutants.report import print_report
from tests.mutants.sample import PACKAGES, draw_mutants
from tests.mutants.trials import Checkout, try_mutants

ROOT = Path(__file__).parents[2]
_NOT_RECORDED = (  # the app in other processes, or hundreds of long texts
    "tests/offline/test_offline.py",
    "tests/browser",
    "tests/reliability",
    "tests/mutants",
    "tests/analysis/test_concatenations.py",
)
_PARSERS = "tests.mutants.unsandboxed_parsers"


def main() -> int:
    """Record the tests, or try a sample of mutants and print the result."""
    options = _parse()
    folder = ROOT / FOLDER
    with tempfile.TemporaryDirectory(prefix="mutants-") as temporary:
        if options.record is not None:
            return _record(options.record, folder, Path(temporary))
        if not (folder / SOURCES).exists():
            print("No record of the tests. Run `python -m tests.mutants --record`", file=sys.stderr)
            return 2
        record = LineRecord(ROOT, folder)
        mutants = draw_mutants(ROOT, options.package or PACKAGES, options.count, options.seed)
        results = try_mutants(
            mutants, record, Path(temporary), options.jobs, options.tests, options.seconds
        )
    print_report(results, record, read_equivalents(options.equivalents), Console())
    return 0


def _record(paths: list[str], folder: Path, temporary: Path) -> int:
    """Record the tests of paths, or all tests again; return pytest's exit code."""
    folder.mkdir(exist_ok=True)
    if not paths:
        for name in (COVERAGE, TESTS, SOURCES):
            (folder / name).unlink(missing_ok=True)
    ignored = [f"--ignore={path}" for path in _NOT_RECORDED]
    arguments = ["-p", _PARSERS, *(paths or ["tests"]), *ignored]
    return Checkout(ROOT, temporary).record(folder, PACKAGES, arguments)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="the same sample for the same code")
    parser.add_argument("--count", type=int, default=150, help="mutants in the sample")
    parser.add_argument("--package", action="append", choices=PACKAGES, help="only this package")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at a time")
    parser.add_argument("--tests", type=int, default=40, help="tests for a mutant, at most")
    parser.add_argument(
        "--seconds", type=float, default=30, help="recorded time of a mutant's tests, at most"
    )
    parser.add_argument(
        "--equivalents", type=Path, default=EQUIVALENTS, metavar="FILE",
        help="survivors that are left out of the rate",
    )  # fmt: skip
    parser.add_argument(
        "--record", nargs="*", metavar="PATH", help="record all tests, or add those of the paths"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
