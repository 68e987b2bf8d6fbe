"""The word lists of the analysis, each a file that is read when a list is first used.

A line of a list is an entry, the classes that it belongs to, and a value: `sen: abbreviation =
senator`. Classes and value are optional. A use asks for the entries of its classes:
`words("titles", "abbreviation")`. A line that starts with `#` is a comment.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

_FOLDER = Path(__file__).parent


class _List(Struct, frozen=True):
    """A list: the value of each entry, "" if it has none, and the entries of each class."""

    values: dict[str, str]
    classes: dict[str, list[str]]


@cache
def words(name: str, *classes: str) -> frozenset[str]:
    """Return the entries of a list that belong to one of the classes, or all without classes."""
    return frozenset(_select(name, classes))


def entries(name: str, *classes: str) -> tuple[str, ...]:
    """Return the same entries as `words`, in the order of the file."""
    return tuple(_select(name, classes))


@cache
def values(name: str, *classes: str) -> Mapping[str, str]:
    """Return the values of entries: `values("titles", "abbreviation")["sen"]` → "senator"."""
    listed = _read(name).values
    return MappingProxyType(
        {entry: value for entry in _select(name, classes) if (value := listed[entry])}
    )


@cache
def numbers(name: str, *classes: str) -> Mapping[str, int]:
    """Return the values of entries as integers: `numbers("months")["jan"]` → 1."""
    return MappingProxyType({entry: int(value) for entry, value in values(name, *classes).items()})


def pattern(name: str, *classes: str) -> str:
    """Return a regular expression that matches each of the entries, the longest first."""
    return "|".join(
        map(re.escape, sorted(words(name, *classes), key=lambda word: (-len(word), word)))
    )


def is_town(name: str) -> bool:
    """Return True if a name is in the list of towns, which contains no people's names."""
    return fold_name(name) in _read("towns").values


@cache
def countries() -> frozenset[str]:
    """Return the states with a capital or a people in the lists, in plain lower-case letters."""
    states = {*values("metonyms", "capital").values(), *entries("countries")}
    return frozenset(fold_name(state.removeprefix("the ")) for state in states - {"unknown"})


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string, for a set that is too small for a list."""
    return frozenset(words.split())


def fold_name(name: str) -> str:
    """Fold a name to lower case without accents."""
    if name.isascii():
        return name.lower()
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _select(name: str, classes: tuple[str, ...]) -> Iterable[str]:
    """Return the entries that have one of the classes, in order; a new class is a KeyError."""
    listed = _read(name)
    if len(classes) == 1:
        return listed.classes[classes[0]]
    chosen = set().union(*(listed.classes[given] for given in classes))
    return filter(chosen.__contains__, listed.values) if classes else listed.values


@cache
def _read(name: str) -> _List:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    if ": " not in text and " = " not in text:
        return _List(dict.fromkeys(lines, ""), {})  # five times faster for the longest lists
    listed: dict[str, str] = {}
    of_class: dict[str, list[str]] = {}
    for line in lines:
        left, _, value = line.partition(" = ")
        entry, _, given = left.partition(": ")
        listed[entry] = value
        for each in given.split():
            of_class.setdefault(each, []).append(entry)
    return _List(listed, of_class)
