"""A table of a sample's outcomes, and the mutants that no test noticed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tests.mutants.contexts import LineRecord
from tests.mutants.equivalents import is_equivalent
from tests.mutants.trials import Fate, Result

FATES: tuple[Fate, ...] = ("killed", "survived", "not covered", "timed out")


def killed_share(fates: Counter[str]) -> str:
    """The share of mutants noticed, of those that tests execute; a time-out is noticed."""
    noticed = fates["killed"] + fates["timed out"]
    tried = noticed + fates["survived"]
    return f"{noticed / tried:.0%}" if tried else "–"


def print_report(
    results: Sequence[Result],
    record: LineRecord,
    equivalents: frozenset[tuple[str, str, str]],
    console: Console,
) -> None:
    """Print the table, then each survivor as `line` and `mutant` of the list of equivalents."""
    judged = [
        result
        for result in results
        if result.fate in ("survived", "not covered") and is_equivalent(result.mutant, equivalents)
    ]
    counted = [result for result in results if result not in judged]
    console.print(_table(counted))
    if judged:
        console.print(f"Left out: {len(judged)} survivors that are listed as equivalent.")
    for title, fate in (
        ("Survived", "survived"),
        ("Not covered: no recorded test executes the line", "not covered"),
    ):
        _print_list(title, [result for result in counted if result.fate == fate], console)
    stale = sorted({result.mutant.path for result in results} & record.changed)
    if stale:
        console.print(f"\nChanged since the record: {', '.join(stale)}.", markup=False)
        console.print("Their tests are chosen by file. Run `python -m tests.mutants --record`.")
    if record.unusable:
        console.print(f"\nNot used, as they failed or were skipped: {len(record.unusable)} tests.")


def _table(results: Iterable[Result]) -> Table:
    table = Table("package", "sampled", *FATES, "noticed")
    packages: dict[str, Counter[str]] = {}
    for result in results:
        for package in (result.mutant.package, "all"):
            packages.setdefault(package, Counter())[result.fate] += 1
    for package, fates in sorted(packages.items(), key=lambda item: item[0] == "all"):
        cells = (str(fates[fate]) for fate in FATES)
        table.add_row(package, str(fates.total()), *cells, killed_share(fates))
    return table


def _print_list(title: str, results: Sequence[Result], console: Console) -> None:
    if results:
        console.print(f"\n{title}:")
    for result in results:
        before, after = result.mutant.before_and_after
        lines = (
            f"{result.mutant.path}:{result.mutant.line} ({result.mutant.mutation.operator}; "
            f"tests: {len(result.chosen.tests)} of {result.chosen.candidates})",
            f"  - {before}",
            f"  + {after}",
        )
        console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
