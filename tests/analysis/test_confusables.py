import pytest

from analysis.confusables import find_confusables


def confusables(text: str) -> list[tuple[int, str]]:
    return [(character.start, character.name) for character in find_confusables(text)]


def test_what_cannot_be_seen_is_found() -> None:
    text = "The min\u00adister signed\u200b it \ufffd[31m."
    assert confusables(text) == [
        (7, "SOFT HYPHEN"),
        (20, "ZERO WIDTH SPACE"),
        (25, "a character that was taken out"),
    ]
    assert all(character.hidden for character in find_confusables(text))


def test_letters_of_another_script_in_a_word_are_found() -> None:
    assert confusables("Sign in at pаypal.com") == [(12, "CYRILLIC SMALL LETTER A")]
    assert confusables("the Ηouse") == [(4, "GREEK CAPITAL LETTER ETA")]


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, café, Łódź, naïve – “quoted”.",
        "Газета вышла. Η Αθήνα. The word мир means both.",
        "👩‍🚒 and می‌خواهم are written with joiners.",
        "A 10 μm filter",
    ],
)
def test_honest_writing_is_no_disguise(text: str) -> None:
    assert confusables(text) == []
