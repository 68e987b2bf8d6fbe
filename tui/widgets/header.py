"""The header: one line with the screen's name, its title and a detail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App, RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.sanitize import HAS_LINKS, safe
from tui.strings.app_text import AppText
from tui.strings.list_text import ListText


@contextmanager
def show_opening_while(app: App[Any]) -> Iterator[None]:
    """Show in the header of the current screen that something opens, until the body has run."""
    headers = [*app.screen.query(Header)] if app.screen_stack else []
    for header in headers:
        header.show_opening()
    try:
        yield
    finally:
        for header in headers:
            header.is_opening = False


class Header(Widget):
    """A screen's name on the left, `title` beside it, `marks` and `detail` on the right."""

    DEFAULT_CSS = """
    Header {
        dock: top;
        height: 1;
        background: $surface;
        color: $foreground;
    }
    """

    title: reactive[str] = reactive("")
    address: reactive[str] = reactive("")
    """The web address that the title links to, in terminals with links; "" for none."""
    detail: reactive[str] = reactive("")
    is_opening: reactive[bool] = reactive(False)
    """True while another screen opens over this one."""
    marks: reactive[str] = reactive("")
    """The number of marked rows of the screen's list; "" for none."""
    damaged: reactive[int] = reactive(0)
    """The number of damaged records among the rows of the screen's list."""

    def __init__(self, name: str, title: str = "", detail: str = "") -> None:
        """Create the header of the screen with this `name`."""
        super().__init__()
        self._screen_name = name
        self.set_reactive(Header.title, title)
        self.set_reactive(Header.detail, detail)

    class TitleShown(Message):
        """The title of the current screen changed, or another screen became the current one."""

        def __init__(self, title: str) -> None:
            super().__init__()
            self.title = title

    def on_mount(self) -> None:
        """Post the title, now and when the screen is uncovered."""
        self.app.screen_change_signal.subscribe(self, lambda _: self._screen_changed())

    def show_opening(self) -> None:
        """Draw at once that another screen opens, which may take seconds on a busy machine."""
        if not self.is_mounted or not self.screen.is_current:
            return
        self.is_opening = True
        self.screen._dirty_widgets.add(self)
        self.screen._on_timer_update()

    def _screen_changed(self) -> None:
        if self.app.screen is self.screen:
            self.is_opening = False
        self.watch_title()

    def watch_title(self) -> None:
        """Post the title, unless another screen covers this one."""
        if self.is_mounted and self.app.screen is self.screen:
            self.post_message(self.TitleShown(self.title or self._screen_name))

    def render(self) -> RenderResult:
        """Return the line; the title is truncated before the detail, which may be an error."""
        width = self.size.width
        left = Content.assemble((f" {self._screen_name} ", "bold $primary"))
        damage = ListText.DAMAGED_ROWS.format(number=self.damaged) if self.damaged else ""
        opening = AppText.OPENING if self.is_opening else ""
        parts = [
            Content.styled(opening, "bold $accent"),
            Content.styled(self.marks, "bold $accent"),
            Content.styled(damage, "bold $error"),
            Content.styled(safe(self.detail), "$foreground-muted"),
        ]
        right = Content(" · ").join(part for part in parts if part.plain) + " "
        left = left.truncate(width, ellipsis=True)
        right = right.truncate(max(width - left.cell_length - 1, 0), ellipsis=True)
        room = max(width - left.cell_length - right.cell_length - 1, 0)
        title = Content(safe(self.title)).truncate(room, ellipsis=True)
        if self.address and HAS_LINKS:
            title = title.stylize(Style(link=safe(self.address)))
        gap = width - left.cell_length - title.cell_length - right.cell_length
        return Content.assemble(left, title, " " * gap, right)
