"""The strings of the dialogs that export."""

from __future__ import annotations

from typing import Final


class ExportText:
    WHOLE_STORE = "All articles"
    QUESTION = "Export which articles?"
    NOTES_QUESTION = "Export which notes?"
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
