"""Tests run on mutants, in a copy of the checkout; the working tree is never changed."""

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Literal

import pytest

from tests.mutants import recorder
from tests.mutants.contexts import SOURCES, Chosen, LineRecord, hash_sources
from tests.mutants.sample import Mutant

Fate = Literal["killed", "timed out", "survived", "not covered"]
_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".*cache*", ".mutants", ".hypothesis", ".venv", ".ci-venv", "__pycache__", "build",
    "dist", "training-cache",
)  # fmt: skip
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?\.py(?:::.+?)?)(?: - .*)?$", re.M)
_NOT_IMPORTED = re.compile(r"while loading conftest|ERROR collecting ")
_SLACK = 60.0  # seconds for pytest to start on a busy machine
_WIDER = 6  # times as many tests for a mutant that survived the first ones


@dataclass(frozen=True, slots=True)
class Result:
    """The fate of a mutant, and the tests that were run; `killer` is the test that failed."""

    mutant: Mutant
    fate: Fate
    chosen: Chosen
    killer: str = ""


class Checkout:
    """A copy of a project, of which one file at a time is a mutant."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self._temporary = folder / "checkout", folder / "temporary"
        shutil.copytree(root, self.root, ignore=_NOT_COPIED)

    def record(self, out: Path, packages: Sequence[str], arguments: Sequence[str]) -> int:
        """Add tests to the record in the folder `out`; return pytest's exit code."""
        options = {"out": str(out), "packages": packages, "arguments": self._options(arguments)}
        command = [sys.executable, "-P", recorder.__file__, json.dumps(options)]
        ran = subprocess.run(command, cwd=self.root, env=self._environment(), check=False)
        sources = out / SOURCES
        if not sources.exists():  # tests that are added do not renew the lines of the others
            hashes = hash_sources(self.root, packages)
            sources.write_text(json.dumps(hashes, indent=0), encoding="utf-8")
        return ran.returncode

    def try_mutant(self, mutant: Mutant, chosen: Chosen) -> Result:
        """Run tests on a mutant until one fails."""
        if not chosen.tests:
            return Result(mutant, "not covered", chosen)
        file = self.root / mutant.path
        self._write(file, mutant.mutated)
        try:
            code, output = self._run(["-x", *chosen.tests], _SLACK + 4 * chosen.seconds)
            if code == pytest.ExitCode.USAGE_ERROR and "not found:" in output:
                # A parameter that is made of the mutated code has another name.
                whole = dict.fromkeys(name.partition("[")[0] for name in chosen.tests)
                code, output = self._run(["-x", *whole], _SLACK + 4 * chosen.seconds)
        finally:
            self._write(file, mutant.source)
        if code is None:
            return Result(mutant, "timed out", chosen)
        if code == pytest.ExitCode.USAGE_ERROR and _NOT_IMPORTED.search(output):
            return Result(mutant, "killed", chosen)
        if code in {pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.USAGE_ERROR}:
            return Result(mutant, "not covered", chosen)  # no test of these names is there
        if code:
            failed = _FAILED.search(output)
            return Result(mutant, "killed", chosen, failed[1] if failed else "")
        return Result(mutant, "survived" if chosen.executed else "not covered", chosen)

    def failing(self, tests: Sequence[str]) -> set[str]:
        """The tests that fail without any mutant."""
        code, output = self._run(tests, None) if tests else (0, "")
        return set(_FAILED.findall(output)) if code else set()

    def _write(self, file: Path, source: bytes) -> None:
        """Write a source file, and forget its compiled form: it may have the same size and time."""
        file.write_bytes(source)
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)

    def _options(self, arguments: Sequence[str]) -> list[str]:
        return [
            "-q", "-rfE", "-m", "", "-p", "no:cacheprovider", "-p", "no:xdist",
            "--hypothesis-seed=0", f"--basetemp={self._temporary}", *arguments,
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        # Workers of xdist would run outside the record and outlive a mutant's time.
        return {**os.environ, "PYTHONPATH": str(self.root), "PYTEST_ADDOPTS": ""}

    def _run(self, arguments: Sequence[str], seconds: float | None) -> tuple[int | None, str]:
        """Run pytest; return its exit code, none where time ran out, and its output."""
        listed = self._temporary.with_suffix(".txt")
        listed.write_text("\n".join(self._options(arguments)), encoding="utf-8")
        shutil.rmtree(self.root / ".hypothesis", ignore_errors=True)
        command = [sys.executable, "-m", "pytest", f"@{listed}"]
        with subprocess.Popen(
            command, cwd=self.root, env=self._environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            start_new_session=True,
        ) as process:  # fmt: skip
            try:
                output, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return None, ""
        return process.returncode, output


def try_mutants(
    mutants: Sequence[Mutant],
    record: LineRecord,
    folder: Path,
    jobs: int,
    most: int,
    seconds: float,
) -> list[Result]:
    """Try mutants in `jobs` copies of the project; report each on standard error.

    A mutant that survives is tried again with more tests: in a rule that many tests execute, few
    depend on one word. A test that fails without a mutant as well has noticed nothing: its mutants
    are tried again without it.
    """
    chosen = {mutant: record.choose(mutant, most, seconds) for mutant in mutants}
    copies: SimpleQueue[Checkout] = SimpleQueue()
    for number in range(jobs):
        copies.put(Checkout(record.root, folder / str(number)))

    def try_in_a_copy(mutant: Mutant) -> Result:
        checkout = copies.get()
        try:
            result = checkout.try_mutant(mutant, chosen[mutant])
            if result.fate == "survived" and result.chosen.candidates > len(result.chosen.tests):
                more = record.choose(mutant, _WIDER * most, _WIDER * seconds)
                chosen[mutant] = more.without(set(result.chosen.tests))
                result = checkout.try_mutant(mutant, chosen[mutant])
        finally:
            copies.put(checkout)
        print(f"{result.fate}: {mutant.path}:{mutant.line}", file=sys.stderr)
        return result

    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(try_in_a_copy, mutants))
    checkout = copies.get()
    failing = checkout.failing(sorted({result.killer for result in results if result.killer}))
    if not failing:
        return results
    return [
        checkout.try_mutant(result.mutant, chosen[result.mutant].without(failing))
        if result.killer in failing
        else result
        for result in results
    ]
