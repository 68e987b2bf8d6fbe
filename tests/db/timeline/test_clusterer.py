"""Which events several articles tell as one, which are dated otherwise, and what became of them."""

import datetime

import pytest

from analysis.partial_dates import to_partial_date
from db import Store
from db.timeline.models import EventCluster, TimelinePosition
from tests.support.timeline import Tells, add_events, march

STRIKE = "Harbour pilots walk out over the second crane"


def list_clusters(store: Store, *, announced: bool = False) -> list[EventCluster]:
    window = store.timeline.window(TimelinePosition(datetime.date(2021, 1, 1)), announced=announced)
    return list(window.clusters)


def test_what_articles_tell_of_the_same_day_in_other_words_is_one(store: Store) -> None:
    first_report = add_events(store, march(5), Tells(STRIKE, march(4)), site="Harbour Post")
    second_report = add_events(
        store,
        march(6),
        Tells("The pilots walked out over a second crane at the harbour", march(4)),
        Tells("The council met on the budget", march(4)),
    )
    first, second = list_clusters(store)
    assert {event.article for event in first.events} == {first_report, second_report}
    assert (first.articles, second.articles) == (2, 1)
    assert first.shown.headline == "The pilots walked out over a second crane at the harbour"


@pytest.mark.parametrize(
    ("headline", "day"),
    [
        ("The council votes on the second crane", 4),  # the same subject
        ("Ferry crews walk out over the new timetable", 4),  # the same sort of event
        (STRIKE, 20),  # again
    ],
)
def test_another_event_is_not_joined(headline: str, day: int, store: Store) -> None:
    add_events(store, march(5), Tells(STRIKE, march(4)))
    add_events(store, march(21), Tells(headline, march(day)))
    assert [cluster.articles for cluster in list_clusters(store)] == [1, 1]


def test_names_alone_do_not_make_events_the_same(store: Store) -> None:
    names = ("Mara Ortiz", "Harbour Board")
    add_events(store, march(5), Tells("Mara Ortiz at the Harbour Board", march(4), names=names))
    add_events(store, march(5), Tells("Mara Ortiz left the Harbour Board", march(4), names=names))
    assert [cluster.articles for cluster in list_clusters(store)] == [1, 1]


def test_a_long_stretch_needs_more_agreement_than_a_day(store: Store) -> None:
    add_events(store, march(5), Tells("The debate", march(1), march(31), precision="month"))
    add_events(store, march(6), Tells("The debate", march(1), march(31), precision="month"))
    add_events(store, march(7), Tells("The debate", march(9)))
    add_events(store, march(8), Tells("A debate", march(9)))
    assert [cluster.articles for cluster in list_clusters(store)] == [1, 1, 2]


def test_an_event_that_articles_date_otherwise_says_so_on_both_days(store: Store) -> None:
    add_events(store, march(7), Tells("Ana Berg resigned over the crane", march(4), names=BERG))
    wrong = add_events(
        store, march(8), Tells("Ana Berg stepped down over the crane", march(6), names=BERG)
    )
    first, second = list_clusters(store)
    assert [event.article for event in first.otherwise] == [wrong]
    assert [event.first_day for event in second.otherwise] == [march(4)]


def test_what_one_person_does_to_others_on_two_days_is_no_contradiction(store: Store) -> None:
    add_events(store, march(7), Tells("Ana Berg did not dismiss Cruz", march(4), names=BERG))
    add_events(store, march(8), Tells("In talks Ana Berg dismissed critics", march(6), names=BERG))
    add_events(store, march(9), Tells("Ana Berg dismissed the harbor master", march(8), names=BERG))
    assert not any(cluster.otherwise for cluster in list_clusters(store))


def test_reports_of_two_days_in_one_article_are_two_events(store: Store) -> None:
    add_events(store, march(6), Tells(STRIKE, march(4)), Tells(STRIKE, march(5)))
    add_events(store, march(7), Tells(STRIKE, march(4)))
    assert [len(cluster.otherwise) for cluster in list_clusters(store)] == [0, 0]


def test_the_agenda_shows_the_outcome_of_an_announced_event(store: Store) -> None:
    add_events(store, march(1), Tells("Pilots will walk out over the second crane", march(4),
                               upcoming=True), site="Harbour Post")  # fmt: skip
    add_events(store, march(1), Tells("The council will vote on the fees", march(4), upcoming=True))
    add_events(
        store, march(2), Tells("The quay will be opened by the mayor", march(30), upcoming=True)
    )
    reported = add_events(
        store, march(5), Tells("Pilots walked out over the second crane", march(4))
    )
    strike, vote, quay = list_clusters(store, announced=True)
    assert strike.announced is not None
    assert (strike.announced.site, strike.announced.published) == (
        "Harbour Post",
        to_partial_date(march(1)),
    )
    assert strike.reported is not None
    assert (strike.reported.article, strike.fate) == (reported, "reported")
    assert (vote.fate, vote.reported) == ("unreported", None)
    assert quay.fate == "uncovered"


def test_a_report_may_tell_other_things_of_what_was_announced(store: Store) -> None:
    board = ("Harbour Board",)
    add_events(store, march(1), Tells("The Harbour Board will hold its fee vote", march(4),
                               upcoming=True, names=board))  # fmt: skip
    reported = add_events(store, march(5), Tells("Ortiz lost the Harbour Board vote narrowly",
                                          march(4), names=board))  # fmt: skip
    add_events(store, march(5), Tells("The Harbour Board hired a lawyer", march(4), names=board))
    [vote] = list_clusters(store, announced=True)
    assert vote.articles == 1
    assert vote.reported is not None
    assert (vote.reported.article, vote.fate) == (reported, "reported")


def test_a_report_from_before_the_day_is_none(store: Store) -> None:
    add_events(
        store, march(1), Tells("Pilots will walk out over the crane", march(9), upcoming=True)
    )
    add_events(store, march(5), Tells("Pilots walk out over the crane", march(9)))
    [strike] = list_clusters(store, announced=True)
    assert strike.articles == 2
    assert strike.reported is None


def test_what_most_articles_tell_comes_first(store: Store) -> None:
    add_events(store, march(2), Tells("The council met on the budget", march(1)))
    for _ in range(3):
        add_events(store, march(5), Tells(STRIKE, march(4)))
    most = store.timeline.largest_clusters(march(1), march(31))
    assert [cluster.articles for cluster in most] == [3, 1]


BERG = ("Ana Berg",)


def test_reports_of_one_kind_with_the_same_names_are_one_event(store: Store) -> None:
    add_events(store, march(4), Tells("Minister Ana Berg resigned", march(4), names=BERG))
    add_events(store, march(5), Tells("Ana Berg stepped down after the vote", march(4), names=BERG))
    add_events(store, march(6), Tells("The resignation of Berg", march(4), names=("Berg",)))
    assert [cluster.articles for cluster in list_clusters(store)] == [3]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        # one place, two kinds
        ("A bridge in Harlow collapsed", "Bus drivers in Harlow walked out", ("Harlow",)),
        # both fatal, with different causes
        ("A fire in Harlow killed five", "A train crash in Harlow killed five", ("Harlow",)),
        # one kind, opposite sides
        ("Harlow adopted the budget", "Harlow rejected the fees", ("Harlow",)),
    ],
)
def test_events_of_different_kinds_are_not_joined(
    first: str, second: str, names: tuple[str, ...], store: Store
) -> None:
    add_events(store, march(4), Tells(first, march(4), names=names))
    add_events(store, march(5), Tells(second, march(4), names=names))
    assert [cluster.articles for cluster in list_clusters(store)] == [1, 1]


def test_events_of_one_kind_that_name_others_too_are_not_joined(store: Store) -> None:
    add_events(store, march(4), Tells("Shells hit a market in Karsk, Tavria", march(4),
                               names=("Karsk", "Tavria")))  # fmt: skip
    add_events(store, march(5), Tells("Drones attacked the port of Odrin, Tavria", march(4),
                               names=("Odrin", "Tavria")))  # fmt: skip
    assert [cluster.articles for cluster in list_clusters(store)] == [1, 1]


def test_a_strike_on_two_days_is_no_conflict_since_there_can_be_two(store: Store) -> None:
    add_events(store, march(6), Tells(STRIKE, march(4)))
    add_events(store, march(7), Tells("Harbour pilots walked out over second crane", march(6)))
    assert [len(cluster.otherwise) for cluster in list_clusters(store)] == [0, 0]


def test_a_time_zone_explains_one_day(store: Store) -> None:
    add_events(store, march(6), Tells("Ana Berg resigned", march(4), names=BERG))
    add_events(store, march(7), Tells("Ana Berg stepped down", march(5), names=BERG))
    assert [len(cluster.otherwise) for cluster in list_clusters(store)] == [0, 0]


def test_a_resignation_on_two_days_is_a_conflict_and_an_attack_is_not(store: Store) -> None:
    add_events(store, march(5), Tells("Ana Berg resigned", march(3), names=BERG))
    add_events(store, march(6), Tells("Ana Berg stepped down", march(5), names=BERG))
    add_events(store, march(11), Tells("Drones attacked Odrin", march(10), names=("Odrin",)))
    add_events(store, march(12), Tells("Odrin was shelled", march(11), names=("Odrin",)))
    assert [len(cluster.otherwise) for cluster in list_clusters(store)] == [1, 1, 0, 0]


def test_an_announcement_finds_its_report_in_other_words(store: Store) -> None:
    add_events(
        store, march(1), Tells("Ana Berg will step down", march(4), upcoming=True, names=BERG)
    )
    reported = add_events(
        store, march(5), Tells("The resignation of Ana Berg", march(4), names=BERG)
    )
    [resignation] = list_clusters(store, announced=True)
    assert resignation.reported is not None
    assert resignation.reported.article == reported


def build_report(headline: str) -> Tells:
    return Tells(headline, march(5), precision="reported")


def test_a_reported_event_joins_only_what_it_agrees_with(store: Store) -> None:
    add_events(
        store, march(5), build_report("The harbor board rejected the appeal of the ferry company")
    )
    add_events(store, march(5), build_report("The harbor board rejected a plan for the old quay"))
    add_events(
        store, march(5), build_report("The harbor board has rejected the ferry company’s appeal")
    )
    assert sorted(cluster.articles for cluster in list_clusters(store)) == [1, 2]


def test_a_dated_event_is_shown_before_a_report_of_it(store: Store) -> None:
    add_events(
        store, march(5), build_report("Harbour pilots have walked out over the second crane")
    )
    add_events(store, march(6), Tells("Harbour pilots walked out over the second crane", march(5)))
    [cluster] = list_clusters(store)
    assert (cluster.articles, cluster.shown.is_reported) == (2, False)


def test_a_reported_event_is_not_dated_otherwise(store: Store) -> None:
    add_events(
        store, march(5), build_report("Harbour pilots have walked out over the second crane")
    )
    add_events(store, march(6), Tells("Harbour pilots walked out over the second crane", march(3)))
    assert [cluster.otherwise for cluster in list_clusters(store)] == [(), ()]


def test_reported_events_are_the_last_of_their_day(store: Store) -> None:
    add_events(store, march(5), build_report("Prosecutors have indicted three managers"))
    add_events(store, march(6), Tells("The council met on the budget", march(5)))
    assert [cluster.shown.is_reported for cluster in list_clusters(store)] == [False, True]
