"""Drawing without colours, for those who set NO_COLOR."""

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

if TYPE_CHECKING:
    from tui.app import OnRecord


class Colourless(LineFilter):
    """Greys for themes of our own; for the terminal's own colours, none at all.

    Textual decides between the two once, before it knows the theme, and greys made of the
    terminal's colours are black on black.
    """

    def __init__(self, app: "OnRecord") -> None:
        """A filter that asks `app` for its theme."""
        super().__init__()
        self._app = app
        self._greys, self._none = Monochrome(), NoColor()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colours."""
        colourless = self._none if self._app.native_ansi_color else self._greys
        return colourless.apply(segments, background)
