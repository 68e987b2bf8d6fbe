"""Whether two articles tell of the same event: the same days, the same names, the same words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.wording.sameness import telling_words
from db.records import EventRow

_NAME_WEIGHT = 0.5  # of a word of a name, beside a word that says what happened
_WEEK, _MONTH = 7, 31  # days
_DATES = re.compile(  # as stems
    r"januari|februari|march|april|may|june|juli|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|(?:mon|tue|wedne|thur|fri|satur|sun)s?dai"
    r"|(?:mon|tue|wedne|thur|fri|satur|sun)s?day|todai|today|tonight|yesterdai|yesterday|tomorrow"
    r"|day|dai|night|morn|afternoon|even|evening|week|weekend|month|year|decad|centuri"
    r"|spring|summer|autumn|fall|winter|\d[\d/:.]*\w{0,2}"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of an event: stems of what happened and of the names in it.

    `words` are without dates, which the days say already; those of `names` are among them.
    `people` are the last words of the names of its entities.
    """

    words: frozenset[str]
    names: frozenset[str]
    people: frozenset[str]


def told(event: EventRow) -> Told:
    """What is compared of an event."""
    names = frozenset(word for name in event.entities for word in _stems(name))
    people = frozenset(stems[-1] for name in event.entities if (stems := _stems(name)))
    return Told(frozenset(_stems(event.headline)), names, people)


@lru_cache(maxsize=8_192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word for word in telling_words(text) if not _DATES.fullmatch(word))


def alike(one: Told, other: Told) -> tuple[float, int]:
    """How much of what two events tell is the same, 0 to 1, and how many words they share.

    The weighted Jaccard index of their words; 0 where they share names alone, or name different
    people.
    """
    shared = one.words & other.words
    names = one.names | other.names
    if not shared - names:
        return 0.0, 0
    every = one.words | other.words
    part = _weight(shared, names) / _weight(every, names)
    strangers = one.people and other.people and one.people.isdisjoint(other.people)
    return (part / 2 if strangers and one.words != other.words else part), len(shared)


def _weight(words: frozenset[str], names: frozenset[str]) -> float:
    return sum(_NAME_WEIGHT if word in names else 1.0 for word in words)


def is_same(one: Told, other: Told, days: int) -> bool:
    """Whether two events on the same days are one; `days` is how many they may lie on.

    The longer that is, the more has to agree.
    """
    part, shared = alike(one, other)
    if part == 1.0:
        return days == 1 or shared >= (2 if days <= _MONTH else 4)
    if days == 1:
        return (part >= 0.6 and shared >= 2) or (part >= 0.4 and shared >= 3)
    if days <= _WEEK:
        return part >= 0.5 and shared >= 3
    return days <= _MONTH and part >= 0.6 and shared >= 3


def is_dated_otherwise(one: Told, other: Told) -> bool:
    """Whether two events on different days are likely to be one that an article misdates.

    Where each tells something that the other does not, they have to agree nearly whole: two polls,
    two rallies are told in the same words but for who held them and where.
    """
    part, shared = alike(one, other)
    acts = (one.words & other.words) - one.names
    both_more = one.words - other.words and other.words - one.words
    return shared >= 4 and len(acts) >= 3 and part >= (0.9 if both_more else 0.7)


def is_report_of(report: Told, announced: Told) -> bool:
    """Whether what was told of a day tells what had been announced for that day.

    A report says other things of an event than who announced it did: enough that both name one
    and the same, and one thing that happens.
    """
    part, shared = alike(report, announced)
    named = not report.people.isdisjoint(announced.people)
    return named and shared >= 2 and part >= 0.27
