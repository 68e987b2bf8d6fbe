"""Headlines of events stand alone: whole sentences with their subject, verb and object."""

import pytest

from analysis.partial_dates import PartialDate
from analysis.pipeline import run_analysis

_DAY = PartialDate.parse("2024-05-15")


def find_headlines(text: str) -> list[str]:
    """Return the headlines of the events of a text."""
    return [event.headline for event in run_analysis(text, _DAY).events]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("The president of the council, Rui Moura, on Friday urged the parliament of the island to "
         "set aside, once and for all, a dispute over the water of the two northern valleys.",
         "The president of the council on Friday urged the parliament of the island to set aside a "
         "dispute…"),
        ("Ana Reis, a captain of the coast guard, described the old lighthouse of the northern "
         "harbor on Monday as a danger to the ships and their crews in winter.",
         "Ana Reis described the old lighthouse of the northern harbor on Monday as a danger…"),
        ("This Thursday the Harbor Commission of the Northern Islands and Coasts also criticized "
         "the new plan of the state, which the owners had asked for.",
         "The Harbor Commission of the Northern Islands and Coasts also criticized the new plan "
         "of the state"),
        ("The state named the two deputies of the harbor master, Paul Lind and Rosa Kern, as "
         "unwanted guests on Monday after a long dispute.",
         "The state named the two deputies of the harbor master as unwanted guests after a long "
         "dispute"),
        ("The mayor said on Monday the old bridge, which is closed to cars, will be examined by "
         "engineers of the state and of the railway in the coming weeks.",
         "The mayor said the old bridge will be examined by engineers of the state and of the "
         "railway…"),
    ],
)  # fmt: skip
def test_a_headline_contains_the_object_and_complement_of_its_verb(
    text: str, headline: str
) -> None:
    assert find_headlines(text)[0] == headline


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Northern president Ana Reis and southern president Rui Moura spoke on Monday over the "
         "phone for two hours in which the question of the harbor and its owners featured high.",
         "Northern president Ana Reis and southern president Rui Moura spoke on Monday over the "
         "phone…"),
        ("NORTHPORT: The leader of the union, Ana Reis, said on Monday that the vote was fair.",
         "The leader of the union, Ana Reis, said on Monday that the vote was fair"),
        ("Ana Reis, 51, who has led the union since 2016 and who told reporters that the men would "
         "stay out, left.", "Ana Reis has led the union since 2016"),
    ],
)  # fmt: skip
def test_a_headline_begins_with_the_whole_subject(text: str, headline: str) -> None:
    assert find_headlines(text)[0] == headline


def test_a_headline_does_not_end_between_two_objects() -> None:
    text = (
        "In May, the union of the northern ports declared the old harbor of the island of Faro the "
        "largest fishing harbor between the two capes."
    )
    assert not find_headlines(text)[0].endswith("Faro…")


def test_words_after_a_semicolon_without_a_verb_are_left_out() -> None:
    text = "On Friday, two men were hurt; this Sunday, a mass will be held for them."
    assert find_headlines(text)[0] == "Two men were hurt"


def test_a_pronoun_has_the_subject_of_the_sentence_before_with_its_asides() -> None:
    text = "Two guards, both from Porto, last week called for rest. They made a plan on Monday."
    assert find_headlines(text)[1] == "[Two guards] made a plan on Monday"


def test_a_dated_noun_has_the_headline_of_its_clause() -> None:
    text = "Reis was arrested in April for a March 21 phone call that angered the mayor."
    assert "Reis was arrested in April for a March 21 phone call" in find_headlines(text)


def test_the_claim_of_a_noun_is_no_headline() -> None:
    text = "The court on Monday rejected the claim that the firm had sold the land to the port."
    assert find_headlines(text)[0].startswith("The court on Monday rejected")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("On Friday, the president of the island, Ana Reis, said Rui Moura, son of the founder "
         "of the harbor bank, had been hurt in a fire.", "had been hurt in a fire"),
        ("Ministry spokesman Rui Moura told a news conference in Porto Sunday the government of "
         "the island is ready to continue the talks.",
         "The government of the island is ready to continue the talks"),
    ],
)  # fmt: skip
def test_reported_content_has_its_verb(text: str, headline: str) -> None:
    assert headline in find_headlines(text)[0]


def test_two_days_of_one_clause_stay_in_its_headline() -> None:
    text = "Drivers will strike on May 31 and June 1, the union said on Thursday."
    assert find_headlines(text) == [
        "Drivers will strike on May 31 and June 1, the union said",
        "Drivers will strike on May 31 and June 1, the union said on Thursday",
    ]
    text = "The court will hear the appeal on 3 May and 10 May, its spokesman said on Monday."
    assert find_headlines(text)[0].startswith("The court will hear the appeal on 3 May and 10 May")


def test_a_second_date_of_a_clause_keeps_its_event() -> None:
    text = "On Wednesday Rui Moura accused Spain of the attack on the market on July 15."
    assert find_headlines(text) == [
        "On Wednesday Rui Moura accused Spain of the attack on the market on July 15",
        "The attack on the market on July 15",
    ]
    text = "The man who was arrested on Monday was released on Tuesday."
    assert find_headlines(text) == [text[:-1], text[:-1]]


def test_a_headline_does_not_begin_with_a_relative_pronoun() -> None:
    text = (
        "The ballot of the drivers which was held on May 12 also allowed the union to call a "
        "strike of two days on May 31."
    )
    assert not any(line.startswith("Which") for line in find_headlines(text))
