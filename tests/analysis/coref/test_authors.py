"""The first person outside quotation marks is the named author of the text."""

import pytest

from analysis import analyze

_BODY = (
    "I had never seen the river so high. My neighbors carried their furniture to the street.\n\n"
    "The mayor told me that the dam was safe. I did not believe it.\n\n"
    "The water reached our street at night. I left my house before noon.\n\n"
    "It took three days until the army came.\n\nThe dam was built by a company from the south.\n\n"
)


def author(text: str) -> set[str | None]:
    """Return the names of the entities of "I", "me" and "my", None for one without an entity."""
    analysis = analyze(text)
    found = {
        mention.start: analysis.entities[mention.entity].name
        for mention in analysis.mentions
        if mention.reason.id == "pronoun.author" and mention.entity is not None
    }
    starts = [at for at in range(len(text)) if text.startswith(("I ", "me ", "My "), at)]
    return {found.get(at) for at in starts if at == 0 or not text[at - 1].isalnum()}


@pytest.mark.parametrize(
    "text",
    [
        f"The dam was never safe\n\nBy Ada Lind\n\n{_BODY}",
        f"Ada Lind's Speech on the Flood\n\n{_BODY}",
        f"The dam was never safe\n\n{_BODY}Ada Lind is a professor of law in Norden.",
    ],
)
def test_a_byline_a_headline_or_a_note_names_the_author(text: str) -> None:
    assert author(text) == {"Ada Lind"}


def test_a_person_of_the_report_is_no_author() -> None:
    assert author(f"The dam was never safe\n\n{_BODY}Ada Lind said that the dam was safe.") == {
        None
    }


def test_two_authors_stay_open() -> None:
    assert author(f"The dam was never safe\n\nBy Ada Lind\nBy Karl Doe\n\n{_BODY}") == {None}


def test_an_introduction_names_the_person_of_its_paragraph() -> None:
    text = "Good morning. My name is Ada Lind and I speak for the owners.\n\nI have a question."
    assert author(text) == {"Ada Lind", None}
