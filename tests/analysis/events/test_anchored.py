"""Events without a date of their own: the day that a date near them gives, as a guess."""

import datetime

import pytest

from analysis import analyze, render_reason
from analysis.models import Event
from analysis.partial_dates import PartialDate
from analysis.pipeline import redate_analysis

PUBLISHED = datetime.date(2024, 5, 15)  # a Wednesday
FIRE = (
    "A fire destroyed the old mill of Porto on Monday. "
    "Nine workers escaped through a window before the roof fell. "
    "Firefighters from three towns pumped water from the river."
)


def guesses(text: str, published: datetime.date | None = PUBLISHED) -> list[Event]:
    return [event for event in analyze(text, published).events if event.is_guessed]


def test_the_sentences_after_a_dated_one_have_its_day() -> None:
    assert [(event.headline, event.first_day) for event in guesses(FIRE)] == [
        ("Nine workers escaped through a window", datetime.date(2024, 5, 13)),
        ("Firefighters from three towns pumped water from the river", datetime.date(2024, 5, 13)),
    ]


def test_a_guess_names_the_date_that_it_uses_and_is_less_certain() -> None:
    dated, *guessed = analyze(FIRE, PUBLISHED).events
    assert not dated.is_guessed
    for event in guessed:
        assert event.confidence < dated.confidence
        assert render_reason(event.reason).startswith(
            "a guess: it has no date of its own, and “Monday” is the most probable one near it"
        )


def test_a_new_day_of_publication_moves_the_days_and_not_the_choice() -> None:
    later = PUBLISHED + datetime.timedelta(7)
    assert redate_analysis(analyze(FIRE, PUBLISHED), later) == analyze(FIRE, later)
    assert redate_analysis(analyze(FIRE, None), PUBLISHED) == analyze(FIRE, PUBLISHED)


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill has belonged to a family from the coast for years.",  # a state
        "If the roof falls, the council will close the road.",  # a condition
        "The workers were not asked about the alarm.",  # a negation
        "“We ran to the river,” said a worker of the mill.",  # what is quoted
    ],
)
def test_states_conditions_and_denials_get_no_day(sentence: str) -> None:
    assert guesses(f"A fire destroyed the old mill of Porto on Monday. {sentence}") == []


def test_a_text_gives_the_year_of_its_dates() -> None:
    text = "The bridge was opened on 16 July. It had been built on 4 March 2022."
    [event] = [
        event for event in analyze(text, None).events if event.first_day and event.is_guessed
    ]
    assert event.first_day == datetime.date(2022, 7, 16)
    assert "the text does not state the year" in render_reason(event.reason)


@pytest.mark.parametrize(
    "text",
    [
        "A court fined the mill on Wednesday. It had been flooded on March 11, 2011.",
        "The bridge was opened on 16 July. The old one fell in 2011.",
        "The bridge was opened in April. The old one fell in May 2011.",
    ],
)
def test_dates_of_the_past_give_no_year_to_the_news(text: str) -> None:
    news = analyze(text, None).events[0]
    assert (news.first_day, news.is_guessed) == (None, False)


def test_a_weekday_is_the_day_of_that_weekday_in_the_text() -> None:
    text = "The board met on Monday. Its meeting on Monday, July 25, 2022, was short."
    assert str(analyze(text, None).events[0].first_day) == "2022-07-25"


def test_a_deadline_ahead_is_the_last_day_of_its_month() -> None:
    [event] = analyze("The mill will close by the end of February 2025.", PUBLISHED).events
    assert str(event.first_day) == "2025-02-28"


@pytest.mark.parametrize(
    "sentence",
    [
        "The council has often warned about the roof.",
        "The cause is being investigated by the police.",
    ],
)
def test_background_after_an_event_gets_no_day(sentence: str) -> None:
    text = f"A fire destroyed the old mill of Porto on Monday. Nine workers fled. {sentence}"
    assert not any(event.start >= text.index(sentence) for event in guesses(text))


def test_a_reported_clause_is_a_less_certain_guess() -> None:
    last = "Two of the men crossed the river in a boat"
    plain, reported = (
        guesses(f"{FIRE} Trucks blocked the road. {sentence}.")[-1].confidence
        for sentence in (last, f"Ana Sil said that {last.lower()}")
    )
    assert reported + 0.2 < plain


def test_the_phrase_that_opens_a_sentence_belongs_to_its_event() -> None:
    text = f"{FIRE} At a short ceremony in the park, the town thanked the crew."
    event = guesses(text)[-1]
    assert text[event.start : event.end].startswith("At a short ceremony")


def test_a_weekday_decides_the_year() -> None:
    text = "The drivers returned to work on Friday, 11 March. The strike began in May 2021."
    found = {event.headline: event.first_day for event in guesses(text, None)}
    assert found["The drivers returned to work on Friday, 11 March"] == datetime.date(2022, 3, 11)


@pytest.mark.parametrize(
    ("text", "addition"),
    [
        ("The mill has been closed since 2019.", "event.begins"),
        ("The road will stay closed until Friday.", "event.ends"),
        ("The firm wants to cut its emissions by 2050.", "event.deadline"),
        ("Norvik Air will fly to Porto every Friday from 3 September.", "event.recurs"),
    ],
)
def test_a_date_can_be_the_begin_the_end_or_a_rule(text: str, addition: str) -> None:
    [event] = analyze(text, PUBLISHED).events
    assert addition in [reason.id for reason in event.reason.also]
    assert redate_analysis(analyze(text, None), PUBLISHED).events == (event,)


def test_a_goal_of_a_far_year_is_no_announcement() -> None:
    [event] = analyze("The firm will cut its emissions by 2050.", PUBLISHED).events
    assert not event.upcoming


def dates(text: str, published: str) -> list[tuple[str, str, str, bool]]:
    return [
        (event.headline, str(event.first_day), str(event.last_day), event.is_guessed)
        for event in analyze(text, published).events
    ]


@pytest.mark.parametrize(
    ("sentence", "published", "first", "last"),
    [
        ("The mill was rebuilt last year.", "2024-05", "2023-01-01", "2023-12-31"),
        ("A fire broke out ten years ago.", "2024", "2014-01-01", "2014-12-31"),
        ("The owner sold the mill last month.", "2024-05", "2024-04-01", "2024-04-30"),
        ("The owner sold the mill on April 3.", "2024", "2024-04-03", "2024-04-03"),
        ("The owner has sold the mill.", "2024-05", "2024-05-01", "2024-05-31"),
    ],
)
def test_the_month_or_year_of_publication_dates_events_as_a_guess(
    sentence: str, published: str, first: str, last: str
) -> None:
    assert dates(sentence, published) == [(sentence[:-1], first, last, True)]


def test_the_month_of_publication_gives_no_day_to_yesterday() -> None:
    [event] = analyze("The owner sold the mill yesterday.", "2024-05").events
    assert event.first_day is None


def test_a_guess_by_the_month_of_publication_says_so() -> None:
    [event] = analyze("The mill was rebuilt last year.", "2024-05").events
    assert render_reason(event.reason).endswith(
        "a guess by the publication in May 2024, whose day is unknown"
    )


def test_a_month_of_publication_is_resolved_as_in_a_new_analysis() -> None:
    month = PartialDate(2024, 5)
    assert redate_analysis(analyze(FIRE, None), month) == analyze(FIRE, month)
    assert redate_analysis(analyze(FIRE, month), PUBLISHED) == analyze(FIRE, PUBLISHED)


def test_a_weekday_counts_from_the_latest_day_that_the_text_names() -> None:
    text = "The show opened at 7pm on Saturday. It closed on Sunday, July 17, 2022."
    [opened, _] = analyze(text, "2022-07").events
    assert (str(opened.first_day), opened.is_guessed) == ("2022-07-16", True)


def test_a_date_in_parentheses_is_that_of_its_weekday() -> None:
    text = "The board told the paper on Friday (Feb. 24) that the route is open."
    assert [first for _, first, _, _ in dates(text, "2024-05-15")] == ["2024-02-24"]


def test_past_news_of_this_week_ends_with_the_publication() -> None:
    [event] = analyze("The board announced the sale this week.", PUBLISHED).events
    assert (str(event.first_day), str(event.last_day)) == ("2024-05-13", "2024-05-15")
    [event] = analyze("The board will announce the sale this week.", PUBLISHED).events
    assert str(event.last_day) == "2024-05-19"


@pytest.mark.parametrize(
    "sentence",
    [
        "Writing on Facebook, Lee said the mill will be rebuilt.",
        "Lee said in an interview that the mill will be rebuilt.",
        "In a speech to the council, Lee said the mill will be rebuilt.",
        "Lee condemned the Monday attack on the mill.",
    ],
)
def test_a_statement_on_an_occasion_is_an_event(sentence: str) -> None:
    events = analyze(FIRE + " " + sentence, PUBLISHED).events
    assert any("Lee" in event.headline for event in events)


def test_a_statement_without_an_occasion_is_no_event() -> None:
    events = analyze(FIRE + " Lee said the mill will be rebuilt.", PUBLISHED).events
    assert not any("Lee" in event.headline for event in events)


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("The bridge was closed for three days from Monday.", "2024-05-13", "2024-05-15"),
        ("The fair will be held for two weeks from June 3.", "2024-06-03", "2024-06-16"),
        ("The siege went on for ten days until May 3.", "2024-04-24", "2024-05-03"),
        ("He had been missing for three days on Monday.", "2024-05-13", "2024-05-13"),
        ("They won for the first time in three days on Monday.", "2024-05-13", "2024-05-13"),
    ],
)
def test_a_duration_gives_an_event_its_end_or_its_begin(
    sentence: str, first: str, last: str
) -> None:
    [event] = analyze(sentence, PUBLISHED).events
    assert (str(event.first_day), str(event.last_day)) == (first, last)


def test_a_clause_after_a_time_of_today_has_its_day() -> None:
    text = "A lawyer shot at a bus this morning in Porto before he was shot by officers."
    assert {str(event.first_day) for event in analyze(text, PUBLISHED).events} == {"2024-05-15"}


def test_a_clause_that_only_says_that_somebody_spoke_is_no_event() -> None:
    text = (
        "A fire destroyed the old mill of Porto on Monday. “We will never know how it began or who "
        "was to blame for all of it,” the union of the mill workers said in a statement."
    )
    assert not [event for event in guesses(text) if "said in a statement" in event.headline]


def test_a_vague_time_is_of_no_day_named_near_it() -> None:
    lead = "The mayor resigned on Friday. "
    assert guesses(lead + "She recently opened two schools in the north of the town.") == []
    assert guesses(lead + "She opened two schools in the town a few weeks ago.") == []
    assert guesses(lead + "She opened two schools in the north of the town.") != []


def test_what_happened_is_not_of_a_day_ahead() -> None:
    text = "The mayor will open the bridge on Friday. Workers in Porto painted the old railing."
    assert guesses(text) == []
