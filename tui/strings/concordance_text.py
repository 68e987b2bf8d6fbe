"""The strings of the concordance."""

from __future__ import annotations

from typing import Final


class ConcordanceText:
    TITLE = "Concordance"
    ALL_ARTICLES = "All articles"
    THIS_ARTICLE = "this article"
    PLACEHOLDER = "Words, phrases or names, separated by commas"
    HINT = (
        "Press / to search for words, phrases or names, separated by commas. "
        "sanc* matches a prefix."
    )
    ORDERS: Final[dict[str, str]] = {
        "place": "by position",
        "right": "by right context",
        "left": "by left context",
    }
    MATCHES = "{matches} in {where}"
    FIRST_MATCHES = "first {matches}"
    SOME_OF_ALL = "{shown:,} of {matches}"
    NO_MATCHES = "No matches in any article. Press / to change the words."
    NO_MATCHES_HERE = "No matches in this article. Press A to search all articles."
