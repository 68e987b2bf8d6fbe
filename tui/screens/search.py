"""The search screen: results as you type, facets to filter them, and a preview."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from analysis.structs import replace
from db.edits.models import StoreChange
from db.errors import StoreError
from db.exporters import ExportQuery
from db.kinds import ALL_KINDS
from db.search.chips import Chip, list_chips, remove_chip
from db.search.engine import SearchResult
from db.search.executor import SearchContext, parse_query
from db.search.facets import Facets
from db.search.filters import exclude, toggle_filter
from db.search.sql import SearchOrder
from tui.actions import load_bindings
from tui.dialogs.picker import Choice, PickerDialog
from tui.screens.app_screen import PreviewMixin
from tui.screens.search_answers import (
    NEXT_ORDER,
    PAGE_SIZE,
    SearchAnswer,
    SearchRequest,
    describe_reading,
    find_answer,
    format_empty,
    format_order,
    format_title,
    list_conditions,
)
from tui.screens.views import VIEWS_CHANGED, is_search, name_saved, toggle_saved_search
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
from tui.widgets.chip_bar import ChipBar
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.hit_list import HitList
from tui.widgets.place_line import PlaceLine
from tui.widgets.preview import Preview
from tui.widgets.query_line import QueryLine
from tui.widgets.search_results import FacetRow, HitListing, ListedHit, list_facets
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList

_PAUSE = 0.15  # seconds before the facets are counted: time to draw, and to type another key
_MOST_RESULTS = 1_000_000  # that are marked together


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

    def __init__(self, query: str = "", order: SearchOrder | None = None, saved: str = "") -> None:
        """Create the screen with the beginning of a query, to be continued.

        With `order`, its results are sorted so before the reader chooses another order. The query
        is that of the saved search named `saved`, if any.
        """
        super().__init__()
        self._query, self._opens = query, saved
        self._first_order = order
        self._request = self._listed = SearchRequest("", "newest")
        self.listing: HitListing | None = None
        """The results that are listed, once they are loaded."""
        self._read: tuple[str, str] | None = None  # a request, and the query that it is read as
        self._saved: tuple[str, int] | None = None  # a saved query, and the highest id seen
        self._narrowed_by = ""  # the facet chosen last, where the cursor stays

    def compose(self) -> ComposeResult:
        """Compose the query input, the results, their facets and the preview."""
        yield Header(AppText.NAME, SearchText.TITLE)
        yield PlaceLine("app.search")
        history = read_history(self.context.store_settings)
        yield QueryLine(
            id="query", placeholder=SearchText.PLACEHOLDER, history=history, keeps_bar=True
        )
        yield ChipBar(id="chips")
        with Horizontal(id="answers"):
            yield HitList(id="hits", empty=self._instructions)
            yield VirtualList(id="facets", classes="-nothing")
            yield Preview()
        yield Footer()

    def on_mount(self) -> None:
        """Search again whenever the store changes, for example after a note is edited."""
        self.follow_changes()
        if self._opens:
            self._line.set_query(self._query)
            self._ask(SearchRequest(self._query, "rank", focus_results=True, saved=self._opens))
        elif self._query:
            self._line.input.value = self._query
            self._line.input.cursor_position = len(self._query)

    @property
    def _instructions(self) -> str:
        """The text for an empty query: the query syntax, or a hint to add articles."""
        stored = read_or_default(self.context.store.articles.count, 0)
        return SearchText.SYNTAX if stored else SearchText.NO_ARTICLES

    @property
    def _hits(self) -> HitList:
        return self.query_one("#hits", HitList)

    @property
    def _facets(self) -> VirtualList:
        return self.query_one("#facets", VirtualList)

    @property
    def _chips(self) -> ChipBar:
        return self.query_one(ChipBar)

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
        self._show_chips(())
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
        seen = self._open_saved(request, run)
        if request.focus_results and "about:" in query:
            run.show_part(setattr, self.query_one(Header), "detail", SearchText.COMPARING)
        answer = find_answer(archive, request, seen, run.is_outdated)
        run.show(self._show_answer, request, answer)
        reading = describe_reading(archive, request)
        run.show_part(self._line.offer_reading, query, reading)
        run.pause(_PAUSE)
        hits = answer.result.hits
        run.show(self._show_facets, archive.facets(hits, run.is_outdated), query)
        if not (hits or reading) and (correction := archive.suggest(query, run.is_outdated)):
            run.show(self._line.offer_correction, query, correction)

    def _open_saved(self, request: SearchRequest, run: QueryRun) -> int | None:
        """Note that a saved search is opened; return the highest id of an article seen before."""
        archive = self.context.store.search
        if request.saved:
            self._saved = None
            with suppress(StoreError):  # deleted meanwhile, or the store is busy: new again later
                new = archive.find_new(request.saved, run.is_outdated)
                self._saved = (request.query, new.seen)
                archive.mark_opened(request.saved, new.latest)
                run.show_part(self.context.store_changed.publish, VIEWS_CHANGED)
        return self._saved[1] if self._saved and self._saved[0] == request.query else None

    def _show_answer(self, request: SearchRequest, answer: SearchAnswer) -> None:
        """Show the results, and how a request is read; Backspace restores the reader's words."""
        reading = answer.reading
        if reading is not None and self._line.value == request.query:
            self._line.set_query(reading.query)
            self._read = (request.query, reading.query)
            self.context.show_message(answer.message)
            self._show_chips(answer.chips, answer.without)
        elif request.focus_results:
            self._show_chips(answer.chips)
        shown = request if reading is None else replace(request, query=reading.query)
        self._show_results(shown, answer.listing, answer.result)

    def _show_chips(self, chips: Sequence[Chip], relaxed: Sequence[Chip] = ()) -> None:
        """Show chips in the line for completions, which the query has only while it is edited."""
        if chips or self._chips.chips:
            self._chips.show(chips, relaxed)
            self._line.keep_bar(not chips)

    def on_key(self, event: events.Key) -> None:
        """Restore a request on Backspace, while the query that it is read as is unchanged."""
        is_wanted = event.key == "backspace" and self.focused is not self._chips
        if is_wanted and self._read is not None and self._line.value == self._read[1]:
            event.stop()
            event.prevent_default()
            self._restore_words()

    def _restore_words(self) -> None:
        if self._read is not None:
            (written, _), self._read = self._read, None
            self._show_chips(())
            self._line.set_query(written)
            self._line.focus()
            self._ask(SearchRequest(written, "rank"))

    # Results

    def _show_results(
        self, request: SearchRequest, listing: HitListing, answer: SearchResult
    ) -> None:
        wanted = answer.has_terms
        self.listing, self._listed = listing, request
        self._hits.empty = format_empty(answer) if wanted else self._instructions
        if request.keep_cursor:
            self._hits.keep_opened(listing.rows)
        self._hits.show(listing.rows, None if request.keep_cursor else 0)
        if not wanted:
            self._show_facets(Facets(0, (), (), (), ()), "")
        header, exact = self.query_one(Header), listing.exact
        header.title = format_title(len(exact), request) if wanted else SearchText.TITLE
        header.detail = format_order(request, answer) if exact else ""
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
        if 0 < message.index == count - 1 and self._hits.source.is_partial:  # there may be more
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
            if hidden := self._hits.count_hidden(message.index):
                key = self.key_for_binding("hits.open")
                self.context.show_message(SearchText.BEST_HIT.format(number=hidden + 1, key=key))
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
        self._ask(SearchRequest(self._line.query_text, NEXT_ORDER[self._request.order]))

    # The chips

    def action_chips(self) -> None:
        """Go to the chips of the query."""
        if not self._chips.chips:
            self._show_chips(list_conditions(self._line.query_text))
        if self._chips.chips:
            self.focus_once_shown(self._chips)
        else:
            self.context.show_message(SearchText.NO_CHIPS)

    @on(ChipBar.Left)
    def _chips_left(self, message: ChipBar.Left) -> None:
        message.stop()
        (self._hits if self._hits.source.count() else self._line).focus()

    @on(ChipBar.Chosen)
    def _chip_chosen(self, message: ChipBar.Chosen) -> None:
        """Select the value of a chip in the query, or remove the chip and search again."""
        message.stop()
        chip, query = message.chip, self._line.query_text
        if not message.removes:
            self._line.focus()
            name, colon, value = query[chip.start : chip.end].partition(":")
            is_field = colon and not name.startswith("(")
            self._line.select(chip.end - len(value) if is_field else chip.start, chip.end)
            return
        self._read = None
        changed = remove_chip(query, chip)
        others = self._chips.chips
        remaining = tuple(each for each in others if each.end == each.start != chip.start)
        self._line.set_query(changed)
        self._ask(SearchRequest(changed, "rank"))
        self._show_chips(list_chips(changed) if chip.end > chip.start else remaining)
        if not self._chips.chips:
            self._line.focus()

    @on(ChipBar.WordsWanted)
    def _words_wanted(self, message: ChipBar.WordsWanted) -> None:
        """Restore the words that the query was read from; without any, remove the chip."""
        message.stop()
        if self._read is not None and self._line.value == self._read[1]:
            self._restore_words()
        else:
            self.post_message(ChipBar.Chosen(message.chip, removes=True))

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
        counts = read_or_default(self.context.store.search.count_new, {})
        choices = [
            Choice(name_saved(search.name, counts), search.query, (search.query, search.name))
            for search in saved
            if is_search(search)
        ]
        choices += [
            Choice(query, SearchText.RECENT, (query, ""))
            for query in reversed(self._line.input.history)
        ]
        if not choices:
            key = self.key_for_binding("search.save")
            self.context.show_message(SearchText.NO_SEARCHES.format(key=key))
            return

        def answer(chosen: Choice[tuple[str, str]] | None) -> None:
            if chosen is not None:
                query, name = chosen.value
                self._line.set_query(query)
                self._ask(SearchRequest(query, "rank", focus_results=True, saved=name))

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
