"""The concordance of all articles: any words, phrase or name with what stands around them."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from db import Store
from tui.screens.frame import FrameScreen
from tui.widgets.keyline import KeyLine
from tui.widgets.line import Line
from tui.widgets.masthead import Masthead
from tui.widgets.rows import Rows
from tui.widgets.words.about import TALL, About
from tui.widgets.words.concordance import ConcordanceView
from tui.widgets.words.kwic import KwicRows
from tui.widgets.words.state import WordsState


class ConcordanceScreen(FrameScreen):
    """A line to type in, and each place of the words in any article."""

    BINDING_GROUP_TITLE = "Concordance of all articles"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,K", "ask", "Ask", key_display="/", id="everywhere.ask",
                tooltip="Back to the words asked for"),
        Binding("o", "order", "Order", id="everywhere.order",
                tooltip="Order by article, by the words that follow or by those before"),
        Binding("escape", "leave", "Leave", show=False, id="everywhere.leave",
                tooltip="From the line to the list; else back"),
    ]  # fmt: skip

    def __init__(self, store: Store) -> None:
        """The concordance of what is typed."""
        super().__init__()
        self._view = ConcordanceView(store, WordsState(), None)

    def compose(self) -> ComposeResult:
        """The line and the list between the masthead and the keys."""
        yield Masthead("OnRecord", "Concordance of all articles")
        yield self._view
        yield About()
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin in the line."""
        self._view.ask_anew()

    def on_resize(self, _: events.Resize) -> None:
        """Two lines at the foot where there is room."""
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
        """Go to the line."""
        self._view.ask_anew()

    def action_order(self) -> None:
        """Take the next order."""
        self._view.next_order()

    def action_leave(self) -> None:
        """From the line to the list where there is one, else back."""
        if isinstance(self.focused, Line) and self._view.table.count():
            self._view.rows.focus()
        else:
            self.record.action_back()
