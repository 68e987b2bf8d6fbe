"""Which tests run on a mutant: those that the record says executed its lines."""

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

from coverage import CoverageData
from msgspec import Struct

from analysis.structs import replace
from tests.mutants.recorder import COVERAGE, TESTS, RecordedTest
from tests.mutants.sample import Mutant

SOURCES = "sources.json"
FOLDER = ".mutants"


class Chosen(Struct, frozen=True):
    """The tests for a mutant, the fastest first, with their time under coverage.

    They are drawn from `candidates` tests. `executed` is false where no recorded test ran the
    line: the tests use its module.
    """

    tests: tuple[str, ...]
    candidates: int
    seconds: float
    executed: bool

    def without(self, names: set[str]) -> "Chosen":
        """The same choice without some tests."""
        return replace(self, tests=tuple(name for name in self.tests if name not in names))


class LineRecord:
    """A record of a project's tests, made by `--record`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self._data = CoverageData(str(folder / COVERAGE))
        self._data.read()
        recorded: dict[str, RecordedTest] = json.loads((folder / TESTS).read_bytes())
        self.seconds = {name: test["seconds"] for name, test in recorded.items() if test["passed"]}
        self.unusable = sorted(set(recorded) - set(self.seconds))
        self._sharing: dict[str, list[str]] = {}
        for name in self.seconds:
            for fixture in recorded[name]["fixtures"]:
                self._sharing.setdefault(fixture, []).append(name)
        hashes: dict[str, str] = json.loads((folder / SOURCES).read_bytes())
        now = hash_sources(root, sorted({path.partition("/")[0] for path in hashes}))
        self.changed = {path for path in {*hashes, *now} if hashes.get(path) != now.get(path)}
        self._runs = cache(self._weigh_lines)
        self._importers = cache(self._find_importers)

    def choose(self, mutant: Mutant, most: int, seconds: float) -> Chosen:
        """Choose at most `most` tests that take at most `seconds` together, or the fastest alone.

        Half of them are the fastest, half those that execute most of the file, above all lines that
        few tests execute: the fastest test of a common line seldom looks at its effect.
        """
        names, executed = self._tests_of(mutant)
        runs = self._runs(mutant.path)
        fastest = sorted(names, key=lambda name: (self.seconds[name], name))
        nearest = sorted(names, key=lambda name: (-runs.get(name, 0.0), self.seconds[name], name))
        chosen: dict[str, float] = {}
        for name in chain.from_iterable(zip_longest(fastest, nearest)):
            spent = sum(chosen.values()) + self.seconds[name]
            if len(chosen) < most and (spent <= seconds or not chosen):
                chosen[name] = self.seconds[name]
        tests = sorted(chosen, key=lambda name: (chosen[name], name))
        return Chosen(tuple(tests), len(names), sum(chosen.values()), executed)

    def _tests_of(self, mutant: Mutant) -> tuple[set[str], bool]:
        """The tests that may notice a mutant, and whether they execute it.

        What an import runs is seen through the functions of its module, or of those that import
        it. In a file that changed since the record, the lines are no longer known. The code of
        other processes is not in the record, except for parsers (`unsandboxed_parsers`): it may be
        noticed by tests that use or import its module, or that are beside it.
        """
        path, mutation = mutant.path, mutant.mutation
        if mutation.at_import or path in self.changed:
            users = (
                set(self._runs(path)),
                {name for user in self._importers(path) for name in self._runs(user)},
            )
            for names in users:
                if names:
                    return names, True
        else:
            contexts = self._data.contexts_by_lineno(path)
            first, last = mutation.lines
            executing = (contexts.get(line, ()) for line in range(first, last + 1))
            names = set(self._to_tests(chain.from_iterable(executing)))
            if names:
                return names, True
        files = tuple(f"{file}::" for file in self._importers(path))
        importing = {name for name in self.seconds if name.startswith(files)}
        importing |= set(self._runs(path))
        return importing or self._tests_beside(path), mutation.at_import

    def _tests_beside(self, path: str) -> set[str]:
        """The tests of a module in the folder that mirrors its own; without any, of the folder."""
        folder, _, name = path.removesuffix(".py").rpartition("/")
        beside = {test for test in self.seconds if test.startswith(f"tests/{folder}/")}
        return {test for test in beside if f"/test_{name}.py" in test} or beside

    def _to_tests(self, contexts: Iterable[str]) -> Iterator[str]:
        """The tests of contexts: of a fixture, all that share it."""
        for context in contexts:
            if context in self.seconds:
                yield context
            yield from self._sharing.get(context, ())

    def _weigh_lines(self, path: str) -> dict[str, float]:
        """Tests → the lines of a file's functions that they execute; a rare line counts more."""
        source = (self.root / path).read_bytes() if (self.root / path).exists() else b""
        inside = _lines_in_functions(source)
        weights: dict[str, float] = {}
        for line, contexts in sorted(self._data.contexts_by_lineno(path).items()):
            if line in inside or path in self.changed:
                names = set(self._to_tests(contexts))
                for name in names:
                    weights[name] = weights.get(name, 0.0) + 1 / len(names)
        return weights

    def _find_importers(self, path: str) -> tuple[str, ...]:
        """The files, of the project and its tests, that import a module by its name."""
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        package, _, name = module.rpartition(".")
        pattern = re.compile(
            rf"^\s*(?:from {re.escape(module)} import|import {re.escape(module)}\b"
            rf"|from {re.escape(package)} import (?:[^#\n]*\W)?{name}\b)",
            re.M,
        )
        return tuple(file for file, text in self._texts() if pattern.search(text))

    def _texts(self) -> Sequence[tuple[str, str]]:
        """The Python files of the project's packages and tests, with their texts."""
        folders = {path.partition("/")[0] for path in self._data.measured_files()} | {"tests"}
        return _read_texts(self.root, tuple(sorted(folders)))


@cache
def _read_texts(root: Path, folders: tuple[str, ...]) -> Sequence[tuple[str, str]]:
    return [
        (file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
        for folder in folders
        for file in sorted((root / folder).rglob("*.py"))
    ]


def hash_sources(root: Path, packages: Iterable[str]) -> dict[str, str]:
    """Files of packages → hashes of their contents."""
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for package in packages
        for file in sorted((root / package).rglob("*.py"))
    }


def _lines_in_functions(source: bytes) -> set[int]:
    """The lines that run when a function is called, and not with the import."""
    return {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for line in range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
    }
