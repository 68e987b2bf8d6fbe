"""The strings of the changes that imported files propose."""

from __future__ import annotations

from typing import Final


class ProposalText:
    TITLE = "Proposed changes"
    HEADINGS: Final[dict[str, str]] = {
        "version": "New versions of articles",
        "status": "Kills, embargoes and other states of articles by their source",
        "correction": "Corrections",
        "rule": "Correction rules, for articles added from now on",
    }
    EMPTY = (
        "No proposed changes. New versions, corrections and rules of imported files wait here "
        "until you accept or reject them."
    )
    NONE_HERE = "No proposed change at the cursor."
    NO_ARTICLE = "A correction rule belongs to no article. Press y to accept it, n to reject it."
    NO_VERSION = "Only a new version can be added as an article of its own."
    ACCEPTED = "Accepted: {change}"
    REJECTED = "Rejected: {change}"
    ADDED = "Added as an article of its own."
    ACCEPT_ALL = "Accept {number}?"
    ACCEPTED_ALL = "Accepted {number}."
    ACCEPT_ANSWER = "Accept"
    CANNOT_UNDO = "This cannot be undone. The earlier text of an article remains as a version."
    ANALYZE = "Analyze accepted versions"
