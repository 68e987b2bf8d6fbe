"""Time expressions: sentences in, TIMEX3 types and values out."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import render_reason
from analysis.models import TimeExpression
from analysis.tagger import tag
from analysis.timex.calendar import Period
from analysis.timex.calendar_points import CalendarPoint, parse_point
from analysis.timex.extractor import find_times
from analysis.timex.relations import apply_steps
from analysis.tokenizer import tokenize
from tests.support.thoroughness import count_examples

PUBLISHED = datetime.date(2024, 5, 15)  # a Wednesday
PIECES = st.sampled_from(
    [
        "on Friday", "March 3", "5", ", ", "2011", "2011-12", "1999–2003", "the", "first", "week",
        "of", "two", "days", "later", "ago", "a", "half", "and", "will", "met", "next", "last",
        "year", "3:30", "p.m.", "EST", "'90s", "Christmas Eve", "44", "BC", "9/11", "31/31/31",
        "0000-00-00", "Q3", "FY25", "after the", "election", "half past", "nine", "the same",
        "before", "daily", "(10:15 UTC)", "turn", "every", "this weekend", "century",
        "February 30", "quarter", "second", "May", "\n\n", "(", "–", "“", "é", "漢",
        "7.25", "hours", "GMT", "Ω",
    ]
)  # fmt: skip


def times(
    text: str, published: datetime.date | None = PUBLISHED
) -> list[tuple[str, str, str, str | None]]:
    """Text, type, value and modifier of each expression."""
    found = find_times(tag(tokenize(text)), published)
    return [(text[time.start : time.end], time.type, time.value, time.mod) for time in found]


def time_values(text: str, published: datetime.date | None = PUBLISHED) -> list[str]:
    return [value for _, _, value, _ in times(text, published)]


def find_one_time(text: str, published: datetime.date | None = PUBLISHED) -> TimeExpression:
    found = find_times(tag(tokenize(text)), published)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge opened on June 9, 1931.", ["1931-06-09"]),
        ("The bridge opened on 9th June 1931.", ["1931-06-09"]),
        ("The bridge opened on Tuesday, the 9th of June, 1931.", ["1931-06-09"]),
        ("The log says 1931-06-09 and 6/9/84.", ["1931-06-09", "1984-06-09"]),
        ("The bridge opened in June of 1931.", ["1931-06"]),
        ("It ran from May 30 to June 2, 1931.", ["1931-05-30", "1931-06-02"]),
        ("They met on October 4-6, 1987.", ["1987-10-04", "1987-10-06"]),
        ("She lived there in 1902–1911.", ["1902", "1911"]),
        ("The 2011-12 season was dry.", ["2011/2012"]),
        ("Wages rose in the late 1970s.", ["197"]),
        ("The church is from the 12th century.", ["11"]),
        ("The city fell in 146 BC.", ["BC0146"]),
        ("The wall dates from 122 AD.", ["0122"]),
        ("The FY2023 deficit was larger than that of FY 24.", ["FY2023", "FY2024"]),
        ("By mid-2019 prices had doubled.", ["2019"]),
        ("The winter of 1962 was hard.", ["1962-WI"]),
        ("Output fell in the third quarter of 2020.", ["2020-Q3"]),
        ("Output fell in the first half of 2020.", ["2020-H1"]),
        ("Sales fell in fiscal 2021.", ["FY2021"]),
        ("The shop closed on Christmas Eve 2019.", ["2019-12-24"]),
        ("The first week of August 2021 was wet.", ["2021-W31"]),
        ("The winter of 1813-14 was hard.", ["1813-WI"]),
        ("They won in 1999-00.", ["1999/2000"]),
        ("Profit rose in H1 2023 and in Q4 of that year.", ["2023-H1", "2023-Q4"]),
        ("Sales rose in the third and fourth quarters of 2022.", ["2022-Q3", "2022-Q4"]),
        ("Sales rose in the quarter ended June 30, 2022.", ["2022-Q2", "2022-06-30"]),
        ("Full-year 2022 profit rose.", ["2022"]),
        ("Exports fell in the year to March 2022.", ["P1Y", "2022-03"]),
        ("The fair of 4/5/2023 was wetter than that of 28/4/2022.", ["2023-05-04", "2022-04-28"]),
        ("The fairs of 2022-W05 and 3-Jan-2021 were wet.", ["2022-W05", "2021-01-03"]),
        (
            "They wed on Anzac Day 2022 and parted at Orthodox Easter 2023.",
            ["2022-04-25", "2023-04-16"],
        ),
        ("The ape lived 2.5 million years ago.", ["MA2.5"]),
        ("At the turn of the 19th century the port grew.", ["18"]),
        ("Rents will fall in 2023, and fell in 2022.", ["2023", "2022"]),
        ("The bridge opened on July, 26, 1999.", ["1999-07-26"]),
        ("The bridge opened on the twenty-second of March, 1999.", ["1999-03-22"]),
        ("The consul was stabbed on 15 March 44 BC.", ["BC0044-03-15"]),
        ("The consul was stabbed on March 15, 44 BC.", ["BC0044-03-15"]),
        ("The army crossed the pass in 218 BC.", ["BC0218"]),
        ("Sales fell in 2023 Q4 and in 2015-12.", ["2023-Q4", "2015-12"]),
        ("Sales fell in 2022- 11 shops closed.", ["2022"]),
        ("The logs end on Sep-23-2020 and on 23/Sep/2020.", ["2020-09-23", "2020-09-23"]),
        ("It rained in the last four months of 2021.", ["P4M", "2021"]),
        ("It rained in the last week of July 2021.", ["2021-W30"]),
        ("The case takes between 60 and 90 days.", ["P60D", "P90D"]),
        ("She was born in nineteen ninety-six.", ["1996"]),
        ("She was born in May nineteen ninety-six.", ["1996-05"]),
        ("She moved in twenty twelve, before the year two thousand and fifteen.", ["2012", "2015"]),
        ("It cost $12 December 27, 2021.", ["2021-12-27"]),
    ],
)
def test_dates_named_outright(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The board met today.", "2024-05-15"),
        ("The board met two days ago.", "2024-05-13"),
        ("The board met last week.", "2024-W19"),
        ("The board meets next month.", "2024-06"),
        ("The board was founded ten years ago.", "2014"),
        ("The board met in the second quarter of last year.", "2023-Q2"),
        ("The board meets in October of next year.", "2025-10"),
        ("The mine is in its third week of strikes.", "2024-W20"),
        ("The board met over the weekend.", "2024-W19-WE"),
        ("The board met this weekend.", "2024-W19-WE"),
        ("The board meets this weekend.", "2024-W20-WE"),
        ("The board met last November.", "2023-11"),
        ("The board met on Wednesday.", "2024-05-15"),
        ("The board met this morning.", "2024-05-15TMO"),
        ("The train left at 6:15 a.m. GMT on Monday.", "2024-05-13"),
        ("Profit fell in Q1, the bank said.", "2024-Q1"),
        ("Sales were below those of the same quarter last year.", "2023-Q2"),
        ("The board met the week before last.", "2024-W18"),
        ("The board met in the summer before last.", "2022-SU"),
        ("The board meets next Thursday.", "2024-05-23"),
        ("The board meets next Friday.", "2024-05-17"),
        ("The mine is shut for the second year running.", "2024"),
        ("Margins will recover in the second half, the firm said.", "2024-H2"),
        ("The hearing is on Tuesday week.", "2024-05-28"),
        ("The final is a week on Saturday.", "2024-05-25"),
        ("The lamps were lit for Diwali last year.", "2023-11-12"),
        ("Both were stolen between 3 January and 19 February last year.", "2023-02-19"),
        ("All trains were cancelled from 1 to 6 May.", "2024-05-06"),
        ("The bridge opens in two weeks.", "2024-W22"),
        ("The bridge will open in three days.", "2024-05-18"),
        ("The court will rule in 18 months' time.", "2025-11"),
        ("The vote is a fortnight away.", "2024-W22"),
        ("Shares closed at the lowest level in six years.", "P6Y"),
        ("The dam will be full by year end.", "2024"),
        ("Sales in this year's first quarter rose.", "2024-Q1"),
        ("He built it in two weeks.", "P2W"),
        ("They won for the first time in three years.", "P3Y"),
        ("The clubs meet on Monday the 27th.", "2024-05-27"),
        ("The shops were full on Black Friday.", "2023-11-24"),
        ("The party is on Halloween weekend.", "2024-W44-WE"),
        ("The park will stay open from October to March.", "2025-03"),
    ],
)
def test_dates_that_count_from_the_publication(text: str, expected: str) -> None:
    assert time_values(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister will speak on Friday.", ["2024-05-17"]),
        ("The minister spoke on Friday.", ["2024-05-10"]),
        ("The minister said Friday he will travel on Monday.", ["2024-05-10", "2024-05-20"]),
        ("On Friday the minister will open the school.", ["2024-05-17"]),
        ("The minister agreed to resign on Friday.", ["2024-05-17"]),
        ("The minister was forced to resign on Friday.", ["2024-05-10"]),
        ("A visit, announced on Friday, is planned for Monday.", ["2024-05-10", "2024-05-20"]),
        ("The pool stays shut until Friday.", ["2024-05-17"]),
        ("The pool has been shut since Friday.", ["2024-05-10"]),
        ("The term starts Sept. 9.", ["2024-09-09"]),
        ("The term ended on December 20.", ["2023-12-20"]),
        ("The bill passed on May 16.", ["2024-05-16"]),  # a day ahead, not a year back
        ("The final is on Sunday.", ["2024-05-19"]),
        ("Both parties are worried by Sunday's debate.", ["2024-05-12"]),
        ("She asked to be driven home after her Sunday collapse.", ["2024-05-12"]),
        ("Write to the council before Friday.", ["2024-05-17"]),
        ("This will be the third, the most recent a December visit.", ["2023-12"]),
        ("The union called on members to block the gate on Friday.", ["2024-05-10"]),
        ("She announced a motion to add two buses on Saturday.", ["2024-05-11"]),
        ("Both banks extended offers to acquire the mill Friday.", ["2024-05-10"]),
        ("The club announced plans to sell the ground on Friday.", ["2024-05-17"]),
        ("The minister vowed to return on Friday.", ["2024-05-17"]),
        ("The offer had originally been scheduled to expire on Friday.", ["2024-05-10"]),
        ("Neither lawyer could be reached Tuesday.", ["2024-05-14"]),
        ("The firm would not comment Tuesday.", ["2024-05-14"]),
        ("Until Thursday, the crew had not slept.", ["2024-05-09"]),
        ("The boat was not found until Friday.", ["2024-05-10"]),
        ("This Monday, a mare named Bela left the stable.", ["2024-05-13"]),
        ("The council votes on it this Monday.", ["2024-05-20"]),
        ("Ministers to meet on Friday", ["2024-05-17"]),
        ("The king will allow those who fled to return on Friday.", ["2024-05-17"]),
        ("The coalition agreed on a budget on Friday.", ["2024-05-10"]),
        ("They met on Friday and Thursday.", ["2024-05-10", "2024-05-09"]),
        ("They met on Friday and Monday.", ["2024-05-10", "2024-05-13"]),
        ("She set a record in April.", ["2024-04"]),
        ("The company cut its prices in July.", ["2023-07"]),
        ("The fair is set for July.", ["2024-07"]),
        ("Drivers will be able to cross from May 20.", ["2024-05-20"]),
        ("The plane crashed en route to Porto on Friday.", ["2024-05-10"]),
        ("The vote was postponed to Friday.", ["2024-05-17"]),
        ("The rule was to be issued on Tuesday.", ["2024-05-14"]),
        ("The mayor was set to speak on Friday.", ["2024-05-17"]),
        ("The mayor speaks later Tuesday.", ["2024-05-14"]),
    ],
)
def test_direction_is_that_of_the_governing_verb(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The vote is planned for the week of July 8.", ["2024-W28"]),
        ("They will meet a week from Friday.", ["2024-05-24"]),
        ("They left two days after Christmas.", ["2023-12-27"]),
        ("The day before Christmas was warm.", ["2023-12-24"]),
        ("A month ago today the bridge fell.", ["2024-04-15"]),
        ("Three weeks before March 29 they sailed.", ["2024-03-08"]),
        ("In July two years ago she left.", ["2022-07"]),
        ("She left on a Monday two weeks ago.", ["2024-04-29"]),
        ("On Christmas three years ago she left.", ["2021-12-25"]),
        ("She left on this day ten years ago.", ["2014-05-15"]),
        ("Exactly ten years ago she left.", ["2014-05-15"]),
        ("Almost exactly ten years ago she left.", ["2014"]),
    ],
)
def test_dates_counted_from_a_day_that_stands_beside(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


def test_the_weekday_of_a_month_is_a_date() -> None:
    found = find_one_time("The board met on the first Monday of March 2022.")
    assert (found.type, found.value) == ("DATE", "2022-03-07")


def test_the_results_of_a_quarter_are_of_one_that_is_over() -> None:
    assert time_values("The first-quarter results come on Friday.")[0] == "2024-Q1"


def test_an_article_that_belongs_to_a_noun_is_not_of_the_expression() -> None:
    assert times("He led the summer campaign.")[0][0] == "summer"
    assert times("He led it in the summer of 1963.")[0][0] == "the summer of 1963"


def test_a_feast_ahead_is_the_next_one() -> None:
    assert time_values("Easter Monday will be a working day.") == ["2025-04-21"]


def test_a_story_counts_on_from_the_date_it_named_last() -> None:
    text = "The dam broke on March 3, 1925. The next day troops came. By June the town was empty."
    assert time_values(text) == ["1925-03-03", "1925-03-04", "1925-06"]


def test_a_time_of_day_is_of_the_day_whose_hour_was_named_last() -> None:
    text = "The ship sank at nine o'clock Friday. At 10 p.m. boats came."
    assert time_values(text) == ["2024-05-10T09:00", "2024-05-10T22:00"]


def test_the_date_of_a_noun_is_no_day_to_count_from() -> None:
    text = "They met on Friday. They called the April 27 border pact void. The next day they left."
    assert time_values(text) == ["2024-05-10", "2024-04-27", "2024-05-11"]


def test_that_year_is_the_one_named_last() -> None:
    text = "In 2017 the mill burned. A report of 2019 came in August of that same year."
    assert time_values(text) == ["2017", "2019", "2019-08"]


def test_the_days_of_a_month_are_named_through_the_last_one() -> None:
    assert time_values("The fair will run from June 1 through 14.") == ["2024-06-01", "2024-06-14"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The group counted 1414 alleged killings.", []),
        ("Reis, chairman of Weekend Tours, spoke.", []),
        ("The 1614 rules were old.", ["1614"]),
    ],
)
def test_a_count_and_a_name_are_no_dates(text: str, values: list[str]) -> None:
    assert time_values(text) == values


def test_a_year_that_opens_a_sentence_is_the_year_of_the_next() -> None:
    assert time_values("In 1789 the king was weak. On July 14 a crowd rose.") == [
        "1789",
        "1789-07-14",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The dam was begun on May 2, 1912. A letter found in March 2004 proved it leaky. "
            "On June 9 it broke, and in August 1912 it was mended.",
            ["1912-05-02", "2004-03", "1912-06-09", "1912-08"],
        ),
        (
            "The dam was begun on May 2, 1912. An older dam, built in March 1881, broke in June. "
            "On June 9, 1912, this one broke too.",
            ["1912-05-02", "1881-03", "1881-06", "1912-06-09"],
        ),
        (
            "The dam broke on May 2, 1912, as in the previous year. In June it was mended.",
            ["1912-05-02", "1911", "1912-06"],
        ),
    ],
)
def test_an_aside_does_not_carry_a_story_away(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The club, founded in May 1868, will be hosting a dinner in August.",
            ["1868-05", "2024-08"],
        ),
        (
            "The tunnel was approved on May 3, 2021. Work is slated to start on Aug. 5.",
            ["2021-05-03", "2024-08-05"],
        ),
        (
            "The state, invited in July 1997, will officially join on June 12.",
            ["1997-07", "2024-06-12"],
        ),
        (
            "The fair was first held in July 1997. It takes place in June.",
            ["1997-07", "2024-06"],
        ),
        (
            "The mayor left on Friday. The mill was sold in May 1988. She bought it in April.",
            ["2024-05-10", "1988-05", "2024-04"],
        ),
    ],
)
def test_a_year_in_passing_does_not_reach_a_clause_of_the_present(
    text: str, expected: list[str]
) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In the third quarter of 2022 profit rose 4% from a year earlier.",
            ["2022-Q3", "2021-Q3"],
        ),
        (
            "It earned $3 million in the first quarter. It had a loss of $1 million a year ago.",
            ["2024-Q1", "2023-Q1"],
        ),
        (
            "It had a loss in the first quarter. In the year-ago period it earned $2 million.",
            ["2024-Q1", "2023-Q1"],
        ),
        (
            "It had a loss in the first quarter, against a year-earlier profit of $2 million.",
            ["2024-Q1", "2023-Q1"],
        ),
        (
            "It earned $3 million in the first quarter. Sales in the latest period were flat, "
            "compared with $9 million last year.",
            ["2024-Q1", "2024-Q1", "2023-Q1"],
        ),
        (
            "Profit rose in the first half of 2023, up 3% from a year earlier.",
            ["2023-H1", "2022-H1"],
        ),
        (
            "In the first nine months of 2022 it earned $9 million, up from $8 million "
            "a year earlier.",
            ["P9M", "2022", "2023"],
        ),
        ("Fiscal 2022 sales rose 3% from a year earlier.", ["FY2022", "FY2021"]),
        (
            "Sales were $4 million in the three months to 31 March, up from $3 million "
            "a year earlier.",
            ["P3M", "2024-03-31", "2023-Q1"],
        ),
        (
            "Sales in the quarter ended July 31, 2023 rose 4% from a year earlier.",
            ["2023-Q2", "2023-07-31", "2022-Q2"],
        ),
        (
            "It earned $3 million in the first quarter. In the 2019 quarter it lost $1 million.",
            ["2024-Q1", "2019-Q1"],
        ),
        (
            "It earned $3 million in the first quarter, more than in last year's quarter.",
            ["2024-Q1", "2023-Q1"],
        ),
        (
            "It earned $3 million in the first quarter and $2 million in the corresponding "
            "period last year.",
            ["2024-Q1", "2023-Q1"],
        ),
        ("The bank earned $5 million in the year-ago third quarter.", ["2022-Q3"]),
        ("Exports grew in the latest quarter.", ["2024-Q1"]),
        ("Sales rose 3% in the quarter, compared with a year earlier.", ["2024-Q2", "2023-Q2"]),
        ("The bank expects to report a first-quarter loss.", ["2024-Q1"]),
        ("The bank reports a jump in profit for the third quarter.", ["2023-Q3"]),
        ("The cuts close ten plants in the third quarter.", ["2024-Q3"]),
        ("The bank plans to cut jobs in the wake of a first-quarter loss.", ["2024-Q1"]),
        ("A year ago, the mill closed.", ["2023"]),
    ],
)
def test_a_compared_period_has_the_granularity_of_the_reported_one(
    text: str, expected: list[str]
) -> None:
    assert time_values(text) == expected


def test_a_day_that_is_a_name_is_no_present() -> None:
    text = "A 9/11 service drew few. The poll of early September was close."
    assert time_values(text) == ["2001-09-11", "2023-09"]
    assert time_values("The trial is about the Sept. 11 attacks.") == ["2001-09-11"]


def test_one_text_may_tell_a_story_and_report_news() -> None:
    text = (
        "The dam broke on March 3, 1925. Two days later the king came. "
        "The council said on Monday that it will build a new one next year."
    )
    assert time_values(text) == ["1925-03-03", "1925-03-05", "2024-05-13", "2025"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The election on 6 November 2012 was close. Two days after the election he quit.",
            ["2012-11-06", "2012-11-08"],
        ),
        (
            "The trial began on May 2, 2019. The day before the trial he fled.",
            ["2019-05-02", "2019-05-01"],
        ),
        (
            "The fall of the town came on 5 May 1821. Ten days after the fall he sailed.",
            ["1821-05-05", "1821-05-15"],
        ),
        ("He was born in May 1821. The day after the battle he wept.", ["1821-05", "XXXX-XX-XX"]),
    ],
)
def test_a_stretch_after_an_event_is_a_date(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


def test_a_date_that_counts_from_an_event_without_one_stays_open() -> None:
    found = find_one_time("Two days after the election he quit.")
    assert (found.type, found.value) == ("DATE", "XXXX-XX-XX")
    assert render_reason(found.reason) == (
        "Two days after the election → a day: the text does not date the election"
    )
    later = find_one_time("Half a century later the wall still stands.")
    assert (later.value, later.relative) == ("XXXX", None)


def test_a_step_finer_than_its_reference_stays_open_within_it() -> None:
    assert time_values("The dam broke in 1925. Two days later the king came.") == [
        "1925",
        "1925-XX-XX",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He waited more than three years.", ("P3Y", "MORE_THAN")),
        ("He waited nearly two and a half hours.", ("PT2.5H", "LESS_THAN")),
        ("He waited at least ten minutes.", ("PT10M", "EQUAL_OR_MORE")),
        ("It was an 18-month wait.", ("P18M", None)),
        ("He waited for several weeks.", ("PXW", None)),
        ("He waited another seven months.", ("P7M", None)),
        ("He waited two-and-a-half weeks.", ("P2.5W", None)),
        ("The fire was out within hours.", ("PTXH", None)),
        ("It was the largest single-day loss.", ("P1D", None)),
        ("They argued for the past two decades.", ("P2DE", None)),
    ],
)
def test_durations(text: str, expected: tuple[str, str | None]) -> None:
    found = find_one_time(text)
    assert (found.type, found.value, found.mod) == ("DURATION", *expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They meet every Monday.", "XXXX-WXX-1"),
        ("They meet twice a week.", "P1W"),
        ("They meet every two weeks.", "P2W"),
        ("They publish an annual report.", "P1Y"),
        ("The club meets on the first Monday of every month.", "P1M"),
        ("The club meets on the last Friday of each month.", "P1M"),
        ("The club meets on the first and third Tuesday of every month.", "P1M"),
        ("The club meets on the second Tuesdays of the month.", "P1M"),
        ("The club meets every first Saturday of the month.", "P1M"),
        ("A room costs $90 a night.", "P1D"),
    ],
)
def test_sets(text: str, expected: str) -> None:
    found = find_one_time(text)
    assert (found.type, found.value) == ("SET", expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ship sank at 3:30 p.m. EST Friday.", ["2024-05-10T15:30-05:00"]),
        ("The ship sank at 0630 GMT on Monday.", ["2024-05-13T06:30Z", "2024-05-13"]),
        ("The show starts at 8 o'clock tonight.", ["2024-05-15T20:00"]),
        ("It happened on the night of 3 May 1968.", ["1968-05-03TNI"]),
        ("The ship sank on May 8 at 11:20.", ["2024-05-08", "2024-05-08T11:20"]),
        ("The launch is set for noon EST on Friday.", ["2024-05-17T12:00-05:00", "2024-05-17"]),
        ("It rang at 11:20 p.m. on Tuesday night.", ["2024-05-14T23:20", "2024-05-14TNI"]),
        ("It rang at a quarter to ten.", ["2024-05-15T09:45"]),
        ("It rang at 17.30 on Friday.", ["2024-05-10T17:30", "2024-05-10"]),
        ("They play on 22 May (19:45).", ["2024-05-22", "2024-05-22T19:45"]),
        (
            "She fell on the afternoon of Saturday, May 11, around 2:00 p.m.",
            ["2024-05-11TAF", "2024-05-11T14:00"],
        ),
        (
            "The sale starts at 9am BST/4pm SGT tomorrow.",
            ["2024-05-16T09:00+01:00", "2024-05-16T16:00+08:00"],
        ),
        ("The train left at 13:00 February 28.", ["2024-02-28T13:00"]),
        (
            "The mill is open from 9 a.m. to 1 p.m. on Saturday and Sunday.",
            ["XXXX-WXX-6T09:00", "XXXX-WXX-6T13:00", "XXXX-WXX-6", "XXXX-WXX-7"],
        ),
        (
            "The mill will be open from 9 a.m. to 1 p.m. on Saturday and Sunday.",
            ["2024-05-18T09:00", "2024-05-18T13:00", "2024-05-18", "2024-05-19"],
        ),
        ("The show starts tonight around 7.", ["2024-05-15T19:00"]),
        (
            "The shop opens on Saturdays from 9 a.m. to 1 p.m.",
            ["XXXX-WXX-6", "XXXX-WXX-6T09:00", "XXXX-WXX-6T13:00"],
        ),
    ],
)
def test_times_of_day(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The end of 2012 was quiet.", ("2012", "END")),
        ("Early next month a law takes effect.", ("2024-06", "START")),
        ("It began in mid-1994.", ("1994", "MID")),
        ("It began around 1850.", ("1850", "APPROX")),
    ],
)
def test_modifiers(text: str, expected: tuple[str, str]) -> None:
    found = find_one_time(text)
    assert (found.value, found.mod) == expected


def test_vague_references() -> None:
    text = "Prices now rise, as in recent years, and will in the future."
    assert time_values(text) == ["PRESENT_REF", "PAST_REF", "FUTURE_REF"]
    text = "She led it at the time, in those days; at the moment no one does."
    assert time_values(text) == ["PAST_REF", "PAST_REF", "PRESENT_REF"]


@pytest.mark.parametrize(
    "text",
    [
        "He may win the second round.",
        "The soldiers march for a second time.",
        "She writes for the Sunday Times.",
        "Version 10.4.2 costs $1,999 and scored 2:1.",
        "About 2000 people came; 1500 men stayed.",
        "Theresa May and June Carter never met.",
        "Autumn Reeser lives near Winter Palace in Spring Street.",
        "The fall of the wall surprised him.",
        "The Daily Mail paid him.",
        "The user Friday5 wrote it.",
        "It cost 2024 yen in 1500 homes on Christmas Island.",
        "The decade-old car was in the Mail on Sunday and on the Today programme.",
        "She told Porto Today so. At the end of the day, we need peace.",
        "The poor carried the day, and the March to the palace began.",
        "They moved again, this time to the coast, under Resolution 1483.",
        "The log says 2011-02-30 and 25:10 and 24:30.",
        "He scored twice in the second half.",
        "The Good Friday Agreement held.",
        "Black September was a group, and they won five to three.",
        "Version 2.1.2024 is out, and so is the Q3.",
        "Good evening from Havana, where that Sun's reporter is.",
        "This is a sad day for all of us.",
        "It was a bad financial week in the now-closed mine.",
        "The mosque was built in 1445 AH, or in Rajab 1445.",
    ],
)
def test_what_only_looks_like_a_time(text: str) -> None:
    assert times(text) == []


def test_without_a_publication_date_relative_values_stay_open() -> None:
    friday = find_one_time("The minister will speak on Friday.", None)
    assert friday.value == "XXXX-WXX-5"
    assert render_reason(friday.reason) == (
        "Friday: the first Friday on or after the publication date, unresolved until that is known"
    )
    assert friday.relative == ">W5 {>will speak}"
    assert time_values("It opened in March 1999 and in June.", None) == ["1999-03", "1999-06"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fair of 7/5/2024 was wet, and so was that of 28/4/2024.", "2024-05-07"),
        ("The fair of 7/5/2024 was wet, and so was that of 4/28/2024.", "2024-07-05"),
        ("The fair of 7/5/2024 was wetter than that of 3 March 2023.", "2024-05-07"),
        ("The fair of 7/5/2024 was wetter than that of March 3, 2023.", "2024-07-05"),
        ("The fair of 7/5/2024 filled the theatre and the harbour.", "2024-05-07"),
        ("The fair of 7/5/2024 opened at 9 a.m. BST.", "2024-05-07"),
        ("The fair of 7/5/2024 opened at 9 a.m. EST.", "2024-07-05"),
    ],
)
def test_the_text_shows_the_order_of_day_and_month(text: str, expected: str) -> None:
    assert time_values(text)[0] == expected


def test_an_ambiguous_order_of_day_and_month_is_said_to_be_one() -> None:
    found = find_one_time("The fair of 7/5/2024 was wet.")
    assert found.value == "2024-07-05"
    assert render_reason(found.reason) == (
        "7/5/2024 → 2024-07-05: day and month in the American order; in the other, 7 May 2024"
    )
    clear = find_one_time("The fair of 7/7/2024 was wet.")
    assert clear.reason.id == "time.stated"
    assert found.confidence < clear.confidence


def test_the_reason_is_a_derivation() -> None:
    found = find_one_time("The minister will hold a call on Friday.")
    assert render_reason(found.reason) == (
        "Friday → 2024-05-17: the first Friday on or after 15 May 2024 (the publication date); "
        "*will hold* refers to the future"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It opened last month.", "the month before that of 15 May 2024"),
        ("It shut in May of last year.", "the May of the year before that of 15 May 2024"),
        ("It opened in April.", "the last April up to 15 May 2024"),
        ("It shut on May 16.", "the 16 May nearest to 15 May 2024"),
        ("It opened in the first week of May.", "the first week of the last May up to 15 May 2024"),
        ("It opened on the 14th.", "the last 14th of a month up to 15 May 2024"),
        ("It opened yesterday.", "the day before 15 May 2024"),
        ("Profit fell in the first quarter.", "the last first quarter up to 15 May 2024"),
    ],
)
def test_a_derivation_reads_as_prose(text: str, reason: str) -> None:
    sentence = render_reason(find_one_time(text).reason)
    assert sentence.partition(": ")[2].startswith(f"{reason} (the publication date)")


def test_the_period_of_another_year_is_derived_from_that_of_the_report() -> None:
    text = "It earned $3 million in the first quarter. In the 2019 quarter it lost $1 million."
    dated = find_times(tag(tokenize(text)), PUBLISHED)[1]
    assert render_reason(dated.reason) == (
        "the 2019 quarter → 2019-Q1: the same period of 2019 as 2024-Q1 (mentioned before)"
    )
    undated = find_times(tag(tokenize(text)), None)[1]
    assert undated.value == "2019"


def test_a_derivation_names_the_time_of_day() -> None:
    sentence = render_reason(find_one_time("It left at 3:30 p.m. EST.").reason)
    assert ": 15 May 2024 (the publication date), at 15:30 (UTC-05:00);" in sentence


def test_hours_count_on_from_a_clock_time() -> None:
    text = "It left at 9:15 on May 2. Three hours later it was there."
    assert time_values(text) == ["2024-05-02T09:15", "2024-05-02", "2024-05-02T12:15"]


def test_feasts_of_the_moon_come_from_the_library() -> None:
    assert time_values("The market closed for Eid al-Fitr.") == ["2024-04-10"]
    assert time_values("The market closed for Ramadan.") == ["2024-03-12"]


def test_a_feast_of_a_year_that_no_table_holds_stays_open() -> None:
    assert time_values("The market closed for Purim.", datetime.date(1200, 1, 1)) == ["XXXX-XX-XX"]
    assert time_values("He left two weeks ago, on Easter Monday, at 3 p.m.", None) == [
        "XXXX-WXX", "XXXX-XX-XX", "XXXX-XX-XXT15:00",
    ]  # fmt: skip


@settings(max_examples=count_examples(60), deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_expressions_never_overlap_and_stay_in_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = find_times(tokenize(text), PUBLISHED)
    ends = [0, *(time.end for time in found)]
    for end, expression in zip(ends, found, strict=False):
        assert end <= expression.start < expression.end <= len(text)
        assert expression.anchor is None or 0 <= expression.anchor < len(found)
        assert expression.value


@pytest.mark.parametrize(
    "piece",
    ["9:15 p.m. (", "two ", "1999 ", "and a half ", "March 3-", "'8", "1,1", "the ", "11/11/11/"],
)
def test_long_and_odd_texts_are_gone_through(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    assert all(time.end <= len(text) for time in find_times(tokenize(text), PUBLISHED))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He worked for 7.25 hours.", [("7.25 hours", "DURATION", "PT7.25H", None)]),
        ("It rang at 3.50 GMT.", [("3.50", "TIME", "2024-05-15T03:50", None)]),
        ("They met at 10:30 Москва.", [("10:30", "TIME", "2024-05-15T10:30", None)]),
    ],
)
def test_figures_that_look_like_a_clock_time(
    text: str, expected: list[tuple[str, str, str, str | None]]
) -> None:
    assert times(text) == expected


def test_numbers_of_hundreds_of_digits_are_no_time() -> None:
    number = ",".join(["999"] * 120)
    assert time_values(f"It lasted {number} years.") == []
    assert time_values(f"It fell in {number} BC.") == []
    assert time_values(f"It stood in {number}-490 BC.") == ["BC0490"]


def test_a_long_row_of_years() -> None:
    years = [str(year) for year in range(1000, 2000)]
    assert time_values(f"The rolls of {' - '.join(years)} are lost.") == years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The library is open on Saturday 9–5.", ["XXXX-WXX-6"]),
        ("Open Monday to Friday 9–5.", ["XXXX-WXX-1", "XXXX-WXX-5"]),
        ("Opening hours: Friday 9 a.m. to 5 p.m., Saturday 10 a.m. to 4 p.m.",
         ["XXXX-WXX-5T09:00", "XXXX-WXX-5T17:00", "XXXX-WXX-6T10:00", "XXXX-WXX-6T16:00"]),
        ("The library opens on Saturday at 10 a.m.", ["2024-05-18", "2024-05-18T10:00"]),
        ("The library is closed on Mondays and opens at noon on Sunday.",
         ["XXXX-WXX-1", "XXXX-WXX-7T12:00", "XXXX-WXX-7"]),
        ("Trials are held on Mondays; the court opens on Friday.", ["XXXX-WXX-1", "2024-05-17"]),
        ("The polls open on Tuesday from 7 a.m. to 8 p.m.",
         ["2024-05-21", "2024-05-21T07:00", "2024-05-21T20:00"]),
    ],
)  # fmt: skip
def test_the_days_of_opening_hours_are_repeated(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The mosque was built in 1445 AH.",
        "The mosque was built in the Hijri year 1445.",
        "The mosque was built in the year 1445 of the Islamic calendar.",
        "The tower was built in the 500th century.",
    ],
)
def test_a_year_of_another_calendar_has_no_value(text: str) -> None:
    assert time_values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fair opens on July twenty-second.", ["2024-07-22"]),
        ("They met the fortnight before last.", ["2024-W16"]),
        ("The fair begins on Monday and runs until Sunday.", ["2024-05-20", "2024-05-26"]),
        ("The wall was built in the year 122 AD.", ["0122"]),
        ("The mill was founded in nineteen oh five.", ["1905"]),
        ("The mill forecast a profit for the third quarter.", ["2024-Q3"]),
        ("The pool was closed from June through August.", ["2023-06", "2023-08"]),
        ("The pool is closed from June through August.", ["2024-06", "2024-08"]),
    ],
)
def test_dates_in_words_and_ranges(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The paper appears daily.", ["XXXX-XX-XX"]),
        ("The ferry runs every day.", ["XXXX-XX-XX"]),
        ("The fair is held annually.", ["XXXX"]),
        ("The bakery posted its first quarterly loss.", []),
        ("The bakery pays a quarterly dividend.", ["P1Q"]),
    ],
)
def test_a_frequency_repeats_a_calendar_date(text: str, expected: list[str]) -> None:
    assert time_values(text) == expected


def test_the_winter_nearest_to_a_year_begins_in_it() -> None:
    start = CalendarPoint(Period("Y", 1951))
    assert apply_steps("~WI", start) == parse_point("1951-WI")
