"""What a seat of power or a capital can stand for: "the Kremlin said", "Tokyo denied".

A proposal in the reason of a mention: the place stays the place, and is never merged with those
it may stand for.
"""

from functools import cache
from pathlib import Path

from analysis.entities.given_names import fold

_LIST = Path(__file__).parents[1] / "lists" / "metonyms.txt"


def stands_for(name: str, *, speaks: bool) -> str | None:
    """Whom a place of this name may mean, in words, where it acts as the subject of its sentence.

    `speaks` tells that it does so with a verb of speech; cities stand for a government only then.
    """
    key = fold(name.removeprefix("the ").removeprefix("The "))
    seats, capitals = _metonyms()
    if key in seats:
        return seats[key]
    state = capitals.get(key) if speaks else None
    return f"the government of {state}" if state else None


@cache
def countries() -> frozenset[str]:
    """States of the world, in plain lower-case letters: those whose capitals are known here."""
    return frozenset(fold(state.removeprefix("the ")) for state in _metonyms()[1].values())


@cache
def _metonyms() -> tuple[dict[str, str], dict[str, str]]:
    seats: dict[str, str] = {}
    capitals: dict[str, str] = {}
    into = seats
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            into = seats if line == "[seats]" else capitals
        elif line and not line.startswith("#"):
            name, _, meant = line.partition(": ")
            into[fold(name)] = meant
    return seats, capitals
