"""Windows, counts and searches over the events of all articles, held to plain definitions."""

import datetime
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import Store
from db.models import UNITS, Unit
from db.timeline import event_queries, repository
from db.timeline.models import EVERYTHING, DateRange, TimelinePosition
from db.timeline.units import (
    last_day_of_unit,
    next_unit_start,
    shift_units,
    unit_ranges,
    unit_start,
)
from tests.support.thoroughness import count_examples
from tests.support.timeline import Tells, add_events, march

_files = itertools.count()
DAYS = st.dates(datetime.date(2019, 12, 20), datetime.date(2020, 1, 12))
EVENTS = st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=8)


def walk(store: Store, unit: Unit | None) -> list[tuple[datetime.date, int, int]]:
    """Every event that going through the windows shows, from both ends."""
    there, back = [], []
    position: TimelinePosition | None = TimelinePosition(datetime.date.min)
    while position is not None:
        window = store.timeline.window(position, unit=unit)
        there += [event for cluster in window.clusters for event in cluster.events]
        position = window.after
    position = TimelinePosition(datetime.date.max, 2**40)
    while position is not None:
        window = store.timeline.window(position, unit=unit, back=True)
        back += [event for cluster in window.clusters for event in cluster.events]
        position = window.before
    keys = [
        sorted({(event.first_day, event.article, event.start) for event in events})
        for events in (there, back)
    ]
    assert keys[0] == keys[1]
    return keys[0]


@settings(
    max_examples=count_examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(articles=st.lists(st.tuples(DAYS, EVENTS), max_size=5), unit=st.sampled_from(UNITS))
def test_windows_show_every_event_and_bars_count_them(
    articles: list[tuple[datetime.date, list[tuple[datetime.date, int]]]],
    unit: Unit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repository, "WINDOW", 3)
    monkeypatch.setattr(repository, "_MOST_MORE", 2)
    with Store(tmp_path / f"{next(_files)}.sqlite") as store:
        expected: list[tuple[datetime.date, datetime.date, int, int]] = []
        for published, events in articles:
            tells = [
                Tells(f"Event {at}", day, day + datetime.timedelta(length))
                for at, (day, length) in enumerate(events)
            ]
            number = add_events(store, published, *tells)
            for event in store.articles.get(number).analysis.events:
                assert event.first_day
                assert event.last_day
                expected.append((event.first_day, event.last_day, number, event.start))
        inside = [event for event in expected if event[1] <= last_day_of_unit(event[0], unit)]
        assert walk(store, unit) == sorted((first, number, at) for first, _, number, at in inside)
        days = unit_ranges(datetime.date(2019, 12, 1), datetime.date(2020, 2, 1), unit)
        counted = store.timeline.count_ranges(days)
        for (first, last), bar in zip(days, counted, strict=True):
            assert bar.events == sum(first <= a and b <= last for a, b, _, _ in expected)
            assert bar.articles == sum(first <= day <= last for day, _ in articles)
        full = [bar for bar in counted if bar.events or bar.articles]
        assert store.timeline.count_units(unit) == full


@given(st.dates(), st.sampled_from(UNITS))
def test_every_day_is_in_one_unit_of_the_calendar(day: datetime.date, unit: Unit) -> None:
    start, last = unit_start(day, unit), last_day_of_unit(day, unit)
    assert start <= day <= last
    assert unit_start(last, unit) == start
    after = next_unit_start(day, unit)
    if after is not None:
        assert after == last + datetime.timedelta(1)
        assert shift_units(day, unit, 1) == after
        assert shift_units(after, unit, -1) == start


def test_a_timeline_is_of_the_articles_that_answer_or_of_the_events_that_do(store: Store) -> None:
    add_events(store, march(5), Tells("Pilots walked out", march(4)), Tells("Rain fell", march(3)))
    add_events(store, march(6), Tells("The council met", march(4)))
    timelines = store.timeline
    wide, alone = timelines.scope("pilots"), timelines.scope("pilots", wide=False)
    assert (wide.count, alone.count) == (1, 1)
    assert [event.headline for event in timelines.events(wide)] == [
        "Rain fell",
        "Pilots walked out",
    ]
    assert [event.headline for event in timelines.events(alone)] == ["Pilots walked out"]
    for scope, events in ((wide, 2), (alone, 1), (EVERYTHING, 3)):
        [month] = timelines.count_ranges([(march(1), march(31))], scope)
        assert (month.events, month.articles) == (events, 2 if scope is EVERYTHING else 1)
    assert timelines.span(wide).first_event == march(3)
    assert timelines.scope(" ") == EVERYTHING
    assert timelines.scope("before:someday").error is not None


def test_a_limited_scope_has_the_latest_articles_and_is_reported(store: Store) -> None:
    for day in (4, 5, 6):
        add_events(store, march(day), Tells(f"Pilots met on day {day}", march(day)))
    timelines = store.timeline
    for wide in (True, False):
        cut = timelines.scope("pilots", wide=wide, limit=2)
        assert (cut.count, cut.is_cut) == (2, True)
        assert [event.first_day for event in timelines.events(cut)] == [march(5), march(6)]
        for whole in (timelines.scope("pilots", wide=wide, limit=3), timelines.scope("pilots")):
            assert (whole.count, whole.is_cut) == (3, False)


@pytest.mark.parametrize("by_article", [0, 10])
def test_few_and_many_articles_of_a_search_give_the_same_window(
    by_article: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_queries, "_MOST_LISTED", by_article)
    for day in (3, 4, 5):
        add_events(store, march(day), Tells(f"Pilots met on day {day}", march(day)))
        add_events(store, march(day), Tells("The council met", march(day)))
    timelines = store.timeline
    window = timelines.window(TimelinePosition(march(4)), timelines.scope("pilots"))
    days = [cluster.shown.first_day for cluster in window.clusters]
    assert days == [march(4), march(5)]
    assert (window.before is None, window.after) == (False, None)


def test_happenings_between_two_days_are_walked_through(store: Store) -> None:
    for number in range(1, 30):
        add_events(store, march(number), Tells(f"Ship {number} sails", march(number)))
    found = store.timeline.clusters(first=march(10), last=march(20))
    assert [cluster.shown.first_day.day for cluster in found] == list(range(10, 21))
    assert len(store.timeline.clusters(limit=4)) == 4


def test_the_newest_events_come_first_and_all_are_counted(store: Store) -> None:
    for number in range(1, 30):
        upcoming = number == 29
        add_events(
            store, march(number), Tells(f"Ship {number} sails", march(number), upcoming=upcoming)
        )
    timelines = store.timeline
    newest = timelines.clusters(limit=3, newest=True)
    assert [cluster.shown.first_day.day for cluster in newest] == [29, 28, 27]
    within = timelines.clusters(first=march(10), last=march(20), newest=True)
    assert [cluster.shown.first_day.day for cluster in within] == list(range(20, 9, -1))
    rows = timelines.events(last=march(20), limit=2, newest=True)
    assert [row.first_day.day for row in rows] == [20, 19]
    counted = timelines.count_between(first=march(10), last=march(20))
    assert counted == DateRange(march(10), march(20), 11, 11)
    assert timelines.count_between(announced=True) == DateRange(march(29), march(29), 1, 1)
    assert timelines.count_between(last=march(1) - datetime.timedelta(1)) is None


def test_the_newest_clusters_are_those_of_the_other_end_with_many_windows(store: Store) -> None:
    for number in range(1, 30):
        events = [Tells(f"Ship {number} of quay {quay} sails", march(number)) for quay in range(9)]
        add_events(store, march(number), *events)
    oldest = [cluster.shown.headline for cluster in store.timeline.clusters(limit=1_000)]
    newest = [
        cluster.shown.headline for cluster in store.timeline.clusters(limit=1_000, newest=True)
    ]
    assert len(oldest) == len(set(oldest)) > 2 * repository.WINDOW / 9
    assert sorted(oldest) == sorted(newest)
    assert [title.split()[1] for title in newest] == [title.split()[1] for title in oldest[::-1]]


def test_reported_events_can_be_left_out(store: Store) -> None:
    add_events(store, march(5), Tells("Prosecutors have indicted three managers", march(5),
                               precision="reported"))  # fmt: skip
    add_events(store, march(9), Tells("The council met on the budget", march(4)))
    timeline = store.timeline
    for query in ("", "prosecutors OR council"):
        dated = timeline.scope(query, reported=False)
        assert [row.headline for row in timeline.events(dated)] == ["The council met on the budget"]
        assert timeline.span(dated).last_event == march(4)
        days = [(march(1), march(31))]
        assert [period.events for period in timeline.count_ranges(days, dated)] == [1]
        assert [period.events for period in timeline.count_units("month", dated)] == [1]
        every = timeline.scope(query)
        assert [row.is_reported for row in timeline.events(every)] == [False, True]
        assert [period.events for period in timeline.count_ranges(days, every)] == [2]


def test_the_agenda_has_only_what_is_announced_for_a_day(store: Store) -> None:
    add_events(
        store,
        march(1),
        Tells("Pilots will walk out", march(7), upcoming=True),
        Tells("The hall will be sold", march(1), march(31), upcoming=True, precision="month"),
    )
    announced = store.timeline.clusters(announced=True)
    assert [cluster.shown.headline for cluster in announced] == ["Pilots will walk out"]
    assert store.timeline.count_announced_periods() == 1
