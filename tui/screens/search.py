"""The search: articles, quotations and notes as you type, each with the words around it."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.worker import get_current_worker

from db import Hit, StoreError
from tui.screens.previewing import PreviewingScreen
from tui.widgets.hits import Hits
from tui.widgets.keyline import KeyLine
from tui.widgets.line import Line
from tui.widgets.masthead import Masthead
from tui.widgets.preview import Preview
from tui.widgets.rows import Rows
from tui.wording import counted

SearchOrder = Literal["newest", "rank"]
MOST = 200
_ORDERS: dict[SearchOrder, str] = {"newest": "newest first", "rank": "best first"}
_HOW = (
    "Words that must all be there, the last one as far as it is typed. "
    '"Several words" as a phrase; a star ends a beginning: diplom*'
)
_NOTHING = (
    "There is no article to search yet. Esc goes back to the library, where one can be added."
)


def as_typed(query: str) -> str:
    """The query, its last word taken for a beginning, as the search does while it is typed."""
    words = query.strip()
    in_phrase = words.count('"') % 2 == 1
    return f"{words}*" if words[-1:].isalnum() and not in_phrase else words


class SearchScreen(PreviewingScreen):
    """A line to type in, and the answers below it."""

    BINDING_GROUP_TITLE = "Search"
    AUTO_FOCUS = "#query"
    DEFAULT_CSS = """
    SearchScreen {
        & #query {
            dock: top;
            margin: 1 0 0 0;
            padding: 0 1;
            background: $panel;
        }
        & #answers { height: 1fr; }
        & #hits { width: 1fr; padding: 1 0 0 0; }
        & Preview {
            display: none;
            width: 40%;
            margin: 1 0 0 0;
            border-left: solid $border-blurred;
        }
        &.-wide Preview { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,s", "edit", "Edit", id="search.edit",
                tooltip="Back to the words searched for"),
        Binding("o", "order", "Order", id="search.order",
                tooltip="Order by date or by how well they match"),
        Binding("escape", "leave", "Leave", show=False, id="search.leave",
                tooltip="From the answers to the words, from the words back"),
    ]  # fmt: skip

    class Found(Message):
        """The store answered a search."""

        def __init__(self, query: str, order: SearchOrder, hits: Sequence[Hit]) -> None:
            super().__init__()
            self.query = query
            self.order = order
            self.hits = hits

    def __init__(self) -> None:
        super().__init__()
        self._order: SearchOrder = "newest"
        self._into_hits = False

    def compose(self) -> ComposeResult:
        """The line above, the answers below."""
        yield Masthead("OnRecord", "Search")
        yield Line(id="query", placeholder="Who said what?")
        with Horizontal(id="answers"):
            yield Rows(id="hits", empty=self._how)
            yield Preview()
        yield KeyLine()

    def on_mount(self) -> None:
        """Ask anew when the store changes, as when a note found here is edited."""
        self.record.store_changed.subscribe(self, self._store_changed)

    @property
    def _how(self) -> str:
        """What an empty search says: how words are read, or that there is nothing to search yet."""
        try:
            stored = self.record.store.count()
        except StoreError:
            stored = 0
        return _HOW if stored else _NOTHING

    @property
    def _hits(self) -> Rows:
        return self.query_one("#hits", Rows)

    @property
    def _line(self) -> Line:
        return self.query_one("#query", Line)

    def _store_changed(self, _: int | None) -> None:
        self._ask(self._line.value, self._order)

    @on(Line.Changed, "#query")
    def _typed(self, message: Line.Changed) -> None:
        self._order = "newest"
        self._ask(message.value, self._order)

    @on(Line.Submitted, "#query")
    def _submitted(self, message: Line.Submitted) -> None:
        self._order = "rank"
        self._into_hits = True
        self._ask(message.value, self._order)

    @work(thread=True, exclusive=True, group="search")
    def _ask(self, query: str, order: SearchOrder) -> None:
        worker = get_current_worker()
        if worker.is_cancelled:
            return
        try:
            hits = self._search(query, order)
            if not hits and order == "rank":  # whole words have nothing: what was typed may be less
                hits = self._search(as_typed(query), order)
        except StoreError as error:
            self.app.call_from_thread(self.record.say, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(self.Found(query, order, hits))

    def _search(self, query: str, order: SearchOrder) -> list[Hit]:
        return self.record.store.search(query, order=order, limit=MOST) if query.strip() else []

    @on(Found)
    def _found(self, message: Found) -> None:
        shown = self._hits.source
        at = self._hits.cursor if isinstance(shown, Hits) and shown.hits == message.hits else 0
        asked = bool(message.query.strip())
        self._hits.empty = "Nothing has all of these words." if asked else self._how
        self._hits.show(Hits(message.hits), at)
        self.look()
        masthead = self.query_one(Masthead)
        many = "the first " if len(message.hits) == MOST else ""
        masthead.title = (
            f"Search: {many}{counted(len(message.hits), 'answer')}" if asked else "Search"
        )
        masthead.detail = _ORDERS[message.order] if message.hits else ""
        if self._into_hits:
            self._into_hits = False
            if message.hits:
                self._hits.focus()

    @property
    def previewed(self) -> int | None:
        """The article of the answer under the cursor."""
        source, at = self._hits.source, self._hits.cursor
        return source.hits[at].article if isinstance(source, Hits) and at >= 0 else None

    @on(Rows.Highlighted, "#hits")
    def _highlighted(self, message: Rows.Highlighted) -> None:
        message.stop()
        self.look()

    @on(Rows.Chosen, "#hits")
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        source = self._hits.source
        if isinstance(source, Hits):
            hit = source.hits[message.index]
            self.record.open_article(hit.article, hit.start, hit.end)

    @on(Line.Left, "#query")
    def _left(self) -> None:
        if self._hits.source.count():
            self._hits.focus()

    def action_edit(self) -> None:
        """Back to the words searched for."""
        self._line.focus()

    def action_order(self) -> None:
        """Order by date, or by how well they match."""
        self._order = "rank" if self._order == "newest" else "newest"
        self._ask(self._line.value, self._order)

    def action_leave(self) -> None:
        """From the answers to the words, from the words back."""
        if self.focused is self._hits:
            self._line.focus()
        else:
            self.record.action_back()
