"""The strings of the command palette."""

from __future__ import annotations

from typing import Final


class PaletteText:
    NAME = "{group}: {label}"
    BY_SYNONYM = "{name} – {synonym}"
    ELSEWHERE = "{label} – {place}"
    NO_MATCH = "No command matches “{query}”"
    TRY = "Try another word, such as tag, theme or export. Enter shows the keys that work here."
    OPEN_ARTICLE = "Open an article first: go to the library and press Enter on an article."
    THEME = "Theme: {title}"
    THEME_HELP = "Use this theme from now on."
    PLACES: Final[dict[str, tuple[str, str]]] = {
        "jobs": ("in the list of jobs", "app.jobs"),
        "library": ("in the library", "library"),
        "reader": ("in an open article", ""),
        "panes": ("in the panes of an open article", ""),
        "search": ("in the search", "app.search"),
        "people": ("in the list of people", "app.people"),
        "person": ("on the page of a person", "app.people"),
        "duplicates": ("in the list of people", "app.people"),
        "timeline": ("in the timeline", "app.timeline"),
        "repeated_quotes": ("in the repeated quotes", "app.repeated_quotes"),
        "words": ("in the word statistics of an article", ""),
    }
    """The place of the actions of a part of the app, and the id of the action that goes there."""
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
