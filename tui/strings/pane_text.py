"""The strings of the panes beside an open article."""

from __future__ import annotations

from typing import Final


class PaneText:
    # Headings in help
    PANE_KEYS = "Rows of a pane"
    LAYOUT_KEYS = "Panes"

    TITLES: Final[dict[str, str]] = {
        "names": "Names",
        "quotes": "Quotes",
        "timeline": "Timeline",
        "notes": "Notes",
    }
    EDITED = "edited"
    """The badge of a finding that the user corrected."""

    # Sort orders and groupings, in the order in which a key switches them
    NAME_ORDERS = ("most mentioned first", "in text order", "alphabetical")
    NAME_GROUPINGS = ("by type", "")
    QUOTE_ORDERS = ("in text order", "least confident first", "longest first")
    QUOTE_GROUPINGS = ("", "by speaker", "by kind")
    TIMELINE_ORDERS = ("earliest first", "latest first", "in text order")
    NOTE_ORDERS = ("in text order", "last changed first", "starred first")
    NOTE_GROUPINGS = ("", "by verdict", "by tag", "by color")
    WITHOUT_MINOR: Final[dict[str, str]] = {
        "quotes": "without scare quotes",
        "timeline": "without reported events",
    }
    WITH_WEAK_KINDS = "with topics and continuations"
    REPORTED = "reported {date}"
    GUESSED = "probably {date}"
    STATE = "{date}, a state"
    """The date of an event that only the publication of its article dates."""
    FILTER = "“{query}”"

    # Groups
    NAME_GROUPS: Final[dict[str, str]] = {
        "PERSON": "People",
        "ORG": "Organizations",
        "NORP": "Groups",
        "GPE": "Places",
        "LOC": "Places",
        "FAC": "Places",
    }
    OTHER_NAMES = "Other names"
    NAME_GROUP_ORDER = ("People", "Organizations", "Places", "Groups", OTHER_NAMES)
    QUOTE_GROUPS: Final[dict[str, str]] = {
        "direct": "Direct",
        "mixed": "Mixed",
        "indirect": "Indirect",
        "topic": "Topics",
        "continuation": "Continuations",
        "scare": "Scare quotes",
    }
    DOUBTFUL = "Doubtful, below {limit:.0%}"
    """The heading above the quotations with the least confidence, which are folded away."""
    NOTE_GROUPS: Final[dict[str, str]] = {
        "to verify": "To verify",
        "disputed": "Disputed",
        "checked": "Checked",
        "": "No verdict",
    }
    NO_TAG = "No tag"
    NOTE_COLOR_GROUPS: Final[dict[str, str]] = {
        "yellow": "Yellow",
        "green": "Green",
        "blue": "Blue",
        "red": "Red",
    }

    # Entries
    ALIASES = "also {names}"
    QUOTE = "quote"
    NO_SPEAKER = "no speaker"
    SCARE_QUOTE = "scare quote"
    DENIED = "{kind}, denied"
    ADDRESSED = "{kind}, to {addressee}"
    SOURCE = "{source} ({confidence}: {reason})"
    REPETITIONS = "in {number} articles"

    # The timeline
    PAST_EVENTS = "Past events"
    EVENTS = "Events"
    UPCOMING = "Upcoming"
    UPCOMING_WITHIN: Final[dict[int, str]] = {
        7: "Upcoming within a week",
        31: "Upcoming within a month",
        366: "Upcoming within a year",
    }
    """The headings of upcoming events, by the most days from the publication."""
    UPCOMING_LATER = "Upcoming later"
    NO_DATE = "No date"
    NOT_PUBLISHED = "No date: press D to set the day"
    PUBLISHED = "Published {date}"
    UNDATED = "no date"
    DECADE = "{year}s"
    SAME_DAY = "same day"
    NEXT_MONTH = "next month"
    IN_MONTHS = "in {number} months"
    NEXT_YEAR = "next year"
    IN_YEARS = "in {number} years"
    AFTER = "in {duration}"

    # Empty panes and the filter
    NO_MATCH = "No matches for “{query}”. Press Esc to clear the filter."
    FILTER_ERROR = "{error}.\nChange the filter, or press Esc to clear it."
    COMPARING = "Comparing the quotations by meaning …"
    NONE_NEAR = (
        "None of {quotations} near enough in meaning.\n"
        "Say it in other words, or press Esc to clear the filter."
    )
    NOT_ANALYZED = "Not analyzed: {stages}. Press R to analyze the article again."
    ONLY_SCARE_QUOTES = "No quotations except scare quotes and topics. Press w to show them."
    NO_EVENTS_UNPUBLISHED = "No dated events. Press D to set the publication date."
    EMPTY: Final[dict[str, str]] = {
        "names": "No names found. Press Tab to go to the next pane or the text.",
        "quotes": "No quotations found. Press Tab to go to the next pane or the text.",
        "timeline": "No dated events found. Press Tab to go to the next pane or the text.",
        "notes": "No notes yet. In the text, press i to write one or h to highlight.",
    }
    FILTER_PLACEHOLDERS: Final[dict[str, str]] = {
        "names": "Filter: name, role, type or entity:",
        "quotes": 'Filter: words, speaker:, kind:, type: or about:"…"',
        "timeline": "Filter: words or event:2026-03",
        "notes": "Filter: words, tag:, verdict or is:starred",
    }
