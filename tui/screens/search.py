"""The search screen: results as you type, facets to filter them, and a preview."""

from functools import partial

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from analysis.structs import replace
from db.edits.models import ALL_KINDS, StoreChange
from db.exporters import ExportQuery
from db.search.closest import NO_CLOSEST
from db.search.engine import SearchResult
from db.search.executor import SearchContext, parse_query
from db.search.facets import Facets
from db.search.filters import exclude, toggle_filter
from db.search.requests import RequestReading
from db.search.sql import SearchOrder
from tui.actions import load_bindings
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import describe_comparison, format_count
from tui.screens.app_screen import PreviewMixin
from tui.screens.views import is_search, toggle_saved_search
from tui.settings import read_history, write_history
from tui.store_query import (
    QueryRun,
    attempt,
    delay_keys_for_query,
    read_or_default,
    run_query,
)
from tui.strings.app_text import AppText
from tui.strings.search_text import SearchText
from tui.widgets.article_list import ArticleList
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.place_line import PlaceLine
from tui.widgets.preview import Preview
from tui.widgets.query_line import QueryLine
from tui.widgets.search_results import (
    FacetRow,
    HitListing,
    ListedHit,
    list_answers,
    list_facets,
    list_hits,
)
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList

_PAUSE = 0.15  # seconds before the facets are counted: time to draw, and to type another key
PAGE_SIZE = 1_000  # results per request; more are loaded at the end of the list
_MOST_RESULTS = 1_000_000  # that are marked together
_MOST_CLOSEST = 50
_FEW = 100  # results below which the closest are listed too
_NEXT_ORDER: dict[SearchOrder, SearchOrder] = {
    "newest": "rank", "rank": "date", "date": "oldest", "oldest": "rank"
}  # fmt: skip


class SearchRequest(Struct, frozen=True, eq=False):
    """One search request.

    `focus_results` moves the focus to the results. `keep_cursor` keeps the list's cursor on its
    result, `marks_all` marks all results.
    """

    query: str
    order: SearchOrder
    limit: int = PAGE_SIZE
    keep_cursor: bool = False
    focus_results: bool = False
    marks_all: bool = False


class SearchScreen(PreviewMixin):
    """A query input with the results below it, and facets and a preview beside them."""

    BINDING_GROUP_TITLE = SearchText.TITLE
    REFRESHED_BY = ALL_KINDS - {"rules", "views"}
    AUTO_FOCUS = "#query"
    PREVIEW_PAUSE = _PAUSE
    DEFAULT_CSS = """
    SearchScreen {
        & #answers { height: 1fr; }
        & #hits { width: 1fr; }
        & #facets { width: 27; padding: 0 0 0 1; border-left: solid $border-blurred; }
        & #facets.-nothing { display: none; }
        &.-narrow #facets { display: none; }
        &.-narrow.-facets #facets { display: block; width: 1fr; border-left: none; }
        &.-narrow.-facets #hits { display: none; }
        & Preview {
            display: none;
            width: 36%;
            border-left: solid $border-blurred;
        }
        &.-wide Preview { display: block; }
    }
    """
    BINDINGS = load_bindings("search")

    def __init__(self, query: str = "", order: SearchOrder | None = None) -> None:
        """Create the screen with the beginning of a query, to be continued.

        With `order`, its results are sorted so before the reader chooses another order.
        """
        super().__init__()
        self._query = query
        self._first_order = order
        self._request = self._listed = SearchRequest("", "newest")
        self.listing: HitListing | None = None
        """The results that are listed, once they are loaded."""
        self._read: tuple[str, str] | None = None  # a request, and the query that it is read as
        self._narrowed_by = ""  # the facet chosen last, where the cursor stays

    def compose(self) -> ComposeResult:
        """Compose the query input, the results, their facets and the preview."""
        yield Header(AppText.NAME, SearchText.TITLE)
        yield PlaceLine("app.search")
        history = read_history(self.context.store_settings)
        yield QueryLine(
            id="query", placeholder=SearchText.PLACEHOLDER, history=history, keeps_bar=True
        )
        with Horizontal(id="answers"):
            yield ArticleList(id="hits", empty=self._instructions)
            yield VirtualList(id="facets", classes="-nothing")
            yield Preview()
        yield Footer()

    def on_mount(self) -> None:
        """Search again whenever the store changes, for example after a note is edited."""
        self.follow_changes()
        if self._query:
            self._line.input.value = self._query
            self._line.input.cursor_position = len(self._query)

    @property
    def _instructions(self) -> str:
        """The text for an empty query: the query syntax, or a hint to add articles."""
        stored = read_or_default(self.context.store.articles.count, 0)
        return SearchText.SYNTAX if stored else SearchText.NO_ARTICLES

    @property
    def _hits(self) -> VirtualList:
        return self.query_one("#hits", VirtualList)

    @property
    def _facets(self) -> VirtualList:
        return self.query_one("#facets", VirtualList)

    @property
    def _line(self) -> QueryLine:
        return self.query_one(QueryLine)

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """The results, and the articles that match the query."""
        query, listing = self._line.query_text.strip(), self.listing
        if not query:
            return []
        choices = [(SearchText.EXPORT.format(query=query), ExportQuery(query=query))]
        if listing and listing.exact:
            listed = ExportQuery(query=listing.query, order=listing.order, only_rows=True)
            choices.insert(0, (SearchText.EXPORT_RESULTS.format(query=query), listed))
        return choices

    # Searching

    def refresh_content(self, change: StoreChange) -> None:
        """Search again; the cursor stays on its result."""
        del change
        request = self._request
        if request is self._listed:  # else its results are still to be shown, and to be focused
            query = self._line.query_text
            request = SearchRequest(query, request.order, request.limit, keep_cursor=True)
        self._ask(request)

    @on(QueryLine.Changed)
    def _typed(self, message: QueryLine.Changed) -> None:
        message.stop()
        order = self._first_order
        if order is None or parse_query(message.query, order).error:  # not complete yet
            order = "newest"
        self._ask(SearchRequest(message.query, order))

    @on(QueryLine.Submitted)
    def _submitted(self, message: QueryLine.Submitted) -> None:
        message.stop()
        self._remember()
        order = self._first_order or "rank"
        self._ask(SearchRequest(message.query, order, focus_results=True))

    def _remember(self) -> None:
        line = self._line.input
        line.add_to_history(self._line.query_text)
        write_history(self.context.store_settings, line.history)

    def _ask(self, request: SearchRequest) -> None:
        self._request = request
        run_query(self, partial(self._answer, request), holds_keys=True)
        if request.focus_results:
            delay_keys_for_query(self)

    def _answer(self, request: SearchRequest, run: QueryRun) -> None:
        """Load the results, then the facets; stop if a newer request comes.

        The store runs one query at a time. Facets therefore come after the results and one by one,
        so that the next key press finds the store free.
        """
        archive, query = self.context.store.search, request.query
        answer = self._find(request, run)
        run.pause(_PAUSE)
        run.show(self._show_facets, archive.facets(answer.hits, run.is_outdated), query)
        if not answer.hits and (correction := archive.suggest(query, run.is_outdated)):
            run.show(self._line.offer_correction, query, correction)

    def _find(self, request: SearchRequest, run: QueryRun) -> SearchResult:
        archive, order, cancelled = self.context.store.search, request.order, run.is_outdated
        if request.focus_results and (reading := archive.read_request(request.query)):
            return self._find_for(request, reading, run)
        answer = archive.execute(request.query, order, request.limit, cancelled=cancelled)
        if (
            not answer.hits and request.focus_results
        ):  # no whole words match: match the last one as a prefix
            order = "newest"
            answer = archive.execute(request.query, order, request.limit, cancelled=cancelled)
        listing = list_hits(
            archive, request.query, order, answer.hits, is_meaning=bool(answer.meaning)
        )
        is_ranked = order == "rank" and len(answer.hits) < _FEW and answer.meaning is None
        if is_ranked or not answer.hits:
            ranked_by = request.order if request.focus_results else order
            closest = archive.execute_closest(
                request.query, ranked_by, _MOST_CLOSEST, exact=answer.hits, cancelled=cancelled
            )
            if closest.hits:
                listing = list_answers(archive, request.query, answer.hits, NO_CLOSEST, closest)
        listing.rows.is_partial = len(answer.hits) >= request.limit
        run.show(self._show_results, request, listing, answer)
        return answer

    def _find_for(
        self, request: SearchRequest, reading: RequestReading, run: QueryRun
    ) -> SearchResult:
        """Find the answers to a request in the reader's own words, and show how it is read."""
        archive, query, cancelled = self.context.store.search, reading.query, run.is_outdated
        statements = NO_CLOSEST
        if reading.kind == "quotation":
            statements = archive.execute_statements(reading, _MOST_CLOSEST, cancelled)
        listed = {found.hit for found in statements.hits}
        answer = archive.execute(query, "rank", _FEW, cancelled=cancelled)
        found = tuple(hit for hit in answer.hits if hit not in listed)
        closest = archive.execute_closest(
            reading.soft, "rank", _MOST_CLOSEST, exact=(*listed, *found), cancelled=cancelled
        )
        listing = list_answers(archive, query, found, statements, closest)
        run.show(self._show_reading, request.query, reading)
        run.show(self._show_results, replace(request, query=query), listing, answer)
        return answer

    def _show_reading(self, written: str, reading: RequestReading) -> None:
        """Show the query that a request is read as; Backspace restores the reader's words."""
        if self._line.value == written:
            self._line.set_query(reading.query)
            self._read = (written, reading.query)
            self.context.show_message(SearchText.READ_AS)

    def on_key(self, event: events.Key) -> None:
        """Restore a request on Backspace, while the query that it is read as is unchanged."""
        if self._read is None or event.key != "backspace":
            return
        (written, query), self._read = self._read, None
        if self._line.value == query:
            event.stop()
            event.prevent_default()
            self._line.set_query(written)
            self._line.focus()
            self._ask(SearchRequest(written, "rank"))

    # Results

    def _show_results(
        self,
        request: SearchRequest,
        listing: HitListing,
        answer: SearchResult,
    ) -> None:
        wanted = answer.has_terms
        self.listing, self._listed = listing, request
        self._hits.empty = _empty_text(answer) if wanted else self._instructions
        self._hits.show(listing.rows, None if request.keep_cursor else 0)
        if not wanted:
            self._show_facets(Facets(0, (), (), (), ()), "")
        header, exact = self.query_one(Header), listing.exact
        header.title = _title(len(exact), request) if wanted else SearchText.TITLE
        header.detail = _order_text(request, answer) if exact else ""
        if request.focus_results and listing.rows.count():
            self._hits.focus()
        if request.marks_all:
            self._hits.mark_all()

    @on(VirtualList.RowsMissing)
    def _mark_all(self, message: VirtualList.RowsMissing) -> None:
        """Load all results, and mark them."""
        message.stop()
        message.prevent_default()
        query, order = self._request.query, self._request.order
        self._ask(SearchRequest(query, order, _MOST_RESULTS, keep_cursor=True, marks_all=True))

    def _show_facets(self, facets: Facets, query: str) -> None:
        rows = list_facets(facets, query)
        self._facets.set_class(not rows.count(), "-nothing")
        narrowed = rows.row_of(self._narrowed_by) if self._narrowed_by else None
        self._facets.show(rows, max(self._facets.cursor, 0) if narrowed is None else narrowed)
        if not rows.count() and self.focused is self._facets:
            self._line.focus()

    # The list of results

    @property
    def previewed_article(self) -> int | None:
        """The article of the result under the cursor."""
        listed: ListedHit | None = self._hits.item
        return listed[0].article if listed else None

    @on(VirtualList.Highlighted, "#hits")
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self.update_preview()
        request, count = self._request, self._hits.source.count()
        if message.index == count - 1 and count >= request.limit:  # there may be more
            self._ask(
                SearchRequest(
                    request.query, request.order, request.limit + PAGE_SIZE, keep_cursor=True
                )
            )

    @on(VirtualList.RowSelected, "#hits")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        listed: ListedHit | None = message.rows.source.item(message.index)
        if listed and (hit := listed[1]) and self.listing:
            self._remember()
            by = SearchContext(self.listing.query, self.listing.order)
            self.context.open_article(hit.article, hit.start, hit.end, by)

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The result under the cursor if it is a quotation."""
        listed: ListedHit | None = self._hits.item
        hit = listed[1] if listed else None
        return (hit.article, hit.start) if hit and hit.kind == "quotation" else None

    @property
    def related_query(self) -> str:
        """The query of the listed results."""
        return self._line.query_text

    @on(FilterInput.Exited)
    def _left(self) -> None:
        if self._hits.source.count():
            self._hits.focus()

    def action_edit(self) -> None:
        """Focus the query input."""
        self.remove_class("-facets")
        self._line.focus()

    def action_order(self) -> None:
        """Switch to the next sort order."""
        self._first_order = None
        self._ask(SearchRequest(self._line.query_text, _NEXT_ORDER[self._request.order]))

    # The facets

    def action_facets(self) -> None:
        """Switch the focus between the facets and the results."""
        if self.focused is self._facets:
            self._to(self._hits)
        elif self._facets.source.count():
            self._to(self._facets)
        else:
            self.context.show_message(SearchText.NOTHING_TO_FILTER)

    def _to(self, part: Widget) -> None:
        self.set_class(part is self._facets, "-facets")
        self.focus_once_shown(part)

    @on(VirtualList.Highlighted, "#facets")
    def _passed(self, message: VirtualList.Highlighted) -> None:
        message.stop()

    @on(VirtualList.RowSelected, "#facets")
    def _narrow(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        self._narrow_by(message.index, without=False)

    def action_exclude(self) -> None:
        """Exclude results with the facet under the cursor."""
        self._narrow_by(self._facets.cursor, without=True)

    def _narrow_by(self, index: int, *, without: bool) -> None:
        facet: FacetRow | None = self._facets.source.item(index)
        if facet is None:
            return
        condition = facet.condition
        change = exclude if without else toggle_filter
        query, order = change(self._line.query_text, condition), self._request.order
        self._narrowed_by = condition
        self._line.set_query(query)
        self._ask(SearchRequest(query, "rank" if order == "newest" else order))

    # Saved and recent searches

    def action_recent(self) -> None:
        """Choose a saved or recent search."""
        saved = attempt(self.context, self.context.store.search.list_saved)
        if saved is None:
            return
        choices = [
            Choice(search.name, search.query, search.query) for search in saved if is_search(search)
        ]
        choices += [
            Choice(query, SearchText.RECENT, query) for query in reversed(self._line.input.history)
        ]
        if not choices:
            key = self.key_for_binding("search.save")
            self.context.show_message(SearchText.NO_SEARCHES.format(key=key))
            return

        def answer(chosen: Choice[str] | None) -> None:
            if chosen is not None:
                self._line.set_query(chosen.value)
                self._ask(SearchRequest(chosen.value, "rank", focus_results=True))

        self.app.push_screen(PickerDialog(SearchText.SEARCHES, choices), answer)

    def action_save(self) -> None:
        """Save the search under a name, or delete it if it is saved."""
        toggle_saved_search(self.context, self._line.query_text)

    def action_leave(self) -> None:
        """Move the focus from the facets to the results, then to the query, then close."""
        if self.focused is self._facets:
            self._to(self._hits)
        elif self.focused is self._hits:
            self._line.focus()
        else:
            self.context.action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the exclusion only in the facets."""
        del parameters
        if action == "exclude":
            return self.focused is self._facets
        return True


def _title(count: int, request: SearchRequest) -> str:
    """Return the title: the number of results, with a plus sign if there may be more."""
    if count >= request.limit:
        return SearchText.TITLE_MANY.format(number=count)
    return SearchText.TITLE_RESULTS.format(results=format_count(count, "result"))


def _empty_text(answer: SearchResult) -> str:
    """Return the text for a list without results."""
    if answer.meaning:
        return SearchText.NONE_NEAR.format(comparison=describe_comparison(answer.meaning))
    return SearchText.NO_RESULTS


def _order_text(request: SearchRequest, answer: SearchResult) -> str:
    """Return the order of the results; those by meaning with the number that was compared."""
    order = SearchText.SORT_ORDERS[request.order]
    if answer.meaning is None:
        return order
    if request.order in ("newest", "rank"):
        order = SearchText.NEAREST
    compared = answer.meaning.compared
    return SearchText.COMPARED.format(order=order, compared=format_count(compared, "quotation"))
