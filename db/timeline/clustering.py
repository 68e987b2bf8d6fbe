"""Clustering of events: reports of one event in several articles, also with differing dates.

Only events that share days and a word for the action are compared. An inverted index of the words
finds them, so that the time is nearly linear in the number of events.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from db.models import EventRow
from db.timeline.models import Happening, is_later
from db.timeline.sameness import Told, is_dated_otherwise, is_report_of, is_same, told

_MOST_NEAR = 24  # groups with a word that an event is compared with, the latest ones
_EXACT = 7  # days; events with a longer range are not compared across dates
_APART = 31  # days between two datings of one event
_MOST_OTHERWISE = 3  # other dates; a cluster with more of them is a recurring event


class _Group:
    def __init__(self, event: EventRow, compared: Told) -> None:
        self.leader = compared
        self.first, self.last = event.first_day, event.last_day
        self.members: list[tuple[EventRow, Told]] = [(event, compared)]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def articles(self) -> set[int]:
        return {event.article for event, _ in self.members}

    def matches(self, event: EventRow, compared: Told) -> bool:
        """Return True if an event is the same as this group's, on overlapping days."""
        if event.last_day < self.first or event.first_day > self.last:
            return False
        days = max(self.days, (event.last_day - event.first_day).days + 1)
        same_days = (event.first_day, event.last_day) == (self.first, self.last)
        if is_same(self.leader, compared, days if same_days else max(days, 2)):
            return True
        return any(is_same(member, compared, days) for _, member in self.members[1:3]) and same_days


def group(events: Iterable[EventRow]) -> list[Happening]:
    """Cluster events by day; the most informative event of each cluster comes first."""
    groups = _groups(sorted(events, key=_by_publication))
    otherwise, reports = _dated_otherwise(groups), _reports(groups)
    happenings = [
        Happening(_ordered(found), tuple(_events_of(otherwise[at], groups)), tuple(reports[at]))
        for at, found in enumerate(groups)
    ]
    return sorted(happenings, key=by_day)


def by_day(happening: Happening) -> tuple[datetime.date, int, int, int, int]:
    """Return the sort key of a cluster: by day, longer ranges first, then more articles first."""
    event = happening.shown
    wide = (event.last_day - event.first_day).days
    return event.first_day, -wide, -happening.articles, event.article, event.start


def _by_publication(event: EventRow) -> tuple[int, datetime.date, int, int]:
    """Return the sort key of an event: the most exact date first, then by publication."""
    wide = (event.last_day - event.first_day).days
    return wide, event.published or datetime.date.max, event.article, event.start


def _groups(events: Sequence[EventRow]) -> list[_Group]:
    groups: list[_Group] = []
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for event in events:
        compared = told(event)
        acts = compared.words - compared.names
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
        if later.days > _EXACT:
            continue
        acts = later.leader.words - later.leader.names
        near = {candidate for word in acts for candidate in with_word[word][-_MOST_NEAR:]}
        for candidate in near:
            before = groups[candidate]
            if (
                before.last < later.first
                and (later.first - before.last).days <= _APART
                and is_dated_otherwise(before.leader, later.leader)
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
    on_day: defaultdict[tuple[datetime.date, str], list[tuple[EventRow, Told]]] = defaultdict(list)
    for cluster in groups:
        for event, compared in cluster.members:
            if cluster.days == 1 and not event.upcoming:
                for word in compared.words - compared.names:
                    on_day[cluster.first, word].append((event, compared))
    for at, cluster in enumerate(groups):
        if cluster.days != 1:
            continue
        for event, compared in cluster.members:
            if not event.upcoming:
                continue
            for word in sorted(compared.words - compared.names):
                for report, reported in on_day[cluster.first, word][:_MOST_NEAR]:
                    if report in reports[at] or report.article == event.article:
                        continue
                    if is_later(report, event) and is_report_of(reported, compared):
                        reports[at].append(report)
    return reports


def _ordered(found: _Group) -> tuple[EventRow, ...]:
    """Return the most informative event, then the others by publication."""
    events = [event for event, _ in found.members]
    fullest = max(range(len(events)), key=lambda at: (_informativeness(events[at]), -at))
    return (events[fullest], *events[:fullest], *events[fullest + 1 :])


def _informativeness(event: EventRow) -> tuple[bool, bool, int]:
    whole = not event.headline.endswith("…")
    return not event.upcoming, whole, min(len(event.headline), 120)


def _events_of(found: set[int], groups: Sequence[_Group]) -> list[EventRow]:
    return [event for at in sorted(found) for event, _ in groups[at].members]
