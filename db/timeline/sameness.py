"""Similarity of events: the same days, the same names, the same words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.corpus.text_reuse import telling_words
from db.models import EventRow

_NAME_WEIGHT = 0.5  # of a word of a name, relative to a word for the action
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
    """The features by which events are compared: stems of the headline and of the names.

    `words` are without dates, which are compared as days; they include those of `names`.
    `people` are the last words of the names of its entities.
    """

    words: frozenset[str]
    names: frozenset[str]
    people: frozenset[str]


def told(event: EventRow) -> Told:
    """Return the features by which an event is compared."""
    names = frozenset(word for name in event.entities for word in _stems(name))
    people = frozenset(stems[-1] for name in event.entities if (stems := _stems(name)))
    return Told(frozenset(_stems(event.headline)), names, people)


@lru_cache(maxsize=8_192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word for word in telling_words(text) if not _DATES.fullmatch(word))


def alike(first: Told, second: Told) -> tuple[float, int]:
    """Return the similarity of two events, 0 to 1, and the number of words they share.

    It is the weighted Jaccard index of their words, 0 if they share only names. It is halved if
    they name different people, unless all words are the same.
    """
    shared = first.words & second.words
    names = first.names | second.names
    if not shared - names:
        return 0.0, 0
    every = first.words | second.words
    part = _weight(shared, names) / _weight(every, names)
    strangers = first.people and second.people and first.people.isdisjoint(second.people)
    return (part / 2 if strangers and first.words != second.words else part), len(shared)


def _weight(words: frozenset[str], names: frozenset[str]) -> float:
    return sum(_NAME_WEIGHT if word in names else 1.0 for word in words)


def is_same(first: Told, second: Told, days: int) -> bool:
    """Return True if two events on the same days are one; `days` is the length of the range.

    The longer the range, the more must agree.
    """
    part, shared = alike(first, second)
    if part == 1.0:
        return days == 1 or shared >= (2 if days <= _MONTH else 4)
    if days == 1:
        return (part >= 0.6 and shared >= 2) or (part >= 0.4 and shared >= 3)
    if days <= _WEEK:
        return part >= 0.5 and shared >= 3
    return days <= _MONTH and part >= 0.6 and shared >= 3


def is_dated_otherwise(first: Told, second: Told) -> bool:
    """Return True if two events on different days are probably one that an article misdates.

    If each has a word that the other lacks, they must agree almost completely: two polls or two
    rallies differ only in the words for the organizer and the place.
    """
    part, shared = alike(first, second)
    acts = (first.words & second.words) - first.names
    both_more = first.words - second.words and second.words - first.words
    return shared >= 4 and len(acts) >= 3 and part >= (0.9 if both_more else 0.7)


def is_report_of(report: Told, announced: Told) -> bool:
    """Return True if an event of a day reports what was announced for that day.

    A report words an event differently from its announcement. So it is enough that both name the
    same person and share a word for the action.
    """
    part, shared = alike(report, announced)
    named = not report.people.isdisjoint(announced.people)
    return named and shared >= 2 and part >= 0.27
