"""The strings of the note editor."""

from __future__ import annotations

from typing import Final


class NoteText:
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
