"""Bodies with a generic name, such as "Parliament": the country that a text means by it.

A name, its neighbors, its sentence and the whole text are the evidence, in this order. A body whose
country remains unknown belongs to its text alone, and so does a local one ("City Council").
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from analysis import lexicon
from analysis.models import Label
from analysis.names.parser import OTHER_NAME_KEYS, canonical_place, parse_thing_name

_LINKS = frozenset({"of", "the", "for", "and", "&", "in"})
_COUNTRY_LINKS = frozenset({"of", "in"})
_BODIES = lexicon.words("state_bodies", "body")
_ONLY_HOLDERS = lexicon.values("state_bodies", "body")
_LOCAL_WORDS = lexicon.words("state_bodies", "local")
_MINISTRY = "ministry"
_MINISTRY_WORDS = lexicon.words("organization_nouns", "generic", "portfolio")
_WINDOW = 500  # characters before and after a name in which its sentence is searched
_UNKNOWN = "unknown"  # the country of "Georgia", which is also a state
_OPENING = 4  # letters of a word that few countries begin with
_MOST_WORDS = 4  # words of a country's name

_LOCAL = re.compile(rf"\b(?:{lexicon.pattern('state_bodies', 'local')})\s+$")
_BEFORE = re.compile(r"(?:['’]s?)?\s+")
_AFTER = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z])|\n")

# The main country of a text has most of its names of places. A report from abroad mentions the
# foreign country more often, but its own country in more forms: "U.S.", "Ohio", "the White House".
_LEAST_MENTIONS = 2
_LEAST_FORMS = 3  # if other countries are named
_LEAST_SHARE_OF_FORMS = 0.6
_LEAST_SHARE = 0.4  # of the mentions
_TWICE = 2


class StateBody(Struct, frozen=True):
    """The generic name of a body: its words without a country, and the country in the name.

    `only_holder` is the country whose news uses the name without a country. A local body has no
    `key`.
    """

    key: str
    country: str = ""
    only_holder: str = ""


class NamedPlace(NamedTuple):
    """A mention of a place or people that is evidence of a country, which is "" for other places.

    `is_state` is True for the country itself.
    """

    start: int
    end: int
    country: str
    is_state: bool


@cache
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    """Return the countries by their names and adjectives, and by their other evidence."""
    states: dict[str, str] = {}
    evidence: dict[str, str] = {}
    for country, listed in lexicon.values("countries").items():
        adjectives, _, others = listed.partition("/")
        states |= dict.fromkeys(adjectives.split(), country)
        states[parse_thing_name(country).key] = country
        evidence |= dict.fromkeys(others.split(), country)
    for capital, meaning in lexicon.values("metonyms", "capital").items():
        if state := states.get(parse_thing_name(meaning).key):
            evidence[capital.replace(" ", "").replace("-", "")] = state
    return states, evidence


@cache
def _country_openings() -> frozenset[str]:
    """Return the first letters of the names, adjectives and other evidence of countries."""
    states, evidence = _countries()
    return frozenset(key[:_OPENING] for key in (*states, *evidence, *OTHER_NAME_KEYS))


def find_country(name: str, label: Label) -> tuple[str, bool] | None:
    """Return the country that a name is evidence of, and whether it names the country itself.

    "Indian" → ("India", True); "Mumbai" → ("India", False)
    """
    if label == "PERSON":
        return None
    opening = name[:_OPENING]
    is_word = len(opening) == _OPENING and opening.isascii() and opening.isalpha()
    # the key begins with the letters of a word; parsing a name takes twenty times as long
    if is_word and opening.istitle() and opening.lower() not in _country_openings():
        return None
    key = parse_thing_name(name).key
    states, evidence = _countries()
    for form in (key, key.removesuffix("s")) if label == "NORP" else (key,):
        if form in states and label in ("GPE", "LOC", "NORP"):
            return states[form], True
        if form in evidence:
            return evidence[form], False
    return None


def parse_state_body(name: str, *, is_generic: bool) -> StateBody | None:
    """Return the parts of a generic name; None for a name that identifies its body.

    "Supreme Court of India" → "court supreme", "India". `is_generic` is True for a name of generic
    words only. One word is local unless it is listed, and so are some words: "City Council".
    """
    words = parse_thing_name(name).parts
    country, own = _split_country(words)
    content = [word for word in own if word not in _LINKS]
    if _is_ministry(content):  # "Foreign Ministry", "Ministry of Foreign Affairs"
        content = [word for word in content if word != "affairs"]
    key = " ".join(sorted(content))
    if key in _BODIES or _is_ministry(content):
        return StateBody(key, country, "" if country else _ONLY_HOLDERS.get(key, ""))
    if not is_generic:
        return None
    is_named = len(content) > 1 and _LOCAL_WORDS.isdisjoint(content)
    return StateBody(key) if is_named else StateBody("")


def _is_ministry(words: Sequence[str]) -> bool:
    is_named = len(words) > 1 and all(word in _MINISTRY_WORDS for word in words)
    return is_named and _MINISTRY in (words[0], words[-1])


def _split_country(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the country at the start or the end of a name, and the other words."""
    states, _ = _countries()
    for count in range(1, min(_MOST_WORDS, len(words) - 1) + 1):
        first = canonical_place("".join(words[:count]))
        if country := states.get(first) or states.get(first.removesuffix("s")):
            return country, words[count:]
    for index, word in enumerate(words[1:-1], 1):
        if word in _COUNTRY_LINKS:
            last = "".join(part for part in words[index + 1 :] if part != "the")
            if country := states.get(canonical_place(last)):
                return country, words[:index]
    return "", words


def country_of_body(
    text: str, spans: Iterable[tuple[int, int]], body: StateBody, places: Sequence[NamedPlace]
) -> str:
    """Return the country of a body that a text names at `spans`, or "" if it is not certain.

    `places` are the places and peoples in the text, and other names that are evidence of a country.
    """
    if not body.key:
        return ""
    if body.country:
        return body.country
    beside: set[str] = set()
    near: set[str] = set()
    for start, end in spans:
        if _LOCAL.search(text[max(0, start - 20) : start]):
            return ""
        first, last = _sentence_around(text, start, end)
        for named in places:
            if named.country and first <= named.start and named.end <= last:
                near.add(named.country)
            is_before = _BEFORE.fullmatch(text, named.end, start)
            if is_before or _AFTER.fullmatch(text, end, named.start):
                beside.add(named.country if named.is_state else "")
    if beside:  # the empty one is of a state or city: "the Texas Senate"
        return beside.pop() if len(beside) == 1 else ""
    if body.only_holder:
        return body.only_holder
    main = _main_country(text, places)
    is_certain = main != _UNKNOWN and (not near or main in near)
    return main if is_certain else ""


def _main_country(text: str, places: Sequence[NamedPlace]) -> str:
    """Return the country whose news a text is, or "" if that is not certain."""
    places = [named for named in places if named.country]
    mentions = Counter(named.country for named in places)
    names = {(named.country, text[named.start : named.end].casefold()) for named in places}
    forms = Counter(country for country, _ in names).most_common(_TWICE)
    if not forms or mentions[forms[0][0]] < _LEAST_MENTIONS:
        return ""
    (country, number), *others = forms
    if not others:
        return country
    is_main = (
        number >= max(_LEAST_FORMS, _TWICE * others[0][1])
        and number >= _LEAST_SHARE_OF_FORMS * len(names)
        and mentions[country] >= _LEAST_SHARE * len(places)
    )
    return country if is_main else ""


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence around a name, or of the line."""
    first, last = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
    first = max(
        (found.end() for found in _SENTENCE_END.finditer(text, first, start)), default=first
    )
    following = _SENTENCE_END.search(text, end, last)
    return first, following.start() if following else last
