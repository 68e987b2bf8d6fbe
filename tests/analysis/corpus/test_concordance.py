"""Words, phrases and names looked for in a text, and their places in context."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.concordance import (
    Phrase,
    Sort,
    concordance_lines,
    context_words,
    find_phrases,
    parse_phrases,
    to_query,
)

TEXT = (
    "The mayor met the harbour master. A harbour\nmaster met the Mayor's aunt; "
    "Chloé cost the mayor $5 – 5% of it."
)


def matched_phrases(query: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in find_phrases(text, parse_phrases(query), 100)]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("mayor", ["mayor", "Mayor", "mayor"]),
        ("harbour master", ["harbour master", "harbour\nmaster"]),
        ("harb*", ["harbour", "harbour"]),
        ("chloe", ["Chloé"]),
        ("aunt, the mayor", ["The mayor", "the Mayor", "aunt", "the mayor"]),
        ("5%", ["5%"]),
        ("$5", ["$5"]),
        ("may", []),
        ("…", []),
        ("", []),
    ],
)
def test_words_phrases_beginnings_and_several_at_once(query: str, places: list[str]) -> None:
    assert matched_phrases(query) == places


def test_a_comma_parts_phrases_but_not_within_marks_or_numbers() -> None:
    assert parse_phrases("“Port Luna, Ltd.”, 1,200; quay*") == (
        Phrase("Port Luna, Ltd."),
        Phrase("1,200"),
        Phrase("quay", prefix=True),
    )


def test_the_last_word_is_a_prefix_while_it_is_typed() -> None:
    assert parse_phrases("mayor, harbour mas", typing=True) == (
        Phrase("mayor"), Phrase("harbour mas", prefix=True),
    )  # fmt: skip
    assert parse_phrases("mayor ", typing=True) == (Phrase("mayor"),)
    assert parse_phrases("ma", typing=True) == (Phrase("ma"),)


def test_names_make_a_query_that_finds_each_of_them() -> None:
    text = "Ada Stone of Quay, Ltd. met Stone."
    assert matched_phrases(to_query(["Ada Stone", "Stone", "Quay, Ltd."]), text) == [
        "Ada Stone", "Quay, Ltd", "Stone",
    ]  # fmt: skip


def test_the_first_places_are_given() -> None:
    text = "tide " * 50_000
    assert find_phrases(text, parse_phrases("tide"), 3) == [(0, 4), (5, 9), (10, 14)]
    assert find_phrases(text, parse_phrases("tide"), 1, after=12) == [(15, 19)]
    assert not find_phrases("riptide", parse_phrases("tide"), 1, after=3)


def test_a_phrase_is_found_in_a_long_text() -> None:
    text = "x" * 65_530 + " harbour master " + "x" * 70_000
    assert matched_phrases("harbour master", text) == ["harbour master"]


def test_lines_are_ordered_by_place_or_by_the_nearest_words_on_a_side() -> None:
    text = "we saw boats. they sold boats at dawn and we burned boats at dusk"
    shown = concordance_lines(text, find_phrases(text, parse_phrases("boats"), 10))
    assert [line.words for line in shown] == ["boats"] * 3
    assert shown[1].left.endswith("they sold ")
    assert shown[1].right.startswith(" at dawn")

    def in_order(sort: Sort) -> list[int]:
        return sorted(range(3), key=lambda index: context_words(shown[index], sort))

    assert in_order("place") == [0, 1, 2]
    assert in_order("left") == [2, 0, 1]  # burned, saw, sold
    assert in_order("right") == [1, 2, 0]  # at dawn, at dusk, they


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_query_and_any_text_will_do(query: str, text: str) -> None:
    places = find_phrases(text, parse_phrases(query), 10)
    assert all(start < end <= len(text) for start, end in places)
    assert len(concordance_lines(text, places)) == len(places) <= 10


@given(st.text(alphabet="abé'., $5%-", min_size=1, max_size=30))
def test_a_phrase_finds_itself(words: str) -> None:
    for phrase in parse_phrases(f'"{words}"'):
        assert find_phrases(f"x {words} x", [phrase], 1)
