"""The strings of the notes of all articles, of the tree of tags and of co-occurrences."""

from __future__ import annotations

from typing import Final


class NoteListText:
    """The strings of the notes of all articles, of the tree of tags and of co-occurrences."""

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
    DONE = "{done} (u: undo)"
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

    # The tree of tags
    TAGS_TITLE = "Tags"
    NO_TAGS = "No tags yet. In an article, tt tags a passage and T the article."
    OWN_NUMBER = "{number:,} without those below"
    NEW_NAME = "New name of {tag}"
    NAME_HINT = "A slash moves the tag below another one: places/harbor. Tags below it move too."
    MERGE_INSTEAD = "Merge {tag} into {target}?"
    MERGE_DETAIL = "There is already a tag {target}. The undo separates them again."
    MERGE_ANSWER = "Merge"
    MERGE_INTO = "Merge {tags} into which tag?"
    COLOR_OF = "Color of {tags}"
    NO_COLOR = "no color"
    DELETE_QUESTION = "Remove {tags} from {articles} and {notes}?"
    DELETE_DETAIL = "The articles and notes remain. u restores the tags."
    DELETE_ANSWER = "Remove"
    RENAMED = "Renamed the tag {tag} to {new}"
    MERGED = "Merged {tags} into {target}"
    COLORED_TAGS = "Changed the color of {tags}"
    DELETED_TAGS = "Removed {tags}"

    QUOTED_TAG = "The tag {tag} cannot be searched for: it has a quotation mark. Rename it."
