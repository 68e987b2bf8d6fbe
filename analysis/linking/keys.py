"""Normalized keys of names, equal for all forms of one name."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analysis import lexicon
from analysis.models import Label
from analysis.names.parser import ParsedName, parse_person_name, parse_thing_name

NameKind = Literal["person", "body", "group", "place", "event", "thing"]

_SORTS: dict[Label, NameKind] = {
    "PERSON": "person",
    "ORG": "body",
    "NORP": "group",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "EVENT": "event",
    "PRODUCT": "thing",
    "LAW": "thing",
    "WORK_OF_ART": "thing",
}

_LONGEST_UNCHANGED = 4  # letters: in longer group names a final "s" is a plural

# Words of generic names, which each country, town or trade can have: "Ministry of Finance".
_LINKS = frozenset({"of", "the", "on", "in", "to", "at", "&"})
_GENERIC = lexicon.words("organization_nouns", "generic") | _LINKS


@dataclass(frozen=True, slots=True)
class NameKey:
    """The lookup key of a name: `key` is equal for all forms of the name.

    `parts` are its words in plain letters. `is_ambiguous` marks a name that is ambiguous on its
    own: a surname, a given name, "the Ministry of Finance".
    """

    key: str
    kind: NameKind
    parts: tuple[str, ...]
    suffix: str = ""
    is_ambiguous: bool = False
    is_acronym: bool = False


@lru_cache(maxsize=50_000)
def name_key(name: str, label: Label) -> NameKey:
    """Return the key of a name with a label.

    A name without plain letters has itself, case-folded, as key.
    """
    sort = _SORTS.get(label, "thing")
    if sort == "person":
        person = parse_person_name(name)
        key = person.key or name.casefold()
        suffix = f"+{person.suffix}" if person.suffix else ""
        shared = len(person.parts) < 2 or _is_one_initial(person)
        parts = person.parts or (key,)
        return NameKey(f"person:{key}{suffix}", sort, parts, person.suffix, shared)
    thing = parse_thing_name(name)
    key = thing.key or name.casefold()
    parts = thing.parts or (key,)
    if sort == "group" and len(key) > _LONGEST_UNCHANGED:
        key = key.removesuffix("s")  # "Norwegian" and "Norwegians"
    # every country has a "Ministry of Finance", but "Reuters" is unique
    shared = sort not in ("place", "group") and all(
        part in _GENERIC or part.isdigit() for part in parts
    )
    return NameKey(f"{sort}:{key}", sort, parts, is_ambiguous=shared, is_acronym=thing.is_acronym)


def _is_one_initial(person: ParsedName) -> bool:
    """Return whether a single initial replaces all given names: "J. Roe", but not "J. K. Roe"."""
    return sum(len(part) for part in person.parts[:-1]) == 1
