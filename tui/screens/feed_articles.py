"""The articles of a feed, of a folder of feeds, or of all feeds, newest first."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from db import ArticleRow
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen, PreviewMixin
from tui.screens.library_rows import draw_article
from tui.store_query import QueryRun, attempt, read_or_default
from tui.strings.app_text import AppText
from tui.strings.watch_text import WatchText
from tui.widgets.article_list import ArticleList, article_row_key
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.preview import Preview
from tui.widgets.row_source import PagedSource
from tui.widgets.virtual_list import VirtualList

HIDES_READ = "feeds.hide_read"  # settings key


class FeedListing(NamedTuple):
    """The articles of feeds, and how many of all are unread."""

    rows: PagedSource[int, ArticleRow]
    unread: int


class FeedArticlesScreen(PreviewMixin, ListScreen[FeedListing]):
    """The articles of feeds, with a preview beside them if the terminal is wide enough."""

    BINDING_GROUP_TITLE = WatchText.ARTICLES
    COMPARES_ARTICLES = False
    REFRESHED_BELOW = frozenset({"text", "metadata", "tags", "reading_state", "list"})
    REFRESHED_BY = REFRESHED_BELOW | {"findings", "notes", "watched_sources"}
    AUTO_FOCUS = LIST = "#feed-articles"
    DEFAULT_CSS = """
    FeedArticlesScreen {
        & #beside { height: 1fr; margin: 1 0 0 0; }
        & #feed-articles { width: 1fr; }
        & Preview { width: 46%; border-left: solid $border-blurred; }
        &.-narrow Preview { display: none; }
    }
    """
    BINDINGS = load_bindings("feed_articles")

    def __init__(self, sources: Sequence[int], title: str, others: Sequence[int] = ()) -> None:
        """List the articles of `sources`; `others` are the feeds of the next unread one."""
        super().__init__()
        self._sources, self._title, self._others = tuple(sources), title, tuple(others)
        self._opened: set[int] = set()  # read here, and listed until the screen closes

    def compose(self) -> ComposeResult:
        """Compose the list and the preview between the header and the footer."""
        yield Header(AppText.NAME, self._title)
        with Horizontal(id="beside"):
            yield ArticleList(id="feed-articles", empty=WatchText.NO_ARTICLES)
            yield Preview()
        yield Footer()

    @property
    def _hides_read(self) -> bool:
        return bool(self.context.settings.get(HIDES_READ, False))

    def load_list(self, _: QueryRun) -> FeedListing:
        """Query the store for the articles."""
        store = self.context.store
        hides, opened, sources = self._hides_read, tuple(self._opened), self._sources
        list_ids = partial(store.feed_articles.list_ids, sources, unread=hides, listed_too=opened)
        changed: set[int] = set()

        def load(ids: Sequence[int]) -> Sequence[ArticleRow]:
            changed.update(store.feed_articles.list_changed(ids))
            return store.articles.list_by_id(ids)

        rows = PagedSource(
            list_ids, load, partial(_draw_row, changed=changed), key_of=lambda row: row.id,
            to_row_key=article_row_key, lines=2, is_filtered=hides,
        )  # fmt: skip
        unread = len(store.feed_articles.list_ids(sources, unread=True))
        if not self._starts_over:
            rows.load_around(*self.row_to_keep)
        return FeedListing(rows, unread)

    def show_list(self, found: FeedListing) -> None:
        """Show the articles, and how many are unread."""
        self.rows.empty = WatchText.ALL_READ if self._hides_read else WatchText.NO_ARTICLES
        self.show_rows(found.rows)
        header = self.query_one(Header)
        header.title = self._title
        number = format_count(found.rows.count(), "article")
        header.detail = WatchText.UNREAD_OF.format(unread=found.unread, articles=number)
        self.update_preview()
        self.refresh_bindings()

    @property
    def current(self) -> ArticleRow | None:
        """The article under the cursor."""
        row: ArticleRow | None = self.rows.item
        return row

    @property
    def previewed_article(self) -> int | None:
        """The article under the cursor."""
        return self.current.id if self.current else None

    @on(VirtualList.Highlighted, "#feed-articles")
    def _moved(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self.update_preview()

    @on(VirtualList.RowSelected, "#feed-articles")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if self.current is not None:
            self._open(self.current.id)

    def _open(self, article: int) -> None:
        self._opened.add(article)
        self.context.open_article(article)

    def adjacent_article(self, article: int, by: int, *, unread: bool = False) -> int | None:
        """Return the article after `article` in the list, or before it if `by` is -1.

        With `unread`, skip articles that are not unread; after the last one, go on with the next
        feed that has any. The cursor moves to the article found.
        """
        rows = self.rows.source
        at = read_or_default(lambda: rows.row_of(article_row_key(article)), None)
        while at is not None and (row := rows.item(at := at + by)) is not None:
            if not unread or row.state == "unread":
                self.rows.set_cursor_silently(at)
                self.update_preview()
                self._opened.add(row.id)
                return int(row.id)
        return self._find_in_next_feed(article) if unread and by > 0 else None

    def _find_in_next_feed(self, article: int) -> int | None:
        """List the next feed with an unread article, and return its newest one."""
        others = [source for source in self._others if source not in self._sources]
        store = self.context.store
        found = attempt(self.context, lambda: store.feed_articles.find_next_unread(others))
        if found is None:
            left = attempt(
                self.context, lambda: store.feed_articles.list_ids(self._sources, unread=True)
            )
            return next((unread for unread in left or () if unread != article), None)
        source, unread = found
        feed = attempt(self.context, lambda: store.watched_sources.get(source))
        if feed is None:
            return None
        self._sources, self._opened, self._title = (source,), {unread}, safe(feed.name)
        self.restart_list()
        return unread

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for an article if there is one."""
        del parameters
        return action not in {"differences", "read_up_to_here"} or self.current is not None

    def action_next_unread(self) -> None:
        """Open the next unread article, of this list or of another feed."""
        row = self.current
        article = row.id if row is not None and row.state == "unread" else None
        if article is None:
            article = self.adjacent_article(row.id if row else 0, 1, unread=True)
        if article is None:
            self.context.show_message(WatchText.NOTHING_UNREAD)
        else:
            self._open(article)

    def action_read_up_to_here(self) -> None:
        """Mark the articles from the first one to the cursor as read."""
        rows = self.rows
        keys = attempt(self.context, lambda: rows.source.keys(0, rows.cursor + 1)) or ()
        articles = [int(key[0]) for key in keys if isinstance(key, tuple)]
        done = WatchText.READ_UNDO.format(articles=format_count(len(articles), "article"))
        mark = self.context.store.reading_state.set_state
        if self.context.edit("read", lambda: mark(articles, "read"), done) is not None:
            self.context.show_message(
                WatchText.READ.format(done=done, key=self.context.user_keys.undo_key)
            )

    def action_hide_read(self) -> None:
        """Hide the articles that are read, or list them again."""
        self.context.settings.set(HIDES_READ, not self._hides_read)
        self._opened.clear()
        self.restart_list()

    def action_differences(self) -> None:
        """Show how the text of the article changed."""
        if self.current is not None:
            self.show_versions(self.current.id)


def _draw_row(row: ArticleRow, width: int, *, changed: set[int]) -> Sequence[Content]:
    """Return the lines of an article; the second one says if its feed changed it."""
    title, detail = draw_article(row, width)
    if row.id not in changed:
        return title, detail
    mark = Content.styled(WatchText.CHANGED, ".rows--accent")
    room = max(8, width - mark.cell_length - 2)
    return title, Content.assemble(detail.truncate(room, ellipsis=True), "  ", mark)
