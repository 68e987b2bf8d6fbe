"""Spans of a text, asked for by the stretch of text that they touch."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

Marked = tuple[int, int, int]  # start, end, and the look or index that the span stands for


class Spans:
    """Spans in text order, each with a number of the caller's, such as a look or an index.

    A question costs the logarithm of their number and the spans that reach into the stretch,
    since spans are sorted by their starts and know the furthest end before them.
    """

    def __init__(self, spans: Iterable[Marked] = ()) -> None:
        self.all: Sequence[Marked] = sorted(spans)
        self._starts = [start for start, _, _ in self.all]
        self._reach = list(accumulate((end for _, end, _ in self.all), max))

    def __len__(self) -> int:
        return len(self.all)

    def over(self, start: int, end: int) -> list[Marked]:
        """The spans that share at least one character with `start` to `end`."""
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, end, lo=first)
        return [span for span in self.all[first:last] if span[1] > start]

    def from_(self, offset: int) -> int:
        """The index of the first span that starts at or after an offset; `len` where none does."""
        return bisect_left(self._starts, offset)


def pieces(start: int, end: int, spans: Sequence[Marked]) -> list[Marked]:
    """A stretch of text cut where looks change: each piece with the looks of all spans over it.

    The looks of overlapping spans are joined with `|`, so that each stays readable.
    """
    if not spans:
        return [(start, end, 0)]
    cuts = {start, end}
    for first, last, _ in spans:
        if start < first < end:
            cuts.add(first)
        if start < last < end:
            cuts.add(last)
    edges = sorted(cuts)
    result: list[Marked] = []
    for left, right in pairwise(edges):
        looks = 0
        for first, last, look in spans:
            if first <= left and last >= right:
                looks |= look
        if result and result[-1][2] == looks:
            result[-1] = (result[-1][0], right, looks)
        else:
            result.append((left, right, looks))
    return result
