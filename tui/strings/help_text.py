"""The strings of the help, which lists the keys."""

from __future__ import annotations


class HelpText:
    TITLE = "Help"

    EDITING = "Editing text"
    FILTERED_BY = "A word or a key, such as tag, quotation, F2"
    NO_MATCH = "No key matches. Press Esc to clear the filter."
    HINT = "{filter} filters the keys · {close} closes"
