"""The theme picker: the theme under the cursor is previewed, and Enter keeps it.

The screen shown while the terminal is too small for the app.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import load_bindings
from tui.strings.app_text import AppText
from tui.strings.theme_text import ThemeText
from tui.theme import THEMES
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.context import AppContext


def _draw_theme(name: str, width: int) -> Sequence[Content]:
    """Return the description of one of OnRecord's themes, or the name of one of Textual's."""
    del width
    return [Content(AppText.THEMES.get(name, name))]


class ThemesScreen(ModalScreen[None]):
    """A list of themes over the screen that previews them."""

    BINDING_GROUP_TITLE = ThemeText.TITLE
    DEFAULT_CSS = """
    ThemesScreen {
        align: right top;
        background: transparent;
        & > Vertical {
            width: 38;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            margin: 1 1;
            padding: 1 1;
            background: $panel;
            border-left: outer $primary;
        }
        & VirtualList { height: auto; max-height: 16; }
        & .hint { color: $foreground-muted; margin: 1 0 0 2; }
    }
    """
    BINDINGS = load_bindings("themes")

    def compose(self) -> ComposeResult:
        """Compose the list of themes and the hint."""
        self._before = self.app.theme
        ours = [theme.name for theme in THEMES]
        self._themes = ours + sorted(
            name
            for name in self.app.available_themes
            if name not in ours and not name.startswith(("ansi", "textual-ansi"))
        )
        with Vertical():
            yield VirtualList(ListSource(self._themes, _draw_theme))
            yield Static(ThemeText.KEYS, markup=False, classes="hint")

    def on_mount(self) -> None:
        """Put the cursor on the current theme."""
        current = self._themes.index(self._before) if self._before in self._themes else 0
        rows = self.query_one(VirtualList)
        rows.show(rows.source, current)

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        if message.index >= 0:
            self.app.theme = self._themes[message.index]

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        cast("AppContext", self.app).settings.set("theme", self.app.theme)
        self.dismiss()

    def on_click(self, event: events.Click) -> None:
        """Close the dialog on a click outside it."""
        if event.widget is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Restore the previous theme and close."""
        self.app.theme = self._before
        self.dismiss()
