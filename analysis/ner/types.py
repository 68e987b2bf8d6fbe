"""Classify a name by its own words: a river, an act, a war, a people."""

import re
from collections.abc import Sequence

from analysis import lexicon
from analysis.models import Label

# Names of peoples, faiths and parties' followers, in the singular; most are also adjectives.
DEMONYMS = lexicon.words("demonyms", "demonym")

_REGIONS = lexicon.words("place_nouns", "region")
_NATURE = lexicon.words("place_nouns", "nature")
_BUILT = lexicon.words("place_nouns", "built")
_LAW = lexicon.words("documents", "law")
EVENT_WORDS = lexicon.words("event_nouns", "name")
# Head nouns that are rare in names of organizations, by the label they indicate.
_NO_BODIES: dict[Label, frozenset[str]] = {
    "EVENT": lexicon.words("event_nouns", "no_organization"),
    "WORK_OF_ART": lexicon.words("documents", "no_organization"),
    "FAC": lexicon.words("place_nouns", "built_no_organization"),
    "LOC": lexicon.words("place_nouns", "nature_no_organization"),
}
_LEADING_EVENTS = frozenset({"copa", "coupe", "operation"})
# Common nouns that are often capitalized without being a name: "the State".
_COMMON = lexicon.words("organization_nouns", "common_noun")
_LEADING = lexicon.words("place_nouns", "leading")
_GOVERNMENT_SEATS = frozenset({"pentagon", "kremlin"})
TYPE_WORDS = _REGIONS | _NATURE | _BUILT
_SERIAL = re.compile(r"(?=.*\d)(?=.*[^\W\d])[\w./-]+$")


def is_demonym(word: str) -> bool:
    """Return True if a word in lower case is a people, a faith, or an adjective of one."""
    return word in DEMONYMS or (word.endswith("s") and word[:-1] in DEMONYMS)


def place_label(words: Sequence[str]) -> tuple[Label, str]:
    """Return the label of a place's name in lower case, and the word that indicates it."""
    if " ".join(words) in lexicon.words("settled_places"):
        return "GPE", ""
    heads = [_head_before_of(words), words[-1] if len(words) > 1 else "", words[0]]
    if words[0] not in (_LEADING if len(words) > 1 else _GOVERNMENT_SEATS):
        heads.pop()
    for head in heads:
        if head in _BUILT:
            return "FAC", head
        if head in _NATURE:
            return "LOC", head
    if words[-1] in _REGIONS:
        return "LOC", words[-1]
    return "GPE", ""


def has_type_word(words: Sequence[str]) -> bool:
    """Return True if a place's name in lower case has a type word: river, region, building."""
    return bool(TYPE_WORDS & {words[0], words[-1], _head_before_of(words)})


def other_label(words: Sequence[str], quoted: bool) -> tuple[Label, str]:
    """Return the label of a name of another type, and the word that indicates it.

    Other types are those that are no person, organization or place.
    """
    heads = [word for word in (words[-1], _head_before_of(words), words[0]) if word]
    for head in heads[:-1] or heads:
        if head in _LAW:
            return "LAW", head
        if head in EVENT_WORDS:
            return "EVENT", head
    if words[0] in EVENT_WORDS:
        return "EVENT", words[0]
    if any(map(_SERIAL.match, words)):
        return "PRODUCT", next(word for word in words if _SERIAL.match(word))
    if quoted or len(words) > 1:
        return "WORK_OF_ART", ""
    return "PRODUCT", ""


_OF_BODIES = frozenset({"for", "school", "society", "institute", "foundation"})


def is_law(words: Sequence[str]) -> bool:
    """Return True if the head noun of a name is an act, a treaty or the like."""
    if words[-1] == "law":
        return len(words) > 2 and _OF_BODIES.isdisjoint(words)  # not "Yale Law"
    return len(words) > 1 and (words[-1] in _LAW or _head_before_of(words) in _LAW)


def is_common_noun(word: str) -> bool:
    """Return True if a word alone is no organization's or place's name: "the Kingdom"."""
    return word in _COMMON


def label_of_head(words: Sequence[str]) -> Label | None:
    """Return the label that a head noun indicates if it is no organization's: a prize, a bridge."""
    if len(words) < 2:
        return None
    if words[0] in _LEADING_EVENTS:
        return "EVENT"
    return next((label for label, heads in _NO_BODIES.items() if words[-1] in heads), None)


def _head_before_of(words: Sequence[str]) -> str:
    """Return the word before "of", "on" or "for", the head noun: the Gulf of Aden."""
    for at in range(1, len(words) - 1):
        if words[at] in ("of", "on", "for"):
            return words[at - 1]
    return ""


BODY_NOUNS = lexicon.words("organization_nouns", "apposed")
