"""Events that several articles tell, as one; and those that seem to be the same, dated otherwise.

Events are compared with those alone that share a word of what happened, and days; an inverted
index of the words finds them, so that a window of events takes time nearly linear in its size.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from db.records import EventRow
from db.timeline.records import Happening, is_later
from db.timeline.sameness import Told, is_dated_otherwise, is_report_of, is_same, told

_MOST_NEAR = 24  # groups with a word that an event is compared with, the last ones made
_EXACT = 7  # days up to which an event is dated well enough to be dated otherwise
_APART = 31  # days between two datings of one event
_MOST_OTHERWISE = 3  # other days: what comes back more often is another event each time


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

    def takes(self, event: EventRow, compared: Told) -> bool:
        """Whether an event on overlapping days is this one."""
        if event.last_day < self.first or event.first_day > self.last:
            return False
        days = max(self.days, (event.last_day - event.first_day).days + 1)
        same_days = (event.first_day, event.last_day) == (self.first, self.last)
        if is_same(self.leader, compared, days if same_days else max(days, 2)):
            return True
        return any(is_same(other, compared, days) for _, other in self.members[1:3]) and same_days


def group(events: Iterable[EventRow]) -> list[Happening]:
    """What happened, each once, by day; of the events that tell it, the fullest comes first."""
    groups = _groups(sorted(events, key=_by_publication))
    otherwise, reports = _dated_otherwise(groups), _reports(groups)
    happenings = [
        Happening(_ordered(found), tuple(_others(otherwise[at], groups)), tuple(reports[at]))
        for at, found in enumerate(groups)
    ]
    return sorted(happenings, key=by_day)


def by_day(happening: Happening) -> tuple[datetime.date, int, int, int, int]:
    """Sorts happenings by day, those of long stretches first, and what most articles tell."""
    event = happening.shown
    wide = (event.last_day - event.first_day).days
    return event.first_day, -wide, -happening.articles, event.article, event.start


def _by_publication(event: EventRow) -> tuple[int, datetime.date, int, int]:
    """The best dated first, then by publication."""
    wide = (event.last_day - event.first_day).days
    return wide, event.published or datetime.date.max, event.article, event.start


def _groups(events: Sequence[EventRow]) -> list[_Group]:
    groups: list[_Group] = []
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for event in events:
        compared = told(event)
        acts = compared.words - compared.names
        near = {at for word in acts for at in with_word[word][-_MOST_NEAR:]}
        found = next((at for at in sorted(near) if groups[at].takes(event, compared)), None)
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
    """For each group, those on other days that seem to be the same; no article has both."""
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for at, one in sorted(enumerate(groups), key=lambda found: found[1].first):
        if one.days > _EXACT:
            continue
        acts = one.leader.words - one.leader.names
        near = {other for word in acts for other in with_word[word][-_MOST_NEAR:]}
        for other in near:
            before = groups[other]
            if (
                before.last < one.first
                and (one.first - before.last).days <= _APART
                and is_dated_otherwise(before.leader, one.leader)
                and before.articles.isdisjoint(one.articles)
            ):
                pairs[at].add(other)
                pairs[other].add(at)
        for word in acts:
            with_word[word].append(at)
    recurring = {at for at, others in pairs.items() if len(others) > _MOST_OTHERWISE}
    for at in list(pairs):
        pairs[at] = set() if at in recurring else pairs[at] - recurring
    return pairs


def _reports(groups: Sequence[_Group]) -> defaultdict[int, list[EventRow]]:
    """For each group that was announced for a day, what later articles tell of that day."""
    reports: defaultdict[int, list[EventRow]] = defaultdict(list)
    on_day: defaultdict[tuple[datetime.date, str], list[tuple[EventRow, Told]]] = defaultdict(list)
    for one in groups:
        for event, compared in one.members:
            if one.days == 1 and not event.upcoming:
                for word in compared.words - compared.names:
                    on_day[one.first, word].append((event, compared))
    for at, one in enumerate(groups):
        if one.days != 1:
            continue
        for event, compared in one.members:
            if not event.upcoming:
                continue
            for word in sorted(compared.words - compared.names):
                for report, other in on_day[one.first, word][:_MOST_NEAR]:
                    if report in reports[at] or report.article == event.article:
                        continue
                    if is_later(report, event) and is_report_of(other, compared):
                        reports[at].append(report)
    return reports


def _ordered(found: _Group) -> tuple[EventRow, ...]:
    """The event that says most of what happened, then the others by publication."""
    events = [event for event, _ in found.members]
    fullest = max(range(len(events)), key=lambda at: (_says(events[at]), -at))
    return (events[fullest], *events[:fullest], *events[fullest + 1 :])


def _says(event: EventRow) -> tuple[bool, bool, int]:
    whole = not event.headline.endswith("…")
    return not event.upcoming, whole, min(len(event.headline), 120)


def _others(found: set[int], groups: Sequence[_Group]) -> list[EventRow]:
    return [event for at in sorted(found) for event, _ in groups[at].members]
