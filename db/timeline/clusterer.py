"""Clustering of events: reports of one event in several articles, also with differing dates.

Only events that share days and a word for the action are compared. An inverted index of the words
finds them, so that the time is nearly linear in the number of events.

Similarity of events: the same days, the same names, the same words or the same kind of event.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis import lexicon
from analysis.corpus.text_reuse import find_content_stems
from analysis.stemmer import stem
from analysis.text_folding import fold_text
from db.models import EventRow
from db.timeline.models import EventCluster, is_report_after

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


@dataclass(frozen=True, slots=True)
class EventProfile:
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


def is_misdated(first: EventProfile, second: EventProfile) -> bool:
    """Return True if two events on different days are probably one that an article misdates.

    If each has a word that the other lacks, they must agree almost completely: two polls or two
    rallies differ only in the words for the organizer and the place. Events of a kind that the same
    names rarely undergo twice, such as a resignation, only need the same subject or names.
    """
    once = first.kinds & second.kinds & _kinds_with("once")
    if once and reports_same_kind(first, second):
        names = first.names & second.names
        same_names = first.names == second.names and len(names) > 1
        if names & first.subject & second.subject or same_names:
            return True
    part, shared = event_similarity(first, second)
    acts = (first.words & second.words) - first.names
    both_more = first.words - second.words and second.words - first.words
    return shared >= 4 and len(acts) >= 3 and part >= (0.9 if both_more else 0.7)


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


_MOST_NEAR = 24  # groups with a word that an event is compared with, the latest ones
_MOST_COMPARED = 5  # members of a group whose kind of event is compared
_EXACT = 7  # days; events with a longer range are not compared across dates
_APART = 31  # days between two datings of one event
_MOST_OTHERWISE = 3  # other dates; a cluster with more of them is a recurring event


class _Group:
    def __init__(self, event: EventRow, compared: EventProfile) -> None:
        self.leader = compared
        self.first, self.last = event.first_day, event.last_day
        self.reported = event.is_reported
        self.members: list[tuple[EventRow, EventProfile]] = [(event, compared)]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def articles(self) -> set[int]:
        return {event.article for event, _ in self.members}

    def matches(self, event: EventRow, compared: EventProfile) -> bool:
        """Return True if an event is the same as this group's, on overlapping days."""
        if event.last_day < self.first or event.first_day > self.last:
            return False
        if self.reported or event.is_reported:
            return is_same_report(self.leader, compared)
        days = max(self.days, (event.last_day - event.first_day).days + 1)
        same_days = (event.first_day, event.last_day) == (self.first, self.last)
        if is_same_event(self.leader, compared, days if same_days else max(days, 2)):
            return True
        if days == 1 and any(
            reports_same_kind(member, compared)
            for member_event, member in self.members[:_MOST_COMPARED]
            if member_event.article != event.article
        ):
            return True
        return (
            any(is_same_event(member, compared, days) for _, member in self.members[1:3])
            and same_days
        )


def cluster_events(events: Iterable[EventRow]) -> list[EventCluster]:
    """Cluster events by day; the most informative event of each cluster comes first."""
    groups = _groups(sorted(events, key=_by_publication))
    otherwise, reports = _dated_otherwise(groups), _reports(groups)
    happenings = [
        EventCluster(_ordered(found), tuple(_events_of(otherwise[at], groups)), tuple(reports[at]))
        for at, found in enumerate(groups)
    ]
    return sorted(happenings, key=cluster_sort_key)


def cluster_sort_key(happening: EventCluster) -> tuple[datetime.date, bool, int, int, int, int]:
    """Return the sort key of a cluster: by day, longer ranges first, then more articles first.

    Events without a date of their own are the last of their day.
    """
    event = happening.shown
    wide = (event.last_day - event.first_day).days
    return (
        event.first_day,
        event.is_reported,
        -wide,
        -happening.articles,
        event.article,
        event.start,
    )


def _by_publication(event: EventRow) -> tuple[bool, int, datetime.date, int, int]:
    """Return the sort key of an event: the most exact date first, then by publication.

    Events without a date of their own are last.
    """
    wide = (event.last_day - event.first_day).days
    # a month may end after the days in it: only certain precedence counts
    published = event.published.last if event.published else datetime.date.max
    return event.is_reported, wide, published, event.article, event.start


def _groups(events: Sequence[EventRow]) -> list[_Group]:
    groups: list[_Group] = []
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for event in events:
        compared = event_profile(event)
        acts = compared.words - compared.names
        if event.first_day == event.last_day:
            acts |= {f"{kind} {event.first_day}" for kind in compared.kinds}
        near = {at for word in acts for at in with_word[word][-_MOST_NEAR:]}
        found = next((at for at in sorted(near) if groups[at].matches(event, compared)), None)
        if found is None:
            found = len(groups)
            groups.append(_Group(event, compared))
        else:
            groups[found].members.append((event, compared))
        for word in acts:
            if not with_word[word] or with_word[word][-1] != found:
                with_word[word].append(found)
    return groups


def _dated_otherwise(groups: Sequence[_Group]) -> defaultdict[int, set[int]]:
    """Return for each group the similar ones on other days that share no article with it."""
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for at, later in sorted(enumerate(groups), key=lambda found: found[1].first):
        if later.days > _EXACT or later.reported:
            continue  # a reported event has no date that could be another one
        acts = (later.leader.words - later.leader.names) | later.leader.kinds
        near = {candidate for word in acts for candidate in with_word[word][-_MOST_NEAR:]}
        for candidate in near:
            before = groups[candidate]
            if (
                before.last < later.first
                and (later.first - before.last).days <= _APART
                and is_misdated(before.leader, later.leader)
                and before.articles.isdisjoint(later.articles)
            ):
                pairs[at].add(candidate)
                pairs[candidate].add(at)
        for word in acts:
            with_word[word].append(at)
    recurring = {at for at, others in pairs.items() if len(others) > _MOST_OTHERWISE}
    for at in list(pairs):
        pairs[at] = set() if at in recurring else pairs[at] - recurring
    return pairs


def _reports(groups: Sequence[_Group]) -> defaultdict[int, list[EventRow]]:
    """Return for each announced group the reports of that day in later articles."""
    reports: defaultdict[int, list[EventRow]] = defaultdict(list)
    on_day: defaultdict[tuple[datetime.date, str], list[tuple[EventRow, EventProfile]]] = (
        defaultdict(list)
    )
    for cluster in groups:
        for event, compared in cluster.members:
            if cluster.days == 1 and not event.upcoming:
                for word in (compared.words - compared.names) | compared.kinds:
                    on_day[cluster.first, word].append((event, compared))
    for at, cluster in enumerate(groups):
        if cluster.days != 1:
            continue
        for event, compared in cluster.members:
            if not event.upcoming:
                continue
            for word in sorted((compared.words - compared.names) | compared.kinds):
                for report, reported in on_day[cluster.first, word][:_MOST_NEAR]:
                    if report in reports[at] or report.article == event.article:
                        continue
                    if is_report_after(report, event) and is_report_of(reported, compared):
                        reports[at].append(report)
    return reports


def _ordered(found: _Group) -> tuple[EventRow, ...]:
    """Return the most informative event, then the others by publication."""
    events = [event for event, _ in found.members]
    fullest = max(range(len(events)), key=lambda at: (_informativeness(events[at]), -at))
    return (events[fullest], *events[:fullest], *events[fullest + 1 :])


def _informativeness(event: EventRow) -> tuple[bool, bool, bool, int]:
    whole = not event.headline.endswith("…")
    return not event.upcoming, not event.is_reported, whole, min(len(event.headline), 120)


def _events_of(found: set[int], groups: Sequence[_Group]) -> list[EventRow]:
    return [event for at in sorted(found) for event, _ in groups[at].members]
