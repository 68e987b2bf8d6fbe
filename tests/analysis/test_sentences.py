"""Vectors of whole texts, and related words."""

from pathlib import Path

import numpy as np
import pytest

from analysis import sentences
from analysis.sentences import encode_texts, find_related_words, forget_vectors, split_words
from analysis.tagger import EncoderError


def cosines(text: str, *others: str) -> list[float]:
    wanted, *vectors = encode_texts([text, *others])
    return [float(vector @ wanted) for vector in vectors]


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


def test_vectors_do_not_depend_on_other_texts() -> None:
    texts = ["A short one.", "The harbor was closed for three days because of the storm.", "Rain."]
    forget_vectors()
    together = encode_texts(texts)
    forget_vectors()
    alone = np.concatenate([encode_texts([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_any_text_has_a_vector() -> None:
    texts = ["", " ", "…", "\ud800", "漢字", "a" * 5_000, "word " * 2_000]
    assert encode_texts(texts).shape == (len(texts), 384)
    assert len(encode_texts([])) == 0


def test_words_are_split_from_marks() -> None:
    assert split_words("It isn't 4,300 jobs!") == ["It", "isn't", "4", ",", "300", "jobs", "!"]


def test_related_words_are_the_nearest_in_meaning() -> None:
    assert "truce" in find_related_words("ceasefire")
    assert "soldier" in find_related_words("Troops")
    assert find_related_words("qzxv") == ()


def test_missing_weights_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_WEIGHTS", tmp_path)
    sentences._load.cache_clear()
    forget_vectors()
    try:
        with pytest.raises(EncoderError, match=r"sentences\.onnx cannot be loaded"):
            encode_texts(["a text"])
    finally:
        sentences._load.cache_clear()
