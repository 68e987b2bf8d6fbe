"""What several articles quote with the same words: in all articles, one of them, or a search."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.sayings.records import SayingOrder
from tui.screens.frame import FrameScreen
from tui.screens.saying import SayingScreen
from tui.widgets.keyline import KeyLine
from tui.widgets.line import Line
from tui.widgets.masthead import Masthead
from tui.widgets.rows import Rows
from tui.widgets.sayings.listed import SayingRows
from tui.wording import counted

_ORDERS: dict[SayingOrder, str] = {"latest": "told last first", "told": "most told first"}
_NONE = (
    "No two articles quote the same words yet. Where several papers quote one statement, it "
    "stands here once, with what each of them cut or changed."
)
_NONE_HERE = "No other article has the words of a quotation of this one."
_NOTHING = "Nothing that several articles quote answers this."


class SayingsScreen(FrameScreen):
    """A line to search by, and the sayings below it."""

    BINDING_GROUP_TITLE = "Same words"
    AUTO_FOCUS = "#sayings"
    DEFAULT_CSS = """
    SayingsScreen {
        & > #saying-query { dock: top; margin: 1 0 0 0; padding: 0 1; background: $panel; }
        & > #sayings { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="sayings.search",
                tooltip="Only those that answer a search: words, speaker:, before: and the like"),
        Binding("o", "order", "Order", id="sayings.order",
                tooltip="Those told last first, or those told most"),
        Binding("escape", "leave", "Leave", show=False, id="sayings.leave",
                tooltip="From the line to the list; else back"),
    ]  # fmt: skip

    class Listed(Message):
        """The store answered which sayings there are."""

        def __init__(self, rows: SayingRows, trouble: str) -> None:
            super().__init__()
            self.rows = rows
            self.trouble = trouble

    def __init__(self, article: int | None = None) -> None:
        """The sayings of all articles, or those of one."""
        super().__init__()
        self._article = article
        self._order: SayingOrder = "latest"
        self._words = ""
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """The line and the list between the masthead and the keys."""
        yield Masthead("Same words", "in this article" if self._article else "")
        if self._article is None:
            yield Line(id="saying-query", placeholder="Words, speaker:, source:, before: …")
        yield Rows(id="sayings")
        yield KeyLine()

    def on_mount(self) -> None:
        """List them, now and when the store changes."""
        self._list()
        self.record.store_changed.subscribe(self, lambda _: self._list())

    @property
    def _rows(self) -> Rows:
        return self.query_one("#sayings", Rows)

    def _list(self) -> None:
        self._ask(self._words, self._order)

    @work(thread=True, exclusive=True, group="sayings")
    def _ask(self, words: str, order: SayingOrder) -> None:
        worker = get_current_worker()
        store, chosen, trouble = self.record.store, None, ""
        try:
            if self._article is not None:
                chosen = store.sayings.of_article(self._article)
            elif words.strip():
                chosen, wrong = store.sayings.found(words, "newest")
                trouble = wrong.marked(words) if wrong else ""
            rows = SayingRows(store, order, chosen)
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.record.say, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(self.Listed(rows, trouble))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        message.stop()
        rows, before = self._rows, self._rows.source
        searched = bool(self._words.strip())
        empty = _NOTHING if searched else _NONE if self._article is None else _NONE_HERE
        rows.empty = message.trouble or empty
        kept = isinstance(before, SayingRows) and before.count() == message.rows.count()
        rows.show(message.rows, max(rows.cursor, 0) if kept else 0)
        masthead = self.query_one(Masthead)
        many = counted(message.rows.count(), "quotation")
        masthead.title = f"{many} in this article" if self._article is not None else many
        in_order = not searched and self._article is None
        masthead.detail = message.trouble or (_ORDERS[self._order] if in_order else "")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An order is for all of them; one article's are in the order of its text."""
        del parameters
        if action == "order":
            return self._article is None and not self._words.strip()
        return not (action == "search" and self._article is not None)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        source = self._rows.source
        row = source.saying(message.index) if isinstance(source, SayingRows) else None
        if row is not None:
            self.app.push_screen(SayingScreen(row.id, self._article))

    @on(Line.Changed)
    def _typed(self, message: Line.Changed) -> None:
        message.stop()
        if message.value != self._words:
            self._words = message.value
            self._list()

    @on(Line.Submitted)
    @on(Line.Left)
    def _to_the_list(self, message: Line.Submitted | Line.Left) -> None:
        message.stop()
        self._rows.focus()

    def action_search(self) -> None:
        """Go to the line."""
        self.query_one(Line).focus()

    def action_order(self) -> None:
        """Take the other order."""
        self._order = "told" if self._order == "latest" else "latest"
        self._rows.cursor = 0
        self._list()

    def action_leave(self) -> None:
        """From the line to the list, where something is in it; else back."""
        if isinstance(self.focused, Line) and self._rows.source.count():
            self._rows.focus()
        else:
            self.record.action_back()
