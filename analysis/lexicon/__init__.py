"""Define a set of words in one string, which is readable for long lists.

A list of the world's towns whose names are not also people's.
"""

import unicodedata
from functools import cache
from pathlib import Path


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string, separated by blanks and line ends."""
    return frozenset(words.split())


_LIST = Path(__file__).parent / "towns.txt"


def is_town(name: str) -> bool:
    """Return True if a name is in the list of towns, which contains no people's names."""
    return fold_name(name) in _towns()


def fold_name(name: str) -> str:
    """Fold a name to lower case without accents."""
    if name.isascii():
        return name.lower()
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _towns() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").splitlines())
