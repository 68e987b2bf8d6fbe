"""The strings of the app itself."""

from __future__ import annotations

from typing import Final


class AppText:
    NAME = "OnRecord"
    QUIT_QUESTION = "Quit OnRecord?"
    QUIT_DETAIL = "The setting quit_from_library asks this. {key} quits without a question."
    QUIT = "quit"
    NO_QUIT = "The setting quit_from_library keeps the library open. {key} quits OnRecord."
    NOTHING_TO_COPY = "^c copies selected text; nothing is selected here. {key} quits OnRecord."
    TEXT_COPIED = "Copied {words} from the screen"
    OPENED = "Opened {address}"
    OPENING = "opening …"
    NO_ORIGINAL = "The article has no address, and its file is not there. E sets an address."
    GROUP_TITLE = "Everywhere"
    CRASHED = "OnRecord stopped: {reason}. Notes and drafts are stored. Start it again."

    PLACES: Final[dict[str, tuple[str, str]]] = {
        "app.library": ("library", "lib."),
        "app.search": ("search", "find"),
        "app.people": ("people", "ppl"),
        "app.timeline": ("timeline", "time"),
        "app.all_notes": ("notes", "notes"),
    }
    """The main screens by the actions that open them, each with a long and a short name."""

    # Messages

    MESSAGES = "Messages"
    NO_MESSAGES = "No messages yet in this session."
    MESSAGE_COPIED = "Copied the message."
    MORE_MESSAGES = " · {number} more"
    WHOLE_MESSAGE = " {key} shows all"

    # Keys typed ahead

    KEYS_WAIT = "Keys typed ahead wait until this is done. Esc drops them."
    KEYS_DROPPED = "Keys typed ahead and dropped: {keys}"
    KEYS_TOO_LATE = "Keys dropped because they waited for ten seconds: {keys}. Type them again."

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
    DAMAGED_BACKUP = "{damage}. Run onrecord check. Earlier backups are kept."
