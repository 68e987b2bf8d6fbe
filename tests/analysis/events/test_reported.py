"""News without a date: which clauses are events reported on the day of publication."""

import datetime

import pytest

from analysis import analyze, render_reason
from analysis.models import Event
from analysis.pipeline import redate_analysis

PUBLISHED = datetime.date(2024, 5, 15)  # a Wednesday


def reported(text: str, published: datetime.date | None = PUBLISHED) -> list[Event]:
    return [event for event in analyze(text, published).events if event.time is None]


def headlines(text: str) -> list[str]:
    return [event.headline for event in reported(text)]


def test_the_news_is_reported_on_the_day_of_publication() -> None:
    text = "The harbor board has rejected the appeal of the ferry company. It has two ships."
    [event] = reported(text)
    assert text[event.start : event.end] == text.partition(".")[0]
    assert (event.first_day, event.last_day) == (PUBLISHED, PUBLISHED)
    assert (event.precision, event.upcoming, event.is_reported) == ("reported", False, True)
    reason = "reported on 15 May 2024, without a date of its own"
    assert render_reason(event.reason) == reason
    assert event.confidence < 0.8


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Prosecutors in Porto have indicted three managers of the mill.",
         "Prosecutors in Porto have indicted three managers of the mill"),
        ("A new poll finds that voters in Porto would keep the mayor.",
         "A new poll finds that voters in Porto would keep the mayor"),
        ("The price of bread in Porto has more than doubled.",
         "The price of bread in Porto has more than doubled"),
        ("Nine miners were rescued from a flooded shaft, the fire service said.",
         "Nine miners were rescued from a flooded shaft, the fire service said"),
        ("The ministry said nine miners were rescued from a flooded shaft.",
         "Nine miners were rescued from a flooded shaft, the ministry said"),
        ("Norvik Bank said it will close nine branches in the north.",
         "Norvik Bank said it will close nine branches in the north"),
        ("The mayor, who has led the town for years, has resigned over the bridge.",
         "The mayor has resigned over the bridge"),
        ("Rescuers are searching the river for two missing anglers.",
         "Rescuers are searching the river for two missing anglers"),
        ("The town says traces of oil have been seen in the lake.",
         "Traces of oil have been seen in the lake, the town says"),
        ("A school in Porto is under investigation, the school board said.",
         "A school in Porto is under investigation, the school board said"),
        ("After the dam broke, the council closed the lower bridge.",
         "The council closed the lower bridge"),
    ],
)  # fmt: skip
def test_the_main_verb_of_the_lead_reports_an_event(text: str, headline: str) -> None:
    assert headlines(text) == [headline]


@pytest.mark.parametrize(
    "text",
    [
        "The old harbor is the heart of the town and of its people.",  # a state
        "The council may close the lower bridge for good.",  # a possibility
        "The council should have closed the lower bridge.",  # a wish
        "Has the council closed the lower bridge for good?",
        "The mayor believed the bridge was safe.",
        "The council has not closed the lower bridge.",
        "Ferries cross the bay three times every day.",  # a habit
        "“We closed the bridge for good,” the mayor said.",  # what is quoted
        "I crossed the old bridge and I met my neighbor there.",  # a diary
        "The town had lost its only bridge to the flood.",  # what came before
        "If the dam breaks, the council would close the bridge.",
    ],
)
def test_states_opinions_and_possibilities_are_no_news(text: str) -> None:
    assert reported(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The council closed the lower bridge on Monday.",
        "On Monday, the council closed the lower bridge.",
        "The council closed the lower bridge, a spokesman said on Monday.",
        "A blast destroyed the lower mill. The blast happened on Monday.",
        "A trader has been arrested in the valley. Jo Moss was arrested at home on Monday.",
    ],
)
def test_a_date_of_its_own_wins(text: str) -> None:
    assert reported(text) == []
    assert len(analyze(text, PUBLISHED).events) == 1


def test_what_follows_an_event_of_the_same_sentence_has_its_day() -> None:
    text = "Two drivers were hurt after a truck overturned near the mill on Monday."
    injury, accident = analyze(text, PUBLISHED).events
    assert (injury.headline, injury.first_day) == ("Two drivers were hurt", accident.first_day)
    assert (injury.is_guessed, accident.is_guessed) == (True, False)


def test_a_date_of_another_clause_is_not_that_of_the_news() -> None:
    text = "After the dam broke on Monday, the mayor has resigned."
    assert headlines(text) == ["The mayor has resigned"]


def test_title_and_lead_tell_one_event() -> None:
    text = "Council closes bridge\n\nThe council has closed the lower bridge for good.\n"
    assert headlines(text) == ["The council has closed the lower bridge for good"]
    text = "Council closes bridge\n\nThe lower bridge is the oldest one in the valley.\n"
    assert headlines(text) == ["Council closes bridge"]
    text = "Why the council closed the bridge\n\nThe lower bridge is the oldest one here.\n"
    assert headlines(text) == []


def test_years_of_the_past_make_no_news() -> None:
    text = "The mill is for sale. It opened in 1951. The owner bought two more mills."
    assert headlines(text) == []


def test_a_year_of_the_islamic_calendar_is_a_date_of_its_own() -> None:
    assert headlines("The mosque was built in 1445 AH by the people of the quarter.") == []


def test_sentences_far_from_the_lead_report_no_news() -> None:
    lead = "The council has closed the lower bridge for good. "
    rest = "The road is narrow there. The river is deep. The hills are steep. It is a quiet place. "
    rest += "The woods are old. The police fined two drivers."
    assert headlines(lead + rest) == ["The council has closed the lower bridge for good"]


def test_without_a_publication_date_it_waits_for_one() -> None:
    text = "The council has closed the lower bridge for good."
    found = analyze(text, None)
    [event] = found.events
    assert (event.first_day, event.last_day, event.precision) == (None, None, None)
    assert render_reason(event.reason) == (
        "reported without a date of its own; the day of publication is unknown"
    )
    assert redate_analysis(found, PUBLISHED) == analyze(text, PUBLISHED)
    assert redate_analysis(analyze(text, PUBLISHED), None) == found


def test_events_are_in_text_order() -> None:
    text = "The council has closed the bridge. It reopened the old ford on Monday."
    assert [event.time for event in analyze(text, PUBLISHED).events] == [None, 0]


def test_a_text_without_a_sentence_reports_nothing() -> None:
    assert reported("") == []
    assert reported("Council closes bridge\n\nContents\n\nIndex") == []


@pytest.mark.parametrize(
    "text",
    [
        "Two women were charged under the Port Safety Regulations 1990.",
        "Two women were fined under Law No. (10) of 2021.",
    ],
)
def test_the_year_of_a_law_dates_no_event(text: str) -> None:
    assert [event.first_day for event in reported(text)] == [PUBLISHED]
