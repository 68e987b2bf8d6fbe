"""Run pytest and record which test executes which lines, and how long it takes.

This file is run by its path in a copy of the checkout, so that it serves any project:
`python -P recorder.py '{"out": "…", "packages": ["analysis"], "arguments": ["tests"]}'`.

Contexts change with tests, not with test functions (coverage's `test_function`). That setting
misses fixtures, and the code that the app runs while an asynchronous test waits.
"""

import functools
import json
import os
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypedDict

import coverage
import pytest

COVERAGE, TESTS = "coverage.sqlite", "tests.json"
_MODELS = ("analysis.tagger", "analysis.tokenizer")  # their caches take long to fill


class RecordedTest(TypedDict):
    """The time of a test under coverage, its outcome, and the fixtures it shares with others."""

    seconds: float
    passed: bool
    fixtures: list[str]


class LineRecorder:
    """A pytest plugin that gives each test and each shared fixture a context."""

    def __init__(self, measured: coverage.Coverage, packages: list[str]) -> None:
        self.measured, self.packages = measured, packages
        self.tests: dict[str, RecordedTest] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Record a test with its fixtures; start it with empty caches, as if it ran alone."""
        for cached in _caches(self.packages):
            cached.cache_clear()
        self.tests[item.nodeid] = {"seconds": 0.0, "passed": True, "fixtures": _shared(item)}
        started = time.perf_counter()
        self.measured.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.measured.switch_context("")
            self.tests[item.nodeid]["seconds"] = round(time.perf_counter() - started, 4)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        """Record a fixture that is set up once for several tests in its own context."""
        if fixturedef.scope == "function":
            return (yield)
        before = self.measured.switch_context(_context(fixturedef))
        try:
            return (yield)
        finally:
            self.measured.switch_context(before or "")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that fails or is skipped: it cannot be used on a mutant."""
        if not report.passed:
            self.tests[report.nodeid]["passed"] = False


def _context(fixture: pytest.FixtureDef[Any]) -> str:
    return f"fixture {fixture.baseid} {fixture.argname}"


def _shared(item: pytest.Item) -> list[str]:
    """The contexts of the fixtures that a test shares with others."""
    fixtures: dict[str, list[pytest.FixtureDef[Any]]] = getattr(
        getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}
    )
    return sorted(
        _context(fixture)
        for overridden in fixtures.values()
        for fixture in overridden
        if fixture.scope != "function"
    )


def _caches(packages: list[str]) -> Iterator["functools._lru_cache_wrapper[object]"]:
    """The caches of the packages' functions, those of the models left out."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages and name not in _MODELS:
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    yield value


def main() -> int:
    """Run the tests and add to the record in the folder `out`; return pytest's exit code."""
    options = json.loads(sys.argv[1])
    out, packages = Path(options["out"]), options["packages"]
    measured = coverage.Coverage(str(out / COVERAGE), config_file=False, source=packages)
    measured.set_option("run:relative_files", True)
    measured.load()
    measured.start()
    recorder = LineRecorder(measured, packages)
    code = pytest.main(["-q", "-p", "no:cacheprovider", *options["arguments"]], [recorder])
    measured.stop()
    measured.save()
    tests = out / TESTS
    known = json.loads(tests.read_text(encoding="utf-8")) if tests.exists() else {}
    tests.write_text(json.dumps(known | recorder.tests, indent=0), encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = os.getcwd()  # noqa: PTH109 — tests start processes
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
    sys.exit(main())
