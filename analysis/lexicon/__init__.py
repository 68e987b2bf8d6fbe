"""The word lists of the analysis: one file for a subject, read when first asked for.

A line of a list is an entry, or an entry with its classes: `say: clause quote`. A use names the
classes whose words it takes: `words("reporting_verbs", "clause")`. A line that starts with `#` is
a comment. The README beside the lists describes each of them.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string, separated by blanks and line ends."""
    return frozenset(words.split())


@cache
def words(name: str, *classes: str) -> frozenset[str]:
    """Return the entries of a list, or those that belong to one of some classes."""
    return frozenset(entries(name, *classes))


def entries(name: str, *classes: str) -> tuple[str, ...]:
    """Return the entries of a list in the order of its file, or those of some classes."""
    lines = _read(name)
    if not classes:
        return tuple(lines)
    unknown = set(classes).difference(*map(str.split, lines.values()))
    if unknown:
        raise KeyError(f"the list {name} has no class {', '.join(sorted(unknown))}")
    wanted = set(classes)
    return tuple(entry for entry, rest in lines.items() if not wanted.isdisjoint(rest.split()))


def mapping(name: str) -> Mapping[str, str]:
    """Return the entries of a list with the text after their colons: `rose` → `rise`."""
    return MappingProxyType(_read(name))


@cache
def numbers(name: str) -> Mapping[str, int]:
    """Return the entries of a list with the numbers after their colons: `jan` → 1."""
    return MappingProxyType({entry: int(rest.split()[0]) for entry, rest in _read(name).items()})


@cache
def _read(name: str) -> dict[str, str]:
    """Read the lines of a list: each entry with the rest of its line, "" if it has none."""
    lines: dict[str, str] = {}
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            entry, _, rest = line.partition(": ")
            lines[entry] = rest.strip()
    return lines


def is_town(name: str) -> bool:
    """Return True if a name is in the list of towns, which contains no people's names."""
    return fold_name(name) in words("towns")


def fold_name(name: str) -> str:
    """Fold a name to lower case without accents."""
    if name.isascii():
        return name.lower()
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
