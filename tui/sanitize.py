"""Remove control characters before drawing, so that no stored text can control the terminal."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# Control characters, escape and C1 codes, line separators, and characters that reorder or hide
# their neighbors. Terminals interpret the former, and give the latter no cell of their own.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_BLANKS = {"\t": " ", "\n": " ", "\r": " "}


def safe(text: str) -> str:
    """Replace every character that a terminal would interpret, one for one.

    Tabs and line ends become spaces, the rest U+FFFD. Offsets stay valid, and every character has
    a measurable width. Call it on stored text before measuring or wrapping it.
    """
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: _BLANKS.get(match[0], "\ufffd"), text)


class SafeFilter(LineFilter):
    """Drop unsafe characters from drawn lines, as a last check for text not passed to `safe`.

    These characters were measured as zero cells wide, so dropping them preserves the line's width.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments without characters that a terminal would interpret."""
        if all(segment.text.isprintable() or segment.control for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(_UNSAFE.sub("", segment.text), segment.style, segment.control)
            for segment in segments
        ]
