"""The list of repeated quotations: in all articles, in one article, or matching a search.

One repeated quotation: its occurrences by date, with the differences in wording.
"""

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.worker import get_current_worker

from db import NotFound, StoreError
from db.models import QuoteGroupOrder
from db.repositories.quote_groups import Rewordings
from db.search.engine import Cancelled
from tui.actions import load_bindings
from tui.changes import ALL_KINDS, StoreChange
from tui.context import AppContext
from tui.display_text import format_count
from tui.screens.app_screen import AppScreen
from tui.strings import QuoteText
from tui.widgets.article_list import ArticleList
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.query_line import QueryLine, parse_typed
from tui.widgets.quote_group_rows import OccurrenceRows, QuoteGroupRows
from tui.widgets.row_source import EmptySource
from tui.widgets.text_line import FilterInput, SearchInput
from tui.widgets.virtual_list import VirtualList


def open_quote_group(context: AppContext, article: int, start: int) -> None:
    """Show the other articles that have the quotation at `start`, or report that none has."""
    try:
        group = context.store.quote_groups.group_at(article, start)
    except StoreError as error:
        context.show_message(str(error), severity="error")
        return
    if group is None:
        context.show_message(QuoteText.NOT_REPEATED)
    else:
        context.open("occurrences", group=group, article=article)


class OccurrencesScreen(AppScreen):
    """The occurrences of a quotation; Enter opens the article at the quotation.

    On request, quotations that may say the same in other words are listed below them.
    """

    BINDING_GROUP_TITLE = QuoteText.OCCURRENCES
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "list"})
    AUTO_FOCUS = "#occurrences"
    DEFAULT_CSS = """
    OccurrencesScreen > #occurrences { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("occurrences")

    class RewordingsFound(Message):
        """Quotations were compared with the reference text `text` of the group."""

        def __init__(self, text: str, rewordings: Rewordings) -> None:
            super().__init__()
            self.text = text
            self.rewordings = rewordings

    def __init__(self, group: int, article: int | None = None) -> None:
        """Create the screen with the cursor on the occurrence in `article`."""
        super().__init__()
        self._group = group
        self._article = article
        self._with_rewordings = False

    def compose(self) -> ComposeResult:
        """Compose the occurrences between the header and the footer."""
        yield Header(QuoteText.OCCURRENCES)
        yield ArticleList(id="occurrences")
        yield Footer()

    def on_mount(self) -> None:
        """Load the occurrences, now and whenever the store changes."""
        self._load()
        self.follow_changes()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the occurrences again."""
        del change
        self._load()

    @property
    def _rows(self) -> VirtualList:
        return self.query_one("#occurrences", VirtualList)

    @property
    def _occurrences(self) -> OccurrenceRows | None:
        source = self._rows.source
        return source if isinstance(source, OccurrenceRows) else None

    def _load(self) -> None:
        try:
            group = self.context.store.quote_groups.load_group(self._group)
        except NotFound:  # a new analysis of the article no longer has the quotation
            self._rows.empty = QuoteText.NO_LONGER_REPEATED
            self._rows.show(EmptySource())
            return
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        before = self._occurrences
        articles = [occurrence.article for occurrence in group.tellings]
        at = max(self._rows.cursor, 0) if before else 0
        if before is None and self._article in articles:
            at = articles.index(self._article)
        self._show(OccurrenceRows(group, marked=before.marked if before else True), at)
        self._compare_again()

    def _compare_again(self) -> None:
        """Compare quotations with the reference text that is shown now, if that was requested."""
        occurrences = self._occurrences
        if self._with_rewordings and occurrences:
            self.query_one(Header).detail = QuoteText.COMPARING
            self._compare_by_meaning(occurrences.compared[occurrences.base].occurrence.content)

    @work(thread=True, exclusive=True, group="rewordings")
    def _compare_by_meaning(self, text: str) -> None:
        worker, groups = get_current_worker(), self.context.store.quote_groups
        try:
            found = groups.find_rewordings(self._group, text, lambda: worker.is_cancelled)
        except Cancelled:
            return
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._report_failure, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.RewordingsFound(text, found))

    def _report_failure(self, message: str) -> None:
        self._with_rewordings = False
        if occurrences := self._occurrences:
            self._show(occurrences, self._rows.cursor)
        self.context.show_message(message, severity="error")

    @on(RewordingsFound)
    def _found_rewordings(self, message: RewordingsFound) -> None:
        message.stop()
        before = self._occurrences
        if not before or not self._with_rewordings:
            return
        if before.compared[before.base].occurrence.content != message.text:
            return  # a later comparison follows
        shown = OccurrenceRows(
            before.quote_group, before.base, marked=before.marked, rewordings=message.rewordings
        )
        self._show(shown, self._rows.cursor)

    def _show(self, occurrences: OccurrenceRows, cursor: int) -> None:
        self._rows.show(occurrences, min(cursor, occurrences.count() - 1))
        header = self.query_one(Header)
        articles = format_count(occurrences.quote_group.articles, "article")
        header.title = QuoteText.IN_ARTICLES.format(articles=articles)
        header.detail = QuoteText.LEGEND if occurrences.marked else QuoteText.DIFFERENCES_HIDDEN

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if not self._occurrences:
            return
        proposal = self._occurrences.proposal(message.index)
        quotation = proposal.row if proposal else self._occurrences.occurrence(message.index)
        if quotation and quotation.spans:
            start, end = quotation.spans[0][0], quotation.spans[-1][1]
            self.context.open_article(quotation.article, start, end)

    def action_compare(self) -> None:
        """Compare all occurrences with the one under the cursor."""
        occurrences, cursor = self._occurrences, self._rows.cursor
        if not occurrences or cursor < 0:
            return
        if occurrences.occurrence(cursor) is None:
            self.context.show_message(QuoteText.NOT_AN_OCCURRENCE)
            return
        self._show(OccurrenceRows(occurrences.quote_group, cursor), cursor)
        self._compare_again()

    def action_differences(self) -> None:
        """Show or hide the differences."""
        if occurrences := self._occurrences:
            shown = OccurrenceRows(
                occurrences.quote_group,
                occurrences.base,
                marked=not occurrences.marked,
                rewordings=occurrences.rewordings,
            )
            self._show(shown, self._rows.cursor)

    def action_rewordings(self) -> None:
        """Find quotations that may say the reference text in other words, or hide them."""
        if not (occurrences := self._occurrences):
            return
        self._with_rewordings = not self._with_rewordings
        if self._with_rewordings:
            self._compare_again()
            return
        self.workers.cancel_group(self, "rewordings")
        shown = OccurrenceRows(occurrences.quote_group, occurrences.base, marked=occurrences.marked)
        self._show(shown, self._rows.cursor)


class QuoteGroupsScreen(AppScreen):
    """A search input, and the repeated quotations below it."""

    BINDING_GROUP_TITLE = QuoteText.TITLE
    # a search may depend on any other kind
    REFRESHED_BY = ALL_KINDS - {"rules", "identities", "views"}
    AUTO_FOCUS = "#quote-groups"
    DEFAULT_CSS = """
    QuoteGroupsScreen {
        & > #quote-groups { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS = load_bindings("repeated_quotes")

    class QuoteGroupsLoaded(Message):
        """The repeated quotations were loaded from the store."""

        def __init__(self, rows: QuoteGroupRows) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self, article: int | None = None) -> None:
        """List the repeated quotations of all articles, or of one."""
        super().__init__()
        self._article = article
        self._order: QuoteGroupOrder = "latest"
        self._words = ""

    def compose(self) -> ComposeResult:
        """Compose the search input and the list between the header and the footer."""
        yield Header(QuoteText.TITLE, QuoteText.IN_THIS_ARTICLE if self._article else "")
        if self._article is None:
            yield QueryLine(
                id="quote-query",
                placeholder=QuoteText.PLACEHOLDER,
                parse=lambda query: parse_typed(query).refuse_about(),
            )
        yield ArticleList(id="quote-groups")
        yield Footer()

    def on_mount(self) -> None:
        """Load the list, now and whenever the store changes."""
        self._list()
        self.follow_changes()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again."""
        del change
        self._list()

    @property
    def _rows(self) -> VirtualList:
        return self.query_one("#quote-groups", VirtualList)

    def _list(self) -> None:
        self._ask(self._words, self._order)

    @work(thread=True, exclusive=True, group="quote_groups")
    def _ask(self, words: str, order: QuoteGroupOrder) -> None:
        worker = get_current_worker()
        store, chosen = self.context.store, None
        try:
            if self._article is not None:
                chosen = store.quote_groups.list_of_article(self._article)
            elif words.strip():
                chosen, _ = store.quote_groups.search(words, "newest")
            rows = QuoteGroupRows(store, order, chosen)
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.context.show_message, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(self.QuoteGroupsLoaded(rows))

    @on(QuoteGroupsLoaded)
    def _listed(self, message: QuoteGroupsLoaded) -> None:
        message.stop()
        rows, before = self._rows, self._rows.source
        searched = bool(self._words.strip())
        if searched:
            empty = QuoteText.NO_MATCH
        elif self._article is None:
            empty = QuoteText.NO_QUOTES
        else:
            empty = QuoteText.NO_QUOTES_IN_ARTICLE
        rows.empty = empty
        is_same_list = isinstance(before, QuoteGroupRows) and before.count() == message.rows.count()
        rows.show(message.rows, max(rows.cursor, 0) if is_same_list else 0)
        header = self.query_one(Header)
        header.title = format_count(message.rows.count(), "quotation")
        if self._article is not None:
            header.title = QuoteText.TITLE_IN_ARTICLE.format(quotations=header.title)
        in_order = not searched and self._article is None
        header.detail = QuoteText.SORT_ORDERS[self._order] if in_order else ""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the order key for a search or one article, whose order is fixed."""
        del parameters
        if action == "order":
            return self._article is None and not self._words.strip()
        return not (action == "search" and self._article is not None)

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        source = self._rows.source
        row = source.quote_group(message.index) if isinstance(source, QuoteGroupRows) else None
        if row is not None:
            self.app.push_screen(OccurrencesScreen(row.id, self._article))

    @on(QueryLine.Changed)
    def _typed(self, message: QueryLine.Changed) -> None:
        message.stop()
        if message.query != self._words:
            self._words = message.query
            self._list()

    @on(QueryLine.Submitted)
    @on(FilterInput.Exited)
    def _to_the_list(self, message: Message) -> None:
        message.stop()
        self._rows.focus()

    def action_search(self) -> None:
        """Focus the search input."""
        self.query_one(QueryLine).focus()

    def action_order(self) -> None:
        """Switch to the other sort order."""
        self._order = "count" if self._order == "latest" else "latest"
        self._rows.cursor = 0
        self._list()

    def action_leave(self) -> None:
        """Move the focus from the search input to a list with rows, else close the screen."""
        if isinstance(self.focused, SearchInput) and self._rows.source.count():
            self._rows.focus()
        else:
            self.context.action_back()
