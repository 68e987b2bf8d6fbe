"""The foot of the Words screen: what the row under the cursor says, and about the whole list."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

TALL = 26  # lines of a screen from which the foot may take two


class About(Widget):
    """The row and the order of the list; below, where there is room, what to know of the list.

    On one line the list's remark follows, as far as there is room.
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
        """Say what the row says, what to know of the list, and how it is ordered."""
        if (row, remark, order) != self._shown:
            self._shown = (row, remark, order)
            self.refresh()

    def render(self) -> RenderResult:
        """The lines, each cut where it is too long."""
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
