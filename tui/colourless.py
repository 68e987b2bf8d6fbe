"""Draw without colours if the environment variable NO_COLOR is set."""

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

if TYPE_CHECKING:
    from tui.app import OnRecord


class Colourless(LineFilter):
    """Draw the app's own themes in greys, and the terminal's own theme without colours.

    Textual chooses between the two only once, before it knows the theme. Greys computed from the
    terminal's own colours would be black on black.
    """

    def __init__(self, app: "OnRecord") -> None:
        """Create a filter that reads the theme from `app`."""
        super().__init__()
        self._app = app
        self._greys, self._none = Monochrome(), NoColor()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        colourless = self._none if self._app.native_ansi_color else self._greys
        return colourless.apply(segments, background)
