"""The strings of the watched feeds and folders."""

from __future__ import annotations

from typing import Final


class WatchText:
    TITLE = "Watched feeds and folders"
    TITLE_UNREAD = "Watched: {unread:,} unread"
    EMPTY = "Nothing is watched. Press a to add the address of a feed, a folder or an OPML file."
    ALL_FEEDS = "All feeds"
    ALL_FEEDS_READ = "No feed has unread articles. H lists all feeds."
    ARTICLES = "Articles of feeds"
    UNREAD_OF = "{unread:,} unread · {articles}"
    NO_ARTICLES = "No articles came from here yet. R in Watched checks the feeds."
    ALL_READ = "No unread articles. H lists all articles."
    NOTHING_UNREAD = "No feed has unread articles."
    CHANGED = "changed (=)"
    READ_UNDO = "Marked {articles} as read"
    READ = "{done}. {key}: undo."
    FULL_TEXTS: Final[dict[str, str]] = {
        "ask": "full text: R gets it",
        "always": "full text: always",
        "never": "full text: never",
    }
    FULL_TEXT_UNDO: Final[dict[str, str]] = {
        "ask": "R gets the full text of an article",
        "always": "The full text of new articles is always fetched",
        "never": "The full text of articles is never fetched",
    }
    PRIVATE = "private host allowed"
    NEXT = "failed {failures} times: next check in {wait}, R checks now"
    LAST_ERROR = "last error {ago} ago: {error}"
    FOUND_AGO = "{found} {ago} ago"
    FOLDER = "The folder of {name}"
    FOLDER_EXAMPLE = "News/Ports"
    FOLDER_HINT = "A name, with / for a folder in a folder. Empty: no folder."
    FOLDER_UNDO = "Moved a feed to a folder"
    NAME = "The name of {name}"
    NAME_HINT = "Empty: the title that the feed has the next time it changes."
    NAME_UNDO = "Renamed a feed"
    EXPORT = "Export the feeds as OPML to"
    EXPORT_NAME = "feeds.opml"
    EXPORT_HINT = "A list of the feeds with their folders, which other feed readers import."
    EXPORTED = "{feeds} written to {path}"
    LIST_ADDED = "{file}: {feeds} added{rest}. They are checked now."
    LIST_KNOWN = ", {number:,} watched already"
    LIST_LEFT_OUT = ", {number:,} without a web address left out"
    LIST_UNDO = "Added the feeds of a list"
    MANY_FAILED = "{failed} of {sources} failed; their lines say why."
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
    ADD = "Watch a feed, a folder, or the feeds of an OPML file"
    ADD_EXAMPLE = "https://example.org/feed.xml"
    ADD_HINT = (
        "The address of a feed or of a page that names one, a folder, or an OPML file of another "
        "feed reader. OnRecord fetches feeds and lists folders from time to time while it runs; "
        "config.toml sets how often. → completes the name."
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
