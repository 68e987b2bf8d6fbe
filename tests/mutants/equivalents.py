"""Survivors judged equivalent to the code, in a list that is written by hand."""

import tomllib
from pathlib import Path

from tests.mutants.sample import Mutant

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def read_equivalents(path: Path = EQUIVALENTS) -> frozenset[tuple[str, str, str]]:
    """The file, line and mutated line of each entry; an entry without a reason is an error."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    for entry in entries:
        if not entry.get("reason", "").strip():
            raise ValueError(f"{path}: {entry['file']}, {entry['line']!r}: no reason")
    return frozenset((entry["file"], entry["line"], entry["mutant"]) for entry in entries)


def is_equivalent(mutant: Mutant, equivalents: frozenset[tuple[str, str, str]]) -> bool:
    """Return True if a mutant is on the list."""
    return (mutant.path, *mutant.before_and_after) in equivalents
