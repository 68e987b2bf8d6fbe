"""The concordance of an article or of all: any words, phrase or name in context (KWIC)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from analysis.corpus.concordance import SORTS, Sort, parse_phrases
from db import Article, Store
from db.repositories.corpus import ConcordanceHit, ConcordancePage
from db.text_statistics import find_concordance
from tui.actions import load_bindings
from tui.display_text import display_title, format_count
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.store_query import QueryRun, run_query
from tui.strings.concordance_text import ConcordanceText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.statistics.concordance_rows import describe_article, list_matches
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList

PAGE_SIZE = 500  # lines shown at first, and added by each `+`


@dataclass
class ConcordanceState:
    """The query, its scope, order and cursor, which are preserved while the screen is closed."""

    query: str = ""
    whole_store: bool = False
    sort: Sort = "place"
    cursor: int = 0


class ConcordanceScreen(AppScreen):
    """A query line, and each match of the query with its context."""

    BINDING_GROUP_TITLE = ConcordanceText.TITLE
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ConcordanceScreen {
        & #query { height: 1; margin: 1 0; padding: 0 2; background: $panel; }
        & #matches { height: 1fr; }
        & #order { height: 1; padding: 0 1; background: $surface; color: $foreground-muted; }
    }
    """
    BINDINGS = load_bindings("concordance")

    def __init__(
        self,
        store: Store,
        article: Article | None = None,
        state: ConcordanceState | None = None,
        query: str = "",
        go: Callable[[int, int], None] | None = None,
    ) -> None:
        """Search an article, or all articles if it is None; without `query`, ask for one.

        `go` selects a span of the article after this screen closes.
        """
        super().__init__()
        self._store, self._article, self._go = store, article, go
        self._state = state or ConcordanceState()
        self._asks = not query
        if query and (query != self._state.query or self._state.whole_store):
            self._state.query, self._state.whole_store, self._state.cursor = query, False, 0
        self._limit = PAGE_SIZE
        self._has_more = False

    def compose(self) -> ComposeResult:
        """Compose the query line and the list between the header and the footer."""
        title = display_title(self._article.row) if self._article else ConcordanceText.ALL_ARTICLES
        yield Header(ConcordanceText.TITLE, title)
        yield FilterInput(placeholder=ConcordanceText.PLACEHOLDER, id="query")
        yield VirtualList(id="matches", empty=ConcordanceText.HINT)
        yield Static(id="order", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Repeat the last search; focus the query line, or the matches of a query."""
        with self.prevent(FilterInput.Changed):
            self.line.value = safe(self._state.query)
        if self._asks:
            self.action_ask()
        else:
            self.set_focus(self.rows)
        self._list(self._state.cursor)

    @property
    def line(self) -> FilterInput:
        """The query line."""
        return self.query_one("#query", FilterInput)

    @property
    def rows(self) -> VirtualList:
        """The list of matches."""
        return self.query_one("#matches", VirtualList)

    @on(FilterInput.Changed, "#query")
    def _typed(self, message: FilterInput.Changed) -> None:
        message.stop()
        if message.value != self._state.query:
            self._state.query = message.value
            self._limit = PAGE_SIZE
            self._list()

    @on(FilterInput.Submitted, "#query")
    @on(FilterInput.Exited, "#query")
    def _to_the_list(self, message: FilterInput.Submitted | FilterInput.Exited) -> None:
        message.stop()
        self.set_focus(self.rows)
        self._list()

    # The search

    def _list(self, cursor: int = 0) -> None:
        state, limit = self._state, self._limit
        phrases = parse_phrases(state.query, typing=self.focused is self.line)
        article = None if state.whole_store or not self._article else self._article.row.id

        def find(run: QueryRun) -> ConcordancePage:
            return find_concordance(
                self._store, phrases, article, state.sort, limit, run.is_outdated
            )

        show = partial(self._show_matches, article, cursor)
        run_query(self, find, show, holds_keys=True)

    def _show_matches(self, article: int | None, cursor: int, found: ConcordancePage) -> None:
        self._has_more = found.after is not None
        shown = len(found.lines)
        matches = format_count(found.total or shown, "match", "matches")
        if self._has_more and found.total:
            matches = ConcordanceText.SOME_OF_ALL.format(shown=shown, matches=matches)
        elif self._has_more:
            matches = ConcordanceText.FIRST_MATCHES.format(matches=matches)
        articles = format_count(found.articles, "article")
        where = ConcordanceText.THIS_ARTICLE if article else articles
        is_empty = not self._state.query.strip()
        summary = "" if is_empty else ConcordanceText.MATCHES.format(matches=matches, where=where)
        self.query_one(Header).detail = summary
        if is_empty:
            self.rows.empty = ConcordanceText.HINT
        else:
            self.rows.empty = (
                ConcordanceText.NO_MATCHES_HERE if article else ConcordanceText.NO_MATCHES
            )
        length = len(self._article.analysis.text) if article and self._article else 0
        self.rows.show(list_matches(found.lines, self._state.sort, length), cursor)
        self.refresh_bindings()

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        """Show the order, and the article of the match."""
        message.stop()
        self._state.cursor = max(message.index, 0)
        hit: ConcordanceHit | None = self.rows.item
        order = ConcordanceText.ORDERS[self._state.sort]
        article = describe_article(hit) if hit else ""
        self.query_one("#order", Static).update(" · ".join(filter(None, (order, article))))

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        hit: ConcordanceHit = message.rows.source.item(message.index)
        if self._go and self._article and hit.article == self._article.row.id:
            self.context.action_back()
            self._go(hit.line.start, hit.line.end)
        else:
            self.context.open_article(hit.article, hit.line.start, hit.line.end)

    # The keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow to widen the concordance of an article, and to show more if there are more."""
        del parameters
        if action == "widen":
            return self._article is not None
        return self._has_more if action == "more" else True

    def action_ask(self) -> None:
        """Focus the query line with its text selected, so that typing replaces it."""
        self.set_focus(self.line)
        self.line.select_all()

    def action_order(self) -> None:
        """Switch to the next order: by position, by following words, or by preceding words."""
        self._state.sort = SORTS[(SORTS.index(self._state.sort) + 1) % len(SORTS)]
        self._list()

    def action_widen(self) -> None:
        """Search all articles, or only this one."""
        self._state.whole_store = not self._state.whole_store
        self._limit = PAGE_SIZE
        self._list()

    def action_more(self) -> None:
        """Show more matches; the cursor keeps its row."""
        self._limit += PAGE_SIZE
        self._list(max(self.rows.cursor, 0))

    def action_leave(self) -> None:
        """Move the focus from the query line to a list with rows, else close the screen."""
        if self.focused is self.line and self.rows.source.count():
            self.set_focus(self.rows)
        else:
            self.context.action_back()
