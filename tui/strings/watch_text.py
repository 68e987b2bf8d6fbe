"""The strings of the watched feeds and folders."""

from __future__ import annotations

from typing import Final


class WatchText:
    TITLE = "Watched feeds and folders"
    EMPTY = "Nothing is watched. Press a to add the address of a feed, or a folder."
    KINDS: Final[dict[str, str]] = {"feed": "feed", "folder": "folder"}
    STATE = "{articles} added · {state}"
    STATE_FOUND = "{articles} added · last: {found} · {state}"
    FOUND: Final[dict[str, str]] = {
        "new": "{number:,} new", "changed": "{number:,} changed", "proposed": "{number:,} proposed",
    }  # fmt: skip
    CHECKING = "checking now"
    PAUSED = "paused"
    CHECKED = "checked {ago} ago"
    NOT_CHECKED = "not checked yet"
    ADD = "Watch a feed or a folder"
    ADD_EXAMPLE = "https://example.org/feed.xml"
    ADD_HINT = (
        "The address of an RSS or Atom feed, or a folder. OnRecord fetches the feed and lists the "
        "folder from time to time while it runs; config.toml sets how often. → completes the name."
    )
    REFUSED = "The address {error}."
    CHECK_JOB = "Check {name}"
    FOUND_JOB = "{job}: {found}."
    NOTHING_NEW = "{job}: nothing new."
    FAILED = "{name}: {error}"
    PRIVATE_QUESTION = "{host} is on this machine or its network. Watch its feed?"
    PRIVATE_DETAIL = (
        "This host is allowed for this feed alone, from now on. Other hosts of your network are "
        "not, even if the feed leads to them."
    )
    PRIVATE_ANSWER = "Watch it"
    PRIVATE_REFUSED = "its host is not allowed"
    MOVED = "{name} is at another address, which is watched from now on: {address}"
    KNOWN = "is watched already"
    REMOVED = "No longer watching {name}. u brings it back."
    REMOVED_UNDO = "Removed a watched source"
    PAUSED_UNDO = "Paused a watched source"
    RESUMED_UNDO = "Resumed a watched source"
