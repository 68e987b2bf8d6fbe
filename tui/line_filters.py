"""Filters of drawn lines: no colors if NO_COLOR is set, and no unsafe characters."""

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

from tui.sanitize import drop_unsafe

if TYPE_CHECKING:
    from textual.app import App


class MonochromeFilter(LineFilter):
    """Draw the app's own themes in grays, and the terminal's own theme without colors.

    Textual chooses between the two only once, before it knows the theme. Greys computed from the
    terminal's own colors would be black on black.
    """

    def __init__(self, app: "App[None]") -> None:
        """Create a filter that reads the theme from `app`."""
        super().__init__()
        self._app = app
        self._grays, self._none = Monochrome(), NoColor()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colors."""
        colorless = self._none if self._app.native_ansi_color else self._grays
        return colorless.apply(segments, background)


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
            else Segment(drop_unsafe(segment.text), segment.style, segment.control)
            for segment in segments
        ]
