"""Compare texts by their meaning: vectors of whole sentences, and words related to a word.

The vectors of two texts of similar meaning have a similar direction. They are no proof that the
texts agree: "Israel attacked Iran" and "Iran attacked Israel" have almost the same vector.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.folded_text import fold_text
from analysis.tagger import Model, open_model

Floats = NDArray[np.float32]

_WEIGHTS = Path(__file__).parent / "weights"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]+|_+")
_MOST_PIECES = 128  # of a text: a longer quotation is compared by its beginning


def split_words_and_marks(text: str) -> list[str]:
    """Split a text into words and marks: `It isn't.` → `It`, `isn't`, `.`."""
    return _WORD.findall(text)


@lru_cache(maxsize=20_000)  # 30 MB
def encode_text(text: str) -> Floats:
    """Return the unit vector of a text; raises `EncoderError` if the weights cannot be loaded.

    The product of two vectors is 1 for equal texts and near 0 for unrelated ones. A vector does not
    depend on other texts: in a batch, the activations would share one scale, which changes products
    by up to 0.02. Single texts take 1.6 times as long.
    """
    model = _load()
    pieces = model.pieces
    ids = [number for parts, _ in pieces.split(split_words_and_marks(text)) for number in parts]
    ids = [pieces.first, *ids[: min(_MOST_PIECES, model.longest) - 2], pieces.last]
    ((vector,),) = model.session.run(["vectors"], {"pieces": np.array([ids], np.int32)})
    unit: Floats = vector / np.linalg.norm(vector)
    return unit


def find_related_words(word: str) -> tuple[str, ...]:
    """Return words of similar meaning, the nearest first: `ceasefire` → `armistice`, `truce`."""
    return _related_words().get(fold_text(word), ())


@cache
def _load() -> Model:
    return open_model(_WEIGHTS / "sentences.onnx")


@cache
def _related_words() -> dict[str, tuple[str, ...]]:
    """Return the related words of each word in `related_words.npz`."""
    with np.load(_WEIGHTS / "related_words.npz") as arrays:
        words = str(arrays["words"]).split("\n")
        rows = arrays["related"].tolist()
    return {
        word: tuple(words[number] for number in row if number >= 0)
        for word, row in zip(words, rows, strict=True)
    }
