"""Vectors of whole texts, and related words."""

from pathlib import Path

import pytest

from analysis import sentences
from analysis.sentences import encode_text, find_related_words, split_words_and_marks
from analysis.tagger import EncoderError


def cosines(text: str, *others: str) -> list[float]:
    return [float(encode_text(text) @ encode_text(candidate)) for candidate in others]


def test_a_paraphrase_is_nearer_than_a_text_on_something_else() -> None:
    near, far = cosines(
        "The vaccine made people ill.",
        "Many fell sick after they were given the injection.",
        "The ferry to the island leaves at noon.",
    )
    assert near > far + 0.3


def test_reversed_roles_are_almost_the_same_vector() -> None:
    # the reason why results are never shown as the same statement
    [reversed_roles] = cosines("Norland attacked Sudmark.", "Sudmark attacked Norland.")
    assert reversed_roles > 0.9


@pytest.mark.parametrize(
    "text", ["", " ", "…", "\ud800", "漢字", "a" * 5_000, "word " * 2_000], ids=range(7)
)
def test_any_text_has_a_vector_of_length_1(text: str) -> None:
    vector = encode_text(text)
    assert vector.shape == (384,)
    assert float(vector @ vector) == pytest.approx(1.0, abs=1e-5)


def test_words_are_split_from_marks() -> None:
    assert split_words_and_marks("It isn't 4,300 jobs!") == [
        "It",
        "isn't",
        "4",
        ",",
        "300",
        "jobs",
        "!",
    ]


def test_related_words_are_the_nearest_in_meaning() -> None:
    assert "truce" in find_related_words("ceasefire")
    assert "soldier" in find_related_words("Troops")
    assert find_related_words("qzxv") == ()


def test_missing_weights_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_WEIGHTS", tmp_path)
    sentences._load.cache_clear()
    try:
        with pytest.raises(EncoderError, match=r"sentences\.onnx cannot be loaded"):
            encode_text("a text that no other test encodes")
    finally:
        sentences._load.cache_clear()
