"""Lexical dispersion: the distribution of words over a text, for a plot of one row."""

from collections.abc import Sequence


def dispersion_counts(starts: Sequence[int], length: int, cells: int) -> list[int]:
    """Count the offsets in each of `cells` equal parts of a text of `length` characters.

    This is the lexical dispersion plot of Tukey and NLTK, with a count in each cell.
    """
    counts = [0] * cells
    for start in starts:
        counts[min(start * cells // max(length, 1), cells - 1)] += 1
    return counts
