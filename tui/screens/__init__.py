"""The table of screens and dialogs that open by name; each is imported when it first opens."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

SCREENS: Mapping[str, tuple[str, str]] = {
    "library": ("tui.screens.library", "LibraryScreen"),
    "reader": ("tui.screens.reader.screen", "ReaderScreen"),
    "words": ("tui.screens.text_statistics", "WordsScreen"),
    "versions": ("tui.screens.versions", "VersionsScreen"),
    "corrections": ("tui.screens.corrections", "CorrectionsScreen"),
    "search": ("tui.screens.search", "SearchScreen"),
    "concordance": ("tui.screens.concordance", "ConcordanceScreen"),
    "timeline": ("tui.screens.timeline", "TimelineScreen"),
    "quote_groups": ("tui.screens.quote_groups", "QuoteGroupsScreen"),
    "occurrences": ("tui.screens.quote_groups", "OccurrencesScreen"),
    "people": ("tui.screens.people", "PeopleScreen"),
    "person": ("tui.screens.person", "PersonScreen"),
    "merge_candidates": ("tui.screens.people", "MergeCandidatesScreen"),
    "jobs": ("tui.screens.jobs", "JobsScreen"),
    "note": ("tui.dialogs.note_editor", "NoteEditor"),
    "help": ("tui.dialogs.help", "HelpScreen"),
    "legend": ("tui.dialogs.help", "LegendScreen"),
    "themes": ("tui.dialogs.themes", "ThemesScreen"),
    "too_small": ("tui.dialogs.themes", "TooSmallScreen"),
}
"""The module and the class of every screen and dialog that opens by name."""


def create_screen(name: str, **args: Any) -> Any:
    """Import the screen or dialog of this name, and create it with these arguments."""
    module, attribute = SCREENS[name]
    return getattr(import_module(module), attribute)(**args)


def class_name(name: str) -> str:
    """Return the name of a screen's class without importing it."""
    return SCREENS[name][1]
