"""The strings of the trash."""

from __future__ import annotations

from typing import Final


class TrashText:
    TITLE = "Trash"
    FILTER_PLACEHOLDER = "Type to filter: title, site, before:2022, has:note …"
    EMPTY = "The trash is empty."
    NO_MATCH = "No article in the trash matches “{query}”. Press Esc to clear the filter."
    DELETED = "deleted {day}"
    DAYS_LEFT = "{days} of use left"
    NOTES = "Notes"
    SORT_ORDERS: Final[dict[str, str]] = {
        "trashed": "by day of deletion",
        "published": "by publication date",
        "title": "by title",
    }
    RESTORED = "Restored: {title}. {key}: undo."
    EMPTY_QUESTION = "Delete {articles} for good?"
    EMPTY_DETAIL = "With the notes and corrections. This cannot be undone."
    EMPTY_ANSWER = "Delete for good"
    EMPTIED = "Deleted {articles} for good."
    EXPIRED = "Deleted {articles} for good, after {days} of use in the trash."
