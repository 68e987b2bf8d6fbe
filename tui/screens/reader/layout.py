"""The reader's layout: the text, its panes, and the links between both."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from db import Store
from tui.screens.reader.navigation import NavigationScreen
from tui.widgets.article_view.scroll_view import MEASURE
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import GROUPS, Group
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.pane_area import PaneArea
from tui.widgets.status_bar import StatusBar

_NARROW = 90  # cells from which the panes are beside the text
_TALL = 26  # lines from which the status bar has two lines


class ReaderLayoutScreen(NavigationScreen):
    """An article beside its panes; the cursor of each follows the other."""

    BINDING_GROUP_TITLE = "Reader"
    AUTO_FOCUS = "#article"
    DEFAULT_CSS = """
    ReaderLayoutScreen {
        & > #reading { height: 1fr; layout: horizontal; }
        & > #reading > ArticleView { width: 1fr; height: 1fr; }
        & > #reading.-below { layout: vertical; }
        &.-zoomed > #reading > ArticleView { display: none; }
        &.-alone > StatusBar, &.-alone > Header, &.-alone > Footer { display: none; }
        &.-alone.-going-on > StatusBar { display: block; height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "switch(1)", "Panes", id="reader.tab",
                tooltip="Focus the next pane, or the text"),
        Binding("shift+tab", "switch(-1)", "Back", show=False, id="reader.backtab",
                tooltip="Focus the previous pane, or the text"),
        Binding("p n", "pane('names')", "Names", show=False, key_display="pn",
                id="reader.names", tooltip="Go to the Names pane"),
        Binding("p q", "pane('quotes')", "Quotes", show=False, key_display="pq",
                id="reader.quotes", tooltip="Go to the Quotes pane"),
        Binding("p t", "pane('timeline')", "Timeline", show=False, key_display="pt",
                id="reader.timeline", tooltip="Go to the Timeline pane"),
        Binding("p o", "pane('notes')", "Notes", show=False, key_display="po",
                id="reader.notes", tooltip="Go to the Notes pane"),
        Binding("p p", "toggle_panes", "Show panes", show=False, key_display="pp",
                id="reader.panes", tooltip="Show or hide the panes"),
        Binding("f", "focus_text", "Focus", id="reader.focus",
                tooltip="Show only the text, or everything again"),
        Binding("less_than_sign", "measure(-4)", "Narrower", show=False, key_display="<",
                id="reader.narrower", tooltip="Shorter lines"),
        Binding("greater_than_sign", "measure(4)", "Wider", show=False, key_display=">",
                id="reader.wider", tooltip="Longer lines"),
        Binding("number_sign", "numbers", "Numbers", show=False, key_display="#",
                id="reader.numbers", tooltip="Show or hide the paragraph numbers"),
        Binding("M", "legend", "Legend", show=False, id="reader.legend",
                tooltip="The meaning of every style and mark of the text"),
        Binding("escape", "leave", "Close", show=False, id="reader.leave",
                tooltip="Clear the selection; from a pane to the text; with plain keys close"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int) -> None:
        """Create the screen of an article; the article is loaded later."""
        super().__init__(store, article)
        self._panes_wanted: bool | None = None  # None: shown if there is room
        self._focus: Group | None = None  # the pane that has, or last had, the focus
        self._left_text = False  # a pane has moved the text since it had the focus

    def compose(self) -> ComposeResult:
        """Compose the text and the panes between the header and the footer."""
        yield Header("OnRecord")
        with Container(id="reading"):
            yield self.view
            yield self.panes
        yield self.find_bar
        yield StatusBar(id="foot")
        yield Footer()

    def on_mount(self) -> None:
        """Restore the line length, the paragraph numbers and the layout."""
        self.view.set_measure(self.context.settings.get("reader.measure", MEASURE))
        self.view.show_paragraph_numbers(self.context.settings.get("reader.numbers", False))
        self.update_layout()

    # Synchronization of text and panes

    def sync_panes(self) -> None:
        """Update the panes and the status bar for the cursor and the chosen finding."""
        if self.panes.display:
            self.panes.follow(self.view.sentence, self.chosen_finding)
        self.update_status_bar()

    @on(ArticleView.Clicked)
    def _clicked(self, message: ArticleView.Clicked) -> None:
        ref = self.findings.smallest_at(message.offset) if self.findings else None
        if ref or self.chosen_finding:
            self.choose_finding(ref)
        if ref and self.panes.display:
            self.panes.show_pane(ref.group, focus=False)
            self.sync_panes()

    @on(PaneArea.FindingShown)
    def _shown_in_pane(self, message: PaneArea.FindingShown) -> None:
        if not self._left_text:
            self._left_text = True
            self.jump_list.record_jump(self.view.position)
        self.choose_finding(message.ref)
        if message.go:
            self._back_to_text()

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        within = (group for group in GROUPS if self.panes.pane(group).has_focus_within)
        self._focus = next(within, None)
        if self.view.has_focus:
            self._left_text = False

    def _back_to_text(self) -> None:
        """Focus the text; in a narrow terminal, hide the panes to show it."""
        zoomed = self.panes.unzoom()
        if zoomed or self.query_one("#reading").has_class("-below"):
            self._panes_wanted = None if self._is_narrow else self._panes_wanted
            self.update_layout()
        self.view.focus()

    @on(PaneArea.Resized)
    def _panes_resized(self) -> None:
        self.update_layout()

    @on(PaneArea.AllHidden)
    def _panes_emptied(self) -> None:
        self.action_toggle_panes()

    # Keys

    def key_escape(self) -> None:
        """Override Textual's handler, which would clear the selection before `action_leave`."""

    def action_switch(self, by: int) -> None:
        """Move the focus between the text and the visible panes."""
        if not self.panes.display:
            self.action_pane(self.panes.current)
            return
        stops = [self.view, *(self.panes.pane(group).rows for group in self.panes.visible_panes)]
        at = next((i for i, widget in enumerate(stops) if widget.has_focus), 0)
        stops[(at + by) % len(stops)].focus()

    def action_pane(self, group: Group) -> None:
        """Show a pane and focus it."""
        self.focus_pane(group)
        self.sync_panes()

    def focus_pane(self, group: Group) -> None:
        """Show a pane and focus it."""
        if not self.panes.display:
            self._panes_wanted = True
            self.remove_class("-alone")
            self.update_layout()
        self.panes.show_pane(group)

    def action_toggle_panes(self) -> None:
        """Show or hide the panes."""
        self._panes_wanted = not self.panes.display
        if not self._is_narrow:
            self.context.settings.set("panes.shown", self._panes_wanted)
        self.panes.unzoom()
        self.remove_class("-alone")
        self.update_layout()

    def action_focus_text(self) -> None:
        """Show only the text, or everything again."""
        self.toggle_class("-alone")
        self.update_layout()

    def action_measure(self, by: int) -> None:
        """Change the line length by `by` cells, times the count."""
        self.view.set_measure(self.view.measure + by * self.count.pop())
        self.context.settings.set("reader.measure", self.view.measure)

    def action_numbers(self) -> None:
        """Show or hide the paragraph numbers."""
        self.view.show_paragraph_numbers(not self.view.numbered)
        self.context.settings.set("reader.numbers", self.view.numbered)

    def action_legend(self) -> None:
        """Open the legend of styles and marks."""
        from tui.dialogs.help import LegendScreen  # loaded on first use

        self.app.push_screen(LegendScreen(self.view.palette))

    def action_leave(self) -> None:
        """Clear the innermost state: selection, zoom, pane focus, search, filter, choice."""
        if self.view.selected:
            self.clear_selection()
        elif self.panes.unzoom():
            self.update_layout()
        elif not self.view.has_focus:
            self._back_to_text()
        elif self.find_bar.clear():
            pass
        elif self.speaker_filter is not None:
            self.filter_by_speaker(None)
        elif self.chosen_finding:
            self.choose_finding(None)
        elif self.has_class("-alone"):
            self.action_focus_text()
        elif (
            self.context.user_keys.is_plain
        ):  # vim users press Esc habitually: only the plain keymap closes the screen
            self.context.action_back()

    # The layout

    def on_resize(self, _: events.Resize) -> None:
        """Adapt the layout to the new size."""
        self.update_layout()

    @property
    def _is_narrow(self) -> bool:
        return (self.size.width or self.app.size.width) < _NARROW

    def update_layout(self) -> None:
        """Place the panes beside or below the text, or hide them."""
        narrow = self._is_narrow
        wanted = self._panes_wanted
        if wanted is None:
            wanted = not narrow and self.context.settings.get("panes.shown", True)
        had_focus = self.panes.has_focus_within
        self.panes.display = wanted and not self.has_class("-alone")
        self.set_class(self.panes.zoomed and self.panes.display, "-zoomed")
        if had_focus and not self.panes.display:
            self.view.focus()
        self.query_one("#reading").set_class(narrow, "-below")
        self.query_one(StatusBar).set_class(
            (self.size.height or self.app.size.height) >= _TALL, "-tall"
        )
        self.panes.fit(self.size.width or self.app.size.width, narrow)
        if self.panes.display:
            self.sync_panes()
