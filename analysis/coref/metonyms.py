"""Metonyms: the institution that a seat of power or a capital can refer to ("the Kremlin said").

The meaning is only mentioned in the reason of a finding. The mention remains a place, and is never
merged with the institution.
"""

from functools import cache
from pathlib import Path

from analysis.coref.given_names import fold

_LIST = Path(__file__).parents[1] / "lists" / "metonyms.txt"


def stands_for(name: str, *, is_speaker: bool) -> str | None:
    """Return a description of the institution that a place name can refer to as a subject.

    `is_speaker` is True if its verb is a verb of speech. Cities denote a government only with such
    a verb.
    """
    key = fold(name.removeprefix("the ").removeprefix("The "))
    seats, capitals = _load_metonyms()
    if key in seats:
        return seats[key]
    state = capitals.get(key) if is_speaker else None
    return f"the government of {state}" if state else None


@cache
def countries() -> frozenset[str]:
    """Return the states in the list of capitals, in plain lower-case letters."""
    return frozenset(fold(state.removeprefix("the ")) for state in _load_metonyms()[1].values())


@cache
def _load_metonyms() -> tuple[dict[str, str], dict[str, str]]:
    seats: dict[str, str] = {}
    capitals: dict[str, str] = {}
    table = seats
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            table = seats if line == "[seats]" else capitals
        elif line and not line.startswith("#"):
            name, _, meant = line.partition(": ")
            table[fold(name)] = meant
    return seats, capitals
