"""The type of each statement's source, how it was got, and why a source is not named."""

import pytest

from analysis import Analysis, analyze
from analysis.sources import Basis, StatementSource, classify_sources


def read_sources(text: str) -> tuple[Analysis, list[StatementSource]]:
    analysis = analyze(text)
    return analysis, [source for source in classify_sources(analysis) if source is not None]


@pytest.mark.parametrize(
    ("text", "source_type"),
    [
        ("Ana Berg said that the road was closed.", "person"),
        ("A senior official said that the road was closed.", "unnamed"),
        ("Two sources close to the talks said that the road was closed.", "unnamed"),
        ("Residents said that the road was closed.", "group"),
        ("The mayor's office said that the road was closed.", "organization"),
        ("A report by Lund University said that the road was unsafe.", "document"),
        ("The road was closed, according to Reuters.", "outlet"),
    ],
)
def test_the_type_of_a_source(text: str, source_type: str) -> None:
    _, sources = read_sources(text)
    assert [source.type for source in sources] == [source_type]


def test_a_pronoun_has_the_type_of_its_source() -> None:
    text = "A study said that the bridge was unsafe. It also said that the pumps had failed."
    _, sources = read_sources(text)
    assert [source.type for source in sources] == ["document", "document"]


@pytest.mark.parametrize(
    ("text", "channel", "basis"),
    [
        ("“It is over,” Ana Berg told Reuters.", "Reuters", "said to us"),
        ("“It is over,” Ana Berg said at a press conference on Monday.", None, "public"),
        ("In a statement, Ana Berg said that it was over.", "In a statement", "written"),
        (
            "“It is over,” Ana Berg told the state news agency Tass.",
            "Tass",
            "other outlet",
        ),
        ("Ana Berg said that it was over.", None, "unknown"),
    ],
)
def test_a_statement_has_a_channel_and_a_basis(
    text: str, channel: str | None, basis: Basis
) -> None:
    analysis, (source,) = read_sources(text)
    assert source.basis == basis
    if channel is not None:
        assert source.channel is not None
        assert analysis.text[slice(*source.channel)] == channel


def test_a_channel_holds_for_the_next_statement_of_the_same_speaker() -> None:
    text = "In a statement, Ana Berg said that it was over. “We are glad,” Berg said."
    _, sources = read_sources(text)
    assert [source.basis for source in sources] == ["written", "written"]


def test_the_reason_for_anonymity_is_found() -> None:
    text = (
        "A senior official said that the plan had failed. The official spoke on condition of "
        "anonymity because he was not authorized to discuss the talks. The road was closed, said "
        "an aide who asked not to be named for fear of reprisals."
    )
    analysis, sources = read_sources(text)
    reasons = [source.anonymity for source in sources if source.anonymity is not None]
    assert [analysis.text[slice(*reason)] for reason in reasons][-1] == "for fear of reprisals"


def test_the_occasion_in_another_sentence_about_the_speaker_is_the_channel() -> None:
    text = (
        "Ana Berg spoke at a rally on Monday. The road was dry. Berg said that it was over. "
        "Karl Ek said that it was not."
    )
    analysis, sources = read_sources(text)
    channels = [each.channel and analysis.text[slice(*each.channel)] for each in sources]
    assert channels == ["at a rally", None]
    assert [each.basis for each in sources] == ["public", "unknown"]
