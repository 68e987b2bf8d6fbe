"""How likely two names of different texts are one person's or thing's, and what speaks for it.

Names that only look alike are compared within blocks (`blocks_of`), as record linkage does it, so
that the work grows with the number of names and not with that of pairs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.entities.given_names import same_given_name, sound
from analysis.entities.written_names import STATES, initials, same_place
from analysis.findings import Label
from analysis.identities.keys import NameKey, name_key

_SHORTEST = 6  # letters of a name from which another spelling of it can be told
_LEAST_LIKE = 88.0  # of 100: how alike the letters of two names are (rapidfuzz's ratio)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody or something of several texts: a name, its sort, and all names that texts give."""

    name: str
    label: Label
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two are one, from 0 to 100, and why, in a reader's words."""

    score: int
    because: str


def blocks_of(one: Known) -> frozenset[str]:
    """Keys of which two that `compare` finds alike have one in common."""
    key = name_key(one.name, one.label)
    if key.sort == "person":
        whole = (name_key(name, one.label) for name in one.names)
        return frozenset(
            [*_person_blocks(key), *(f"name {k.key}" for k in (key, *whole) if not k.shared)]
        )
    return frozenset(_thing_blocks(one, key))


def compare(one: Known, two: Known) -> Likeness | None:
    """What speaks for two being one; None where nothing does, or something against it."""
    a, b = name_key(one.name, one.label), name_key(two.name, two.label)
    if (a.sort == "person") != (b.sort == "person"):
        return None
    if a.key == b.key:
        return Likeness(75, "the same name")
    if a.sort == b.sort and (also := _also_called(one, two, b) or _also_called(two, one, a)):
        return also
    return _people(a, b) if a.sort == "person" else _things(one, two, a, b)


# People


def _person_blocks(key: NameKey) -> Iterable[str]:
    last, first = key.parts[-1], key.parts[0]
    yield f"surname {last}"
    if len(last) >= _SHORTEST:
        yield f"sound {sound(last)}"
    if len(key.parts) > 1:
        yield f"words {' '.join(sorted(key.parts))}"
        yield f"begins {first[0]} {last[:3]}"
        yield f"ends {first[0]} {last[-3:]}"
        if len(key.parts) > 2:
            yield f"two {first} {key.parts[1]}"
        else:
            yield f"two {first} {last}"


def _people(a: NameKey, b: NameKey) -> Likeness | None:
    if len(a.parts) > len(b.parts):
        a, b = b, a
    if len(a.parts) == 1:
        return _surname(a.parts[0], b)
    if a.parts == b.parts and a.suffix != b.suffix:
        return None if a.suffix and b.suffix else Likeness(70, _one_suffix(a, b))
    if a.suffix and b.suffix and a.suffix != b.suffix:
        return None
    if sorted(a.parts) == sorted(b.parts):
        return Likeness(85, "the same words in another order")
    middles = a.parts[1:-1], b.parts[1:-1]
    if all(middles) and middles[0][0][0] != middles[1][0][0]:
        return None  # "Ana B. Reis" is not "Ana C. Reis"
    given, surname = _given(a.parts[0], b.parts[0]), _surnames(a.parts[-1], b.parts[-1])
    if given is None or surname is None:
        if (
            len(a.parts) < len(b.parts)
            and len(a.parts[0]) > 1
            and b.parts[: len(a.parts)] == a.parts
        ):
            return Likeness(60, "the beginning of the longer name")
        return None
    jr = _one_suffix(a, b)
    if not (given or surname or jr):
        return Likeness(90, "with and without a middle name")
    score = 90 if not (given and surname) else 75
    if jr:
        score = 70
    if given == _INITIAL:
        score = 65
    return Likeness(score, " and ".join(part for part in (given, surname, jr) if part))


_INITIAL = "an initial for the given name"


def _one_suffix(a: NameKey, b: NameKey) -> str:
    """That one of two is called the younger or the third, say, and the other is not."""
    return "" if a.suffix == b.suffix else f"one is called {(a.suffix or b.suffix).capitalize()}"


def _surname(word: str, other: NameKey) -> Likeness | None:
    """A name of one word beside a longer one, or beside another one of one word."""
    last = other.parts[-1]
    if len(other.parts) == 1:
        alike = _surnames(word, last)
        return Likeness(45, alike) if alike else None
    if word == last:
        return Likeness(55, "the surname alone")
    return Likeness(40, "the surname alone, spelled otherwise") if _surnames(word, last) else None


def _given(one: str, two: str) -> str | None:
    """Why two given names may be one: "" where they are equal, None where they are not."""
    if one == two:
        return ""
    if 1 in (len(one), len(two)):
        return _INITIAL if one[0] == two[0] else None
    if same_given_name(one, two):
        alike = sound(one) == sound(two)
        return "the given name spelled otherwise" if alike else "a short form of the given name"
    return "the given name spelled otherwise" if _spelled_alike(one, two) else None


def _surnames(one: str, two: str) -> str | None:
    if one == two:
        return ""
    alike = len(one) > 3 < len(two) and sound(one) == sound(two)
    return "the surname spelled otherwise" if alike or _spelled_alike(one, two) else None


def _spelled_alike(one: str, two: str) -> bool:
    """Whether two words differ as spellings of one name do: "zelensky" and "zelenskyy"."""
    from rapidfuzz.distance import OSA  # not on the way of an article into the store

    longest = max(len(one), len(two))
    if longest < _SHORTEST or one[0] != two[0]:
        return False
    most = 1 if longest < 8 else 2
    return int(OSA.distance(one, two, score_cutoff=most)) <= most


# Everything else


def _thing_blocks(one: Known, key: NameKey) -> Iterable[str]:
    written = {"".join(key.parts), _bare(key)}
    for way in written:
        yield f"name {way}"
        if len(way) >= _SHORTEST:
            yield f"begins {way[:_SHORTEST]}"
            yield f"ends {way[-_SHORTEST:]}"
    for name in (one.name, *one.names):
        yield f"name {_bare(name_key(name, one.label))}"
        for short in initials(name):
            yield f"name {short}"


def _bare(key: NameKey) -> str:
    """The key without its sort and without a state at its start: "U.S. Supreme Court"."""
    parts = key.parts
    if len(parts) > 1 and same_place(parts[0]) in STATES:
        return "".join(parts[1:])
    return key.key.partition(":")[2]


def _things(one: Known, two: Known, a: NameKey, b: NameKey) -> Likeness | None:
    plain = a.key.partition(":")[2], b.key.partition(":")[2]
    if plain[0] == plain[1]:
        return Likeness(80, "the same name, read as something else")
    if a.sort != b.sort:
        return None
    for short, long in ((one, two), (two, one)):
        key = name_key(short.name, short.label)
        if key.acronym and key.key.partition(":")[2] in initials(long.name):
            return Likeness(60, f"{short.name} may stand for {long.name}")
    if _bare(a) == _bare(b) and plain[0].endswith(plain[1]) != plain[1].endswith(plain[0]):
        return Likeness(50, "the same name, with a country before it")
    return _spelled(a, b)


def _also_called(one: Known, two: Known, key: NameKey) -> Likeness | None:
    """Whether texts that name the one call it by the name of the other as well."""
    if not key.shared:
        for name in one.names:
            if name_key(name, one.label).key == key.key:
                return Likeness(85, f"{one.name} is also called {two.name}")
    return None


def _spelled(a: NameKey, b: NameKey) -> Likeness | None:
    from rapidfuzz import fuzz

    if a.shared or b.shared or _digits(a) != _digits(b):
        return None
    written = " ".join(a.parts), " ".join(b.parts)
    if min(map(len, written)) < _SHORTEST:
        return None
    if len(a.parts) == len(b.parts):
        # every word has to be one of the other name's, or spelled like one
        if all(x == y or _alike(x, y) for x, y in zip(a.parts, b.parts, strict=True)):
            return Likeness(70, "spelled otherwise")
        return None
    if "".join(a.parts) == "".join(b.parts) or fuzz.ratio(*map(_joined, written)) >= 96:
        return Likeness(70, "written together or apart")
    return None


def _joined(words: str) -> str:
    return words.replace(" ", "")


def _alike(one: str, two: str) -> bool:
    from rapidfuzz import fuzz

    if f"{one}s" == two or f"{two}s" == one:
        return True
    return _spelled_alike(one, two) and fuzz.ratio(one, two) >= _LEAST_LIKE


def _digits(key: NameKey) -> list[str]:
    return [part for part in key.parts if any(map(str.isdigit, part))]
