"""The strings of the notes of all articles."""

from __future__ import annotations

from typing import Final


class NoteListText:
    TITLE = "Notes"
    TITLE_COUNT = "{notes}"
    FILTER_PLACEHOLDER = "Words of a note, tag:harbor, speaker:holm, before:2026-03 …"
    EMPTY = "No notes yet. In an article, h highlights and i writes a note."
    NO_MATCH = "No note matches “{query}”. Press Esc to clear the filter."
    GROUPINGS: Final[dict[str, str]] = {
        "article": "by article",
        "tag": "by tag",
        "speaker": "by speaker",
        "day": "by day",
        "verdict": "by verdict",
        "color": "by color",
        "none": "",
    }
    ORDERS: Final[dict[str, str]] = {
        "text": "in text order",
        "changed": "last changed first",
        "created": "last created first",
        "starred": "starred first",
    }
    NO_KEY: Final[dict[str, str]] = {"tag": "No tag", "speaker": "No speaker"}
    BELOW = " + {notes:,} below"
    SAID_BY = "said by {speaker}"
    PAGE = "p. {page}"
    TAG_SIGNS: Final[dict[str, str]] = {
        "red": "r",
        "orange": "o",
        "yellow": "y",
        "green": "g",
        "teal": "t",
        "blue": "b",
        "purple": "p",
        "gray": "a",
    }
    """The sign of the color of a tag."""
    NO_NOTE = "There is no note here. Move to one."
    MARK_FIRST = "Move to a note, or mark notes with Space."
    NO_TAG_HERE = "The notes here have no tag."
    UNCHANGED = "Nothing changed: it was so already."
    DONE = "{done} ({key}: undo)"
    EDITED_UNDO = "Edited a note"
    TAGS_OF = "Tags of {notes}"
    TAGS_HINT = "harbor adds a tag, -harbor removes it."
    TAGS_SYNTAX = "Separate tags with commas."
    TAGGED = "Changed the tags of {notes}"
    TAKEN_OUT = "Removed the tag {tag} from {notes}"
    JUDGED = "Changed the verdict of {notes}"
    COLORED = "Changed the color of {notes}"
    STARRED = "Starred {notes}"
    UNSTARRED = "Unstarred {notes}"
    DELETED = "Deleted {notes}"
    EXPORT_MARKED = "the marked: {notes}"
    EXPORT_LISTED = "the list: {notes}"

    QUOTED_TAG = "The tag {tag} cannot be searched for: it has a quotation mark. Rename it."
