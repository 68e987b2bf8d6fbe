"""Similar articles or quotations, with the names and words that they share with an item."""

from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from db import Store
from db.kinds import ALL_KINDS
from db.models import ItemRef
from db.search.executor import SearchContext
from tui.actions import load_bindings
from tui.correction_text import quote_excerpt
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen, PreviewMixin
from tui.store_query import QueryRun
from tui.strings.app_text import AppText
from tui.strings.search_text import SearchText
from tui.widgets.article_list import ArticleList
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.preview import Preview
from tui.widgets.search_results import HitListing, ListedHit, list_closest
from tui.widgets.virtual_list import VirtualList

_MOST = 50


class SimilarItems(NamedTuple):
    """The title of an item, and the items similar to it."""

    title: str
    listing: HitListing


class SimilarScreen(PreviewMixin, ListScreen[SimilarItems]):
    """The items similar to an article, a quotation or the statements of a person."""

    BINDING_GROUP_TITLE = SearchText.SIMILAR
    REFRESHED_BY = ALL_KINDS - {"rules"}
    AUTO_FOCUS = LIST = "#similar"
    DEFAULT_CSS = """
    SimilarScreen {
        & #answers { height: 1fr; margin: 1 0 0 0; }
        & #similar { width: 1fr; }
        & Preview { display: none; width: 36%; border-left: solid $border-blurred; }
        &.-wide Preview { display: block; }
    }
    """
    BINDINGS = load_bindings("similar")

    def __init__(self, item: ItemRef) -> None:
        """Create the screen of the items similar to `item`."""
        super().__init__()
        self._item = item
        self._listing: HitListing | None = None

    def compose(self) -> ComposeResult:
        """Compose the list and a preview between the header and the footer."""
        yield Header(AppText.NAME, SearchText.SIMILAR)
        with Horizontal(id="answers"):
            yield ArticleList(id="similar")
            yield Preview()
        yield Footer()

    def load_list(self, run: QueryRun) -> SimilarItems:
        """Query the store for the similar items."""
        store = self.context.store
        title, id = _find_item(store, self._item)
        found = store.search.execute_similar(self._item.kind, id, _MOST, run.is_outdated)
        return SimilarItems(title, list_closest(store.search, found))

    def show_list(self, found: SimilarItems) -> None:
        """Show the similar items."""
        self._listing, header = found.listing, self.query_one(Header)
        header.title = SearchText.SIMILAR_TO.format(title=found.title)
        header.detail = format_count(found.listing.rows.count(), "result")
        self.rows.empty = SearchText.NO_SIMILAR
        self.show_rows(found.listing.rows)
        self.update_preview()

    @property
    def previewed_article(self) -> int | None:
        """The article of the row under the cursor."""
        listed: ListedHit | None = self.rows.item
        return listed[0].article if listed else None

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The row under the cursor if it is a quotation."""
        listed: ListedHit | None = self.rows.item
        hit = listed[1] if listed else None
        return (hit.article, hit.start) if hit and hit.kind == "quotation" else None

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self.update_preview()

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        listed: ListedHit | None = message.rows.source.item(message.index)
        if listed and (hit := listed[1]) and self._listing:
            by = SearchContext(self._listing.query, self._listing.order)
            self.context.open_article(hit.article, hit.start, hit.end, by)


def _find_item(store: Store, item: ItemRef) -> tuple[str, int]:
    """Return the title of an item, and the id to search for; raises StoreError."""
    if item.kind == "person":
        return safe(store.identities.get_identity(item.id).row.name), item.id
    if item.kind == "article":
        return safe(quote_excerpt(store.articles.row(item.id).title)), item.id
    quotation = store.quotations.find(item.id, item.start)
    rows = store.quotations.list(among=[quotation] if quotation is not None else [])
    return safe(quote_excerpt(rows[0].content)) if rows else "", quotation or 0
