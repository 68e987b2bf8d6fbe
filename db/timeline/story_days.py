"""The days that matter in a story: ranked by the articles that date an event on them."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from db.models import EventRow
from db.timeline.clusterer import cluster_events, cluster_sort_key
from db.timeline.models import EventCluster

# Weights of an article that states the day, and of one that reports an event on the day of its
# publication. All weights are fitted on gold timelines of Wikinews.
_STATED, _REPORTED = 1.0, 0.8
_PUBLISHED = 0.5  # of an article published on that day
_REPEATED = 0.35  # of each event on that day, times the weight of its kind
_SHORTEST = 5  # words of a headline that is a sentence, not a noun
_AGREEING = 0.5  # additional weight of each further article that reports the same event


class StoryDay(Struct, frozen=True):
    """A day of a story: its clusters, the one of most articles first, and the articles of all.

    `stated` are those articles that state the day themselves. `score` ranks the days.
    """

    day: datetime.date
    clusters: tuple[EventCluster, ...]
    articles: int
    stated: int
    score: float

    @property
    def best(self) -> EventCluster:
        """The cluster that represents the day."""
        return self.clusters[0]


def rank_story_days(events: Iterable[EventRow], limit: int) -> list[StoryDay]:
    """Return the days that most articles date an event on, at most `limit`, by day.

    An article counts once for a day: fully if it states the day, less if that is only the day of
    its publication. Articles that were published on the day or report the same event
    count more. Guesses, states, events of a longer period and those after the publication do not
    count: with guesses, fewer annotated days are found.
    """
    events = list(events)
    published = Counter(
        day.exact_day
        for day in {event.article: event.published for event in events}.values()
        if day is not None
    )
    on_day: defaultdict[datetime.date, list[EventRow]] = defaultdict(list)
    for event in events:
        is_day = event.first_day == event.last_day and not _is_ahead(event)
        if is_day and not event.is_guessed and event.kind == "event":
            on_day[event.first_day].append(event)
    days = [_make_day(day, found, published[day]) for day, found in on_day.items()]
    days.sort(key=lambda found: (-found.score, found.day))
    return sorted(days[:limit], key=lambda found: found.day)


def _make_day(day: datetime.date, events: Sequence[EventRow], published: int) -> StoryDay:
    weights: dict[int, float] = {}
    for event in events:
        weights[event.article] = max(weights.get(event.article, 0.0), _weight_of(event))
    clusters = sorted(cluster_events(events), key=_by_agreement)
    agreeing = clusters[0].articles - 1
    score = sum(weights.values()) + _AGREEING * agreeing
    score += _REPEATED * sum(map(_weight_of, events)) + _PUBLISHED * published
    stated = sum(weight == _STATED for weight in weights.values())
    return StoryDay(day, tuple(clusters), len(weights), stated, score)


def _is_ahead(event: EventRow) -> bool:
    """Return True for an event after the publication of its article, announced or not."""
    published = event.published
    return event.upcoming or (published is not None and event.first_day > published.last)


def _weight_of(event: EventRow) -> float:
    return _REPORTED if event.is_reported else _STATED


def _by_agreement(cluster: EventCluster) -> tuple[object, ...]:
    """Return the sort key of a cluster: most articles, then a stated day, then a sentence."""
    event = cluster.shown
    is_short = event.headline.count(" ") < _SHORTEST - 1
    return (-cluster.articles, -_weight_of(event), is_short, *cluster_sort_key(cluster))
