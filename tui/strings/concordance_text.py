"""The strings of the concordance."""

from __future__ import annotations

from typing import Final


class ConcordanceText:
    TITLE = "Concordance"
    TITLE_OF_ALL = "Concordance of all articles"
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
    BY_ARTICLE = "newest added first"
    MATCHES = "{matches} in this article"
    FIRST_MATCHES = "{shown:,} of {matches} in this article"
    MATCHES_IN_ALL = "{matches} in {articles}"
    FIRST_MATCHES_IN_ALL = "first {matches}, in {articles}"
    MORE_MATCHES = "{summary}; press + for more"
    NO_MATCHES = "No matches in any article. Press / to change the words."
    NO_MATCHES_HERE = "No matches in this article. Press A to search all articles."
