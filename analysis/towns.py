"""Which names are those of towns of the world, and of hardly anybody."""

import unicodedata
from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "lists" / "towns.txt"


def is_town(name: str) -> bool:
    """Whether a name is that of a town of the list, which holds none that is a person's too."""
    return plain(name) in _towns()


def plain(name: str) -> str:
    """A name in lower case, without accents."""
    if name.isascii():
        return name.lower()
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _towns() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").splitlines())
