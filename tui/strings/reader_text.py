"""The strings of an open article, its legend and its search field."""

from __future__ import annotations

from typing import Final


class ReaderText:
    DAMAGED = "{damage}. Run onrecord check."
    NOT_DAMAGED = "No record of this article is damaged."
    ACCEPT_QUESTION = "Accept the damaged records of this article as they are?"
    ACCEPT_DETAIL = (
        "Accept them if you changed them with another program. A backup may have them as they "
        "were: onrecord repair. This cannot be undone."
    )
    ACCEPT = "accept"
    ACCEPTED = "Accepted {records} as they are."
    NOT_ACCEPTED = "A damaged text, or a record that cannot be read, stays: run onrecord repair."
    # Headings in help
    READER_KEYS = "Reader"
    TEXT_KEYS = "Text"
    FIND_KEYS = "Find in the text"

    # The text
    BYLINE = "By {author}"
    MADE_TITLE = "Title made from the address"

    # Notes
    NO_NOTE = "No note at the cursor. Press i to write one."
    HIGHLIGHT_HAS_NOTE = "This text has a note. Press e to edit it, or d to delete it."
    SEVERAL_NOTES = (
        "There are {number} notes here; the first is selected. "
        "Press the key again, or o for the next note."
    )
    NOTE_DELETED = "Deleted the note. {key}: undo."
    HIGHLIGHT_DELETED = "Deleted the highlight. {key}: undo."
    NOTE_SELECTED = "Selected the note here. Press the key again to move its {edge}."
    DRAFT_NOT_STORED = "The draft of the note is not stored: {error}"
    DRAFT_FILE = ". Its text is in {path}"
    NOTE_ADDED_UNDO = "Added a note"
    HIGHLIGHT_ADDED_UNDO = "Added a highlight"
    NOTE_EDITED_UNDO = "Edited a note"
    NOTE_DELETED_UNDO = "Deleted a note"
    HIGHLIGHT_DELETED_UNDO = "Deleted a highlight"
    NOTE_TAGGED_UNDO = "Changed the tags of a note"
    VERDICT_UNDO = "Changed the verdict of a note"
    COLOR_UNDO = "Changed the color of a note"
    HAS_COLOR = "The note here is {color} already. Press h to remove a highlight."
    NOTE_STAR_UNDO = "Changed the star of a note"
    EDGE_UNDO = "Moved the {edge} of a note"
    EDGES: Final[dict[str, str]] = {"start": "start", "end": "end"}
    NOTE_TAGS_QUESTION = "Tags of {quotation}"
    ARTICLE_TAGS_QUESTION = "Tags of the article"
    TAGS_HINT = "Separate tags with commas. Press Tab to complete one."
    NO_RECENT_TAG = "No recent tag {number}. Press tt to add tags."
    NOTHING_OVERLAPS = "No other note or finding here."

    # The article
    COPIED: Final[dict[str, str]] = {
        "cited": "Copied with source",
        "words": "Copied without source",
        "markdown": "Copied as Markdown with source",
    }
    MARKED: Final[dict[str, str]] = {"read": "Marked as read", "unread": "Marked as unread"}
    ARTICLE_TAGGED_UNDO = "Changed the tags of the article"
    PUBLISHED_UNDO = "Changed the publication date"
    NO_NEXT_ARTICLE = "No next article in the library list."
    NO_PREVIOUS_ARTICLE = "No previous article in the library list."
    NO_NEXT_UNREAD = "No next unread article in the library list."
    NO_PREVIOUS_UNREAD = "No previous unread article in the library list."
    EXPORT_ARTICLE = "This article: {title}"
    EXPORT_UNTITLED = "This article"
    EXPORT_LISTED: Final[dict[str, str]] = {
        "quotes": "Listed quotations of this article",
        "timeline": "Listed events of this article",
        "notes": "Listed notes on this article",
    }

    # Corrections
    CORRECTED = "{correction}. {key}: undo."
    CORRECTED_WITH_RULE = "{correction}. {key}: undo, {apply}: apply to other articles."
    NO_QUOTATION = "No quotation at the cursor. To add one, select it with v, then press ca."
    NO_SELECTION = "No selection. Press v, extend it with w or ), then press the key again."
    ALREADY_QUOTATION = (
        "This is already a quotation. Press cs to set its speaker, or ck to set its kind."
    )
    NO_NAME = "No name at the cursor. To add one, select it with v, then press cm."
    NO_DATE = "No event or date at the cursor. Press D to set the publication date."
    NO_CORRECTION = "No corrections yet. Press c and another key to make one."
    NO_RULE = "No rule can be made of the last correction: it applies only to this article."
    NOT_LINKED = "{name} is not linked to an entity. Press cm to link it."
    WHICH_FINDING: Final[dict[str, str]] = {
        "names": "Which name?",
        "quotes": "Which quotation?",
        "timeline": "Which event or date?",
        "notes": "Which note?",
    }
    WORDS_HERE = "“{words}” here"
    SPEAKER_QUESTION = "Who said {quotation}?"
    SPEAKER = "speaker"
    CURRENT_SPEAKER = "current · {detail}"
    NO_SPEAKER_DETAIL = "the article names no speaker"
    KNOWN_ENTITY = "{type} · in {articles}"
    OTHER_ARTICLE = "other article"
    NO_DISCLOSURE = "No disclosure at the cursor. To add one, select its words, then press co."
    NO_DISCLOSURE_HERE = "none"
    NO_DISCLOSURE_DETAIL = "the words disclose nothing"
    SOURCE_TYPE_QUESTION = "Source of {quotation}"
    SOURCE_TYPES: Final[dict[str, str]] = {
        "person": "person",
        "unnamed": "unnamed person",
        "group": "group",
        "organization": "organization",
        "document": "document",
        "outlet": "outlet",
    }
    BASIS_QUESTION = "How {quotation} was got"
    DISCLOSURE_QUESTION = "Disclosure: {words}"
    KIND_QUESTION = "Kind of {quotation} (now {kind})"
    KINDS: Final[dict[str, str]] = {
        "direct": "direct",
        "indirect": "indirect",
        "mixed": "mixed",
        "scare": "scare quotes",
        "topic": "topic",
        "continuation": "continuation",
    }
    MERGE_QUESTION = "Merge {name} with …"
    LINK_QUESTION = "Link {name} to …"
    REASSIGN_QUESTION = "Link {name} to … (now {entity})"
    ANOTHER_PERSON = "another person than {name}"
    OPEN_NAME = "open"
    NEW_ENTITY = "new entity, separate from {entity}"
    ONLY_HERE = "only here"
    ALL_OCCURRENCES = "all occurrences of these words"
    ALL_MENTIONS = "all {number} mentions “{words}”"
    RENAME_QUESTION = "Rename {name}"
    RENAME_HINT = "The old name is kept as an alias. An existing name merges the two."
    TYPE_QUESTION = "Type of {name} (now {type})"

    # Lookups
    NO_PERSON = "No name at the cursor. Go to a name or a quotation, then press P."
    NO_HIDDEN_CHARACTERS = "No hidden or look-alike characters in this article."
    HIDDEN_CHARACTER = "hidden or look-alike character"
    LOOK_ALIKE = "look-alike: {character}"

    # Navigation
    NO_MORE_BELOW: Final[dict[str, str]] = {
        "quotes": "No more quotations below.",
        "timeline": "No more events or dates below.",
        "names": "No more names below.",
        "notes": "No more notes below.",
        "mentions": "No more mentions below.",
    }
    NO_MORE_ABOVE: Final[dict[str, str]] = {
        "quotes": "No more quotations above.",
        "timeline": "No more events or dates above.",
        "names": "No more names above.",
        "notes": "No more notes above.",
        "mentions": "No more mentions above.",
    }
    NO_ENTITY = "No name or speaker at the cursor. Press ]e to go to the next name."
    NO_FINDING = "No name, quotation, date or note at the cursor. Press ; to jump to one."
    NO_SPEAKER_HERE = "No speaker at the cursor. Press ]q to go to the next quotation."
    NO_QUOTATIONS_BY = "No quotations by {speaker}."
    NO_EARLIER_POSITION = "No earlier position to go back to."
    NO_LATER_POSITION = "No later position to go forward to."
    BOOKMARK_PROMPT = "bookmark: type a letter"
    GO_TO_BOOKMARK_PROMPT = "go to bookmark: {letters}"
    BOOKMARK_SET = "Set bookmark {letter}. Press '{letter} to return to it."
    BOOKMARK_REMOVED = "Removed bookmark {letter}."
    NO_BOOKMARK = "No bookmark {letter}. Press m{letter} to set it."
    LABEL_PROMPT = "jump to: {typed}"
    NO_MATCHES = "No matches. Press / to find words in the text."
    FIND_PLACEHOLDER = "Find in the text"
    MATCH_POSITION = "{number} of {total}"
    NO_MATCH = "no matches"
