"""The days that matter in a story: ranked by the articles that date an event on them."""

from db import Store
from tests.support.timeline import Tells, add_events, march

BERG = ("Ana Berg",)
RESIGNED = Tells("Ana Berg resigned over the crane", march(4), names=BERG)


def test_the_day_of_most_articles_comes_with_its_event(store: Store) -> None:
    add_events(store, march(5), RESIGNED, Tells("The quay was painted", march(2)))
    add_events(store, march(6), Tells("Ana Berg resigned over the crane", march(4), names=BERG))
    add_events(store, march(8), Tells("Pilots walked out", march(7)))
    days = store.timeline.story_days(limit=1)
    assert [(day.day, day.articles, day.stated) for day in days] == [(march(4), 2, 2)]
    assert days[0].best.shown.headline == "Ana Berg resigned over the crane"
    assert days[0].best.articles == 2


def test_the_days_are_in_the_order_of_the_calendar(store: Store) -> None:
    add_events(store, march(9), Tells("Pilots walked out", march(7)))
    add_events(store, march(9), RESIGNED)
    assert [day.day for day in store.timeline.story_days()] == [march(4), march(7)]


def test_announcements_and_longer_periods_are_no_days(store: Store) -> None:
    add_events(store, march(1), Tells("Pilots will walk out", march(7), upcoming=True))
    add_events(store, march(1), Tells("The debate", march(1), march(31), precision="month"))
    add_events(store, march(1), Tells("The mayor is likely to win the vote", march(9)))
    assert store.timeline.story_days() == []


def test_a_day_of_publication_precedes_another_that_one_article_states(store: Store) -> None:
    add_events(
        store, march(9), Tells("Pilots walked out", march(9)), Tells("A crane fell", march(2))
    )
    assert [day.day for day in store.timeline.story_days(limit=1)] == [march(9)]


def test_a_day_that_articles_state_precedes_that_of_a_publication(store: Store) -> None:
    add_events(store, march(9), Tells("Pilots walked out", march(9), precision="reported"))
    add_events(store, march(10), RESIGNED)
    add_events(store, march(11), Tells("Ana Berg resigned over the crane", march(4), names=BERG))
    assert [day.day for day in store.timeline.story_days(limit=1)] == [march(4)]
