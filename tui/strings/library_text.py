"""The strings of the library."""

from __future__ import annotations

from typing import Final


class LibraryText:
    TITLE = "Library"
    TITLE_ALL = "Library: {articles}"
    TITLE_FILTERED = "Library: {number:,} of {articles}"
    SORT_ORDERS: Final[dict[str, str]] = {
        "added": "by date added",
        "published": "by publication date",
        "title": "by title",
    }
    NEAR_DUPLICATE = "near-duplicate"
    SHORT_COUNTS: Final[dict[str, str]] = {
        "quotation": "quot.",
        "event": "ev.",
        "near-duplicate": "dupl.",
    }

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
        "Originals": "is:original",
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
    COLLECTION_DELETED = "Deleted the collection “{name}”; its articles remain. {key}: undo."
    NO_MATCH = (
        "No article matches “{query}” in its title, author, site or tags. {clear} clears the "
        "filter; then {search} searches the texts."
    )

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
