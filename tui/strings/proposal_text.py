"""The strings of the changes that imported files propose."""

from __future__ import annotations

from typing import Final


class ProposalText:
    TITLE = "Proposed changes"
    HEADINGS: Final[dict[str, str]] = {
        "version": "New versions of articles",
        "status": "Kills, embargoes and other states of articles by their source",
        "details": "Details of articles",
        "note": "Notes and highlights",
        "tag": "Tags of articles",
        "star": "Stars",
        "collection": "Collections",
        "reading": "Reading states and bookmarks",
        "correction": "Corrections",
        "rule": "Correction rules, for articles added from now on",
        "search": "Saved searches and filters",
        "color": "Colors of tags",
        "people": "Decisions about people",
        "original": "Marks as originals",
    }
    EMPTY = (
        "No proposed changes. What imported files add to stored articles waits here until you "
        "accept or reject it."
    )
    NONE_HERE = "No proposed change at the cursor."
    NO_ARTICLE = "This change belongs to no article. Press y to accept it, n to reject it."
    NO_VERSION = "Only a new version can be added as an article of its own."
    ACCEPTED = "Accepted: {change}"
    REJECTED = "Rejected: {change}"
    ADDED = "Added as an article of its own."
    ACCEPT_ALL = "Accept {number}?"
    ACCEPTED_ALL = "Accepted {number}"
    NOT_ACCEPTED = "{number} could not be accepted: {reason}"
    ACCEPT_ANSWER = "Accept"
    ACCEPT_RUNS = "Accept {number}"
    CAN_UNDO = "{key} undoes it as one step."
    CANNOT_UNDO = (
        "{key} undoes it as one step, apart from {versions}. "
        "The earlier text of an article remains as a version."
    )
    REJECT_ALL = "Reject {number}?"
    REJECTED_ALL = "Rejected {number}"
    REJECT_ANSWER = "Reject"
    STAYS_REJECTED = "What you reject is not proposed again. {key} undoes it as one step."
    ANALYZE = "Analyze accepted versions"
