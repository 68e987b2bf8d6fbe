"""The strings of word statistics."""

from __future__ import annotations

from typing import Final


class WordsText:
    TITLE = "Word statistics"
    COUNTING = "Counting …"
    VIEWS = ("Words", "Collocations", "Dispersion")
    EMPTY = (
        "No words.",
        "No collocations: no two words occur together twice and more often than by chance.",
        "The plot is empty. Press a to add words or a name.",
    )
    WORD_ORDERS: Final[dict[str, str]] = {
        "count": "most frequent first",
        "alphabet": "alphabetical",
    }
    WORD_COLUMNS = "  count  per 1,000   word"
    COUNTS = "{total:,} words, {distinct:,} different · {order}"
    PAIR_ORDERS: Final[dict[str, str]] = {
        "likelihood": "most significant first",
        "information": "strongest first",
        "count": "most frequent first",
    }
    PAIR_COLUMNS = "  count         G²  MI (bits)   collocation"
    PLOT_COLUMNS = "  count   the text from left to right"
    ADDED_TO_PLOT = "Added “{query}” to the dispersion plot."
    TRACK_ADDED = "Added a row to the plot"
    TRACK_REMOVED = "Removed a row from the plot"
    ADD_TO_PLOT = "Words or a name to plot"
    ADD_TO_PLOT_HINT = "Separate words that count as one with commas. → completes a name."
