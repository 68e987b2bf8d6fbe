"""Given names: the gender that they indicate, nicknames and spelling variants.

The phonetic key is our own because Metaphone, NYSIIS and Soundex drop the vowels that distinguish
names: Metaphone merges twelve times as many pairs of the given names, such as Lind and Lund.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal, cast

from analysis import lexicon

Gender = Literal["man", "woman"]

GENDERED_PRONOUNS = cast("Mapping[str, Gender]", lexicon.values("pronouns", "gendered"))
# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
_FULL_STOPS_AND_APOSTROPHES = re.compile("[.'’‘`]")


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Return a word in lower case without accents, full stops, apostrophes: "José" → "jose"."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.lower().translate(_PLAIN))
        word = "".join(letter for letter in word if not unicodedata.combining(letter))
    return _FULL_STOPS_AND_APOSTROPHES.sub("", word.lower())


def gender_of_given_name(given_name: str) -> Gender | None:
    """Return the gender that a given name indicates, or None if it is unknown or used for both.

    A double name that is not in the list is looked up by its first part ("Anne-Laure" as "Anne").
    """
    names = _load_genders()
    name = fold_word(given_name)
    return names.get(name) or names.get(name.split("-", 1)[0])


def likely_gender(given_name: str) -> Gender | None:
    """Return the gender of a given name, also of a rare one that can be another word: "Qasem".

    It is no evidence that the name is a person's.
    """
    known = gender_of_given_name(given_name)
    if known is not None:
        return known
    name = fold_word(given_name)
    if name in lexicon.words("rare_mens_names"):
        return "man"
    return "woman" if name in lexicon.words("rare_womens_names") else None


def may_be_same_given_name(first: str, second: str) -> bool:
    """Return whether two folded given names can belong to one person.

    For example "joe" and "joseph", or "j" and "joe".
    """
    if first == second or (1 in (len(first), len(second)) and first[0] == second[0]):
        return True
    if min(len(first), len(second)) > 3 and phonetic_key(first) == phonetic_key(second):
        return True
    sets = _load_nicknames()
    return not sets.get(first, _NONE).isdisjoint(sets.get(second, _NONE))


@lru_cache(maxsize=50_000)
def phonetic_key(name: str) -> str:
    """Return a key shared by the spellings of one name in plain letters: "muhammad", "mohamed"."""
    plain = name.translate(_SOUNDS).replace("ph", "f").replace("kh", "h").replace("x", "ks")
    return _REPEATED.sub(r"\1", plain)


def find_same_sound(word: str, lines: str) -> list[str]:
    """Return the lines of a text, each a word in plain letters, with the phonetic key of a word.

    A pattern finds them and few others, in a tenth of the time of a key for each line.
    """
    key = phonetic_key(word)
    spelled = "".join(_SPELLINGS.get(sound, f"{re.escape(sound)}+") for sound in key)
    found = re.findall(f"^{spelled}$", lines, re.MULTILINE)
    return [each for each in found if phonetic_key(each) == key]


_SOUNDS = str.maketrans({"o": "u", "e": "a", "y": "i", "j": "i", "q": "k", "c": "k", "w": "v"})
_REPEATED = re.compile(r"(.)\1+")
# Letters of each sound of a key. A letter x has the sounds k and s.
_SPELLINGS = {
    "u": "[uo]+", "a": "[ae]+", "i": "[iyj]+", "v": "[vw]+", "k": "[kcqx]+", "s": "[sx]*",
    "f": "(?:f|ph)+", "h": "(?:h|[kcq]h)+",
}  # fmt: skip
_NONE: frozenset[int] = frozenset()


@cache
def _load_nicknames() -> dict[str, set[int]]:
    sets: dict[str, set[int]] = {}
    for number, (name, nicknames) in enumerate(lexicon.values("nicknames").items()):
        for alternative in (name, *nicknames.split()):
            sets.setdefault(alternative, set()).add(number)
    return sets


@cache
def _load_genders() -> Mapping[str, Gender]:
    return cast("Mapping[str, Gender]", lexicon.values("given_names"))
