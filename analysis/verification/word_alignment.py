"""Align the words of a quotation with those of a longer text, so that changes stay together.

It is the alignment of Gotoh (1982): a gap costs more at its first word than at the next ones. All
words of the quotation are in the alignment, with any part of the text. rapidfuzz and difflib have
no such costs: they prefer many chance matches of "the" and "of" to one gap.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis import lexicon
from analysis.models import Span
from analysis.verification.word_records import SpokenWord
from analysis.verification.wording_rules import load_rules

_CONTENT, _FUNCTION = 2.0, 1.0  # for an equal word
_REPLACED = -1.2  # for another word
_CUT, _CUT_MORE = -1.6, -0.12  # for words of the text that are left out: the first one, each next
_ADDED, _ADDED_MORE = -1.6, -0.7  # for words that the text does not have
_MARKED, _MARKED_MORE = -0.2, -0.01  # for words that an ellipsis replaces
_ISLAND = 1.5  # words of a gap, for each unit of weight, from which pairs are equal by chance
_ISLAND_OF_CUT = 3.0  # the same for a gap of words that are only left out
_LEAST_GAP = 2
_INSERTED = -0.05  # for a word in brackets
_REPLACED_BY_INSERTED, _REPLACED_MORE = -0.4, -0.25


class WordAlignment(Struct, frozen=True):
    """The pairs of equal words, by their indexes in the quotation and in the text, and a score.

    `span` are the words of the text from the first to the last one that the quotation has or
    replaces, half-open. `share` is the weight of the pairs in proportion to that of all words of
    the quotation, from 0 to 1. `longest` is the weight of the longest run of consecutive pairs.
    """

    pairs: tuple[tuple[int, int], ...]
    span: Span
    score: float
    share: float
    longest: float = 0.0

    def is_verbatim(self, count: int) -> bool:
        """Return whether all of `count` words are pairs with consecutive words."""
        return len(self.pairs) == count == self.span[1] - self.span[0]


def weigh_word(key: str) -> float:
    """Return the weight of an equal word: a content word has twice that of a function word."""
    return _FUNCTION if key in lexicon.words("stop_words") or len(key) == 1 else _CONTENT


def align_words(
    quoted: Sequence[SpokenWord], spoken: Sequence[SpokenWord], marked: frozenset[int] = frozenset()
) -> WordAlignment:
    """Align a quotation with a text.

    `marked` are the indexes of words before which the quotation has an ellipsis, so that words may
    be missing there.
    """
    if not quoted or not spoken:
        return WordAlignment((), (0, 0), 0.0, 0.0)
    weights = [0.0 if word.is_inserted else weigh_word(word.key) for word in quoted]
    equal = _equal_words(quoted, spoken)
    scores = np.where(equal, np.array(weights, np.float32)[:, None], np.float32(_REPLACED))
    for number, word in enumerate(quoted):
        if word.is_inserted:
            scores[number] = np.where(equal[number], 0.3, -0.3)
    steps = _Steps(quoted, len(spoken), marked)
    best = steps.fill(scores)
    steps_taken = steps.trace(best)
    pairs = _drop_islands([(a, b) for a, b in steps_taken if equal[a, b]], weights, marked)
    if pairs:  # words that are replaced at the ends belong to the passage
        steps_taken = _trim(steps_taken, pairs)
    span = (steps_taken[0][1], steps_taken[-1][1] + 1) if steps_taken else (0, 0)
    reached = sum(weights[number] for number, _ in pairs)
    whole = sum(weights) or 1.0
    longest = max((sum(weights[a] for a, _ in run) for run in _runs(pairs)), default=0.0)
    score = float(steps.last[best])
    return WordAlignment(pairs, span, score, min(1.0, reached / whole), longest)


_Pair = tuple[int, int]


def _runs(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """Split pairs to runs that are consecutive in both texts."""
    runs: list[list[_Pair]] = []
    for pair in pairs:
        if runs and (pair[0] - 1, pair[1] - 1) == runs[-1][-1]:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _drop_islands(
    pairs: Sequence[_Pair], weights: Sequence[float], marked: frozenset[int]
) -> tuple[_Pair, ...]:
    """Drop short runs far from the others, which are equal by chance."""
    runs = _runs(pairs)
    position = 0
    while position < len(runs) and len(runs) > 1:
        run = runs[position]
        weight = sum(weights[number] for number, _ in run)
        before = runs[position - 1][-1] if position else None
        after = runs[position + 1][0] if position + 1 < len(runs) else None
        gaps = [
            _measure_gap(start, end, weights, marked)
            for start, end in ((before, run[0]), (run[-1], after))
            if start is not None and end is not None
        ]
        is_lone = weight <= _FUNCTION and any(
            new and max(new, old) > _LEAST_GAP for new, old in gaps
        )
        is_far = all(
            max(new, old) > max(_LEAST_GAP, (_ISLAND if new else _ISLAND_OF_CUT) * weight)
            for new, old in gaps
        )
        if weight and (is_lone or is_far):
            del runs[position]
            position = max(0, position - 1)
        else:
            position += 1
    return tuple(pair for run in runs for pair in run)


def _measure_gap(
    start: _Pair, end: _Pair, weights: Sequence[float], marked: frozenset[int]
) -> tuple[int, int]:
    """Return the numbers of words between two pairs, in the quotation and in the text.

    They are 0 where the quotation has brackets or an ellipsis.
    """
    between = weights[start[0] + 1 : end[0]]
    if 0.0 in between or any(start[0] < mark <= end[0] for mark in marked):
        return 0, 0
    return len(between), end[1] - start[1] - 1


def _trim(steps: Sequence[_Pair], pairs: Sequence[_Pair]) -> list[_Pair]:
    """Return the pairs of equal and of replaced words, without those beside dropped islands."""
    first, last = pairs[0], pairs[-1]
    left = [step for step in steps if first <= step <= last]
    for step in steps[::-1]:
        if step < first and (left[0][0] - 1, left[0][1] - 1) == step:
            left.insert(0, step)
    for step in steps:
        if step > last and (left[-1][0] + 1, left[-1][1] + 1) == step:
            left.append(step)
    return left


def _equal_words(quoted: Sequence[SpokenWord], spoken: Sequence[SpokenWord]) -> NDArray[np.bool_]:
    """Return which words are equal, or are readings of the same contraction."""
    ids: dict[str, int] = {}
    first = np.array([ids.setdefault(word.key, len(ids)) for word in quoted], np.int32)
    second = np.array([ids.setdefault(word.key, len(ids)) for word in spoken], np.int32)
    equal = first[:, None] == second[None, :]
    for contraction, readings in load_rules().readings.items():
        number = ids.get(contraction)
        if number is not None:
            full = [ids[reading] for reading in readings if reading in ids]
            if full:
                equal |= (first == number)[:, None] & np.isin(second, full)[None, :]
                equal |= np.isin(first, full)[:, None] & (second == number)[None, :]
    result: NDArray[np.bool_] = equal
    return result


class _Steps:
    """The table of the alignment: the best step to each pair of positions."""

    def __init__(self, quoted: Sequence[SpokenWord], width: int, marked: frozenset[int]) -> None:
        self._quoted = quoted
        self._width = width
        self._marked = marked
        rows = len(quoted) + 1
        self._step = np.zeros((rows, width + 1), np.int8)  # 0: a pair, 1: added words, 2: cut words
        self._opens = np.zeros((rows, width + 1), bool)  # the added word is the first of its run
        self._from = np.zeros((rows, width + 1), np.int32)  # the position before the cut words
        self.last = np.zeros(width + 1, np.float32)

    def fill(self, scores: NDArray[np.float32]) -> int:
        """Fill the table; return the position in the text at which the best alignment ends."""
        positions = np.arange(self._width + 1, dtype=np.float32)
        above = np.zeros(self._width + 1, np.float32)
        added = np.full(self._width + 1, -1e9, np.float32)
        indexes = np.arange(self._width + 1)
        for row, word in enumerate(self._quoted, 1):
            first, more = (_INSERTED, _INSERTED) if word.is_inserted else (_ADDED, _ADDED_MORE)
            opened, continued = above + first, added + more
            self._opens[row] = opened >= continued
            added = np.maximum(opened, continued)
            current = added.copy()
            diagonal = above[:-1] + scores[row - 1]
            better = diagonal > added[1:]
            current[1:] = np.where(better, diagonal, added[1:])
            self._step[row] = 1
            self._step[row, 1:][better] = 0
            if row < len(self._quoted):
                cut, cut_more = self._cut_costs(row)
                reach = current - cut_more * positions
                highest = np.maximum.accumulate(reach)
                origin = np.maximum.accumulate(np.where(reach >= highest, indexes, 0))
                skipped = np.full(self._width + 1, -1e9, np.float32)
                skipped[1:] = highest[:-1] + cut + cut_more * (positions[1:] - 1)
                longer = skipped > current
                self._step[row][longer] = 2
                self._from[row, 1:] = origin[:-1]
                current = np.where(longer, skipped, current)
            above = current
        self.last = above
        return int(np.argmax(above))

    def _cut_costs(self, row: int) -> tuple[float, float]:
        if row in self._marked:
            return _MARKED, _MARKED_MORE
        if self._quoted[row - 1].is_inserted or self._quoted[row].is_inserted:
            return _REPLACED_BY_INSERTED, _REPLACED_MORE
        return _CUT, _CUT_MORE

    def trace(self, best: int) -> list[tuple[int, int]]:
        """Return the pairs of the best alignment that ends at a position, in order."""
        pairs: list[tuple[int, int]] = []
        row, column = len(self._quoted), best
        in_added = False
        while row > 0:
            step = 1 if in_added else int(self._step[row, column])
            if step == 2:
                column = int(self._from[row, column])
                step = int(self._step[row, column])
                if step == 2:  # two cuts never follow each other
                    break
            if step == 1:
                in_added = not self._opens[row, column]
                row -= 1
            else:
                row -= 1
                column -= 1
                pairs.append((row, column))
        return pairs[::-1]
