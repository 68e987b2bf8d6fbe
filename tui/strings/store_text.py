"""The strings of the dialog about a store that is missing or lost changes."""


class StoreText:
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
