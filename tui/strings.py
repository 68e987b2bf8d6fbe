"""The messages of every screen. `tui.actions` has the labels and descriptions of the actions.

All strings of a screen are in one class, to be read in one go and to be translated. Placeholders in
braces are filled with `str.format`.
"""

from typing import Final, NamedTuple


class AppText:
    """The strings of the app, the themes, the help and the list of jobs."""

    NAME = "OnRecord"
    QUIT_QUESTION = "Quit OnRecord?"
    QUIT_DETAIL = "The setting quit_from_library asks this. {key} quits without a question."
    QUIT = "quit"
    NO_QUIT = "The setting quit_from_library keeps the library open. {key} quits OnRecord."
    NOTHING_TO_COPY = "^c copies selected text; nothing is selected here. {key} quits OnRecord."
    TEXT_COPIED = "Copied {words} from the screen"
    OPENED = "Opened {address}"
    NO_ORIGINAL = "The article has no address, and its file is not there. E sets an address."
    GROUP_TITLE = "Everywhere"
    CRASHED = "OnRecord stopped: {reason}. Notes and drafts are stored. Start it again."

    # Messages

    MESSAGES = "Messages"
    NO_MESSAGES = "No messages yet in this session."
    MESSAGE_COPIED = "Copied the message."
    MORE_MESSAGES = " · {number} more"
    WHOLE_MESSAGE = " {key} shows all"

    # Undo and redo

    STEP_DONE: Final[dict[str, str]] = {
        "undo": "Undone: {change}",
        "redo": "Redone: {change}",
    }
    STEP_FAILED: Final[dict[str, str]] = {
        "undo": "Could not undo: {error}",
        "redo": "Could not redo: {error}",
    }
    STEP_RUNS: Final[dict[str, str]] = {
        "undo": "Undoing: {change}",
        "redo": "Redoing: {change}",
    }
    NO_STEP: Final[dict[str, str]] = {
        "undo": "Nothing to undo",
        "redo": "Nothing to redo",
    }
    CANCELED = "Canceled; nothing was changed"
    ARTICLES_DONE = "{done:,} of {articles}"
    PROGRESS_HINT = "Esc cancels; then nothing is changed."

    # Settings and maintenance

    SETTINGS_NOT_SAVED = "Could not save the settings: {error}: {path}"
    SETTINGS_NOT_READ = "Could not read the settings: {error}: {path}"
    SETTINGS_CORRUPT = "Settings file is corrupt; using defaults: {path}"
    THEMES: Final[dict[str, str]] = {
        "onrecord-night": "Night (dark)",
        "onrecord-day": "Day (light)",
        "onrecord-contrast": "High contrast",
        "onrecord-terminal": "Colors of your terminal",
    }
    INCOMPLETE = "Analysis incomplete: {articles}. Press J, then R to resume."
    NO_BACKUP = "No backup was made: {error}"

    # Jobs

    JOBS = "Jobs"
    NO_JOBS = "No jobs yet. In the library, press a to add a file or a folder."
    ADDED_IN_LIBRARY = "The added articles are in the library."
    ALL_ANALYZED = "Every article is analyzed completely, or is being analyzed."
    ALREADY_RUNNING = "The analysis is already running. Press J to see its progress."
    ADD_JOB = "Add {name}"
    REANALYZE_JOB = "Analyze {articles} again"
    NO_FILE = "{name}: no readable file found. Check the path."
    SKIPPED_FILES = "{name}: {remark}."
    JOB_PAUSED = "paused, {done:,} of {total:,} done; Space resumes"
    JOB_PAUSED_ONE = "paused; Space resumes"
    JOB_PAUSING = "pausing after {current}; Space resumes"
    JOB_RUNNING_INSIDE = "{inside}, {time}"
    JOB_RUNNING_INSIDE_LEFT = "{inside}, {time}, {left} left"
    NOT_SAVED = "The job cannot go on after quitting, because it was not saved: {error}"
    JOB_QUIT_QUESTION = "Quit while a job is running?"
    JOB_QUIT_ANSWERS: Final[dict[str, str]] = {
        "y": "quit; go on at the next start",
        "n": "stay",
        "x": "cancel the job and quit",
    }
    INTERRUPTED = "A job was interrupted"
    INTERRUPTED_JOB = "{title}: {tasks} to do"
    INTERRUPTED_ANSWERS: Final[dict[str, str]] = {
        "y": "go on",
        "n": "forget it",
        "Esc": "decide at the next start",
    }
    NOT_RESUMED = "{path} has no jobs that can go on: {error}. Delete it, and add the files again."
    JOB_ENDED = "{title} ended"
    JOB_WAITING = "waiting, {total:,} to do"
    JOB_RUNNING = "{done:,} of {total:,}, {time}: {current}"
    JOB_RUNNING_LEFT = "{done:,} of {total:,}, {time}, {speed}, {left} left: {current}"
    JOB_DONE = "{summary} in {time}"
    JOB_CANCELED = "{summary}; canceled after {time}"
    JOB_PROGRESS_ONE = "{title} … {seconds:.0f} s"
    JOB_PROGRESS_ONE_INSIDE = "{title} … {inside}, {seconds:.0f} s"
    JOB_PROGRESS = "{title}: {done:,} of {total:,}"
    JOB_PROGRESS_LEFT = "{title}: {done:,} of {total:,}, {left} left"
    COMPLETED = "Completed the analysis of {title}."
    ALREADY_ADDED = "{title} is already in the library."
    PROPOSED_VERSION = "{title} has another text in the library; press cp there to compare."
    REANALYZED = "Analyzed {title} again."
    EXPORTED = "Wrote {path}."
    NEW_VERSION = "{title} has a new version."
    ADDED = "Added {title}."
    ADDED_REFERENCE = "Added {title}; its text is not here yet. R in the library gets it."
    FETCH_JOB = "Get the text of {title}"
    FETCH_QUESTION = "Download the text of {title}?"
    FETCH_ANSWER = "Download"
    NO_ADDRESS = "{title} has no web address. Press E to add one."
    JOB_RESULT = "{title}: {summary}."
    JOB_RESULT_CANCELED = "{title} (canceled): {summary}."
    SUMMARY: Final[dict[str, str]] = {
        "done": "{number:,} done",
        "references": "{number:,} of them without a text (R gets it)",
        "known": "{number:,} already in the library",
        "proposed": "{number:,} proposed (cp in the library lists them)",
        "failed": "{number:,} failed",
        "incomplete": "{number:,} not analyzed completely",
        "interrupted": "{number:,} interrupted (text stored, R resumes)",
    }


class WatchText:
    """The strings of the watched feeds and folders."""

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
    CHECK_JOB = "Check {name}"
    FOUND_JOB = "{job}: {found}."
    NOTHING_NEW = "{job}: nothing new."
    FAILED = "{name}: {error}"
    KNOWN = "is watched already"
    REMOVED = "No longer watching {name}. u brings it back."
    REMOVED_UNDO = "Removed a watched source"
    PAUSED_UNDO = "Paused a watched source"
    RESUMED_UNDO = "Resumed a watched source"


class ListText:
    """The strings of every list and every input field."""

    FIELD_TITLE = "Input field"
    SEARCH_FIELD_TITLE = "Search field"
    TAGS_TITLE = "Tags"
    TAGS_PLACEHOLDER = "Tags, separated by commas"
    STILL_LISTED = "The list is still that of “{query}”."
    UNCHANGED = "The list is unchanged."
    RECENT_TAGS = "Recent: {tags}"
    MARKED = "{marked:,} marked of {rows:,}"
    MARKS_HIDDEN = "{marks:,} not shown"
    ROWS_MISSING = "Marked the {rows} loaded so far; more match, and are loaded as you scroll"
    MARKS_LOST = "Removed {marks}: the list no longer has these rows"


class EditText(NamedTuple):
    """The message of an edit of articles: what was done, and the state of the unchanged ones."""

    description: str
    unchanged: str
    message: str = ""
    """A message in place of the description."""


class ArticleText:
    """The strings of the actions on the articles of marked rows."""

    TITLE = "Articles of the marked rows"
    TAGS_OF = "Tags of {articles}"
    TAGS_HINT = "harbor, -old adds “harbor” and removes “old”."
    RUNS = "Changing {articles}"
    EXPORT_ROWS = "The marked {rows}"
    EXPORT_ARTICLES = "The {articles} of the marked rows"
    CHANGED_SINCE = "{number:,} changed since then stay as they are"
    TAGGED = EditText("Tagged {articles}", "{number:,} had the tags already")
    UNTAGGED = EditText("Untagged {articles}", "{number:,} did not have the tags")
    RETAGGED = EditText("Changed the tags of {articles}", "{number:,} had these tags already")
    STARRED = EditText("Starred {articles}", "{number:,} had a star already")
    UNSTARRED = EditText("Unstarred {articles}", "{number:,} had no star")
    MARKED_READ = EditText("Marked {articles} as read", "{number:,} were read already")
    MARKED_UNREAD = EditText("Marked {articles} as unread", "{number:,} were unread already")
    CHANGED_METADATA = EditText("Changed the {name} of {articles}", "{number:,} had these already")
    COLLECTION = "collection"
    COLLECTION_OF = "Add {articles} to which collection?"
    NONE_IN_COLLECTION = ""
    IN_COLLECTION = "has {number:,} of them"
    ALL_IN_COLLECTION = "has {articles}: Enter takes out"
    COLLECTED = EditText("Added {articles} to “{name}”", "{number:,} were in it already")
    UNCOLLECTED = EditText("Took {articles} out of “{name}”", "{number:,} were not in it")
    RESTORED = EditText("Restored {articles}", "{number:,} were in the library already")
    TRASHED = EditText("Moved {articles} to the trash", "{number:,} were there already")


class LibraryText:
    """The strings of the library, the details of an article and its versions."""

    TITLE = "Library"
    TITLE_ALL = "Library: {articles}"
    TITLE_FILTERED = "Library: {number:,} of {articles}"
    SORT_ORDERS: Final[dict[str, str]] = {
        "added": "by date added",
        "published": "by publication date",
        "title": "by title",
    }
    NEAR_DUPLICATE = "near-duplicate"

    WELCOME_TITLE = "Close reading of news"
    WELCOME = (
        "OnRecord lists the names, quotations and dates of an article beside its text.\n\n"
        "The library is empty. Press a key:"
    )
    WELCOME_CHOICES: Final[dict[str, str]] = {
        "library.sample": "Read the sample article, with a guided tour",
        "library.add": "Add articles: a file, a folder, an address",
        "app.help": "Show all keys",
        "app.palette": "Find a command by its name",
        "app.switch_keys": "Switch to plain keys, or back to vim keys",
        "library.quit": "Quit",
    }

    FILTER_PLACEHOLDER = "Type to filter: title, author, site, tag, is:unread, after:2022 …"
    VIEWS_TITLE = "Views"
    VIEWS: Final[dict[str, str]] = {
        "All": "",
        "Unread": "is:unread",
        "Starred": "is:starred",
        "Added this week": 'added:"this week"',
        "Undated": "is:undated",
        "Not fully analyzed": "is:incomplete",
    }
    COLLECTIONS = "Collections"
    SAVED_SEARCHES = "Saved searches"
    OPENS_SEARCH = "search"
    FIXED_VIEW = "This view cannot be changed. Go to a collection or a saved search."
    NO_FILTER = "No filter to save. Press / and type one first."
    RENAME_VIEW = "Rename “{name}” to"
    RENAMED_COLLECTION = "Renamed a collection"
    DELETED_COLLECTION = "Deleted a collection"
    COLLECTION_DELETED = "Deleted the collection “{name}”; its articles remain. u: undo."
    NO_MATCH = "No article matches “{query}”. Press Esc to clear the filter."

    TAGS_OF = "Tags: {title}"
    TAGS_HINT = "Separate tags with commas. Tab completes, Enter saves, Esc cancels."

    TRASHED = "Moved to the trash: {title}. u brings it back."

    ADD = "Add articles from a file, a folder or an address"
    ADD_EXAMPLE = "~/Downloads/article.html"
    ADD_HINT = (
        "Web page, PDF, Word, EPUB, email, feed, archive, reading list or exported articles; a "
        "folder; a pattern (~/news/*.txt); an address (https://…). → completes the name. To add "
        "text, paste it into the list."
    )
    PASTED: Final[dict[str, str]] = {
        "addresses": "Add the pasted addresses",
        "files": "Add the pasted files",
        "text": "Add the pasted text",
    }
    PASTE_ANSWER = "Add"

    EXPORT_ONE = "This article: {title}"
    EXPORT_FILTERED = "Articles that match “{query}”"

    VERSIONS_TITLE = "Versions"
    VERSION_PAIR = "{before} → {after} of {total}"
    VERSION_LEGEND = "‹deleted› · bold: new"
    VERSION_DETAIL = "added {date} · ‹deleted› · bold: new"
    PROPOSED_VERSION = "A file proposes a new version. Press cp in the library to compare it."
    ONE_VERSION = "The article has only one version. Add it again to check for changes."
    NO_LATER_CHANGE = "No later change"
    NO_EARLIER_CHANGE = "No earlier change"

    EDIT_DETAILS = "Edit details"
    DETAIL_NAMES: Final[dict[str, str]] = {
        "title": "Title",
        "byline": "Author",
        "site": "Site",
        "source": "Address",
        "section": "Section",
        "language": "Language",
        "published": "Publication date",
        "updated": "Date of update",
    }
    DETAIL_ORIGINS: Final[dict[str, str]] = {
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
    UNKNOWN_DETAIL = "unknown"
    SEVERAL = "(several)"
    DETAILS_OF = "Edit details of {articles}"
    DETAILS_KEYS = "Tab next field · Enter or ^s save all · Esc cancel"
    DETAILS_NOT_SAVED = "Not saved. Esc again discards the changes; ^s saves them."
    REMOVES_VALUE = "removed when saved"
    LIST_COPIES = "{copies} (F3 lists them)"
    INVALID_LANGUAGE = "Not a language code: enter two letters, such as en or pt"
    NEAR_DUPLICATES = "Near-duplicates"
    SPEAKERS = "Speakers"


class ReaderText:
    """The strings of an open article, its legend and its search field."""

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
    NOTE_DELETED = "Deleted the note. u: undo."
    NOTE_SELECTED = "Selected the note here. Press the key again to move its {edge}."
    DRAFT_NOT_STORED = "The draft of the note is not stored: {error}"
    DRAFT_FILE = ". Its text is in {path}"
    NOTE_ADDED_UNDO = "Added a note"
    HIGHLIGHT_ADDED_UNDO = "Added a highlight"
    NOTE_EDITED_UNDO = "Edited a note"
    NOTE_DELETED_UNDO = "Deleted a note"
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
    ARTICLE_STARRED_UNDO = "Starred the article"
    ARTICLE_UNSTARRED_UNDO = "Unstarred the article"
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
    CORRECTED = "{correction}. u: undo."
    CORRECTED_WITH_RULE = "{correction}. u: undo, cc: apply to other articles."
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
    KIND_QUESTION = "Kind of {quotation} (now {kind})"
    KINDS: Final[dict[str, str]] = {
        "direct": "direct",
        "indirect": "indirect",
        "mixed": "mixed",
        "scare": "scare quotes",
    }
    MERGE_QUESTION = "Merge {name} with …"
    LINK_QUESTION = "Link {name} to …"
    REASSIGN_QUESTION = "Link {name} to … (now {entity})"
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


class StatusText:
    """The strings of the status bar of an open article."""

    TYPES: Final[dict[str, str]] = {
        "PERSON": "person",
        "ORG": "organization",
        "GPE": "place",
        "LOC": "place",
        "FAC": "building or site",
        "NORP": "group",
        "EVENT": "event",
        "PRODUCT": "product",
        "LAW": "law",
        "WORK_OF_ART": "work",
    }
    ALIASES = "also {names}"
    NOTE = "Note"
    HIGHLIGHT = "Highlight"
    HAS_NOTE = "has a note"
    STARRED = "starred"
    SELECTED = "{words} selected"
    END_MOVES = "moving the end"
    START_MOVES = "moving the start"
    SELECTION_KEYS = (
        "i note · h highlight · tt tag · yy copy · v next unit · w b ( ) { } move · o other end"
    )
    PARAGRAPH = "Paragraph {number} of {total}"
    SEARCH = "“{words}” {position}"
    ONLY_SPEAKER = "only {speaker}: {quotations}"
    PROGRESS = "{percent} · {rest}"
    END = "end"
    UNDER_A_MINUTE = "under 1 min left"
    MINUTES_LEFT = "{minutes} min left"
    HOURS_LEFT = "{hours} h {minutes} min left"


class PaneText:
    """The strings of the panes beside an open article."""

    # Headings in help
    PANE_KEYS = "Rows of a pane"
    LAYOUT_KEYS = "Panes"

    TITLES: Final[dict[str, str]] = {
        "names": "Names",
        "quotes": "Quotes",
        "timeline": "Timeline",
        "notes": "Notes",
    }
    EDITED = "edited"
    """The badge of a finding that the user corrected."""

    # Sort orders and groupings, in the order in which a key switches them
    NAME_ORDERS = ("most mentioned first", "in text order", "alphabetical")
    NAME_GROUPINGS = ("by type", "")
    QUOTE_ORDERS = ("in text order", "least confident first", "longest first")
    QUOTE_GROUPINGS = ("", "by speaker", "by kind")
    TIMELINE_ORDERS = ("earliest first", "latest first", "in text order")
    NOTE_ORDERS = ("in text order", "last changed first", "starred first")
    NOTE_GROUPINGS = ("", "by verdict", "by tag", "by color")
    WITHOUT_MINOR: Final[dict[str, str]] = {
        "quotes": "without scare quotes",
        "timeline": "without reported events",
    }
    REPORTED = "reported {date}"
    """The date of an event that only the publication of its article dates."""
    FILTER = "“{query}”"

    # Groups
    NAME_GROUPS: Final[dict[str, str]] = {
        "PERSON": "People",
        "ORG": "Organizations",
        "NORP": "Groups",
        "GPE": "Places",
        "LOC": "Places",
        "FAC": "Places",
    }
    OTHER_NAMES = "Other names"
    NAME_GROUP_ORDER = ("People", "Organizations", "Places", "Groups", OTHER_NAMES)
    QUOTE_GROUPS: Final[dict[str, str]] = {
        "direct": "Direct",
        "mixed": "Mixed",
        "indirect": "Indirect",
        "scare": "Scare quotes",
    }
    NOTE_GROUPS: Final[dict[str, str]] = {
        "to verify": "To verify",
        "disputed": "Disputed",
        "checked": "Checked",
        "": "No verdict",
    }
    NO_TAG = "No tag"
    NOTE_COLOR_GROUPS: Final[dict[str, str]] = {
        "yellow": "Yellow",
        "green": "Green",
        "blue": "Blue",
        "red": "Red",
    }

    # Entries
    ALIASES = "also {names}"
    QUOTE = "quote"
    NO_SPEAKER = "no speaker"
    SCARE_QUOTE = "scare quote"
    DENIED = "{kind}, denied"
    ADDRESSED = "{kind}, to {addressee}"
    REPETITIONS = "in {number} articles"

    # The timeline
    PAST_EVENTS = "Past events"
    EVENTS = "Events"
    UPCOMING = "Upcoming"
    UPCOMING_WITHIN: Final[dict[int, str]] = {
        7: "Upcoming within a week",
        31: "Upcoming within a month",
        366: "Upcoming within a year",
    }
    """The headings of upcoming events, by the most days from the publication."""
    UPCOMING_LATER = "Upcoming later"
    NO_DATE = "No date"
    NOT_PUBLISHED = "No date: press D to set the day"
    PUBLISHED = "Published {date}"
    UNDATED = "no date"
    DECADE = "{year}s"
    SAME_DAY = "same day"
    NEXT_MONTH = "next month"
    IN_MONTHS = "in {number} months"
    NEXT_YEAR = "next year"
    IN_YEARS = "in {number} years"
    AFTER = "in {duration}"

    # Empty panes and the filter
    NO_MATCH = "No matches for “{query}”. Press Esc to clear the filter."
    FILTER_ERROR = "{error}.\nChange the filter, or press Esc to clear it."
    COMPARING = "Comparing the quotations by meaning …"
    NONE_NEAR = (
        "None of {quotations} near enough in meaning.\n"
        "Say it in other words, or press Esc to clear the filter."
    )
    NOT_ANALYZED = "Not analyzed: {stages}. Press R to analyze the article again."
    ONLY_SCARE_QUOTES = "No quotations except scare quotes. Press w to show them."
    NO_EVENTS_UNPUBLISHED = "No dated events. Press D to set the publication date."
    EMPTY: Final[dict[str, str]] = {
        "names": "No names found. Press Tab to go to the next pane or the text.",
        "quotes": "No quotations found. Press Tab to go to the next pane or the text.",
        "timeline": "No dated events found. Press Tab to go to the next pane or the text.",
        "notes": "No notes yet. In the text, press i to write one or h to highlight.",
    }
    FILTER_PLACEHOLDERS: Final[dict[str, str]] = {
        "names": "Filter: name, role, type or entity:",
        "quotes": 'Filter: words, speaker:, kind: or about:"…"',
        "timeline": "Filter: words or event:2026-03",
        "notes": "Filter: words, tag:, verdict or is:starred",
    }


class NoteText:
    """The strings of the note editor."""

    TITLE = "Note"
    PLACEHOLDER = "Type the note"
    VERDICTS: Final[dict[str, str]] = {
        "checked": "✓ checked",
        "disputed": "✗ disputed",
        "to verify": "? to verify",
    }
    STAR = "★ star"
    COLORS: Final[dict[str, str]] = {
        "yellow": "y yellow",
        "green": "g green",
        "blue": "b blue",
        "red": "r red",
    }
    SAVES = "{key} save"
    COMPLETES = "Tab next field"
    EDITS = "{key} editor"
    CLOSES = "{key} close"
    DISCARDS = "{key} discard"
    DRAFT_RESTORED = "Draft restored"
    NOT_SAVED = "Not saved yet"

    # The external editor
    EDITOR_QUOTES = "EDITOR has an unclosed quotation mark: {command}"
    NO_EDITOR = "No editor is set. Set EDITOR to one, such as nano or vim."
    EDITOR_NOT_FOUND = "Editor “{command}” not found. Set EDITOR to an installed one."
    FOLDER_NOT_WRITABLE = "The folder {folder} cannot be written: {error}"
    EDITOR_ERROR = "{command}: {error}"
    EDITOR_EXIT = "{command} exited with code {code}. The note is unchanged."
    NO_SUSPEND = "This terminal does not support an external editor. Edit the note here."


class DateText:
    """The strings of the dialogs for the publication date and for the date of an event."""

    PUBLICATION_DATE = "Publication date"
    EVENT_DATE = "Event date"
    PUBLICATION_QUESTION = "When was the article published?"
    EVENT_QUESTION = "When did or will this happen?"
    PUBLICATION_PLACEHOLDER = "2022-03-17, 17 March, March 2022, 2022 or yesterday"
    EVENT_PLACEHOLDER = "17 March 2022, 14 to 16 March, 2021, last week"
    HINT = "Now: {date}\nEnter save · Esc cancel"
    REMOVES_DATE = "No date: Enter removes the date"
    DAY = "{weekday}, {date}"
    MONTH = "{date}, the day is not known"
    YEAR = "{date}, the month is not known"


class DialogText:
    """The strings of the dialogs that ask for a choice, a date, a line or a confirmation."""

    PICKER_TITLE = "Choices"
    QUESTION_TITLE = "Question"
    INTERRUPTED_TITLE = "Interrupted job"
    FILTER = "Type to filter"
    FILTER_OR_NEW = "Type to filter, or enter a new name"
    NO_MATCH = "No matches. Delete letters to see more choices."
    TYPE_TO_FIND = "Type a part of the name to see the choices."
    NO_CHOICE = "No choices. Press Esc to close."
    NEW = "Add new {noun} {name}"
    NEW_KEYS = "↓, then Enter"
    ONLY_NEW_KEYS = "Enter"
    NEW_NOUN = "name"
    PICKER_KEYS = "Enter chooses · ↓ ↑ · Esc cancels"
    SCOPES_KEYS = " (Tab) · {keys}"
    CANCEL = "Cancel"


class StoreText:
    """The strings of the dialog about a store that is missing or lost changes."""

    MISSING = "There is no store at {path}."
    LOST = "The store {finding}. Nothing was changed."
    CREATE = "Create a new store"
    CREATE_DETAIL = "empty"
    RESTORE = "Restore the newest sound backup ({name})"
    ACCEPT = "Continue without the lost changes"
    START_EMPTY = "Start with an empty store"
    START_EMPTY_DETAIL = "asks first"
    START_EMPTY_WORD = "empty"
    START_EMPTY_QUESTION = "Type “{word}” to start with an empty store."
    START_EMPTY_HINT = "The old file is renamed, and its backups are preserved. Esc goes back."
    OPEN = "Open another store"
    OPEN_DETAIL = "asks for its path"
    OPEN_QUESTION = "Path of the store to open"
    OPEN_HINT = "Right completes a name · Enter opens a file that exists · Esc goes back"


class ExportText:
    """The strings of the dialogs that export."""

    WHOLE_STORE = "All articles"
    QUESTION = "Export which articles?"
    FORMAT = "{selection}: export in which format?"
    TABLE = "csv of {table}"
    TABLE_DETAIL = "a table for spreadsheets"
    TARGETS: Final[dict[str, str]] = {
        "file": "Save as which file?",
        "folder": "Save into which folder?",
    }
    HINT = "→ completes the name. You are asked before a file is overwritten."
    OVERWRITE = "Overwrite {name}?"
    EXISTS = "The file already exists. Its content will be lost."
    OVERWRITE_ANSWER = "Overwrite"
    JOB = "Export {name}"


class ThemeText:
    """The strings of the list of themes, and of the notice that the terminal is too small."""

    TITLE = "Themes"
    KEYS = "Enter saves, Esc cancels"
    TOO_SMALL = "Terminal too small"
    SIZES = "It has {width} × {height} cells.\nOnRecord needs {least_width} × {least_height}."
    ENLARGE = "Enlarge the window, or quit:"


class KeymapText:
    """The strings about the user's keys."""

    PROBLEM = "{file}, {problem}{more}. “onrecord keys --check” lists all problems."
    MORE = " (and {count} more)"
    SET_IN_FILE = "Your keys file sets the preset. Change “preset” in {path} to switch."
    PRESETS: Final[dict[str, str]] = {
        "vim": "Vim keys: letters, as in vim and less. {key} switches back.",
        "plain": "Plain keys: arrows, Ctrl and function keys. {key} switches back.",
    }
    """The message after a switch to a preset."""
    UNREADABLE = "{path} cannot be read: {reason}"
    NOT_UTF8 = "it is not UTF-8"
    NOT_TOML = "The file is not valid TOML: {error}"
    TOO_DEEP = "The file is nested too deeply"
    UNKNOWN_PRESET = "Unknown preset “{preset}”; use one of {choices}"
    DID_YOU_MEAN = "; did you mean “{word}”?"
    NOT_KEYS = '{action} takes a key such as "x", or several such as ["x", "F3"]'
    NOT_A_KEY = (
        "{action}: {error}; keys are written x, ^x, F3, Enter, Shift+Tab, Ctrl+Left, or ]q"
        " for one after the other"
    )
    UNKNOWN_ACTION = "Unknown action “{action}”{suggestion}"
    TYPES_TEXT = "{action}: “{key}” would type text in an input field"
    CONFLICT = "{action}: “{key}” is also the key of {rival} ({description})"
    NOT_CREATED = " (not created yet)"
    HEADER = (
        "# The keys of OnRecord. To change keys, store them in {path}{state},",
        "# in this format. Actions that are not listed there have the preset's keys.",
        'preset = "{preset}"  # one of {presets}',
    )


class ConfigText:
    """The strings about the configuration file."""

    PROBLEM = "{file}, {problem}{more}. “onrecord config --check” lists all problems."
    UNKNOWN_OPTION = "Unknown option “{option}”{suggestion}"
    WRONG_VALUE = "{option} takes {wanted}"
    TRUE_OR_FALSE = "true or false"
    NUMBER = "a whole number from {least:,} to {most:,}"
    ONE_OF = "one of {choices}"
    TEXT = "a text in quotation marks"
    HEADER = (
        "# The options of OnRecord. To change some, store this file in {path}",
        "# and remove the # before them.",
        "",
    )
    OPTIONS: Final[dict[str, str]] = {
        "theme": "the colors: night, day, contrast, terminal or another theme",
        "preset": "the keys: vim or plain",
        "measure": "the longest line of an article, in characters",
        "paragraph_numbers": "show the numbers of paragraphs",
        "panes": "show the panes beside an article",
        "trash_days": "days of use until the trash is emptied; 0: never",
        "quit_from_library": "the key Back in the library quits: yes, ask or no",
        "notify": "when a long job ends while the terminal has no focus: bell, desktop or off",
        "watch.feed_minutes": "minutes between two checks of a watched feed; 0: never",
        "watch.folder_seconds": "seconds between two checks of a watched folder; 0: never",
        "add.workers": "processes that analyze articles; 0: one per core",
        "add.fetch": "download the pages of reading-list items",
        "add.allow_private_network": "allow addresses of your own network",
    }


class TourText:
    """The strings of the guided tour. An action id in braces is replaced by that action's key."""

    TITLE = "Tour"
    PROGRESS = "Tour {step}/{steps}"
    MORE = "{app.tour}: skip, back, end"
    STEPS: Final[dict[str, str]] = {
        "text.down":
            "Names, quotations and dates are marked in the text. Move down a few lines.",
        "reader.next_quotation":
            "Go to the next quotation. The line below the text shows its speaker and the reason.",
        "reader.next_name": "Go to the next name.",
        "reader.timeline":
            "The panes list all findings. Go to the timeline; its cursor also moves the text.",
        "reader.close": "Go back to the text.",
        "reader.correct_speaker":
            "Correct a finding: change the speaker of a quotation. "
            "{reader.next_quotation} goes to one.",
        "app.undo": "Every change can be undone. Undo the correction.",
        "app.search": "Search all articles, quotations, events and notes.",
        "input.apply": "Type a word, such as ships, and press Enter. The list shows the results.",
        "library.add": "Add articles of your own: a file, a folder or an address. Esc cancels.",
        "app.help": "Show the keys that work on this screen.",
    }  # fmt: skip
    """The instruction of each step, by its action."""
    DIALOGS: Final[dict[str, str]] = {
        "reader.correct_speaker": "Choose another speaker and press Enter.",
        "app.help": "Enter the path or address of an article, or press Esc to close.",
    }
    """The instructions while a dialog is open, by the action of the step."""
    CLOSE_DIALOG = "Press Esc to close the dialog and go on."
    RETURN_TO_ARTICLE = "Return to the sample article to go on."
    ARTICLE_CLOSED = "The sample article is closed. Press this key, then g, to open it again."
    GO_TO_SEARCH = "Open the search again to go on."
    GO_TO_LIBRARY = "Return to the library to go on."
    ADD_SAMPLE = "Add the sample article"
    END = "End of the tour. {app.palette} finds any command by its name, {app.search} searches."


class HelpText:
    """The strings of the help, which lists the keys, and of the legend of the text."""

    TITLE = "Help"
    LEGEND_TITLE = "Legend"
    NAMES = "Names"
    QUOTATIONS = "Quotations"
    DATES = "Dates"
    NOTES = "Your notes"
    CURSOR = "Cursor and selection"
    LEGEND: Final[dict[str, tuple[str, str]]] = {
        "person": ("Petra Holm", "a person"),
        "organization": ("Harbor Board", "an organization"),
        "group": ("Norwegians", "a nation, party or religion"),
        "place": ("Skarvik", "a place, building or site"),
        "other_name": ("Harbor Act", "an event, law, work or product"),
        "direct": ("“We decide.”", "direct: the speaker's words"),
        "mixed": ("that it “burned”", "mixed: partly their words"),
        "indirect": ("that it burned", "indirect: the writer's words"),
        "scare": ("“so-called”", "scare quotes"),
        "event": ("on Friday", "the date of an event"),
        "time": ("for a year", "another date or duration"),
        "note": ("ninety stalls", "a note or highlight"),
        "green": ("the roof", "a green one"),
        "blue": ("the quay", "a blue one"),
        "red": ("the fire", "a red one"),
        "sign": ("stalls", "a note with a text; Enter opens it"),
        "checked": ("", "a note: checked"),
        "disputed": ("", "a note: disputed"),
        "to_verify": ("", "a note: to verify"),
        "starred": ("", "a note with a star"),
        "cursor": ("The council voted.", "the sentence at the cursor"),
        "current_finding": ("Petra Holm", "the finding at the cursor"),
        "related": ("the mayor", "related to that finding"),
        "selected": ("said the mayor", "the selection"),
        "match": ("council", "a search match"),
        "current_match": ("council", "the current match"),
        "dimmed": ("It rained.", "hidden by the speaker filter"),
    }
    """The sample and the meaning of each style."""
    EDITING = "Editing text"
    FILTERED_BY = "A word or a key, such as tag, quotation, F2"
    NO_MATCH = "No key matches. Press Esc to clear the filter."
    HINT = "{filter} filters the keys · {close} closes"


class PaletteText:
    """The strings of the command palette."""

    NAME = "{group}: {label}"
    BY_SYNONYM = "{name} – {synonym}"
    ELSEWHERE = "{label} – {place}"
    NO_MATCH = "No command matches “{query}”"
    TRY = "Try another word, such as tag, theme or export. Enter shows the keys that work here."
    OPEN_ARTICLE = "Open an article first: go to the library and press Enter on an article."
    NEXT_KEY: Final[dict[str, str]] = {
        "reader.set_bookmark": "Press a letter, which becomes the name of the bookmark.",
        "reader.go_to_bookmark": "Press the letter of the bookmark, or ' to return.",
    }
    """The message after an action that waits for another key."""
    THEME = "Theme: {title}"
    THEME_HELP = "Use this theme from now on."
    PLACES: Final[dict[str, tuple[str, str]]] = {
        "jobs": ("in the list of jobs", "jobs"),
        "library": ("in the library", "library"),
        "reader": ("in an open article", ""),
        "panes": ("in the panes of an open article", ""),
        "search": ("in the search", "search"),
        "people": ("in the list of people", "people"),
        "person": ("on the page of a person", "people"),
        "duplicates": ("in the list of people", "people"),
        "timeline": ("in the timeline", "timeline"),
        "repeated_quotes": ("in the repeated quotes", "repeated_quotes"),
        "words": ("in the word statistics of an article", ""),
    }
    """The place of the actions of a part of the app, and the action that goes there."""
    THEME_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
        "onrecord-night": ("dark", "dark mode", "night mode", "black"),
        "onrecord-day": ("light", "light mode", "white", "bright", "paper"),
        "onrecord-contrast": ("contrast", "accessibility", "black and white"),
        "onrecord-terminal": ("ansi", "my colors", "transparent"),
    }
    """Everyday words for the app's own themes."""
    HINTS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
        (
            "Back up or restore the library",
            "Run “onrecord backup FILE” in a terminal. There are daily backups too: "
            "“onrecord paths” prints their folder, “onrecord restore FILE” restores one.",
            ("backup", "back up", "restore", "safety copy", "save library"),
        ),
        (
            "Change keys",
            "Run “onrecord keys” in a terminal: it prints all keys and the path of your keys file.",
            (
                "settings", "preferences", "options", "configuration", "key bindings", "remap",
                "shortcuts", "keys",
            ),
        ),
        (
            "Paste an article",
            "In the library, paste text, addresses or file names: Ctrl+Shift+V in most terminals.",
            ("paste", "clipboard", "insert text", "drag", "drop"),
        ),
        (
            "Print an article",
            "Export it as html, open that file in a browser, and print it there.",
            ("print", "printer", "paper", "pdf"),
        ),
        (
            "Change the font or its size",
            "Change it in the settings of your terminal.",
            ("font", "text size", "zoom", "bigger", "smaller"),
        ),
        (
            "Change the language of an article",
            "Press E on the article and edit its language. Only English is analyzed.",
            ("language", "translate", "english"),
        ),
    )  # fmt: skip
    """Tasks without a command: the title, how they are done, and everyday words for them."""


class CorrectionText:
    """The strings of corrections and correction rules."""

    TITLE = "Corrections"
    TITLE_OF_ARTICLE = "Corrections: {title}"
    TITLE_OF_RULES = "Correction rules"
    CORRECTION = "correction"
    RULE = "correction rule"
    COUNTS = "{corrections}, {rules}"
    IN_ARTICLE = "Corrections of this article"
    IN_ALL_ARTICLES = "Correction rules for all articles"
    NO_CORRECTIONS = (
        "No corrections of this article yet. In its text, press c and another key to make one."
    )
    NO_RULES = (
        "No correction rules yet. In an article, press c and another key, then cc to make a rule."
    )
    CANDIDATE = "{mentions} · {role}"
    MENTION = "mention"

    # Correction rules
    SCOPE_QUESTION = "{rule}?"
    NEW_ARTICLES = "New articles only"
    NEW_ARTICLES_DETAIL = "articles added from now on"
    ALL_ARTICLES = "All articles"
    ALL_ARTICLES_DETAIL = "also {articles} with these words"
    STORED_ARTICLE = "stored article"
    AND_MORE = "{rule}, and {number:,} more"
    RULE_ADDED = "{rule}, in new articles. cr lists the rules."
    RULE_DELETED_UNDO = "Deleted the rule: {rule}"
    REVERTED_UNDO = "Reverted: {correction}"
    REAPPLY_JOB = "Apply correction rules"
    NOT_UPDATED = "Stored articles were not updated: {error}"
    UPDATED = "Updated {articles}."
    NOTHING_UPDATED = "No article needed an update."
    ALREADY_RULE = "This rule applies to new articles already. Press A to apply it to stored ones."
    ONLY_THIS_ARTICLE = "No rule can be made of this correction: it applies only to this article."
    NO_RULES_TO_APPLY = "No correction rules yet. Press c on a correction to make one."


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


class TrashText:
    """The strings of the trash."""

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
    RESTORED = "Restored: {title}. u: undo."
    EMPTY_QUESTION = "Delete {articles} for good?"
    EMPTY_DETAIL = "With the notes and corrections. This cannot be undone."
    EMPTY_ANSWER = "Delete for good"
    EMPTIED = "Deleted {articles} for good."
    EXPIRED = "Deleted {articles} for good, after {days} of use in the trash."


class ProposalText:
    """The strings of the changes that imported files propose."""

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


class SearchText:
    """The strings of the search."""

    TITLE = "Search"
    TITLE_RESULTS = "Search: {results}"
    TITLE_MANY = "Search: {number:,}+ results"
    PLACEHOLDER = "Search articles, quotations, events and notes"
    SORT_ORDERS: Final[dict[str, str]] = {
        "newest": "newest first",
        "rank": "most relevant first",
        "date": "newest first",
        "oldest": "oldest first",
    }
    SYNTAX = (
        "All words must match, in any inflection. The last word also matches as a prefix.\n"
        '"several words" as a phrase · diplom* · rain OR snow · -hail · storm NEAR/5 port\n'
        "title:  source:  author:  speaker:  entity:  quote:  note:  tag:  kind:  is:  has:\n"
        'about:"a statement in your words" finds quotations near to it in meaning\n'
        'after:2022-03 · on:"last month" · event:before:2022 · Tab completes fields and values'
    )
    NO_ARTICLES = "No articles yet. Press Esc to go back to the library and add articles."
    NO_RESULTS = "No results. Try fewer words, or put OR between them."
    CLOSEST = "No result has all words; closest:"
    TOO_FEW_WORDS = (
        "No results. No text has enough of the words to be listed as similar.\n"
        "Try fewer words, or put OR between them."
    )
    SIMILAR = "Similar"
    SIMILAR_TO = "Similar to {title}"
    NO_SIMILAR = "Nothing similar: too few names and words in common."
    NOTHING_TO_COMPARE = "Nothing to compare here. Go to an article, a quotation or a person."
    NONE_NEAR = "No results: {comparison}.\nSay it in other words, or remove a condition."
    NEAREST = "nearest in meaning first"
    COMPARED = "{order}, of {compared} compared"
    DID_YOU_MEAN = "Did you mean "
    ACCEPT_SUGGESTION = " accepts"
    NOTHING_TO_FILTER = "No results to filter. Change the query first."
    FACETS: Final[dict[str, str]] = {
        "published": "Published",
        "source": "Sources",
        "speaker": "Speakers",
        "entity": "Names",
    }

    SEARCHES = "Saved and recent searches"
    RECENT = "recent"
    NO_SEARCHES = "No saved or recent searches. Press {key} to save a search."
    NOTHING_TO_SAVE = "No search to save. Type a query first."
    SAVE_AS = "Save search as"
    SAVE_HINT = "A saved search of the same name is replaced."
    SAVED = "Saved the search as “{name}”"
    DELETED = "Deleted the saved search “{name}”. u: undo."
    UNDO_SAVE = "Saved a search"
    UNDO_RENAME = "Renamed a saved search"
    UNDO_DELETE = "Deleted a saved search"
    EXPORT = "Articles that match “{query}”"
    EXPORT_RESULTS = "Results for “{query}”"


class PeopleText:
    """The strings of people, a person, and possible duplicates."""

    TITLE = "People"
    TITLE_COUNT = "{type}: {number:,}"
    TYPES: Final[dict[str, str]] = {
        "both": "people and organizations",
        "people": "people",
        "organizations": "organizations",
        "groups": "groups",
        "places": "places",
        "other": "other names",
        "all": "all names",
        "unsure": "possible people",
    }
    SORT_ORDERS: Final[dict[str, str]] = {
        "quotations": "by quotations",
        "articles": "by articles",
        "last-seen": "last seen first",
        "name": "by name",
    }
    FILTER_PLACEHOLDER = "Type to filter: name, collection:, tag:, after:2022 …"
    NO_NAMES = "No people yet. Press Esc to go back to the library and add articles."
    NO_MATCH = "No name here contains “{query}”. Press Esc to clear the filter."
    UNSURE_MATCH = "No name here contains “{query}”. In the list Unsure: {names}."
    UNSURE_COUNT = "{number:,} unsure"
    NO_UNSURE = "Each person here is named with enough evidence. Press {key} to go back."
    TYPE_QUESTION = "What is {name}?"
    NONE_OF_TYPE = "No {type} yet. Press {key} for another type."
    AMBIGUOUS_NAME = "ambiguous name"
    MERGED_BECAUSE = "merged automatically: {reason}"
    COUNT_BOTH_QUOTED = "both quoted in {quoted:,} of {articles}"

    DUPLICATES = "Possible duplicates"
    DUPLICATES_COUNT = "Possible duplicates: {pairs}"
    DUPLICATES_MANY = "Possible duplicates: {number:,}+ pairs"
    DUPLICATES_OF = "Possible duplicates of {name}: {pairs}"
    TO_COMPARE = "{names} to compare"
    COMPARING = "Comparing names …"
    NO_DUPLICATES = "No possible duplicates. Press Esc to go back."
    LIKELY = "likely: "
    POSSIBLE = "possible: "

    PERSON_TITLE = "Person"
    VIEWS = ("Quotations", "Articles", "Mentioned with", "Names and roles")
    EMPTY_VIEWS = (
        "No quotations. Press → to list the articles.",
        "No article mentions this name any more.",
        "No other person or organization is mentioned in the same articles.",
        "No article mentions this name any more.",
    )
    GONE = "This person or organization is no longer mentioned in any article."
    NEWEST_FIRST = "newest first"
    RECENT_ARTICLES = "in the {number:,} most recent articles"
    OLDEST_FIRST = "oldest first"
    DENIED = "denied"
    NAMES = "Names"
    ALIASES = "Aliases"
    ROLES = "Roles, earliest first"
    ALSO = "Also: {names}"
    AMBIGUOUS = "Several people may share this name. Press {key} to merge it with one."
    DUPLICATE_OF = "Possible duplicate of "
    EXPORT = "Quotations and events of {name}"
    EXPORT_UNKNOWN = "Quotations and events of this person"
    EXPORT_QUOTATIONS = "Quotations of {name}, without the articles"
    EXPORT_ARTICLES = "Articles that name {name}"
    THIS_PERSON = "this person"

    MERGE_WITH = "Merge {name} with"
    MERGED = "Merged {source} with {target}"
    MERGE_MARKED = "Merge the {number} marked names under which name?"
    EXPORT_MARKED = "The quotations of the {names} marked"
    KEPT_APART = "Kept {first} and {second} apart"
    SPLIT_ARTICLES = "Split off {articles} from {name}"
    SPLIT_NAME = "Split off the name {part} from {name}"
    SET_NAME = "Set the name of {before} to {name}"
    DONE_UNDO = "{change}. u: undo."
    ONLY_NAMES_SPLIT = (
        "Only a name can be split off here. To move one mention, open its article and press cp."
    )
    ONLY_NAMES_SET = "Only one of the names above can be the display name."


class TimelineText:
    """The strings of the timeline."""

    TITLE = "Timeline"
    PLACEHOLDER = "Search: show only events of matching articles"
    NO_EVENTS = "No dated events yet. Press Esc to go back and add articles."
    NO_MATCH = "No events match the query. Press Esc to clear it."
    SET_DATE = "D in the article"
    MOST_RECENT = "the {number:,} most recent {noun}"
    WAITING = "{events} without a date"
    NO_LATER_EVENTS = "No later events. Press {back} to go back, {zoom} for larger units."
    EVENTS_AND_ARTICLES = "{unit}: {events}, {articles}"
    WEEK = "Week of {day}"
    DECADE = "{year}s"
    UPCOMING_ONLY = "upcoming only"
    WITHOUT_REPORTED = "without reported events"
    EXPORT = "Events of this timeline"
    UPCOMING = "upcoming"
    WITHOUT_DATE = "without a date"
    MOST_REPORTED = "most reported first"
    BY_UNIT = "by {unit}"
    OUTCOMES: Final[dict[str, str]] = {
        "unreported": "not reported later",
        "ahead": "still upcoming",
    }
    ANNOUNCED = "announced {day} by {site}"
    REPORTED = "reported {day} by {site}"
    SAME_DAY = "reported that day"
    DATED = "dated {date}"
    DATED_BY = "dated {date} by {sites}"
    SOURCES = "{articles}: {sites}"
    MORE_SOURCES = "{articles}: {sites} and {number} more"


class QuoteText:
    """The strings of repeated quotations and their occurrences."""

    TITLE = "Repeated quotes"
    TITLE_IN_ARTICLE = "{quotations} in this article"
    IN_THIS_ARTICLE = "in this article"
    PLACEHOLDER = "Type to filter: words, speaker:, source:, before: …"
    SORT_ORDERS: Final[dict[str, str]] = {
        "latest": "latest first",
        "count": "most articles first",
    }
    NO_QUOTES = (
        "No repeated quotations yet. A quotation that several articles repeat is listed here "
        "once, with the words that each article omits or changes."
    )
    NO_QUOTES_IN_ARTICLE = "No other article repeats a quotation of this article."
    NO_MATCH = "No repeated quotations match the query. Press / to change it."

    OCCURRENCES = "Occurrences"
    IN_ARTICLES = "in {articles}"
    LEGEND = "‹omitted› · underlined: added"
    DIFFERENCES_HIDDEN = "differences hidden"
    COMPARING = "comparing quotations by meaning…"
    NOT_AN_OCCURRENCE = "Only occurrences can be the reference text. Move to one of them."
    NOT_REPEATED = "No other article repeats this quotation."
    NO_LONGER_REPEATED = "No other article repeats this quotation any more."
    EARLIEST = "earliest"
    AMONG_EARLIEST = "among the earliest"
    REFERENCE = "reference text"
    CHANGES: Final[dict[str, str]] = {
        "": "identical",
        "cut": "shortened",
        "longer": "longer",
        "reworded": "reworded",
    }
    OTHER_SPEAKER = "another speaker"


class WordsText:
    """The strings of word statistics and the concordance."""

    TITLE = "Word statistics"
    LENGTH = "{words:,} words · {reading_time}"
    COUNTING = "Counting …"

    WORDS = "Words"
    WORD_ORDERS: Final[dict[str, str]] = {
        "key": "highest keyness first",
        "count": "most frequent first",
        "alphabet": "alphabetical",
    }
    WORD_COLUMN = "word"
    COUNT_COLUMN = "count"
    RATE_COLUMN = "per 1,000"
    ELSEWHERE_COLUMN = "elsewhere"
    RATIO_COLUMN = "ratio"
    ONLY_HERE = "only here"
    NO_KEYWORDS = "No keywords. Press o to sort by frequency."
    NO_WORDS = "No words."
    WORD = "“{word}”: {times} here"
    WORD_COMPARED = (
        "“{word}”: {times} here, {times_elsewhere} in {articles}; G² {score:,.1f}, {significance}"
    )
    DISTINCT = "{words} without stop words"
    DISTINCT_ALONE = "{words} without stop words; no other articles to compare with"
    DISTINCT_COMPARED = "{words} without stop words; compared with {articles} ({length})"
    FEW_ARTICLES = "Keywords unreliable: compared with only {articles} ({length})"

    COLLOCATIONS = "Collocations"
    COLLOCATION_ORDERS: Final[dict[str, str]] = {
        "likelihood": "most significant first",
        "information": "strongest first",
        "count": "most frequent first",
    }
    COLLOCATION_COLUMN = "collocation"
    SIGNIFICANCE_COLUMN = "G²"
    STRENGTH_COLUMN = "MI (bits)"
    COLLOCATION = "“{words}”: {times}, {ratio:,.0f}× as often as by chance; G² {score:,.1f}"
    COLLOCATION_REMARK = (
        "Adjacent words, at least twice. A name counts as one word; stop words are ignored."
    )
    NO_COLLOCATIONS = (
        "No collocations: no two words occur together twice and more often than by chance."
    )

    CONCORDANCE = "Concordance"
    CONCORDANCE_OF_ALL = "Concordance of all articles"
    CONCORDANCE_PLACEHOLDER = "Words, phrases or names, separated by commas"
    CONCORDANCE_HINT = (
        "Press / to search for words, phrases or names, separated by commas. "
        "sanc* matches a prefix."
    )
    CONCORDANCE_ORDERS: Final[dict[str, str]] = {
        "place": "by position",
        "right": "by right context",
        "left": "by left context",
    }
    BY_ARTICLE = "newest added first"
    MATCHES = "{matches} in this article"
    FIRST_MATCHES = "{shown:,} of {matches} in this article"
    MATCHES_IN_ALL = "{matches} in {articles}"
    FIRST_MATCHES_IN_ALL = "first {matches}, in {articles}"
    MORE_MATCHES = "{summary}; press + for more"
    NO_MATCHES = "No matches in any article. Press / to change the words."
    NO_MATCHES_HERE = "No matches in this article. Press A to search all articles."

    PLOT = "Plot"
    EMPTY_PLOT = "The plot is empty. Press a to add words or a name."
    PLOT_REMARK = "Block height: number of matches · a: add a row · x: remove this row"
    TRACK_AS = "“{name}” (as {query})"
    TRACK = "{name}: {times}, in {tenths} of 10 parts of the text"
    TRACK_ABSENT = "{name} does not occur in the text"
    ADDED_TO_PLOT = "Added “{query}” to the plot."
    ADD_TO_PLOT = "Words or a name to plot"
    ADD_TO_PLOT_HINT = "Separate words that count as one with commas. → completes a name."
    UNDO_ADD = "Added a row to the plot"
    UNDO_REMOVE = "Removed a row from the plot"

    MEASURES = "Measures"
    MEASURING = "Measuring …"
    MEASURE = "{name}: {meaning}"
    MEASURE_NAMES: Final[dict[str, str]] = {
        "words": "Words",
        "reading_time": "Reading time",
        "distinct": "Different words",
        "characters": "Characters",
        "paragraphs": "Paragraphs",
        "sentences": "Sentences",
        "sentence_words": "Words per sentence",
        "longest": "Longest sentence",
        "quoted": "Direct quotations",
        "word_syllables": "Syllables per word",
        "ease": "Reading ease",
        "grade": "School grade",
    }
    MEANINGS: Final[dict[str, str]] = {
        "words": "separated by blanks",
        "distinct": "ignoring case",
        "characters": "including blanks and line ends",
        "paragraphs": "with at least one word",
        "sentences": "as split by the analysis",
        "sentence_words": "on average",
        "longest": "press Enter to go to it",
        "quoted": "of the text",
        "word_syllables": "on average",
        "grade": "years of school that a reader needs",
    }
    READING_SPEED = "at {speed} words per minute"
    EASE = "{rating}; 0 is very hard, 100 very easy"
    FORMULAS: Final[dict[str, str]] = {
        "word_syllables": "From a dictionary of syllables, and rules for words beyond it",
        "ease":
            "Flesch 1948: 206.8 − 1.015 × words per sentence − 84.6 × syllables per word",
        "grade":
            "Kincaid 1975: 0.39 × words per sentence + 11.8 × syllables per word − 15.6",
    }  # fmt: skip
    SHORT_TEXT = "{meaning}; unreliable for a short text"
