"""Index of the passages of originals by their words and by pairs of words, in memory."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis.folded_text import fold_text
from analysis.verification.originals import Original, OriginalReader

_WORD = re.compile(
    "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    "|[^\\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_CHUNK = 600  # characters of an indexed piece of text, about a hundred words
_MOST_COMMON_PAIR = 4_000  # occurrences of a pair of words, from which it selects nothing
_MOST_COMMON_WORD = 400
_SHARED_WORD = 0.35  # the weight of a word in proportion to that of a pair


class TextWindow(Struct, frozen=True):
    """A part of an original that may have the words of a quotation, and the evidence for it."""

    original: int
    start: int
    end: int
    weight: float


class PassageIndex:
    """The texts of originals in pieces of about a hundred words, found by the words in them."""

    def __init__(
        self, originals: Iterable[Original], report: Callable[[int], object] = lambda _: None
    ) -> None:
        """Index the originals; `report` receives the number of them that are indexed."""
        ids: dict[str, int] = {}
        bounds: list[tuple[int, int, int]] = []
        numbers: list[int] = []
        counts: list[int] = []
        self.readers: list[OriginalReader] = []
        for original in originals:
            folded = fold_text(original.text)
            for start, end in _chunk_spans(folded):
                words = _WORD.findall(folded, start, end)
                numbers += [ids.setdefault(word, len(ids)) for word in words]
                counts.append(len(words))
                bounds.append((len(self.readers), start, end))
            self.readers.append(OriginalReader(original))
            report(len(self.readers))
        self._ids = ids
        self._bounds = bounds
        self.words = len(numbers)
        chunk_of_word = np.repeat(np.arange(len(bounds), dtype=np.int32), counts)
        found = np.array(numbers, np.int64)
        self._single = _Postings(found, chunk_of_word)
        self._pairs = _Postings((found[:-1] << 24) | found[1:], chunk_of_word[:-1])

    def find_windows(self, text: str, most: int) -> list[TextWindow]:
        """Return the windows that share the most rare pairs of words with a text, the best first.

        A window is longer than the text; windows may overlap.
        """
        if not self._bounds:
            return []
        words = [self._ids.get(word, -1) for word in _WORD.findall(fold_text(text))]
        scores = np.zeros(len(self._bounds), np.float32)
        for first, second in dict.fromkeys(pairwise(words)):
            if first >= 0 and second >= 0:
                self._add(scores, self._pairs.find((first << 24) | second), _MOST_COMMON_PAIR, 1.0)
        for word in dict.fromkeys(words):
            if word >= 0:
                chunks = self._single.find(word)
                self._add(scores, chunks, _MOST_COMMON_WORD, _SHARED_WORD)
        if not scores.any() and len(words) < 4:  # common words only
            for word in dict.fromkeys(words):
                self._add(scores, self._single.find(word), self.words, _SHARED_WORD)
        return self._best_windows(scores, len(text), most)

    def _add(
        self, scores: NDArray[np.float32], chunks: NDArray[np.int32], most: int, weight: float
    ) -> None:
        if 0 < len(chunks) <= most:
            rarity = weight * math.log(1 + len(self._bounds) / len(chunks))
            scores[np.unique(chunks)] += rarity

    def _best_windows(
        self, scores: NDArray[np.float32], length: int, most: int
    ) -> list[TextWindow]:
        """Return windows around the chunks that have the highest scores with their neighbors."""
        around = scores.copy()
        around[:-1] += scores[1:]
        around[1:] += scores[:-1]
        around[scores == 0] = 0
        reach = 1 + length // _CHUNK
        windows: list[TextWindow] = []
        for chunk in np.argsort(-around, kind="stable")[: 4 * most]:
            number = int(chunk)
            if around[number] <= 0 or len(windows) == most:
                break
            original = self._bounds[number][0]
            first, last = number, number
            while first > 0 and number - first < reach and self._bounds[first - 1][0] == original:
                first -= 1
            while (
                last + 1 < len(self._bounds)
                and last - number < reach
                and self._bounds[last + 1][0] == original
            ):
                last += 1
            start, end = self._bounds[first][1], self._bounds[last][2]
            if any(
                window.original == original
                and abs(window.start - start) < _CHUNK
                and abs(window.end - end) < _CHUNK
                for window in windows
            ):
                continue
            windows.append(TextWindow(original, start, end, float(around[number])))
        return windows


class _Postings:
    """The pieces of text that have each key."""

    def __init__(self, keys: NDArray[np.int64], chunks: NDArray[np.int32]) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._chunks = chunks[order]

    def find(self, key: int) -> NDArray[np.int32]:
        """Return the pieces with a key; a piece occurs as often as the key in it."""
        first = int(np.searchsorted(self._keys, key, "left"))
        last = int(np.searchsorted(self._keys, key, "right"))
        return self._chunks[first:last]


def _chunk_spans(text: str) -> Sequence[tuple[int, int]]:
    """Split a text at spaces to pieces of at most `_CHUNK` characters."""
    spans = []
    start = 0
    while start < len(text):
        end = start + _CHUNK
        if end < len(text):
            end = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) + 1 or end
            end = end if end > start else start + _CHUNK
        spans.append((start, min(end, len(text))))
        start = end
    return spans
