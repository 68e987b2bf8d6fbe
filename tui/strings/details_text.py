"""The strings of the details of articles."""

from __future__ import annotations

from typing import Final


class DetailsText:
    TITLE = "Edit details"
    NAMES: Final[dict[str, str]] = {
        "title": "Title",
        "byline": "Author",
        "site": "Site",
        "source": "Address",
        "section": "Section",
        "language": "Language",
        "published": "Publication date",
        "updated": "Date of update",
    }
    ORIGINS: Final[dict[str, str]] = {
        "given": "set by you",
        "metadata": "from the metadata",
        "dateline": "from the dateline",
        "text": "from the dates in the text",
        "guessed": "guessed: the dateline has no year",
        "slug": "made from the address",
        "first lines": "from the first lines",
        "address": "from the address",
        "file name": "from the file name",
        "words": "detected from the text",
    }
    UNKNOWN = "unknown"
    SEVERAL = "(several)"
    TITLE_OF_SEVERAL = "Edit details of {articles}"
    KEYS = "Tab next field · Enter or ^s save all · Esc cancel"
    NOT_SAVED = "Not saved. Esc again discards the changes; ^s saves them."
    REMOVES_VALUE = "removed when saved"
    IMPORTED = "From {file} on {day}: {values}"
    TAG = "tag {name}"
    COLLECTION = "collection {name}"
    LIST_COPIES = "{copies} (F3 lists them)"
    INVALID_LANGUAGE = "Not a language code: enter two letters, such as en or pt"
    NEAR_DUPLICATES = "Near-duplicates"
    SPEAKERS = "Speakers"
    UNNAMED = "{quotations} without a name"
