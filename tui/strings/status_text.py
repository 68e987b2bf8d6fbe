"""The strings of the status bar of an open article."""

from __future__ import annotations

from typing import Final


class StatusText:
    TYPES: Final[dict[str, str]] = {
        "PERSON": "person",
        "ORG": "organization",
        "GPE": "place",
        "LOC": "place",
        "FAC": "building or site",
        "NORP": "group",
        "EVENT": "event",
        "PRODUCT": "product",
        "LAW": "law",
        "WORK_OF_ART": "work",
        "UNNAMED": "person without a name",
        "GROUP": "group without a name",
        "BODY": "body without a name",
        "DOCUMENT": "document",
        "OUTLET": "outlet",
    }
    ALIASES = "also {names}"
    NOTE = "Note"
    HIGHLIGHT = "Highlight"
    HAS_NOTE = "has a note"
    STARRED = "starred"
    SELECTED = "{words} selected"
    END_MOVES = "moving the end"
    START_MOVES = "moving the start"
    SELECTION_KEYS = (
        "i note · h highlight · tt tag · yy copy · v next unit · w b ( ) { } move · o other end"
    )
    PARAGRAPH = "Paragraph {number} of {total}"
    SEARCH = "“{words}” {position}"
    ONLY_SPEAKER = "only {speaker}: {quotations}"
    PROGRESS = "{percent} · {rest}"
    END = "end"
    UNDER_A_MINUTE = "under 1 min left"
    MINUTES_LEFT = "{minutes} min left"
    HOURS_LEFT = "{hours} h {minutes} min left"
