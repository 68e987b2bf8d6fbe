"""The layout of the reader: the panes beside or below the text, the focus, and the lines."""

from typing import TYPE_CHECKING, Protocol

from textual.geometry import Size

from tui.actions import load_bindings
from tui.screens.reader.controller import Controller, ReaderView
from tui.screens.reader.model import ReaderModel
from tui.widgets.article_view.scroll_view import MEASURE
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import GROUPS, Group
from tui.widgets.key_sequences import RepeatCount
from tui.widgets.panes.pane_area import PaneArea

if TYPE_CHECKING:
    from tui.context import AppContext

_NARROW = 90  # cells from which the panes are beside the text
_TALL = 26  # lines from which the status bar has two lines


class LayoutView(ReaderView, Protocol):
    """The reader's screen, with the widgets and classes that make its layout."""

    @property
    def view(self) -> ArticleView:
        """The text."""

    @property
    def panes(self) -> PaneArea:
        """The panes."""

    @property
    def terminal_size(self) -> Size:
        """The size of the terminal."""

    @property
    def shows_text_only(self) -> bool:
        """True if the text fills the terminal."""

    def show_text_only(self, on: bool) -> None:
        """Hide all but the text, or show everything again."""

    def place_panes(self, *, below: bool, zoomed: bool, tall: bool) -> None:
        """Place the panes beside or below the text or over it, and set the status bar's height."""

    def clear_search(self) -> bool:
        """Clear the search; return False if there is none."""

    def sync_panes(self) -> None:
        """Update the panes and the status bar for the cursor and the chosen finding."""


class LayoutController(Controller[LayoutView]):
    """Arrange the text and the panes, move the focus between them, and set the lines."""

    BINDINGS = load_bindings("reader_layout")

    def __init__(
        self,
        model: ReaderModel,
        context: "AppContext",
        view: LayoutView,
        count: RepeatCount | None = None,
    ) -> None:
        """Create the controller of the layout; `count` is typed before a key."""
        super().__init__(model, context, view)
        self.focused_pane: Group | None = None
        """The pane that has, or last had, the focus."""
        self._count = count or RepeatCount()
        self._panes_wanted: bool | None = None  # None: shown if there is room
        self._left_text = False  # a pane has moved the text since it had the focus

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return None: the layout can always change."""
        del action
        return None

    def restore_settings(self) -> None:
        """Restore the line length, the paragraph numbers and the layout."""
        settings = self.context.settings
        self.view.view.set_measure(settings.get("reader.measure", MEASURE))
        self.view.view.show_paragraph_numbers(settings.get("reader.numbers", False))
        self.update()

    # The focus

    def record_focus(self) -> None:
        """Record which pane has the focus."""
        panes = self.view.panes
        within = (group for group in GROUPS if panes.pane(group).has_focus_within)
        self.focused_pane = next(within, None)
        if self.view.view.has_focus:
            self._left_text = False

    def record_jump_from_pane(self) -> None:
        """Record the position that the cursor of a pane moves the text from, once per focus."""
        if not self._left_text:
            self._left_text = True
            self.model.jump_list.record_jump(self.model.text.position)

    def return_to_text(self) -> None:
        """Focus the text; in a narrow terminal, hide the panes to show it."""
        zoomed = self.view.panes.unzoom()
        if zoomed or self._is_narrow:
            self._panes_wanted = None if self._is_narrow else self._panes_wanted
            self.update()
        self.view.focus_text()

    def action_switch(self, by: int) -> None:
        """Move the focus between the text and the visible panes."""
        panes, text = self.view.panes, self.view.view
        if not panes.display:
            self.action_pane(panes.current)
            return
        stops = [text, *(panes.pane(group).rows for group in panes.visible_panes)]
        at = next((i for i, widget in enumerate(stops) if widget.has_focus), 0)
        stops[(at + by) % len(stops)].focus()

    def action_pane(self, group: Group) -> None:
        """Show a pane and focus it."""
        self.focus_pane(group)
        self.view.sync_panes()

    def focus_pane(self, group: Group) -> None:
        """Show a pane and focus it."""
        if not self.view.panes.display:
            self._panes_wanted = True
            self.view.show_text_only(False)
            self.update()
        self.view.panes.show_pane(group)

    def action_leave(self) -> None:
        """Clear the innermost state: selection, zoom, pane focus, search, filter, choice."""
        if self.model.text.selected:
            self.view.clear_selection()
        elif self.view.panes.unzoom():
            self.update()
        elif not self.view.view.has_focus:
            self.return_to_text()
        elif self.view.clear_search():
            pass
        elif self.model.speaker_filter is not None:
            self.model.filter_by_speaker(None)
        elif self.model.chosen_finding:
            self.model.choose(None)
        elif self.view.shows_text_only:
            self.action_focus_text()
        elif (
            self.context.user_keys.is_plain
        ):  # vim users press Esc habitually: only the plain keymap closes the screen
            self.context.action_back()

    # The layout

    @property
    def _is_narrow(self) -> bool:
        return self.view.terminal_size.width < _NARROW

    def update(self) -> None:
        """Place the panes beside or below the text, or hide them."""
        panes, size, narrow = self.view.panes, self.view.terminal_size, self._is_narrow
        wanted = self._panes_wanted
        if wanted is None:
            wanted = not narrow and self.context.settings.get("panes.shown", True)
        had_focus = panes.has_focus_within
        panes.display = wanted and not self.view.shows_text_only
        if had_focus and not panes.display:
            self.view.focus_text()
        zoomed = panes.zoomed and panes.display
        self.view.place_panes(below=narrow, zoomed=zoomed, tall=size.height >= _TALL)
        panes.fit(size.width, narrow)
        if panes.display:
            self.view.sync_panes()

    def action_toggle_panes(self) -> None:
        """Show or hide the panes."""
        self._panes_wanted = not self.view.panes.display
        if not self._is_narrow:
            self.context.settings.set("panes.shown", self._panes_wanted)
        self.view.panes.unzoom()
        self.view.show_text_only(False)
        self.update()

    def action_focus_text(self) -> None:
        """Show only the text, or everything again."""
        self.view.show_text_only(not self.view.shows_text_only)
        self.update()

    def action_measure(self, by: int) -> None:
        """Change the line length by `by` cells, times the count."""
        text = self.view.view
        text.set_measure(text.measure + by * self._count.pop())
        self.context.settings.set("reader.measure", text.measure)

    def action_numbers(self) -> None:
        """Show or hide the paragraph numbers."""
        text = self.view.view
        text.show_paragraph_numbers(not text.numbered)
        self.context.settings.set("reader.numbers", text.numbered)

    def action_legend(self) -> None:
        """Open the legend of styles and marks."""
        self.context.open("legend", palette=self.view.view.palette)
