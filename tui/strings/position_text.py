"""The strings of the positions of a person."""

from __future__ import annotations

from typing import Final


class PositionText:
    TOPIC = "Statements of {name} about"
    TOPIC_HINT = "A topic in your own words; empty for the newest statements."
    ABOUT = "about “{topic}”"
    NEWEST = "the newest {number:,} of {total:,} statements"
    ALL = "all statements"
    CHANGED = "{statements}, {changed:,} with a sign of change"
    NONE_NEAR = "No statement is near to “{topic}”. Press {key} for another topic."
    COMPARED_WITH = "beside {day}, {source}"
    SIGNS: Final[dict[str, str]] = {
        "negation": "negation differs",
        "number": "number differs",
        "modality": "modality differs",
    }
    NO_PAIR = "This statement is near in words to no earlier one."
    NOTE_ADDED = "Added a note on two statements"
    NOTE_EDITED = "Edited a note on two statements"
    EARLIER = "Earlier: {words}"
