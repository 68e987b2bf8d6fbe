"""The status bar of the text statistics screen: the current row, and a remark on the list."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

TALL = 26  # fewest lines of a screen for a status bar of two lines


class About(Widget):
    """A status bar of one or two lines: the current row, the list's order, and its remark.

    On one line the remark follows the row as far as there is room.
    """

    DEFAULT_CSS = """
    About {
        height: 1;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        &.-tall { height: 2; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._shown = (Content(""), Content(""), "")

    def show(self, row: Content, remark: Content, order: str) -> None:
        """Show the description of the row, the list's remark, and its order."""
        if (row, remark, order) != self._shown:
            self._shown = (row, remark, order)
            self.refresh()

    def render(self) -> RenderResult:
        """Return the lines, each truncated to the width."""
        row, remark, order = self._shown
        width, height = self.content_size
        if height == 1 and remark.plain:
            row = Content.assemble(row, " · " if row.plain else "", remark)
        right = Content.styled(f"  {order}" if order else "", "$accent")
        room = max(width - right.cell_length, 0)
        first = row.truncate(room, ellipsis=True)
        first = first + Content(" " * (room - first.cell_length)) + right
        if height == 1:
            return first
        return Content("\n").join(
            [first, remark.truncate(width, ellipsis=True).stylize("$foreground-muted")]
        )
