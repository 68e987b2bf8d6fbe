"""Values of less usual forms of dates: small letters, codes, parts of a year, holidays, ages."""

import datetime

import pytest

from analysis import analyze

PUBLISHED = datetime.date(2022, 7, 28)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The law was passed on 26th june of 2020.", [("26th june of 2020", "2020-06-26")]),
        ("Sales rose in 2017-q1.", [("2017-q1", "2017-Q1")]),
        ("It closed in the last days of 2019.", [("the last days of 2019", "2019")]),
        ("The bank opened on Tuesday 26/07/2022.", [("Tuesday 26/07/2022", "2022-07-26")]),
        (
            "The Easter Sunday attacks of 2019 shook the island.",
            [("Easter Sunday", "2019-04-21"), ("2019", "2019")],
        ),
        ("It closed in the final days of 2019.", [("the final days of 2019", "2019")]),
        ("She sings at the fair this July 23rd.", [("this July 23rd", "2022-07-23")]),
        ("The board named Lee its head, effective Sept. 1.", [("Sept. 1", "2022-09-01")]),
        ("The board met on Nov. 1.", [("Nov. 1", "2021-11-01")]),
        ("TODAY HARBOR (Wire) The board met on Monday.", [("Monday", "2022-07-25")]),
        ("A list is at https://a.org/2019/fair-on-july-23/ and in print.", []),
        (
            "It rained this weekend. On June 3, 1931, a storm came.",
            [("this weekend", "2022-W29-WE"), ("June 3, 1931", "1931-06-03")],
        ),
        ("It is followed by a debate on Monday.", [("Monday", "2022-08-01")]),
        ("On Monday the team meets Porto.", [("Monday", "2022-08-01")]),
        ("The vote follows Monday's debate.", [("Monday", "2022-07-25")]),
        (
            "The sale follows the August 1988 truce. The board met on April 2.",
            [("August 1988", "1988-08"), ("April 2", "2022-04-02")],
        ),
        ("A 6-year-old boy was found on the quay.", []),
        ("He left last Friday, July 22.", [("last Friday, July 22", "2022-07-22")]),
        ("It opened this Friday, 8 July 2022.", [("this Friday, 8 July 2022", "2022-07-08")]),
        ("The papers were sent to Mar-a-Lago.", []),
        (
            "It is followed by talks on trade, farming and the ports on Tuesday and by a debate "
            "about schools, art and music on Wednesday.",
            [("Tuesday", "2022-08-02"), ("Wednesday", "2022-08-03")],
        ),
        ("He was born in Mar del Plata.", []),
        ("Police arrested ten divers in August.", [("August", "2021-08")]),
        ("In mid-August the divers left.", [("mid-August", "2021-08")]),
        ("The divers will return in August.", [("August", "2022-08")]),
        ("The pool has been closed since August.", [("August", "2021-08")]),
        ("The lighter was found last March 8.", [("last March 8", "2022-03-08")]),
        (
            "The mill was founded two years ago on 5 May.",
            [("two years ago on 5 May", "2020-05-05")],
        ),
        (
            "In 2019 the island mourned. The Easter Sunday bombings that year shook it.",
            [("2019", "2019"), ("Easter Sunday", "2019-04-21"), ("that year", "2019")],
        ),
        (
            "The island mourned in 2019. The Easter Sunday bombings shook it.",
            [("2019", "2019"), ("Easter Sunday", "2019-04-21")],
        ),
        (
            "The club said that Sunday's game had been called off.",
            [("Sunday", "2022-07-24")],
        ),
    ],
)
def test_a_form_has_its_value(text: str, found: list[tuple[str, str]]) -> None:
    times = analyze(text, PUBLISHED).times
    assert [(text[time.start : time.end], time.value) for time in times] == found


def test_a_weekday_of_another_date_stays_apart() -> None:
    text = "The bank opened on Monday 26/07/2022."
    assert [time.value for time in analyze(text, PUBLISHED).times] == ["2022-07-25", "2022-07-26"]


@pytest.mark.parametrize(
    ("text", "value", "is_guessed"),
    [
        ("DHAKA: Bangladesh held the vote on 05-08-2021.", "2021-08-05", False),
        ("Ohio held the vote on 05/08/2021.", "2021-05-08", False),
        ("The town held the vote on 05/08/2021.", "2021-05-08", True),
        ("Ohio and Kenya signed the pact on 05/08/2021.", "2021-05-08", True),
    ],
)
def test_the_country_decides_if_the_day_or_the_month_comes_first(
    text: str, value: str, is_guessed: bool
) -> None:
    analysis = analyze(text, PUBLISHED)
    assert [time.value for time in analysis.times] == [value]
    assert [event.is_guessed for event in analysis.events] == [is_guessed]
