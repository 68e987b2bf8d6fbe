"""The strings about the configuration file."""

from __future__ import annotations

from typing import Final


class ConfigText:
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
    COMMANDS: Final[dict[str, str]] = {
        "run": "the words of your own command, which | runs in the reader",
        "input": "what it receives: selection, quotation or article",
        "format": "the form of it: text or json",
        "output": "where its output is shown: pane or note",
        "seconds": "its limit of time",
        "key": "its own key in the reader; empty for none",
    }
    OPTIONS: Final[dict[str, str]] = {
        "theme": "the colors: night, day, contrast, terminal or another theme",
        "preset": "the keys: vim or plain",
        "measure": "the longest line of an article, in characters",
        "paragraph_numbers": "show the numbers of paragraphs",
        "panes": "show the panes beside an article",
        "trash_days": "days of use until the trash is emptied; 0: never",
        "quit_from_library": "the key Back in the library quits: yes, ask or no",
        "author": "your name, which your notes, tags, verdicts and corrections get",
        "notify": "when a long job ends while the terminal has no focus: bell, desktop or off",
        "watch.feed_minutes": "minutes between two checks of a watched feed; 0: never",
        "watch.folder_seconds": "seconds between two checks of a watched folder; 0: never",
        "search.meaning": "compare requests with the meaning of articles, by stored vectors",
        "add.workers": "processes that analyze articles; 0: one per core for many files",
        "add.fetch": "download the pages of reading-list items",
        "add.allow_private_network": "allow addresses of your own network",
        "verify.allow": "alterations of quotations that are allowed too, such as marked-cut",
        "verify.forbid": "alterations of quotations that are not allowed, such as brackets",
    }
