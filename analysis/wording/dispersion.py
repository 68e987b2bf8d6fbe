"""Where in a text words stand, as a plot of one row shows it."""

from collections.abc import Sequence


def spread(starts: Sequence[int], length: int, cells: int) -> list[int]:
    """How many of the offsets lie in each of `cells` equal parts of a text of `length` characters.

    The lexical dispersion plot of Tukey and of NLTK, with counts where two places share a cell.
    """
    counts = [0] * cells
    for start in starts:
        counts[min(start * cells // max(length, 1), cells - 1)] += 1
    return counts
