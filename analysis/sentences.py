"""Compare texts by their meaning: vectors of whole sentences, and words related to a word.

The vectors of two texts of similar meaning have a similar direction. They are no proof that the
texts agree: "Israel attacked Iran" and "Iran attacked Israel" have almost the same vector.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.tagger import Model, open_model
from analysis.text import fold_text

Floats = NDArray[np.float32]

_WEIGHTS = Path(__file__).parent / "weights"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]+|_+")
_MOST_PIECES = 128  # of a text: a longer quotation is compared by its beginning
_PIECES_A_BATCH = 800
_CACHE_SIZE = 20_000  # vectors of a process, 30 MB

_vectors: dict[str, Floats] = {}


def split_words(text: str) -> list[str]:
    """Split a text into words and marks: `It isn't.` → `It`, `isn't`, `.`."""
    return _WORD.findall(text)


def encode_texts(texts: Iterable[str]) -> Floats:
    """Return a unit vector for each text; raises `EncoderError` if the weights cannot be loaded.

    The product of two vectors is 1 for equal texts and near 0 for unrelated ones.
    """
    texts = list(texts)
    new = [text for text in dict.fromkeys(texts) if text not in _vectors]
    if len(_vectors) + len(new) > _CACHE_SIZE:
        forget_vectors()
        new = list(dict.fromkeys(texts))
    model = _load()
    for batch in _batches(model, new):
        numbers = np.full((len(batch), max(len(ids) for _, ids in batch)), model.pieces.padding)
        for row, (_, ids) in enumerate(batch):
            numbers[row, : len(ids)] = ids
        lengths = np.array([len(ids) for _, ids in batch], np.int32)
        inputs = {"pieces": numbers.astype(np.int32), "lengths": lengths}
        (sums,) = model.session.run(["vectors"], inputs)
        vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        _vectors.update(zip((text for text, _ in batch), vectors, strict=True))
    if not texts:
        return np.empty((0, 0), np.float32)
    return np.stack([_vectors[text] for text in texts])


def forget_vectors() -> None:
    """Empty the cache of vectors."""
    _vectors.clear()


def find_related_words(word: str) -> tuple[str, ...]:
    """Return words of similar meaning, the nearest first: `ceasefire` → `armistice`, `truce`."""
    return _related_words().get(fold_text(word), ())


def _batches(model: Model, texts: Sequence[str]) -> Iterator[list[tuple[str, list[int]]]]:
    """Yield texts of similar length with their pieces."""
    pieces = model.pieces
    most = min(_MOST_PIECES, model.longest)
    batch: list[tuple[str, list[int]]] = []
    numbered = []
    for text in texts:
        ids = [number for parts, _ in pieces.split(split_words(text)) for number in parts]
        numbered.append((text, [pieces.first, *ids[: most - 2], pieces.last]))
    for text, ids in sorted(numbered, key=lambda pair: len(pair[1])):
        if batch and len(ids) * (len(batch) + 1) > _PIECES_A_BATCH:
            yield batch
            batch = []
        batch.append((text, ids))
    if batch:
        yield batch


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
