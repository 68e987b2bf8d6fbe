"""The strings of repeated quotations and their occurrences."""

from __future__ import annotations

from typing import Final


class QuoteText:
    TITLE = "Repeated quotes"
    TITLE_IN_ARTICLE = "{quotations} in this article"
    IN_THIS_ARTICLE = "in this article"
    PLACEHOLDER = "Type to filter: words, speaker:, source:, before: …"
    SORT_ORDERS: Final[dict[str, str]] = {
        "latest": "latest first",
        "count": "most articles first",
    }
    NO_QUOTES = (
        "No repeated quotations yet. A quotation that several articles repeat is listed here "
        "once, with the words that each article omits or changes."
    )
    NO_QUOTES_IN_ARTICLE = "No other article repeats a quotation of this article."
    NO_MATCH = "No repeated quotations match the query. Press / to change it."

    OCCURRENCES = "Occurrences"
    IN_ARTICLES = "in {articles}"
    LEGEND = "‹omitted› · underlined: added"
    DIFFERENCES_HIDDEN = "differences hidden"
    COMPARING = "comparing quotations by meaning…"
    NOT_AN_OCCURRENCE = "Only occurrences can be the reference text. Move to one of them."
    NOT_REPEATED = "No other article repeats this quotation."
    NO_LONGER_REPEATED = "No other article repeats this quotation any more."
    EARLIEST = "earliest"
    AMONG_EARLIEST = "among the earliest"
    REFERENCE = "reference text"
    CHANGES: Final[dict[str, str]] = {
        "": "identical",
        "cut": "shortened",
        "longer": "longer",
        "reworded": "reworded",
    }
    ORIGINAL = "original"
    AGAINST_ORIGINAL = "against the original: {verdict}"
    ORIGINALS = "Originals with these words"
    OTHER_SPEAKER = "another speaker"
