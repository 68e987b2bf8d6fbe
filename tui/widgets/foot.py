"""The foot of the reader: the finding at the cursor, and on a second line why it was made."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget


class Foot(Widget):
    """One line, or two where there is room: what is here, why, and on the right what is going on.

    On one line the reason follows, as far as there is room.
    """

    DEFAULT_CSS = """
    Foot {
        height: 1;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        &.-tall { height: 2; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self, id: str | None = None) -> None:
        """An empty foot."""
        super().__init__(id=id)
        self._shown = (Content(""), Content(""), Content(""))

    def show(self, what: Content, why: Content, going_on: str) -> None:
        """Say what is here, why, and what is going on."""
        shown = (what, why, Content.styled(f"  {going_on}" if going_on else "", "$accent"))
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> RenderResult:
        """The lines, each cut where it is too long."""
        what, why, going_on = self._shown
        width, height = self.content_size
        if height == 1 and why.plain:
            what = Content.assemble(what, (" · ", "$foreground 70%"), why)
        room = max(width - going_on.cell_length, 0)
        first = what.truncate(room, ellipsis=True)
        first = first + Content(" " * (room - first.cell_length)) + going_on
        if height == 1:
            return first
        return Content("\n").join([first, why.truncate(width, ellipsis=True)])
