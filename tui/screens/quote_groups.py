"""The list of repeated quotations: in all articles, in one article, or matching a search.

One repeated quotation: its occurrences by date, with the differences in wording.
"""

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from analysis.structs import replace
from db import NotFound, StoreError
from db.errors import Cancelled
from db.kinds import ALL_KINDS
from db.models import QuoteGroupOrder
from db.quote_groups.models import QuoteGroup, QuoteGroupRow, fullest_occurrence
from db.repositories.quote_groups import Rewordings
from tui.actions import load_bindings
from tui.context import AppContext
from tui.display_text import format_count
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun, attempt, cancel_query, report_error, run_query
from tui.strings.quote_text import QuoteText
from tui.widgets.article_list import ArticleList
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.occurrence_rows import ComparedGroup, ListedQuotation, list_occurrences
from tui.widgets.query_line import QueryLine, parse_typed
from tui.widgets.quote_group_rows import list_quote_groups
from tui.widgets.row_source import EmptySource, PagedSource
from tui.widgets.text_line import FilterInput, SearchInput
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:  # imports NLTK
    from db.original_checks import QuotationCheck


def open_quote_group(context: AppContext, article: int, start: int) -> None:
    """Show the other articles that have the quotation at `start`, or report that none has."""

    def open_group() -> None:
        group = context.store.quote_groups.group_at(article, start)
        if group is None:
            context.show_message(QuoteText.NOT_REPEATED)
        else:
            context.open("occurrences", group=group, article=article)

    attempt(context, open_group)


class OccurrencesScreen(ListScreen[QuoteGroup]):
    """The occurrences of a quotation; Enter opens the article at the quotation.

    On request, quotations that may say the same in other words are listed below them.
    """

    BINDING_GROUP_TITLE = QuoteText.OCCURRENCES
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "list"})
    AUTO_FOCUS = LIST = "#occurrences"
    COMPARES_ARTICLES = False
    DEFAULT_CSS = """
    OccurrencesScreen > #occurrences { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("occurrences")

    def __init__(self, group: int, article: int | None = None) -> None:
        """Create the screen with the cursor on the occurrence in `article`."""
        super().__init__()
        self._group = group
        self._article = article
        self._with_rewordings = False
        self._shown: ComparedGroup | None = None
        self._checks: dict[int, QuotationCheck] = {}

    def compose(self) -> ComposeResult:
        """Compose the occurrences between the header and the footer."""
        yield Header(QuoteText.OCCURRENCES)
        yield ArticleList(id="occurrences")
        yield Footer()

    def load_list(self, _: QueryRun) -> QuoteGroup:
        """Query the store for the occurrences."""
        return self.context.store.quote_groups.load_group(self._group)

    def show_failure(self, error: StoreError) -> None:
        """Empty the list if a new analysis of the article no longer has the quotation."""
        if not isinstance(error, NotFound):
            super().show_failure(error)
            return
        self._shown, self.rows.empty = None, QuoteText.NO_LONGER_REPEATED
        self.rows.show(EmptySource())

    def show_list(self, found: QuoteGroup) -> None:
        """Show the occurrences; the first time, with the cursor on the one in the article."""
        before, at, self._checks = self._shown, None, {}
        articles = [occurrence.article for occurrence in found.tellings]
        if before is None and self._article in articles:
            at = articles.index(self._article)
        marked = before.marked if before else True
        self._show(ComparedGroup(found, fullest_occurrence(found), marked), at)
        self._compare_again()
        run_query(self, partial(self._check_originals, found), self._show_checks, group="originals")

    def _check_originals(self, found: QuoteGroup, run: QueryRun) -> "dict[int, QuotationCheck]":
        if not self.context.store.originals.count():
            return {}
        from db.original_checks import OriginalComparison  # imports NLTK

        def report(_: int) -> None:
            if run.is_outdated():
                raise Cancelled

        return OriginalComparison(self.context.store, report).check_group(found)

    def _show_checks(self, found: "dict[int, QuotationCheck]") -> None:
        self._checks = found
        if self._shown and found:
            self._show(self._shown)

    def _compare_again(self) -> None:
        """Compare quotations with the reference text that is shown now, if that was requested."""
        if self._with_rewordings and self._shown:
            self.query_one(Header).detail = QuoteText.COMPARING
            run_query(
                self,
                partial(self._find_rewordings, self._shown.reference),
                self._show_rewordings,
                group="rewordings",
                failed=self._report_failure,
            )

    def _find_rewordings(self, text: str, run: QueryRun) -> Rewordings:
        groups = self.context.store.quote_groups
        return groups.find_rewordings(self._group, text, run.is_outdated)

    def _report_failure(self, error: StoreError) -> None:
        self._with_rewordings = False
        if self._shown:
            self._show(self._shown)
        report_error(self.context, error)

    def _show_rewordings(self, found: Rewordings) -> None:
        if self._shown:
            self._show(replace(self._shown, rewordings=found))

    def _show(self, shown: ComparedGroup, cursor: int | None = None) -> None:
        self._shown = shown = replace(shown, checks=self._checks)
        self.show_rows(list_occurrences(shown), cursor)
        header = self.query_one(Header)
        articles = format_count(shown.group.articles, "article")
        header.title = QuoteText.IN_ARTICLES.format(articles=articles)
        header.detail = QuoteText.LEGEND if shown.marked else QuoteText.DIFFERENCES_HIDDEN

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        listed: ListedQuotation | None = message.rows.source.item(message.index)
        if listed and (spans := listed.quotation.spans):
            self.context.open_article(listed.quotation.article, spans[0][0], spans[-1][1])

    def action_compare(self) -> None:
        """Compare all occurrences with the one under the cursor."""
        shown, cursor = self._shown, self.rows.cursor
        if not shown or cursor < 0:
            return
        if cursor >= len(shown.group.tellings):
            self.context.show_message(QuoteText.NOT_AN_OCCURRENCE)
            return
        self._show(ComparedGroup(shown.group, cursor))
        self._compare_again()

    def action_differences(self) -> None:
        """Show or hide the differences."""
        if self._shown:
            self._show(replace(self._shown, marked=not self._shown.marked))

    def action_rewordings(self) -> None:
        """Find quotations that may say the reference text in other words, or hide them."""
        if not self._shown:
            return
        self._with_rewordings = not self._with_rewordings
        if self._with_rewordings:
            self._compare_again()
            return
        cancel_query(self, "rewordings")
        self._show(replace(self._shown, rewordings=None))


class QuoteGroupsScreen(ListScreen[PagedSource[int, QuoteGroupRow]]):
    """A search input, and the repeated quotations below it."""

    BINDING_GROUP_TITLE = QuoteText.TITLE
    # a search may depend on any other kind
    REFRESHED_BY = ALL_KINDS - {"rules", "identities", "views"}
    AUTO_FOCUS = LIST = "#quote-groups"
    DEFAULT_CSS = """
    QuoteGroupsScreen {
        & > #quote-groups { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS = load_bindings("repeated_quotes")

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

    def load_list(self, run: QueryRun) -> PagedSource[int, QuoteGroupRow]:
        """Query the store for the quotations of all articles, of one, or of a search."""
        del run
        store, chosen = self.context.store, None
        if self._article is not None:
            chosen = store.quote_groups.list_of_article(self._article)
        elif self._words.strip():
            chosen, _ = store.quote_groups.search(self._words, "newest")
        return list_quote_groups(store, self._order, chosen)

    def show_list(self, found: PagedSource[int, QuoteGroupRow]) -> None:
        """Show the quotations, their number and their order."""
        searched = bool(self._words.strip())
        if searched:
            self.rows.empty = QuoteText.NO_MATCH
        elif self._article is None:
            self.rows.empty = QuoteText.NO_QUOTES
        else:
            self.rows.empty = QuoteText.NO_QUOTES_IN_ARTICLE
        self.show_rows(found)
        header = self.query_one(Header)
        header.title = format_count(found.count(), "quotation")
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
        row: QuoteGroupRow | None = message.rows.source.item(message.index)
        if row is not None:
            self.app.push_screen(OccurrencesScreen(row.id, self._article))

    @on(QueryLine.Changed)
    def _typed(self, message: QueryLine.Changed) -> None:
        message.stop()
        if message.query != self._words:
            self._words = message.query
            if message.query.strip():
                self.restart_list()
            else:
                self.refresh_list()  # the cursor stays on its quotation

    @on(QueryLine.Submitted)
    @on(FilterInput.Exited)
    def _to_the_list(self, message: Message) -> None:
        message.stop()
        self.rows.focus()

    def action_search(self) -> None:
        """Focus the search input."""
        self.query_one(QueryLine).focus()

    def action_order(self) -> None:
        """Switch to the other sort order."""
        self._order = "count" if self._order == "latest" else "latest"
        self.restart_list()

    def action_leave(self) -> None:
        """Move the focus from the search input to a list with rows, else close the screen."""
        if isinstance(self.focused, SearchInput) and self.rows.source.count():
            self.rows.focus()
        else:
            self.context.action_back()
