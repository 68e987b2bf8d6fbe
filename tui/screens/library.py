"""The library: the list of all articles, a filter, and a preview of the selected article."""

from typing import TYPE_CHECKING, cast, get_args

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from db import ArticleRow
from db.edits.models import StoreChange
from db.models import ArticleOrder
from tui.actions import load_bindings
from tui.display_text import display_title, format_count
from tui.screens.app_screen import FilteredListScreen, PreviewMixin
from tui.screens.library_rows import ArticleListing, list_articles
from tui.settings import LibraryState
from tui.store_query import QueryRun, attempt
from tui.strings.app_text import AppText
from tui.strings.library_text import LibraryText
from tui.widgets.article_list import ArticleList, article_row_key
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.place_line import PlaceLine
from tui.widgets.preview import Preview
from tui.widgets.row_source import PagedSource
from tui.widgets.virtual_list import VirtualList
from tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from db.exporters import ExportQuery
    from db.search.parser import RowLanguage
    from tui.screens.views import ViewList


_VIEWS_SETTING = "library.views"
# Actions on an article, which keys in the list of views must not reach.
_ARTICLE_ACTIONS = frozenset(("original", "versions"))


def _title(listing: ArticleListing) -> str:
    """Return the title: the number of articles, and how many of them match the filter."""
    if not listing.total:
        return LibraryText.TITLE
    number = format_count(listing.total, "article")
    if listing.filter:
        listed = listing.rows.count()
        return LibraryText.TITLE_FILTERED.format(number=listed, articles=number)
    return LibraryText.TITLE_ALL.format(articles=number)


def _checked_filter(filter: str) -> str:
    """Return the filter of the last session; "" if it has an error."""
    if not filter:
        return ""
    from db.search.rows import LIBRARY, parse_filter  # not before the first frame

    return filter if parse_filter(filter, LIBRARY).error is None else ""


class LibraryScreen(PreviewMixin, FilteredListScreen[ArticleListing]):
    """The list of articles, with a preview beside it if the terminal is wide enough."""

    BINDING_GROUP_TITLE = LibraryText.TITLE
    REFRESHED_BELOW = frozenset({"text", "metadata", "tags", "reading_state", "list"})
    REFRESHED_BY = REFRESHED_BELOW | {"findings", "notes", "views"}
    DEFAULT_CSS = """
    LibraryScreen {
        & #beside { height: 1fr; }
        & #articles { width: 1fr; }
        & #views { display: none; dock: left; width: 100%; }
        &.-views #views { display: block; }
        &.-views #articles { display: none; }
        &.-wide.-views #views { width: 30; border-right: solid $border-blurred; }
        &.-wide.-views #articles { display: block; }
        & Preview { width: 46%; border-left: solid $border-blurred; }
        &.-narrow Preview { display: none; }
    }
    """
    FILTERED_BY = LibraryText.FILTER_PLACEHOLDER
    LIST = "#articles"
    AUTO_FOCUS = ""  # the list is focused once articles are loaded
    BINDINGS = load_bindings("library")

    def __init__(self, state: LibraryState | None = None) -> None:
        """Create the library in the state `state`, or in its initial state."""
        super().__init__()
        self._saved = state or LibraryState()
        self.filter_text = _checked_filter(self._saved.filter)
        self._order: ArticleOrder = self._saved.order
        self._articles: PagedSource[int, ArticleRow] | None = None
        self._total = 0
        self._added: int | None = None  # the article to which a refresh moves the cursor

    def filter_language(self) -> "RowLanguage":
        """Return the fields of articles."""
        from db.search.rows import LIBRARY

        return LIBRARY

    def compose(self) -> ComposeResult:
        """Compose the list and the preview between the header and the footer."""
        yield Header(AppText.NAME, LibraryText.TITLE)
        yield PlaceLine("app.library")
        with Horizontal(id="beside"):
            yield ArticleList(id="articles")
            yield Preview()
        yield Footer()

    def on_mount(self) -> None:
        """Update the header and the welcome text when keys or jobs change."""
        self.bindings_updated_signal.subscribe(self, self._keys_changed)
        self.watch(self.app, "job_progress", self._show_detail)

    def load_first(self) -> None:
        """Load the list at once, so that the first frame shows articles."""
        listing = attempt(self.context, self._list_saved)
        if listing is None:
            return
        if self.filter_text:
            self.mount_filter(self.filter_text)
        self._show(listing, self._row_left(listing.rows))
        if self.context.settings.get(_VIEWS_SETTING, False):
            self.call_after_refresh(self._open_views)

    def _list_saved(self) -> ArticleListing:
        """Query the store for the list of the last session, or for all if nothing matches now."""
        store = self.context.store
        listing = list_articles(store, self.filter_text, self._order)
        if self.filter_text and not listing.rows.count():
            self.filter_text = ""
            listing = list_articles(store, "", self._order)
        return listing

    def _row_left(self, rows: PagedSource[int, ArticleRow]) -> int:
        """Return the row of the article last selected, or 0 if it is no longer listed."""
        row = rows.item(self._saved.row)
        if row and row.id == self._saved.article:
            return self._saved.row
        return rows.cached_row_of(article_row_key(self._saved.article)) or 0

    @property
    def library_state(self) -> LibraryState:
        """The library's state, for the next session."""
        current = self.current
        row = max(self.rows.cursor, 0) if current else 0
        return LibraryState(self.filter_text, self._order, row, current.id if current else 0)

    # The list

    @property
    def rows(self) -> ArticleList:
        """The list of articles."""
        return self.query_one("#articles", ArticleList)

    @property
    def current(self) -> ArticleRow | None:
        """The article under the cursor."""
        row: ArticleRow | None = self.rows.item
        return row

    def adjacent_article(self, article: int, by: int, *, unread: bool = False) -> int | None:
        """Return the article after `article` in the list, or before it if `by` is -1.

        With `unread`, skip articles that are not unread. The cursor moves to the article found.
        Returns None at the end of the list, or if `article` is not listed.
        """
        at = self._articles.cached_row_of(article_row_key(article)) if self._articles else None
        if self._articles is None or at is None:
            return None
        while (row := self._articles.item(at := at + by)) is not None:
            if not unread or row.state == "unread":
                self.rows.set_cursor_silently(at)
                self.update_preview()
                return row.id
        return None

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again; the cursor stays on its article, or goes to a new article."""
        listed = self._articles
        new = [
            article
            for article in change.articles or ()
            if listed is None or listed.cached_row_of(article_row_key(article)) is None
        ]
        self._added = new[0] if len(new) == 1 else None
        self.refresh_list()

    def refresh_list(self) -> None:
        """Load the articles that match the filter, and count those of the views."""
        super().refresh_list()
        if self._shows_views:
            self._views.load()

    def load_list(self, _: QueryRun) -> ArticleListing:
        """Query the store for the articles, also for those at the cursor."""
        listing = list_articles(self.context.store, self.filter_text, self._order)
        if not self._starts_over:
            listing.rows.load_around(*self.row_to_keep)
        return listing

    def show_list(self, found: ArticleListing) -> None:
        """Show the articles; the cursor stays on its article, or goes to a new one."""
        added, self._added = self._added, None
        at = None if added is None else found.rows.cached_row_of(article_row_key(added))
        self._show(found, at)

    def _show(self, listing: ArticleListing, cursor: int | None) -> None:
        self._articles, self._total = listing.rows, listing.total
        self._show_welcome(not listing.total)
        label_of = self.context.user_keys.label_of
        self.rows.empty = LibraryText.NO_MATCH.format(
            query=listing.filter, clear=label_of("library.clear"), search=label_of("app.search")
        )
        self.show_rows(listing.rows, cursor)
        self.query_one(Header).title = _title(listing)
        self._show_detail(self.context.job_progress)
        self.refresh_bindings()

    def _show_welcome(self, empty: bool) -> None:
        beside, welcome = self.query_one("#beside"), self.query(Welcome)
        if empty:
            beside.display = False
            self.set_focus(None)  # so that Enter opens the sample
            if not welcome:
                self.mount(Welcome(self.key_for_binding), after=beside)
        else:
            if welcome:
                welcome.remove()
                beside.display = True
            if self.focused is None:
                self.rows.focus()

    def _keys_changed(self, _: Screen[None]) -> None:
        for welcome in self.query(Welcome):
            welcome.refresh_keys()

    def _show_detail(self, waiting: str) -> None:
        """Show on the right of the header the work in progress, else the sort order."""
        self.query_one(Header).detail = waiting or (
            LibraryText.SORT_ORDERS[self._order] if self._total else ""
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for an article if there is one, else the key that adds the sample."""
        del parameters
        if action == "add_sample":
            return self._articles is not None and not self._total
        if action in _ARTICLE_ACTIONS and self.focused and self.focused.id == "views":
            return False
        if action in {"order", "filter", "views"}:
            return bool(self._total)
        return True

    # The views

    @property
    def _views(self) -> "ViewList":
        return cast("ViewList", self.query_one("#views"))

    @property
    def _shows_views(self) -> bool:
        return self.has_class("-views")

    async def action_views(self) -> None:
        """Open the list of views, or move to it."""
        if not self._shows_views:
            await self._open_views()
            self.context.settings.set(_VIEWS_SETTING, True)
        self.focus_once_shown(self._views)

    async def _open_views(self) -> None:
        """Show the list of views, which is composed when it is first opened."""
        from tui.screens.views import ViewList  # not before the first frame

        if not self.query("#views"):
            views = ViewList(id="views", present_query=lambda: self.filter_text)
            await self.query_one("#beside").mount(views)
        self.add_class("-views")
        self._views.load()

    def on_view_list_closed(self) -> None:
        """Hide the list of views."""
        self.remove_class("-views")
        self.context.settings.set(_VIEWS_SETTING, False)
        self.focus_once_shown(self.rows)

    @on(VirtualList.Highlighted, "#views")
    def _view_highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()

    @on(VirtualList.RowSelected, "#views")
    def _choose_view(self, message: VirtualList.RowSelected) -> None:
        """Filter by a view; a saved search that is no filter opens in the search."""
        message.stop()
        view = self._views.view
        if view is None:
            return
        if not view.is_filter:
            saved = view.name if view.kind == "search" else ""
            self.context.open("search", query=view.query, saved=saved)
            return
        if view.kind == "search":
            self._views.mark_opened(view)
        if not self.has_class("-wide"):
            self.remove_class("-views")
        line = self.filter_line
        if not view.query:
            self.action_clear()
            return
        if line is None:
            self.mount_filter(view.query)
        else:
            line.set_query(view.query)
        self.filter_text = view.query
        self.restart_list()
        self.focus_once_shown(self.rows)

    # The preview

    @property
    def previewed_article(self) -> int | None:
        """The article under the cursor."""
        row = self.current
        return row.id if row else None

    @on(VirtualList.Highlighted, "#articles")
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self.update_preview()

    def action_concordance(self) -> None:
        """Open the concordance of all articles."""
        self.context.open("concordance", store=self.context.store)

    # What can be done with an article

    @on(VirtualList.RowSelected, "#articles")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if row := self.current:
            self.context.open_article(row.id)

    def action_order(self) -> None:
        """Switch to the next sort order."""
        orders: tuple[ArticleOrder, ...] = get_args(ArticleOrder)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.restart_list()

    # Adding

    @property
    def export_choices(self) -> "list[tuple[str, ExportQuery]]":
        """The article under the cursor, and the articles that match the filter."""
        from db.exporters import ExportQuery

        row = self.current
        found = []
        if row and not self.rows.marked:
            label = LibraryText.EXPORT_ONE.format(title=display_title(row))
            found.append((label, ExportQuery((row.id,))))
        if self.filter_text:
            label = LibraryText.EXPORT_FILTERED.format(query=self.filter_text)
            found.append((label, ExportQuery(list_filter=self.filter_text)))
        return found

    def action_add(self) -> None:
        """Ask for a file, a folder or an address and add its articles."""
        from tui.dialogs.prompts import PathSuggester  # not before the first frame

        def answer(line: str | None) -> None:
            if line:
                self.context.jobs.add_files(line.strip("'\""))

        self.context.open(
            "prompt",
            on_result=answer,
            question=LibraryText.ADD,
            placeholder=LibraryText.ADD_EXAMPLE,
            hint=LibraryText.ADD_HINT,
            suggester=PathSuggester(),
        )

    def on_paste(self, event: events.Paste) -> None:
        """Add the pasted text: an article's text, addresses or file names."""
        from tui.pasted_text import tasks_for_pasted_text

        kind, tasks = tasks_for_pasted_text(event.text)
        if not tasks:
            return
        event.stop()

        title = LibraryText.PASTED[kind]

        def answer(yes: bool | None) -> None:
            if yes:
                self.context.jobs.start(title, tasks)

        beginning = " ".join(event.text.split())[:120]
        yes = LibraryText.PASTE_ANSWER
        self.context.open(
            "confirm", on_result=answer, question=f"{title}?", detail=beginning, yes=yes
        )

    def action_original(self) -> None:
        """Open the page of the article under the cursor in the browser."""
        if row := self.current:
            self.context.article_actions.open_original(row)

    def action_versions(self) -> None:
        """Show the versions of the article under the cursor."""
        if row := self.current:
            self.show_versions(row.id)

    def action_add_sample(self) -> None:
        """Add the sample article and open it."""
        self.context.add_sample()
