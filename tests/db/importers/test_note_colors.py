"""Colors of highlights in files of other programs, as one of the four colors of notes."""

import pytest

from db.importers.note_colors import read_note_color


@pytest.mark.parametrize(
    ("words", "color"),
    [
        ("Yellow", "yellow"), ("orange", "yellow"), ("pink", "red"), ("purple", "blue"),
        ("#ffd400", "yellow"), ("#5fb236", "green"), ("2ea8e5", "blue"), ("#FF6666", "red"),
        ("#aaaaaa", "yellow"), ("", "yellow"), ("mauve", "yellow"), ("#12", "yellow"),
        ("#ff0033", "red"),
    ],
)  # fmt: skip
def test_the_nearest_color(words: str, color: str) -> None:
    assert read_note_color(words) == color
