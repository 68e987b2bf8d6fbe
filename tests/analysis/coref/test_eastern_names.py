"""People whose family name stands first are people, in full and by the family name alone."""

import pytest

from analysis import analyze


def links(text: str) -> list[tuple[str, str]]:
    """Each person's name of a text with the person that it is linked to."""
    found = analyze(text)
    return [
        (text[mention.start : mention.end], found.entities[mention.entity].name)
        for mention in found.mentions
        if mention.kind == "name" and mention.label == "PERSON" and mention.entity is not None
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Ban Ki-moon met Park Geun-hye. Ban said the climate was warming. Park agreed.",
            ["Ban Ki-moon", "Park Geun-hye", "Ban Ki-moon", "Park Geun-hye"],
        ),
        (
            "Rep. Park Bum-gye asked about the Moon Jae-in administration. Rep. Park left. "
            "Critics praised the Moon administration.",
            ["Park Bum-gye", "Moon Jae-in", "Park Bum-gye", "Moon Jae-in"],
        ),
        ("Chinese President Xi Jinping spoke. Xi said growth was slow.", ["Xi Jinping"] * 2),
        ("Kim Min-seo went to Sun City and to Park Avenue. The park was closed.", ["Kim Min-seo"]),
        ("The Sun Web-based news is read in Long Beach.", []),
    ],
)
def test_a_name_of_syllables_is_a_persons(text: str, people: list[str]) -> None:
    assert [person for _, person in links(text)] == people
