"""Mutants drawn at random from packages, as many of each as its lines are of all lines."""

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from random import Random

from tests.mutants.operators import Mutation, find_mutations

PACKAGES = ("analysis", "db", "tui")
_LEFT_OUT = ("analysis/training",)  # not part of the app


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file of a project with one mutation; `path` is relative, with slashes."""

    path: str
    source: bytes
    mutation: Mutation

    @property
    def package(self) -> str:
        """`analysis/timex/lexer.py` → `analysis`."""
        return self.path.partition("/")[0]

    @property
    def line(self) -> int:
        """The line in which the change begins."""
        return self.mutation.line(self.source)

    @property
    def mutated(self) -> bytes:
        """The changed source."""
        return self.mutation.apply(self.source)

    @property
    def before_and_after(self) -> tuple[str, str]:
        """The changed lines, before and after."""
        return self.mutation.before_and_after(self.source)


def draw_mutants(root: Path, packages: Sequence[str], count: int, seed: int) -> list[Mutant]:
    """Draw `count` mutants, each of another statement: the same ones for the same seed.

    A statement is drawn first, then one of its mutations. A long table of words or a line of
    many operators is then no likelier than any other statement.
    """
    sources = {package: dict(_read_sources(root, package)) for package in packages}
    lines = {
        package: sum(source.count(b"\n") for source in files.values())
        for package, files in sources.items()
    }
    return [
        mutant
        for package, share in _shares(lines, count).items()
        for mutant in _draw(sources[package], share, Random(f"{seed} {package}"))
    ]


def _read_sources(root: Path, package: str) -> Iterator[tuple[str, bytes]]:
    for file in sorted((root / package).rglob("*.py")):
        path = file.relative_to(root).as_posix()
        if not path.startswith(_LEFT_OUT):
            yield path, file.read_bytes()


def _shares(lines: dict[str, int], count: int) -> dict[str, int]:
    """Divide a count in proportion to the lines, largest remainders first."""
    total = sum(lines.values()) or 1
    shares = {package: count * size // total for package, size in lines.items()}
    by_remainder = sorted(lines, key=lambda package: -(count * lines[package] % total))
    for package in by_remainder[: count - sum(shares.values())]:
        shares[package] += 1
    return shares


def _draw(files: dict[str, bytes], count: int, random: Random) -> list[Mutant]:
    statements = [
        (path, list(mutations))
        for path, source in files.items()
        for _, mutations in groupby(
            sorted(find_mutations(source), key=lambda mutation: mutation.lines),
            key=lambda mutation: mutation.lines,
        )
    ]
    random.shuffle(statements)
    drawn: list[Mutant] = []
    for path, mutations in statements:
        if len(drawn) == count:
            break
        mutant = Mutant(path, files[path], random.choice(mutations))
        if _is_other_code(mutant):
            drawn.append(mutant)
    return sorted(drawn, key=lambda mutant: (mutant.path, mutant.mutation.start))


def _is_other_code(mutant: Mutant) -> bool:
    """Return True if a mutant compiles and differs by more than its spelling."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            compile(mutant.mutated, mutant.path, "exec")
            return ast.dump(ast.parse(mutant.mutated)) != ast.dump(ast.parse(mutant.source))
    except SyntaxError:
        return False
