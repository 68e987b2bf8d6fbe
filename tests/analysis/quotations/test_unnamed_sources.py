"""Sources without a name: people, groups, bodies, documents and outlets of one article."""

import pytest

from analysis import Analysis, analyze
from analysis.models import Label


def find_speakers(text: str) -> list[tuple[str, Label] | None]:
    """Return the name and the label of the speaker of each quotation."""
    analysis: Analysis = analyze(text)
    entities = analysis.entities
    return [
        None
        if quotation.speaker is None
        else (entities[quotation.speaker].name, entities[quotation.speaker].label)
        for quotation in analysis.quotations
        if quotation.kind != "scare"
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "An engineering source told the paper that the pumps had failed.",
            ("an engineering source", "UNNAMED"),
        ),
        ("Residents said that the road was closed.", ("residents", "GROUP")),
        ("The harbor was closed, police said on Monday.", ("police", "BODY")),
        ("A draft report said that the bridge was unsafe.", ("a draft report", "DOCUMENT")),
        ("The newspaper reported that the mill would close.", ("the newspaper", "OUTLET")),
    ],
)
def test_a_source_without_a_name_is_an_entity(text: str, speaker: tuple[str, Label]) -> None:
    assert find_speakers(text) == [speaker]


def test_a_pronoun_is_the_person_without_a_name() -> None:
    text = "An engineer said that the pumps had failed. He said that no one was hurt."
    assert find_speakers(text) == [("an engineer", "UNNAMED"), ("an engineer", "UNNAMED")]


def test_they_are_the_only_group() -> None:
    text = "Two officials said that the pumps had failed. They said that no one was hurt."
    assert find_speakers(text) == [("two officials", "GROUP"), ("two officials", "GROUP")]


def test_a_document_is_one_source_in_an_article() -> None:
    text = "A report said that the bridge was unsafe. The report said that the mayor knew it."
    assert find_speakers(text) == [("a report", "DOCUMENT"), ("a report", "DOCUMENT")]


def test_a_government_is_one_with_the_name_of_its_country_or_people() -> None:
    text = (
        "The Danish government said it was ready. The Government of Denmark said it agreed. "
        "The government said fares would fall."
    )
    assert find_speakers(text) == [("the Danish government", "BODY")] * 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He told the Norvik Gazette that he fell. The newspaper reported that he won.", "Gazette"),
        ("Site Norvik.com reported it on Monday. The website said that three men fled.", ".com"),
        (
            "The Earthquake Observation Division met. The division said that it was safe.",
            "Division",
        ),
        ("Norvik Insurance released its annual report. The report said claims fell.", "Insurance"),
    ],
)
def test_a_description_is_the_body_whose_name_has_the_noun(text: str, name: str) -> None:
    speaker = find_speakers(text)[-1]
    assert speaker is not None
    assert speaker[0].endswith(name)
    assert speaker[1] == "ORG"


def test_a_source_has_a_type() -> None:
    text = "A report said that the bridge was unsafe. Ana Berg said that the mayor knew it."
    analysis = analyze(text)
    types = [analysis.source_type(quotation) for quotation in analysis.quotations]
    assert types == ["document", "person"]


def test_a_description_that_nobody_quotes_is_no_entity() -> None:
    analysis = analyze("An engineer came to the harbor. Ana Berg said that the pumps had failed.")
    assert [entity.name for entity in analysis.entities] == ["Ana Berg"]
    assert all(mention.entity == 0 for mention in analysis.mentions)


def test_a_name_after_a_description_is_the_speaker() -> None:
    text = "Two engineers, Ana Berg and Tom Reed, said that the pumps had failed."
    analysis = analyze(text)
    (quotation,) = analysis.quotations
    assert [entity.name for entity in analysis.speakers_of(quotation)] == ["Ana Berg", "Tom Reed"]
    assert analysis.named_entities == analysis.entities


def test_they_are_the_group_that_spoke_before() -> None:
    text = "Two residents said that the road was closed. They said that no one had told them."
    assert find_speakers(text) == [("two residents", "GROUP")] * 2


def test_sources_with_the_same_noun_and_other_words_are_two() -> None:
    text = (
        "The envoy to the northern coast said that the road was closed. "
        "The envoy to the southern coast said that no one was hurt."
    )
    assert len(set(find_speakers(text))) == 2
