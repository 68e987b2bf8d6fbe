"""The concordance of all articles: any words, phrase or name with their context."""

from textual import events, on
from textual.app import ComposeResult

from db import Store
from tui.actions import load_bindings
from tui.screens.app_screen import AppScreen
from tui.strings.app_text import AppText
from tui.strings.concordance_text import ConcordanceText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.statistics.concordance_rows import match_position
from tui.widgets.statistics.kwic import ConcordanceView
from tui.widgets.statistics.table_view import TWO_LINE_HEIGHT, StatisticsState, StatisticsStatusBar
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList


class ConcordanceScreen(AppScreen):
    """A query line, and each occurrence of the query in any article."""

    BINDING_GROUP_TITLE = ConcordanceText.TITLE_OF_ALL
    AUTO_FOCUS = ""
    BINDINGS = load_bindings("concordance")

    def __init__(self, store: Store) -> None:
        """Create the screen with an empty query."""
        super().__init__()
        self._view = ConcordanceView(store, StatisticsState(), None)

    def compose(self) -> ComposeResult:
        """Compose the query line and the list between the header and the footer."""
        yield Header(AppText.NAME, ConcordanceText.TITLE_OF_ALL)
        yield self._view
        yield StatisticsStatusBar()
        yield Footer()

    def on_mount(self) -> None:
        """Focus the query line."""
        self._view.focus_input()

    def on_resize(self, _: events.Resize) -> None:
        """Use two status lines if the terminal is tall enough."""
        self.query_one(StatisticsStatusBar).set_class(self.size.height >= TWO_LINE_HEIGHT, "-tall")

    @on(VirtualList.Highlighted)
    @on(ConcordanceView.MatchesListed)
    def _show_foot(self) -> None:
        self.query_one(StatisticsStatusBar).show(*self._view.describe_row(), self._view.order())
        self.query_one(Header).detail = self._view.summary

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        article, start, end = match_position(message.rows.source.item(message.index))
        if article is not None:
            self.context.open_article(article, start, end)

    def action_ask(self) -> None:
        """Focus the query line."""
        self._view.focus_input()

    def action_order(self) -> None:
        """Switch to the next sort order."""
        self._view.next_order()

    def action_leave(self) -> None:
        """Move the focus from the query line to a list with rows, else close the screen."""
        if isinstance(self.focused, FilterInput) and self._view.table.count():
            self._view.rows.focus()
        else:
            self.context.action_back()
