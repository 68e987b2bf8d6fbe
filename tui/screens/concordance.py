"""The concordance of all articles: any words, phrase or name with their context."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from db import Store
from tui.screens.base import FrameScreen
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.statistics.base import TALL, About, WordsState
from tui.widgets.statistics.concordance import ConcordanceView, KwicRows
from tui.widgets.text_line import Line
from tui.widgets.virtual_list import Rows


class ConcordanceScreen(FrameScreen):
    """A query line, and each occurrence of the query in any article."""

    BINDING_GROUP_TITLE = "Concordance of all articles"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,K", "ask", "Query", key_display="/", id="everywhere.ask",
                tooltip="Edit the words to find"),
        Binding("o", "order", "Order", id="everywhere.order",
                tooltip="Sort by article, by right context or by left context"),
        Binding("escape", "leave", "Close", show=False, id="everywhere.leave",
                tooltip="From the query to the list, then close"),
    ]  # fmt: skip

    def __init__(self, store: Store) -> None:
        """Create the screen with an empty query."""
        super().__init__()
        self._view = ConcordanceView(store, WordsState(), None)

    def compose(self) -> ComposeResult:
        """Compose the query line and the list between the header and the footer."""
        yield Masthead("OnRecord", "Concordance of all articles")
        yield self._view
        yield About()
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the query line."""
        self._view.ask_anew()

    def on_resize(self, _: events.Resize) -> None:
        """Use two status lines if the terminal is tall enough."""
        self.query_one(About).set_class(self.size.height >= TALL, "-tall")

    @on(Rows.Highlighted)
    @on(ConcordanceView.Changed)
    def _show_foot(self) -> None:
        self.query_one(About).show(*self._view.about(), self._view.order())
        self.query_one(Masthead).detail = self._view.summary

    @on(ConcordanceView.Failed)
    def _failed(self, message: ConcordanceView.Failed) -> None:
        self.record.say(message.why, severity="error")

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        source = message.rows.source
        if isinstance(source, KwicRows):
            article, start, end = source.place(message.index)
            if article is not None:
                self.record.open_article(article, start, end)

    def action_ask(self) -> None:
        """Focus the query line."""
        self._view.ask_anew()

    def action_order(self) -> None:
        """Switch to the next sort order."""
        self._view.next_order()

    def action_leave(self) -> None:
        """Move the focus from the query line to a list with rows, else close the screen."""
        if isinstance(self.focused, Line) and self._view.table.count():
            self._view.rows.focus()
        else:
            self.record.action_back()
