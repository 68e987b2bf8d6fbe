"""The strings of the dialogs that ask for a choice, a date, a line or a confirmation."""


class DialogText:
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
