"""The strings of the source audit of an article."""

from __future__ import annotations

from typing import Final


class SourceText:
    TITLE = "Sources"
    LOADING = "Reading the sources …"
    EMPTY = "The article has no statements, disclosures or sides. Press Esc to go back."
    DETAIL = "{statements} · {sources}"
    NO_SOURCE = "no source"
    SHARE = "{count} · {share:.0%}"
    BY_SOURCE = "By source: {number:,}"
    BY_TYPE = "By type: {number:,}"
    BY_BASIS = "By the way the statement was got: {number:,}"
    FIRST_NAMED = "First person with a name: {number:,}"
    PARAGRAPH = "paragraph {paragraph} · {share:.0%} into the text"
    UNNAMED = "Unnamed people: {number:,}"
    NO_REASON = "no reason given"
    SINGLE = "Claims of one source without a name: {number:,}"
    DISCLOSURES = "Disclosures: {number:,}"
    UNHEARD = "Named, but not heard: {number:,}"
    GONE = "The article was deleted. Restore it from the trash to see its sources."
    TYPES: Final[dict[str, str]] = {
        "person": "a named person",
        "unnamed": "an unnamed person",
        "group": "a group",
        "organization": "an organization",
        "document": "a document",
        "outlet": "an outlet",
        "": "no source",
    }
