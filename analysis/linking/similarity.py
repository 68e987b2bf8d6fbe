"""Score the similarity of two names from different texts, with a reason.

Each name has a normalized key (`name_key`), equal for all its forms. Similar names are compared
only within blocks (`blocking_keys`), as in record linkage. So the run time is linear in the number
of names, not in that of pairs.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.models import NO_REASON, Label, Reason
from analysis.names.given_names import gender_of_given_name, may_be_same_given_name, phonetic_key
from analysis.names.parser import (
    STATE_KEYS,
    ParsedName,
    begins_with_family_name,
    canonical_place,
    have_different_numerals,
    is_family_name_first,
    parse_person_name,
    parse_thing_name,
    possible_acronyms,
)

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

_ORGANIZATION_WORDS = lexicon.words("organization_nouns") | lexicon.words("legal_forms")
_SHORTEST_ACRONYM = 3  # letters: many names have the same two initials
_SHORTEST = 6  # letters: shorter names are not compared by spelling
_LEAST_RATIO = 88.0  # of 100: rapidfuzz's ratio of two words


class NameKey(Struct, frozen=True):
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


class NameRecord(Struct, frozen=True):
    """A name record of several texts: a person or thing with its label and all its names."""

    name: str
    label: Label
    names: tuple[str, ...] = ()


class Similarity(Struct, frozen=True):
    """The score of two names, from 0 to 100, and its reason."""

    score: int
    reason: Reason


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


def blocking_keys(record: NameRecord) -> frozenset[str]:
    """Return the blocking keys of a record; similar records have a key in common."""
    key = name_key(record.name, record.label)
    if key.kind == "person":
        whole = (name_key(name, record.label) for name in record.names)
        return frozenset(
            [*_person_blocks(key), *(f"name {k.key}" for k in (key, *whole) if not k.is_ambiguous)]
        )
    return frozenset(_thing_blocks(record, key))


def compare_names(first: NameRecord, second: NameRecord) -> Similarity | None:
    """Return the similarity of two records, or None without evidence or with counter-evidence."""
    a, b = name_key(first.name, first.label), name_key(second.name, second.label)
    if (a.kind == "person") != (b.kind == "person"):
        return None
    if a.key == b.key:
        # two bodies with a generic name are of two countries or towns
        is_likely = a.kind == "person" or not a.is_ambiguous
        return Similarity(75 if is_likely else 30, Reason("similarity.same_name"))
    if a.kind == b.kind and (
        by_alias := _compare_aliases(first, second, b) or _compare_aliases(second, first, a)
    ):
        return by_alias
    return _compare_persons(a, b) if a.kind == "person" else _compare_things(first, second, a, b)


SPELLINGS = frozenset(
    {
        "similarity.middle_name",
        "similarity.given_spelling",
        "similarity.short_given_name",
        "similarity.surname_spelling",
        "similarity.word_order",
        "similarity.word_breaks",
    }
)
"""Differences of two spellings of one full name."""
_PARTS = frozenset({"similarity.beginning", "similarity.ending"})


_NUMERAL = re.compile("[ivx]+")


def compare_spellings(first: NameRecord, second: NameRecord) -> Similarity | None:
    """Return the similarity of two full names that may be spellings of one person's, else None.

    Chinese and Korean names that differ by a letter are often two: "Wang Lijun", "Wang Lijuan".
    """
    a, b = name_key(first.name, first.label), name_key(second.name, second.label)
    if a.kind != "person" or a.is_ambiguous or b.is_ambiguous:
        return None
    similarity = _compare_persons(a, b)
    if similarity is None or similarity.reason.id not in SPELLINGS | _PARTS:
        return None
    if any(_NUMERAL.fullmatch(key.parts[-1]) for key in (a, b)):
        return None  # kings
    is_spelling = similarity.reason.id.endswith("spelling")
    if is_spelling and any(
        is_family_name_first(parse_person_name(r.name)) for r in (first, second)
    ):
        return None
    return similarity


# People


def _person_blocks(key: NameKey) -> Iterable[str]:
    surname, given = key.parts[-1], key.parts[0]
    yield f"surname {surname}"
    if len(surname) >= _SHORTEST:
        yield f"sound {phonetic_key(surname)}"
    if len(key.parts) > 1:
        yield f"words {' '.join(sorted(key.parts))}"
        yield f"begins {given[0]} {surname[:3]}"
        yield f"ends {given[0]} {surname[-3:]}"
        if len(key.parts) > 2:
            yield f"two {given} {key.parts[1]}"
        else:
            yield f"two {given} {surname}"


def _compare_persons(a: NameKey, b: NameKey) -> Similarity | None:
    if len(a.parts) > len(b.parts):
        a, b = b, a
    if len(a.parts) == 1:
        return _compare_single_word(a.parts[0], b)
    if a.parts == b.parts and a.suffix != b.suffix:
        return None if a.suffix and b.suffix else Similarity(70, _suffix_reason(a, b))
    if a.suffix and b.suffix and a.suffix != b.suffix:
        return None
    if have_different_numerals(a.parts, a.suffix, b.parts, b.suffix):
        return None
    if sorted(a.parts) == sorted(b.parts):
        return Similarity(85, Reason("similarity.word_order"))
    if "".join(a.parts) == "".join(b.parts):
        return Similarity(85, Reason("similarity.word_breaks"))
    middles = a.parts[1:-1], b.parts[1:-1]
    if all(middles) and middles[0][0][0] != middles[1][0][0]:
        return None  # "Ana B. Reis" and "Ana C. Reis" are two people
    given, surname = (
        _compare_given_names(a.parts[0], b.parts[0]),
        _compare_surnames(a.parts[-1], b.parts[-1]),
    )
    if given is None and _is_spelling_variant("".join(a.parts[:-1]), "".join(b.parts[:-1])):
        given = _GIVEN_SPELLING  # "Abdul Fattah", "Abdel-Fattah"
    if given is None or surname is None:
        if (
            len(a.parts) < len(b.parts)
            and len(a.parts[0]) > 1
            and b.parts[: len(a.parts)] == a.parts
        ):
            return Similarity(60, Reason("similarity.beginning"))
        if len(a.parts) < len(b.parts) and b.parts[-len(a.parts) :] == a.parts:
            return Similarity(60, Reason("similarity.ending"))  # "López Obrador"
        return None
    jr = _suffix_reason(a, b)
    if surname is not NO_REASON and any(begins_with_family_name(key.parts) for key in (a, b)):
        return _compare_second_given_names(a.parts[-1], b.parts[-1], surname)
    differences = [part for part in (given, surname, jr) if part is not NO_REASON]
    if not differences:
        return Similarity(90, Reason("similarity.middle_name"))
    score = 75 if NO_REASON not in (given, surname) else 90
    if jr is not NO_REASON:
        score = 70
    if given == _INITIAL:
        score = 65
    return Similarity(score, differences[0].extend(*differences[1:]))


_INITIAL = Reason("similarity.initial")
_GIVEN_SPELLING = Reason("similarity.given_spelling")


def _compare_second_given_names(first: str, second: str, reason: Reason) -> Similarity | None:
    """Compare given names after one family name, where a letter often makes another person.

    "Kim Jong-nam" and "Kim Yong-nam" are two. "Wang Lijun" and "Wang Lijuan" can be one.
    """
    if first[0] != second[0]:
        return None
    is_same_sound = phonetic_key(first) == phonetic_key(second)
    return Similarity(90 if is_same_sound else 45, reason)


def _suffix_reason(a: NameKey, b: NameKey) -> Reason:
    """Return the reason if only one of two names has a suffix ("Jr.", "III"), else NO_REASON."""
    if a.suffix == b.suffix:
        return NO_REASON
    return Reason.of("similarity.suffix", suffix=(a.suffix or b.suffix).capitalize())


def _compare_single_word(word: str, candidate: NameKey) -> Similarity | None:
    """Compare a single-word name with a longer one, or with another single word."""
    last = candidate.parts[-1]
    if len(candidate.parts) == 1:
        variant = _compare_surnames(word, last)
        return None if variant is None or variant == NO_REASON else Similarity(30, variant)
    if word == last:
        return Similarity(55, Reason("similarity.surname_alone"))
    return (
        Similarity(30, Reason("similarity.surname_alone_spelling"))
        if _compare_surnames(word, last) is not None
        else None
    )


def _compare_given_names(first: str, second: str) -> Reason | None:
    """Return the relation of two given names: NO_REASON if equal, None if different people."""
    if first == second:
        return NO_REASON
    if 1 in (len(first), len(second)):
        return _INITIAL if first[0] == second[0] else None
    if may_be_same_given_name(first, second):
        is_same_sound = phonetic_key(first) == phonetic_key(second)
        return _GIVEN_SPELLING if is_same_sound else Reason("similarity.short_given_name")
    if gender_of_given_name(first) and gender_of_given_name(second):
        return None  # two listed names: "Irina", "Irena"
    return _GIVEN_SPELLING if _is_spelling_variant(first, second) else None


def _compare_surnames(first: str, second: str) -> Reason | None:
    if first == second:
        return NO_REASON
    is_same_sound = len(first) > 3 < len(second) and phonetic_key(first) == phonetic_key(second)
    is_variant = is_same_sound or _is_spelling_variant(first, second)
    return Reason("similarity.surname_spelling") if is_variant else None


def _is_spelling_variant(first: str, second: str) -> bool:
    """Return whether two words are spelling variants: "zelensky" and "zelenskyy"."""
    from rapidfuzz.distance import OSA  # imported late: not needed to store an article

    longest = max(len(first), len(second))
    if longest < _SHORTEST or first[0] != second[0]:
        return False
    limit = 1 if longest < 8 else 2
    return int(OSA.distance(first, second, score_cutoff=limit)) <= limit


# Everything else


def _thing_blocks(record: NameRecord, key: NameKey) -> Iterable[str]:
    written = {"".join(key.parts), _strip_state(key)}
    for form in written:
        yield f"name {form}"
        if len(form) >= _SHORTEST:
            yield f"begins {form[:_SHORTEST]}"
            yield f"ends {form[-_SHORTEST:]}"
    for name in (record.name, *record.names):
        yield f"name {_strip_state(name_key(name, record.label))}"
        for short in possible_acronyms(name):
            yield f"name {short}"


def _strip_state(key: NameKey) -> str:
    """Return the key without its sort and without a leading state: "U.S. Supreme Court"."""
    parts = key.parts
    if len(parts) > 1 and canonical_place(parts[0]) in STATE_KEYS:
        return "".join(parts[1:])
    return key.key.partition(":")[2]


def _compare_things(
    first: NameRecord, second: NameRecord, a: NameKey, b: NameKey
) -> Similarity | None:
    bare_keys = a.key.partition(":")[2], b.key.partition(":")[2]
    if bare_keys[0] == bare_keys[1]:
        # a town and the body, team or event of its name are two, a building and its body are one
        is_town = not {"GPE", "LOC"}.isdisjoint((first.label, second.label))
        # "Queen" is a film or a part of the name of an event
        is_word = len(a.parts) == 1 and "event" in (a.kind, b.kind)
        is_likely = not (is_town or is_word) and len(bare_keys[0]) >= _SHORTEST_ACRONYM
        return Similarity(80 if is_likely else 30, Reason("similarity.type"))
    if a.kind != b.kind:
        return None
    for short, long in ((first, second), (second, first)):
        key = name_key(short.name, short.label)
        if key.is_acronym and key.key.partition(":")[2] in possible_acronyms(long.name):
            is_likely = len(key.key.partition(":")[2]) >= _SHORTEST_ACRONYM
            reason = Reason.of("similarity.acronym", name=short.name, target=long.name)
            return Similarity(60 if is_likely else 30, reason)
    if a.is_ambiguous or b.is_ambiguous:
        return None
    if _strip_state(a) == _strip_state(b) and bare_keys[0].endswith(bare_keys[1]) != bare_keys[
        1
    ].endswith(bare_keys[0]):
        # "Times" can be of another city than "Los Angeles Times"
        shorter = min(a, b, key=lambda key: len(key.parts))
        is_likely = a.kind == "body" and (len(shorter.parts) > 1 or shorter.is_acronym)
        return Similarity(50 if is_likely else 30, Reason("similarity.country"))
    return _compare_spelling(a, b)


def _compare_aliases(record: NameRecord, candidate: NameRecord, key: NameKey) -> Similarity | None:
    """Return a similarity if the texts use the second name as an alias of the first record."""
    if key.is_ambiguous:
        return None
    for name in record.names:
        if name_key(name, record.label).key == key.key:
            reason = Reason.of("similarity.alias", name=record.name, alias=candidate.name)
            return Similarity(85 if _is_short_form(record, key) else 40, reason)
    return None


def _is_short_form(record: NameRecord, alias: NameKey) -> bool:
    """Return whether an alias is a person's, an acronym, or lacks only words such as "company".

    "Fox" and "Fox News", but not "Umbra" and "Umbra Plus", which may be its product.
    """
    key = name_key(record.name, record.label)
    if key.kind == "person" or alias.key.partition(":")[2] in possible_acronyms(record.name):
        return True
    missing = set(key.parts) - set(alias.parts)
    return key.kind == "body" and not missing.isdisjoint(_ORGANIZATION_WORDS)


def _compare_spelling(a: NameKey, b: NameKey) -> Similarity | None:
    from rapidfuzz import fuzz

    if _numeric_parts(a) != _numeric_parts(b):
        return None
    written = " ".join(a.parts), " ".join(b.parts)
    if min(map(len, written)) < _SHORTEST:
        return None
    if len(a.parts) == len(b.parts):
        # each word must be equal to its counterpart or a spelling variant of it
        if all(x == y or _is_similar_word(x, y) for x, y in zip(a.parts, b.parts, strict=True)):
            # two towns are often called alike
            return Similarity(30 if a.kind == "place" else 70, Reason("similarity.spelling"))
        return None
    if "".join(a.parts) == "".join(b.parts) or fuzz.ratio(*map(_remove_spaces, written)) >= 96:
        return Similarity(70, Reason("similarity.word_breaks"))
    return None


def _remove_spaces(words: str) -> str:
    return words.replace(" ", "")


def _is_similar_word(first: str, second: str) -> bool:
    from rapidfuzz import fuzz

    if f"{first}s" == second or f"{second}s" == first:
        return True
    return _is_spelling_variant(first, second) and fuzz.ratio(first, second) >= _LEAST_RATIO


def _numeric_parts(key: NameKey) -> list[str]:
    return [part for part in key.parts if any(map(str.isdigit, part))]
