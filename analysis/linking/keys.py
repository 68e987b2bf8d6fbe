"""Normalised keys of names, equal for all forms of one name."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analysis.coref.names import ParsedName, parse_person_name, parse_thing_name
from analysis.lexicon import word_set
from analysis.models import Label

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
_GENERIC = word_set("""
academy accounts act administration affairs agency agriculture air airport airline and appeal
appeals armed army assembly assistance association attorney audit authority bank bar bill board
body branch bridge budget bureau business cabinet cathedral center central centre chamber chambers
children church circuit city civil club coalition coast college command commerce commission
committee commons communications community company confederation conference congress constitution
constitutional convention corporation corps council county court courts crime criminal crown
customs data defence defense democratic department deputies directorate district division east
eastern economic economy education election elections electoral emergency employment energy
engineers environment environmental executive family faculty federal federation finance fire fleet
food for force forces foreign foundation fund general government governorate group guard hall
health high highway hospital house housing human immigration industry information inquiry institute
institution intelligence interior internal joint judicial judiciary jury justice labor labour law
league legislative legislature liberal library local lords lower magistrates main market media
medical metropolitan military ministry minister mint mosque municipal municipality museum national
navy network news newspaper north northern office official opposition ordinance organisation
organization parish parliament parliamentary parties party patrol pension people peoples planning
police policy political port post power presidency presidential press prison progressive province
provincial prosecution prosecutor public radio railway railways red region regional representatives
republic research revenue rights river road safety school science sciences secret secretariat
security senate senior service services social society south southern special stadium standards
state states station statistics stock street structure student students subcommittee supreme tax
technology television theatre theater tower town trade training transport transportation treasury
tribunal union united university upper urban veterans village water welfare west western women
works youth
""") | {"of", "the", "on", "in", "to", "at", "&"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameKey:
    """The lookup key of a name: `key` is equal for all forms of the name.

    `parts` are its words in plain letters. `shared` marks a name that is ambiguous on its own: a
    surname, a given name, "the Ministry of Finance".
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
