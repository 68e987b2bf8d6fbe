"""Another publication date: times and events as a new analysis would give them."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.events import find_events
from analysis.models import Analysis
from analysis.pipeline import redate_analysis
from analysis.tagger import tag
from analysis.timex.extractor import find_times
from analysis.tokenizer import tokenize
from tests.support.thoroughness import count_examples

TEXT = (
    "LISBON, March 12 (Wire) - The port will close on Friday, the mayor said on Wednesday.\n"
    "It last closed in August. The strike, in its third week, began two weeks ago.\n"
    "The quay was built in 1931. Two years later a storm broke it. The next day it was mended.\n"
    "Trade fell in the second quarter, compared with the same period last year.\n"
    "A tender runs from May 3 to 20. The autumn fair opens on Christmas Eve at 3 p.m. EST.\n"
)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "The port will close on Friday. ", "The port closed in March. ", "It rained today. ",
            "On June 3, 1931, a storm came. ", "The next day it rained. ", "By July it was dry. ",
            "The mayor said last week he will resign next month. ", "In 1999 he left. ",
            "The sale ran from May 3 to 20. ", "In its fourth week the strike ended. ",
            "At 10 p.m. on Monday the lights went out. ", "Easter was cold. ", "In 44 BC he died. ",
            "Output fell in the third quarter. ", "The day before, it had risen. ",
            "Two days after the vote he fell. ", "The vote is on May 9. ",
            "Friday's vote was loud. ",
            "Sales rose from a year earlier. ", "She signed until 2027 on Monday. ",
            "It is due at 9:30 EST (14:30 UTC) on Friday. ", "They met this weekend. ",
            "The shop, which opened in 1987, shut in the same month last year. ",
        ]
    ),
    max_size=8,
)  # fmt: skip
DATES = st.one_of(st.none(), st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31)))


def analysed(text: str, published: datetime.date | None) -> Analysis:
    words = tag(tokenize(text))
    times = find_times(words, published)
    events = find_events(words, times, (), published)
    return Analysis(text, published, times=times, events=events)


def test_it_closes_what_an_unknown_publication_date_left_open() -> None:
    found = analysis.analyze(TEXT, None)
    assert any(time.value == "XXXX-WXX-5" for time in found.times)
    redated = redate_analysis(found, datetime.date(2026, 3, 12))
    assert redated == analysis.analyze(TEXT, datetime.date(2026, 3, 12))
    friday = next(time for time in redated.times if time.relative and "W5" in time.relative)
    assert friday.value == "2026-03-13"
    closing = next(event for event in redated.events if event.time == redated.times.index(friday))
    assert closing.first_day == datetime.date(2026, 3, 13)
    assert closing.upcoming


def test_what_was_to_come_is_past_for_a_later_date() -> None:
    found = analysed("The quay opens on May 3, 2020.", datetime.date(2020, 1, 1))
    assert found.events[0].upcoming
    assert not redate_analysis(found, datetime.date(2021, 1, 1)).events[0].upcoming


@settings(max_examples=count_examples(40), deadline=None)
@given(SENTENCES, DATES, DATES)
def test_it_equals_a_new_analysis(
    sentences: list[str], first: datetime.date | None, second: datetime.date | None
) -> None:
    text = "".join(sentences)
    assert redate_analysis(analysed(text, first), second) == analysed(text, second)
