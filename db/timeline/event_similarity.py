"""Similarity of events: the same days, the same names, the same words or the same kind of event."""

import re
from collections import defaultdict
from functools import lru_cache

from msgspec import Struct

from analysis import lexicon
from analysis.corpus.text_reuse import find_content_stems
from analysis.folded_text import fold_text
from analysis.stemmer import stem
from db.models import EventRow

_NAME_WEIGHT = 0.5  # of a word of a name, relative to a word for the action
_WEEK, _MONTH = 7, 31  # days
_SUBJECT = 3  # content words at the start of a headline that include its subject
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DATES = re.compile(  # as stems
    r"januari|februari|march|april|may|june|juli|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|(?:mon|tue|wedne|thur|fri|satur|sun)s?dai"
    r"|(?:mon|tue|wedne|thur|fri|satur|sun)s?day|todai|today|tonight|yesterdai|yesterday|tomorrow"
    r"|day|dai|night|morn|afternoon|even|evening|week|weekend|month|year|decad|centuri"
    r"|spring|summer|autumn|fall|winter|\d[\d/:.]*\w{0,2}"
)


class EventProfile(Struct, frozen=True):
    """The features by which events are compared: stems of the headline and of the names.

    `words` are without dates, which are compared as days; they include those of `names`.
    `surnames` are the last words of the names of its entities. `kinds` are the kinds of event that
    the headline reports, and `kind_words` the words that say so. `subject` are the first words of
    the headline.
    """

    words: frozenset[str]
    names: frozenset[str]
    surnames: frozenset[str]
    kinds: frozenset[str]
    kind_words: frozenset[str]
    subject: frozenset[str]


def event_profile(event: EventRow) -> EventProfile:
    """Return the features by which an event is compared."""
    names = frozenset(word for name in event.entities for word in _stems(name))
    people = frozenset(stems[-1] for name in event.entities if (stems := _stems(name)))
    kinds, kind_words = _find_kinds(event.headline)
    words = _stems(event.headline)
    subject = frozenset(words[:_SUBJECT])
    return EventProfile(frozenset(words), names, people, kinds, kind_words, subject)


@lru_cache(maxsize=1)
def _kinds_of_phrases() -> dict[tuple[str, ...], frozenset[str]]:
    """Return the kinds of event by the stems of the word or the phrase that reports them."""
    kinds: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for entry, value in lexicon.values("event_kinds").items():
        kinds[tuple(map(stem, entry.split()))].update(value.split())
    return {phrase: frozenset(found) for phrase, found in kinds.items()}


@lru_cache(maxsize=2)
def _kinds_with(name: str) -> frozenset[str]:
    """Return the kinds of the words of a class, "consequence" or "once"."""
    values = lexicon.values("event_kinds", name).values()
    return frozenset(kind for value in values for kind in value.split())


@lru_cache(maxsize=8_192)
def _find_kinds(headline: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the kinds of event that a headline reports, and the stems that report them."""
    phrases = _kinds_of_phrases()
    stems = [stem(word) for word in _WORD.findall(fold_text(headline))]
    kinds: set[str] = set()
    used: set[str] = set()
    at = 0
    while at < len(stems):
        for length in (3, 2, 1):
            phrase = tuple(stems[at : at + length])
            if len(phrase) == length and phrase in phrases:
                kinds |= phrases[phrase]
                used.update(phrase)
                at += length
                break
        else:
            at += 1
    return frozenset(kinds), frozenset(used)


@lru_cache(maxsize=8_192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word for word in find_content_stems(text) if not _DATES.fullmatch(word))


def event_similarity(first: EventProfile, second: EventProfile) -> tuple[float, int]:
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
    strangers = first.surnames and second.surnames and first.surnames.isdisjoint(second.surnames)
    return (part / 2 if strangers and first.words != second.words else part), len(shared)


def _weight(words: frozenset[str], names: frozenset[str]) -> float:
    return sum(_NAME_WEIGHT if word in names else 1.0 for word in words)


def is_same_event(first: EventProfile, second: EventProfile, days: int) -> bool:
    """Return True if two events on the same days are one; `days` is the length of the range.

    The longer the range, the more must agree.
    """
    part, shared = event_similarity(first, second)
    if part == 1.0:
        return days == 1 or shared >= (2 if days <= _MONTH else 4)
    if days == 1:
        return (part >= 0.6 and shared >= 2) or (part >= 0.4 and shared >= 3)
    if days <= _WEEK:
        return part >= 0.5 and shared >= 3
    return days <= _MONTH and part >= 0.6 and shared >= 3


def reports_same_kind(first: EventProfile, second: EventProfile) -> bool:
    """Return True if two events of one day are of one kind and concern the same names.

    Consequences, such as deaths, decide only where neither event has another kind, since a fire and
    a crash in one town can both be fatal: they need a common subject or another common word. Events
    that each name something else need another common word too, those without a common name two.
    """
    consequences = _kinds_with("consequence")
    shared = first.kinds & second.kinds
    causes = [profile.kinds - consequences for profile in (first, second)]
    if not shared or (causes[0] and causes[1] and not causes[0] & causes[1]):
        return False
    names = first.names & second.names
    weak = shared <= consequences and not names & first.subject & second.subject
    own = [profile.names - names for profile in (first, second)]
    context = (first.words & second.words) - names - first.kind_words - second.kind_words
    needed = weak + bool(own[0] and own[1]) if names else 2 + weak
    return len(context) >= needed


def is_same_report(first: EventProfile, second: EventProfile) -> bool:
    """Return True if two events, one of them reported on a day, are one.

    The day is only that of the publication, on which much is reported: it proves less than a date
    in the text. So the words must agree more.
    """
    part, shared = event_similarity(first, second)
    acts = (first.words & second.words) - first.names - second.names
    return part >= 0.6 and shared >= 3 and len(acts) >= 2


def is_dated_apart(first: EventProfile, second: EventProfile) -> bool:
    """Return True if two events on different days are certainly one that articles date differently.

    They are of a kind that the same names rarely undergo twice, such as a death, have the same
    subject and name the same person. If each has other words too, they share one of them.
    """
    once = first.kinds & second.kinds & _kinds_with("once")
    if not once or not reports_same_kind(first, second):
        return False
    names = first.names & second.names
    if not names & first.subject & second.subject:
        return False
    if first.surnames.isdisjoint(second.surnames):
        return False
    own = [  # "dismissed Moura", "dismissed her critics"
        profile.words - profile.kind_words - compared.words
        for profile, compared in ((first, second), (second, first))
    ]
    context = (first.words & second.words) - names - first.kind_words - second.kind_words
    return bool(context) or not (own[0] and own[1])


def is_report_of(report: EventProfile, announced: EventProfile) -> bool:
    """Return True if an event of a day reports what was announced for that day.

    A report words an event differently from its announcement. So it is enough that both are of one
    kind, or that they name the same person and share a word for the action.
    """
    if reports_same_kind(report, announced):
        return True
    part, shared = event_similarity(report, announced)
    named = not report.surnames.isdisjoint(announced.surnames)
    return named and shared >= 2 and part >= 0.27
