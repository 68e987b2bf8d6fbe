"""The one filter at the screen: no stored text can send the terminal a command."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# Controls, escape and C1 codes, line separators, and characters that reorder or hide their
# neighbours. Terminals obey the first, and give the rest no cell of their own.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_BLANKS = {"\t": " ", "\n": " ", "\r": " "}


def safe(text: str) -> str:
    """The text with every character that a terminal would obey replaced, one for one.

    Tabs and line ends become spaces, the rest U+FFFD, so that offsets hold and every character
    has a width that can be measured. Call it on stored text before measuring or wrapping it.
    """
    if text.isprintable():
        return text
    return _OBEYED.sub(lambda found: _BLANKS.get(found[0], "\ufffd"), text)


class SafeFilter(LineFilter):
    """The last gate before the terminal: drops what `safe` should have replaced already.

    These characters were measured as no cells wide, so dropping them keeps the line's width.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, none of their texts holding a character that a terminal would obey."""
        if all(segment.text.isprintable() or segment.control for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(_OBEYED.sub("", segment.text), segment.style, segment.control)
            for segment in segments
        ]
