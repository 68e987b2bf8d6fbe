"""The foot of the reader: what is at the cursor and why, and how far the reading is."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget


class Foot(Widget):
    """One line, or two where there is room: what is here, why, and on the right how far it is.

    On one line the reason follows, as far as there is room. What is going on, such as a search,
    stands before how far the reading is, which makes room for it.
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
        self._shown = (Content(""), Content(""), Content(""), Content(""))

    def show(self, what: Content, why: Content, going_on: str, far: str) -> None:
        """Say what is here, why, what is going on, and how far the reading is."""
        shown = (
            what,
            why,
            Content.styled(f"  {going_on}" if going_on else "", "$accent"),
            Content.styled(f"  {far}" if far else "", "$foreground 70%"),
        )
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> RenderResult:
        """The lines, each cut where it is too long."""
        what, why, going_on, far = self._shown
        width, height = self.content_size
        if height == 1 and why.plain:
            what = Content.assemble(what, (" · ", "$foreground 70%"), why)
        right = Content.assemble(going_on, far)
        if going_on.plain and what.cell_length + right.cell_length > width:
            right = going_on
        room = max(width - right.cell_length, 0)
        first = what.truncate(room, ellipsis=True)
        first = first + Content(" " * (room - first.cell_length)) + right
        if height == 1:
            return first
        return Content("\n").join([first, why.truncate(width, ellipsis=True)])
