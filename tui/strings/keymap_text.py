"""The strings about the user's keys."""

from __future__ import annotations

from typing import Final


class KeymapText:
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
    SPECIAL_FILE = "it is {kind}, not a file"
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
