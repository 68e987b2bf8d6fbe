"""The strings of the legend of the text."""

from __future__ import annotations

from typing import Final


class LegendText:
    TITLE = "Legend"
    NAMES = "Names"
    QUOTATIONS = "Quotations"
    DATES = "Dates"
    NOTES = "Your notes"
    CURSOR = "Cursor and selection"
    STYLES: Final[dict[str, tuple[str, str]]] = {
        "person": ("Petra Holm", "a person"),
        "organization": ("Harbor Board", "an organization"),
        "group": ("Norwegians", "a nation, party or religion"),
        "place": ("Skarvik", "a place, building or site"),
        "other_name": ("Harbor Act", "an event, law, work or product"),
        "direct": ("“We decide.”", "direct: the speaker's words"),
        "mixed": ("that it “burned”", "mixed: partly their words"),
        "indirect": ("that it burned", "indirect: the writer's words"),
        "scare": ("“so-called”", "scare quotes"),
        "event": ("on Friday", "the date of an event"),
        "time": ("for a year", "another date or duration"),
        "yellow": ("ninety stalls", "a yellow note or highlight"),
        "green": ("the roof", "a green one"),
        "blue": ("the quay", "a blue one"),
        "red": ("the fire", "a red one"),
        "sign": ("stalls", "a note with a text; Enter opens it"),
        "checked": ("", "a note: checked"),
        "disputed": ("", "a note: disputed"),
        "to_verify": ("", "a note: to verify"),
        "starred": ("", "a note with a star"),
        "cursor": ("The council voted.", "the sentence at the cursor"),
        "current_finding": ("Petra Holm", "the finding at the cursor"),
        "related": ("the mayor", "related to that finding"),
        "selected": ("said the mayor", "the selection"),
        "match": ("council", "a search match"),
        "current_match": ("council", "the current match"),
        "dimmed": ("It rained.", "hidden by the speaker filter"),
    }
    """The sample and the meaning of each style."""
