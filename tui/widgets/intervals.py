"""An index of spans of a text, queried by overlap."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

ValuedSpan = tuple[int, int, int]  # start, end, and the span's style bits or index


class ValuedSpans:
    """Spans in text order, each with a number of the caller's: style bits or an index.

    Spans are sorted by start, with a running maximum of their ends. A query costs a binary search
    plus the spans that reach into the queried range.
    """

    def __init__(self, spans: Iterable[ValuedSpan] = ()) -> None:
        self.all: Sequence[ValuedSpan] = sorted(spans)
        self._starts = [start for start, _, _ in self.all]
        self._reach = list(accumulate((end for _, end, _ in self.all), max))

    def __len__(self) -> int:
        return len(self.all)

    def overlapping(self, start: int, end: int) -> list[ValuedSpan]:
        """Return the spans that share at least one character with `start` to `end`."""
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, end, lo=first)
        return [span for span in self.all[first:last] if span[1] > start]

    def first_from(self, offset: int) -> int:
        """Return the index of the first span that starts at or after an offset, else `len`."""
        return bisect_left(self._starts, offset)


def split_by_style(start: int, end: int, spans: Sequence[ValuedSpan]) -> list[ValuedSpan]:
    """Split a range of text where styles change; each piece has the bits of all spans over it.

    The bits of overlapping spans are combined with `|`, so that each remains visible.
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
    result: list[ValuedSpan] = []
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
