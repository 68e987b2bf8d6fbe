"""The name of a speaker: a name, a description, or a pronoun that names no person."""

import pytest

from analysis import Analysis, Entity, Quotation
from analysis.speaker_names import SpeakerName, is_pronoun, name_speaker, read_source
from tests.support.findings import find_span

TEXT = "“No,” They told us. “Yes,” said the harbor master, who came late. Ana Reis and Tom Ek left."


def name(source: str | None, *speakers: int) -> SpeakerName:
    entities = (Entity(0, "Ana Reis", "PERSON"), Entity(1, "Tom Ek", "PERSON"))
    span = None if source is None else find_span(TEXT, source)
    first, more = (speakers[0], speakers[1:]) if speakers else (None, ())
    quotation = Quotation(((0, 5),), "direct", source=span, speaker=first, co_speakers=more)
    return name_speaker(Analysis(TEXT, entities=entities, quotations=(quotation,)), quotation)


def test_a_speaker_has_the_name_of_its_entity() -> None:
    assert name("They", 0) == SpeakerName("Ana Reis")
    assert name("Ana Reis and Tom Ek", 0, 1).label == "Ana Reis and Tom Ek"


def test_a_pronoun_is_no_name() -> None:
    assert name("They") == SpeakerName("", "They")
    assert name("They").label == "not named (“They”)"


def test_a_description_has_no_relative_pronoun_after_it() -> None:
    assert name("the harbor master, who") == SpeakerName("the harbor master")
    assert read_source("sources\n who") == SpeakerName("sources")


def test_a_quotation_without_a_source_has_no_speaker() -> None:
    assert name(None) == SpeakerName()
    assert name(None).label == ""


@pytest.mark.parametrize(
    "words",
    ["it", "He", "I", "which", "others", "the others", "all of them", "he or she", "she herself"],
)
def test_pronouns_alone_name_nobody(words: str) -> None:
    assert is_pronoun(words)


@pytest.mark.parametrize(
    "words", ["", "the", "WHO", "the US", "IT", "an official", "his lawyer", "one witness", "of"]
)
def test_names_and_descriptions_are_no_pronouns(words: str) -> None:
    assert not is_pronoun(words)
