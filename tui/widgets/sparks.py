"""Sparklines: counts drawn as one line of bars."""

from collections.abc import Mapping, Sequence

_BARS = "▁▂▃▄▅▆▇█"


def bars(counts: Sequence[int]) -> str:
    """Return a bar for each count, the highest for the largest; the lowest means 0."""
    most = max(counts, default=0)
    return "".join(
        _BARS[max(1, round(count / most * (len(_BARS) - 1)))] if count else _BARS[0]
        for count in counts
    )


def month_bars(months: Mapping[str, int], first: str, last: str, width: int) -> str:
    """Draw the counts of months ("2022-03") from the first to the last in at most `width` bars."""
    start = _number(first)
    length = _number(last) - start + 1
    size = min(width, length)
    if size < 1 or not months:
        return ""
    counts = [0] * size
    for month, count in months.items():
        counts[min(max((_number(month) - start) * size // length, 0), size - 1)] += count
    return bars(counts)


def _number(month: str) -> int:
    year, _, of = month.partition("-")
    return int(year) * 12 + int(of)
