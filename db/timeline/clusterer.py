"""Clustering of events: reports of one event in several articles, also with differing dates.

Only events that share days and a word for the action are compared. An inverted index of the words
finds them, so that the time is nearly linear in the number of events.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.event_relations import find_bound, find_recurrence
from db.models import EventRow
from db.timeline.event_similarity import (
    EventProfile,
    event_profile,
    is_dated_apart,
    is_report_of,
    is_same_event,
    is_same_report,
    reports_same_kind,
)
from db.timeline.models import EventCluster, is_report_after

_MOST_NEAR = 24  # groups with a word that an event is compared with, the latest ones
_MOST_COMPARED = 5  # members of a group whose kind of event is compared
_LEAST_APART, _APART = 2, 31  # days between two datings of one event; a time zone explains one
_NEGATION = re.compile(r"\b(?:not|never|no|nobody|without)\b|n['’]t\b", re.IGNORECASE)
_MOST_OTHERWISE = 2  # other dates; a cluster with more of them is a recurring event


class _Group:
    def __init__(self, event: EventRow, compared: EventProfile) -> None:
        self.leader = compared
        self.first, self.last = event.first_day, event.last_day
        self.reported = event.is_reported or event.is_guessed
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
        if self.reported or event.is_reported or event.is_guessed:
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
        if not _has_one_day(later):
            continue  # only the day of a past event can contradict another
        acts = (later.leader.words - later.leader.names) | later.leader.kinds
        near = {candidate for word in acts for candidate in with_word[word][-_MOST_NEAR:]}
        for candidate in near:
            before = groups[candidate]
            if (
                _has_one_day(before)
                and _LEAST_APART <= (later.first - before.last).days <= _APART
                and is_dated_apart(before.leader, later.leader)
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


def _has_one_day(group: _Group) -> bool:
    """Return whether an event of a group states one past day as its own."""
    return group.days == 1 and not all(
        event.is_reported
        or event.is_guessed
        or event.upcoming
        or event.kind == "state"
        or find_bound(event.reason)
        or find_recurrence(event.reason)
        or _NEGATION.search(event.headline)
        for event, _ in group.members
    )


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
