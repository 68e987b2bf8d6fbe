"""Similar articles or quotations, with the names and words that they share with an item."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.worker import get_current_worker

from db import Store, StoreError
from db.models import ItemRef
from db.search.engine import Cancelled
from db.search.executor import SearchContext
from tui.actions import load_bindings
from tui.changes import ALL_KINDS, StoreChange
from tui.correction_text import quote_excerpt
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import PreviewMixin
from tui.strings import AppText, SearchText
from tui.widgets.article_list import ArticleList
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.preview import Preview
from tui.widgets.search_results import SearchHitRows
from tui.widgets.virtual_list import VirtualList

_MOST = 50


class SimilarScreen(PreviewMixin):
    """The items similar to an article, a quotation or the statements of a person."""

    BINDING_GROUP_TITLE = SearchText.SIMILAR
    REFRESHED_BY = ALL_KINDS - {"rules"}
    AUTO_FOCUS = "#similar"
    DEFAULT_CSS = """
    SimilarScreen {
        & #answers { height: 1fr; margin: 1 0 0 0; }
        & #similar { width: 1fr; }
        & Preview { display: none; width: 36%; border-left: solid $border-blurred; }
        &.-wide Preview { display: block; }
    }
    """
    BINDINGS = load_bindings("similar")

    class ItemsLoaded(Message):
        """The similar items were loaded from the store."""

        def __init__(self, title: str, rows: SearchHitRows) -> None:
            super().__init__()
            self.title = title
            self.rows = rows

    def __init__(self, item: ItemRef) -> None:
        """Create the screen of the items similar to `item`."""
        super().__init__()
        self._item = item

    def compose(self) -> ComposeResult:
        """Compose the list and a preview between the header and the footer."""
        yield Header(AppText.NAME, SearchText.SIMILAR)
        with Horizontal(id="answers"):
            yield ArticleList(id="similar")
            yield Preview()
        yield Footer()

    def on_mount(self) -> None:
        """Load the list, and again after every change of the store."""
        self.follow_changes()
        self._load()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again."""
        del change
        self._load()

    @work(thread=True, exclusive=True, group="similar")
    def _load(self) -> None:
        worker, store = get_current_worker(), self.context.store
        try:
            title, id = _find_item(store, self._item)
            found = store.search.execute_similar(
                self._item.kind, id, _MOST, lambda: worker.is_cancelled
            )
            rows = SearchHitRows(store.search, "", "rank", (), found)
        except Cancelled:
            return
        except StoreError as error:
            self.app.call_from_thread(self.context.show_message, str(error), severity="error")
        else:
            self.post_message(self.ItemsLoaded(title, rows))

    @on(ItemsLoaded)
    def _loaded(self, message: ItemsLoaded) -> None:
        header, shown = self.query_one(Header), self.query_one("#similar", VirtualList)
        header.title = SearchText.SIMILAR_TO.format(title=message.title)
        header.detail = format_count(message.rows.count(), "result")
        shown.empty = SearchText.NO_SIMILAR
        shown.show(message.rows, max(shown.cursor, 0))
        self.update_preview()

    @property
    def _rows(self) -> SearchHitRows | None:
        source = self.query_one("#similar", VirtualList).source
        return source if isinstance(source, SearchHitRows) else None

    @property
    def _cursor(self) -> int:
        return self.query_one("#similar", VirtualList).cursor

    @property
    def previewed_article(self) -> int | None:
        """The article of the row under the cursor."""
        found = self._rows.found(self._cursor) if self._rows else None
        return found.article if found else None

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The row under the cursor if it is a quotation."""
        hit = self._rows.hit(self._cursor) if self._rows else None
        return (hit.article, hit.start) if hit and hit.kind == "quotation" else None

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self.update_preview()

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        rows = self._rows
        if rows and (hit := rows.hit(message.index)):
            by = SearchContext(rows.query, rows.order)
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
