"""The extent of a content: what the source said, and nothing that the writer adds."""

import pytest

from tests.support.quotation_text import read

Contents = list[tuple[str, ...]]


def quoted_pieces(text: str) -> Contents:
    """Return the pieces of each quotation of a text."""
    return [quotation.pieces for quotation in read(text) if quotation.kind != "scare"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ada Lind said the bridge would open in May, although engineers have said it is late.",
            ["the bridge would open in May", "it is late"],
        ),
        (
            "Ada Lind accused the board of waste while Tom Berg says the budget was sound.",
            ["the board of waste", "the budget was sound"],
        ),
        (
            "The town must close two schools, Ada Lind said, a step that could cost her the vote.",
            ["The town must close two schools"],
        ),
        (
            "Ada Lind said the harbor needs a new wall, an ambitious plan that has no budget.",
            ["the harbor needs a new wall"],
        ),
        (
            "Ada Lind said the port was safe: “We checked it twice,” she said.",
            ["the port was safe", "“We checked it twice,”"],
        ),
        (
            "Umbra says Lund hides a fleet - a charge Lund denies.",
            ["Lund hides a fleet"],
        ),
        (
            "The Courier reported Ada Lind, the mayor, recommended a new wall.",
            ["Ada Lind, the mayor, recommended a new wall"],
        ),
        (
            "Prosecutors said Tom Berg asked for 15–25 million kroner from the port.",
            ["Tom Berg asked for 15–25 million kroner from the port"],
        ),
        (
            "Tom Berg declined to comment for this article.",
            ["to comment"],
        ),
    ],
)
def test_the_writers_clause_is_not_content(text: str, expected: list[str]) -> None:
    assert quoted_pieces(text) == [(piece,) for piece in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lind praised the firefighters at a rally in Norden.", "the firefighters"),
        ("Ada Lind criticized the ministers after the vote.", "the ministers"),
        ("Ada Lind denounced the strikers as the talks began.", "the strikers"),
        ("Ada Lind repeated that promise on Monday.", "that promise"),
        ("Ada Lind praised the plan despite its price.", "the plan"),
    ],
)
def test_the_circumstance_is_not_the_object(text: str, expected: str) -> None:
    assert quoted_pieces(text) == [(expected,)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ada Lind said that it was Berg, not Holm, who signed the letter.",
            "that it was Berg, not Holm, who signed the letter",
        ),
        (
            "Ada Lind said that she and Berg agreed to sell the mill.",
            "that she and Berg agreed to sell the mill",
        ),
        (
            "Ada Lind said the river rose at night — possibly after a leak.",
            "the river rose at night — possibly after a leak",
        ),
        (
            "Ada Lind said the crew made “a serious mistake,” including the pilot on the bridge.",
            "the crew made “a serious mistake,” including the pilot on the bridge",
        ),
        (
            "Ada Lind reported that the mayor, Tom Berg, told her the mill was sold.",
            "that the mayor, Tom Berg, told her the mill was sold",
        ),
        (
            "Ada Lind said more than 40 houses had burned.",
            "more than 40 houses had burned",
        ),
    ],
)
def test_clauses_of_the_source_belong(text: str, expected: str) -> None:
    assert (expected,) in quoted_pieces(text)


def test_a_subordinate_report_ends_before_the_main_clause() -> None:
    text = (
        "Although in May she said the mill was lost, at the council on Monday she said it was safe."
    )
    assert quoted_pieces(text) == [("the mill was lost",), ("it was safe",)]


def test_an_object_ends_before_the_next_verb() -> None:
    text = "Tom Berg claimed self-defense and was released in May."
    assert quoted_pieces(text) == [("self-defense",)]


def test_an_infinitive_ends_before_the_next_clause() -> None:
    text = "Ada Lind promised to resign, or the board would act."
    assert quoted_pieces(text) == [("to resign",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "As winter nears, Lind says, the number of beds -- low as it is -- falls as doctors "
            "go.",
            (
                "As winter nears",
                "the number of beds -- low as it is -- falls as doctors go",
            ),
        ),
        (
            "Raising the fares would hurt the poor, Ada Lind said.",
            ("Raising the fares would hurt the poor",),
        ),
        (
            "If the dam breaks, Ada Lind said the valley would be lost.",
            ("If the dam breaks", "the valley would be lost"),
        ),
        (
            "Soon after the vote ended, Lind wrote to her friends, “It is time to go.”",
            ("“It is time to go.”",),
        ),
    ],
)
def test_a_clause_before_the_source(text: str, expected: tuple[str, ...]) -> None:
    assert quoted_pieces(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We lost the mill,” Lind said.\n“We will not lose the port.”",
            ("“We lost the mill,”", "“We will not lose the port.”"),
        ),
        (
            "Ada Lind said the mill was lost. “We will not lose the port.”",
            ("the mill was lost", "“We will not lose the port.”"),
        ),
        (
            "Berg “kept the keys,” Lind said, and still “got to sit in the meeting.”",
            ("Berg “kept the keys,”", "and still “got to sit in the meeting.”"),
        ),
    ],
)
def test_pieces_of_one_quotation(text: str, expected: tuple[str, ...]) -> None:
    assert quoted_pieces(text) == [expected]


def test_a_topic_ends_before_the_quotation_goes_on() -> None:
    text = "“Every time you wait,” Lind said, referring to the flood, “you lose a street.”"
    assert quoted_pieces(text) == [
        ("“Every time you wait,”", "“you lose a street.”"),
        ("the flood",),
    ]


def test_signed_quotations_are_separate() -> None:
    text = "“We lost the mill.” – Ada Lind\n“We lost the port.” – Tom Berg"
    assert quoted_pieces(text) == [("“We lost the mill.”",), ("“We lost the port.”",)]


def test_a_new_speaker_is_no_continuation() -> None:
    text = "“We lost the mill,” Lind said.\n“We did not,” Berg said."
    assert quoted_pieces(text) == [("“We lost the mill,”",), ("“We did not,”",)]


def test_a_quotation_after_a_blank_line_is_another_one() -> None:
    text = "“We lost the mill,” Lind said.\n\n“We will not lose the port.”"
    assert quoted_pieces(text) == [("“We lost the mill,”",), ("“We will not lose the port.”",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Two days after Ada Lind announced that the mill would close, workers met the mayor.",
            "that the mill would close",
        ),
        (
            "Having announced that the mill would close, Ada Lind left the hall.",
            "that the mill would close",
        ),
        (
            "Ada Lind said the new pier would stay open – and harbor fees would fall.",
            "the new pier would stay open – and harbor fees would fall",
        ),
        (
            "Tom Berg responded to the critics with a short note: “The bridge stays open.”",
            "“The bridge stays open.”",
        ),
        (
            "“Rowing is most of my life,” Ada Lind said in May on the podcast “Long Rivers.”",
            "“Rowing is most of my life,”",
        ),
    ],
)
def test_the_extent_of_a_clause_or_answer(text: str, expected: str) -> None:
    assert quoted_pieces(text) == [(expected,)]


def test_another_source_opens_a_report_with_calling() -> None:
    found = quoted_pieces(
        "Many agree that the school should close, with Ada Lind calling it “a ruin.”"
    )
    assert found == [("that the school should close",), ("it “a ruin.”",)]


def test_a_passive_belief_about_someone_is_no_speech() -> None:
    assert quoted_pieces("Ada Lind is believed to be looking for a house.") == []
    assert quoted_pieces("It is believed that Ada Lind sold the house.") == [
        ("that Ada Lind sold the house",)
    ]
