"""Offices that one person of a country holds at a time, and roles that are no more than a fragment.

"President" names an office only together with its country: "President of Umbria".
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from analysis import lexicon
from analysis.linking.stated_roles import StatedRole, is_office, parse_role, split_roles
from analysis.names.titles import RELATION_NOUNS, role_noun

_SOLE = lexicon.words("person_nouns", "sole")
_OF_NO_COUNTRY = frozenset({"pope"})
_PRIME = "prime"
_OPEN_ENDS = lexicon.words("prepositions") | lexicon.words("stop_words")
_LONGEST_GERUND = 20  # letters
_MINISTER = "minister"
# Verbs of reports, which stand in no role.
_FRAGMENT_WORDS = frozenset({"report", "reports", "say", "says", "reported"})
_UNITS = lexicon.words("time_words", "role")
_RELATIVE = frozenset({"this", "last", "next"})
_EARLIER = lexicon.words("modifiers", "time")
_LONGEST_TIME = 3  # words


class Office(Struct, frozen=True):
    """An office with its country, which is "" if no text states it.

    `key` is equal for the ways in which texts write one office. `is_sole` is True if a country has
    one holder at a time.
    """

    key: str
    country: str
    is_sole: bool


def list_offices(stated: str) -> tuple[Office, ...]:
    """Return the offices among the roles that an article states of a person.

    "U.S. President; author" → president of the United States.
    """
    found = (parse_office(role) for role in split_roles(stated))
    return tuple(office for office in found if office)


def parse_office(role: str) -> Office | None:
    """Return the office of a role, None for an occupation, a relation or a description."""
    parsed = parse_role(role)
    if parsed.is_relation or not is_office(role):
        return None
    key = " ".join(sorted(parsed.nouns | parsed.ranks | parsed.distinctive))
    return Office(key, parsed.country, _is_sole(parsed))


def _is_sole(parsed: StatedRole) -> bool:
    if parsed.distinctive == {_PRIME}:
        return _MINISTER in parsed.nouns
    return not parsed.distinctive and not _SOLE.isdisjoint(parsed.nouns)


def needs_country(role: str) -> bool:
    """Return whether a role is an office that says little without a country: "President"."""
    office = parse_office(role) if role else None
    if office is None or parse_role(role).nouns <= _OF_NO_COUNTRY:
        return False
    return office.is_sole and not office.country


def complete_office(role: str, stated: Iterable[str]) -> str:
    """Return the way in which most of the articles write an office with its country, or `role`.

    "President", "Umbrian President" → "Umbrian President".
    """
    office = parse_office(role)
    counted = Counter(
        written
        for article in stated
        for written in split_roles(article)
        if (found := parse_office(written)) and office and found.country and found.key == office.key
    )
    return counted.most_common(1)[0][0] if counted else role


def trim_roles(stated: Iterable[str]) -> list[str]:
    """Return the roles of articles without fragments.

    A relation without a name ("eldest son", "son of imprisoned drug") says nothing in a list.
    """
    return [
        "; ".join(shown for role in split_roles(article) if (shown := _trim_fragment(role)))
        for article in stated
    ]


@lru_cache(maxsize=20_000)
def _trim_fragment(role: str) -> str:
    """Return a role without an unfinished end, or "" for a relation without a name.

    "teacher in a school for encouraging" → "teacher in a school"
    """
    words = _drop_group(role).split()
    if not _FRAGMENT_WORDS.isdisjoint(word.lower() for word in words[1:]):
        return ""  # "state media report Agriculture Minister"
    words = words[: len(words) - _count_relative_time(words)]
    while len(words) > 1 and (_is_open_end(words[-1]) or _is_gerund(words) or _is_loose(words)):
        words.pop()
    shown = " ".join(words)
    is_named = any(word[:1].isupper() for word in words[1:]) or "’s" in words[0] or "'s" in words[0]
    parsed = parse_role(shown)
    return "" if parsed.is_relation and not is_named else shown


def _drop_group(role: str) -> str:
    """Return a role without a group before it: "officials and Umbrian Minister"."""
    group, joined, rest = role.partition(" and ")
    last = group.rpartition(" ")[2]
    is_group = last.islower() and last.endswith("s") and role_noun(last) not in (None, last)
    return rest if joined and is_group and parse_role(rest).nouns else role


def _count_relative_time(words: Sequence[str]) -> int:
    """Return the number of words of a time at the end: "elected president earlier this month"."""
    lower = [word.lower() for word in words]
    if len(words) < _LONGEST_TIME or lower[-1] not in _UNITS or lower[-2] not in _RELATIVE:
        return 0
    return 3 if lower[-3] in _EARLIER else 2


def _is_loose(words: Sequence[str]) -> bool:
    """Return whether a role ends with a relation without a name: "son of Roe and the brother"."""
    linked = len(words) > _LONGEST_TIME and words[-2].lower() in ("the", "a")
    return linked and words[-3] == "and" and words[-1].lower() in RELATION_NOUNS


def _is_open_end(word: str) -> bool:
    return word.lower().strip(",;:") in _OPEN_ENDS


def _is_gerund(words: list[str]) -> bool:
    """Return whether a role ends with a preposition and a gerund: "for encouraging"."""
    last = words[-1]
    is_form = last.islower() and last.endswith("ing") and len(last) < _LONGEST_GERUND
    return is_form and len(words) > 2 and words[-2].lower() in _OPEN_ENDS
