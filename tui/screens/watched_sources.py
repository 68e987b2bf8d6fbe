"""The watched feeds and folders: unread articles, last checks and errors."""

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from db.edits.models import StoreChange
from db.errors import StoreError
from db.opml import write_opml
from db.repositories.feed_articles import FeedCounts
from db.repositories.watched_sources import FULL_TEXTS, WatchedSource
from db.text import one_line
from tui.actions import load_bindings
from tui.dialogs.prompts import ConfirmDialog, PathSuggester, PromptDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.screens.feed_articles import HIDES_READ
from tui.screens.watched_rows import (
    WatchedRow,
    describe_watched,
    draw_watched_row,
    list_watched_rows,
    safe_lines,
)
from tui.store_query import QueryRun, attempt, report_error, run_query
from tui.strings.app_text import AppText
from tui.strings.watch_text import WatchText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

_EVERY = 5.0  # seconds between two refreshes of the times
_Loaded = tuple[list[WatchedSource], dict[int, FeedCounts]]


class WatchedSourcesScreen(AppScreen):
    """All watched sources, and the whole error and remark of the one under the cursor."""

    BINDING_GROUP_TITLE = WatchText.TITLE
    REFRESHED_BY = frozenset({"watched_sources", "list", "reading_state"})
    AUTO_FOCUS = "#sources"
    DEFAULT_CSS = """
    WatchedSourcesScreen {
        & > #sources { height: 1fr; margin: 1 0 0 0; }
        & > VerticalScroll {
            height: auto;
            max-height: 50%;
            padding: 0 2;
            border-top: solid $border;
        }
    }
    """
    BINDINGS = load_bindings("watched")

    _feeds: Sequence[int] = ()  # in the order of the list

    def compose(self) -> ComposeResult:
        """Compose the list and the details of a source between the header and the footer."""
        yield Header(AppText.NAME, WatchText.TITLE)
        yield VirtualList(id="sources", empty=WatchText.EMPTY)
        with VerticalScroll(can_focus=False):
            yield Static(id="about")
            yield Static(id="error")
        yield Footer()

    def on_mount(self) -> None:
        """Show the sources, now and whenever one of them was checked or changed."""
        self.follow_changes()
        self.set_interval(_EVERY, self._show_about)
        self.watch(self.app, "job_progress", self._show_progress)
        self._show()

    def refresh_content(self, change: StoreChange) -> None:
        """Show the sources again."""
        del change
        self._show()

    def _show_progress(self) -> None:
        self.query_one(Header).detail = self.context.job_progress

    def _show(self) -> None:
        """Query the store for the sources and their counts, in a thread, and show them."""
        run_query(
            self, self._load, self._show_loaded, failed=partial(report_error, self.context),
            holds_keys=True,
        )  # fmt: skip

    def _load(self, _: QueryRun) -> _Loaded:
        store = self.context.store
        return store.watched_sources.list(), store.feed_articles.counts()

    def _show_loaded(self, loaded: _Loaded) -> None:
        sources, counts = loaded
        hides = bool(self.context.settings.get(HIDES_READ, False))
        listed = list_watched_rows(sources, counts, hides_read=hides)
        self._feeds = [row.source.id for row in listed if row.is_feed and row.source]
        draw = partial(draw_watched_row, watcher=self.context.source_watcher)
        rows = ListSource(listed, draw, key=lambda row: row.key)
        header = self.query_one(Header)
        unread = sum(count.unread for count in counts.values())
        header.title = WatchText.TITLE_UNREAD.format(unread=unread) if counts else WatchText.TITLE
        self.query_one(VirtualList).empty = WatchText.ALL_FEEDS_READ if sources else WatchText.EMPTY
        self.query_one(VirtualList).show(rows)
        self._show_about()
        self.refresh_bindings()

    @property
    def row(self) -> WatchedRow | None:
        """The row under the cursor."""
        row: WatchedRow | None = self.query_one(VirtualList).item
        return row

    @property
    def current(self) -> WatchedSource | None:
        """The source under the cursor; None on a folder of feeds."""
        return self.row.source if self.row else None

    @on(VirtualList.Highlighted)
    def _moved(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self._show_about()

    def _show_about(self) -> None:
        source = self.current
        about = error = ""
        if source is not None:
            about = describe_watched(
                source, self.context.source_watcher, datetime.datetime.now(datetime.UTC)
            )
            error = "\n".join(filter(None, (source.error, source.remark)))
        self.query_one(VerticalScroll).display = bool(about)
        self.query_one("#about", Static).update(Content.styled(safe_lines(about), "$text-muted"))
        self.query_one("#error", Static).update(Content(safe_lines(error)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for a source if there is one."""
        del parameters
        if action in {"full_text", "folder", "rename"}:
            return self.current is not None and self.current.kind == "feed"
        if action in {"check", "read_all"}:
            return self.row is not None
        return action not in {"pause", "remove"} or self.current is not None

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        """Open the articles of the feeds of the row; check a folder of files."""
        message.stop()
        if self.row is not None and self.row.feeds:
            self._open_feeds(self.row.feeds, self.row.name)
        else:
            self.action_check()

    def _open_feeds(self, feeds: Sequence[int], name: str) -> None:
        others = [*feeds, *(feed for feed in self._feeds if feed not in feeds)]
        self.context.open("feed_articles", sources=feeds, title=safe(name), others=others)

    def action_next_unread(self) -> None:
        """Open the newest unread article, beginning with the feeds at the cursor."""
        feeds = list(self.row.feeds) if self.row else []
        at = self._feeds.index(feeds[0]) if feeds and feeds[0] in self._feeds else 0
        order = [*feeds, *self._feeds[at:], *self._feeds[:at]]
        store = self.context.store
        found = attempt(self.context, lambda: store.feed_articles.find_next_unread(order))
        if found is None:
            self.context.show_message(WatchText.NOTHING_UNREAD)
            return
        source, article = found
        feed = attempt(self.context, lambda: store.watched_sources.get(source))
        if feed is not None:
            self._open_feeds((source,), feed.name)
            self.context.open_article(article)

    def action_read_all(self) -> None:
        """Mark all articles of the feeds at the cursor as read."""
        if self.row is None or not self.row.feeds:
            return
        store, feeds = self.context.store, self.row.feeds
        unread = attempt(self.context, lambda: store.feed_articles.list_ids(feeds, unread=True))
        if not unread:
            self.context.show_message(WatchText.NOTHING_UNREAD)
            return
        done = WatchText.READ_UNDO.format(articles=format_count(len(unread), "article"))
        mark = partial(store.reading_state.set_state, unread, "read")
        if self.context.edit("read", mark, done) is not None:
            key = self.context.user_keys.undo_key
            self.context.show_message(WatchText.READ.format(done=done, key=key))

    def action_hide_read(self) -> None:
        """Hide the feeds without unread articles, or list them again."""
        settings = self.context.settings
        settings.set(HIDES_READ, not settings.get(HIDES_READ, False))
        self._show()

    def action_full_text(self) -> None:
        """Choose the next way to get the pages of a feed: when asked, always, never."""
        source = self.current
        if source is None:
            return
        mode = FULL_TEXTS[(FULL_TEXTS.index(source.full_text) + 1) % len(FULL_TEXTS)]
        set_options = self.context.store.watched_sources.set_options
        done = WatchText.FULL_TEXT_UNDO[mode]
        change = partial(set_options, source.id, full_text=mode)
        if self.context.edit("watched source", change, done) is not None:
            self.context.show_message(f"{source.name}: {done}.")

    def action_folder(self) -> None:
        """Ask for the folder in which a feed is listed."""
        source = self.current
        if source is None:
            return
        set_options = self.context.store.watched_sources.set_options

        def accept(line: str) -> bool:
            folder = "/".join(filter(None, map(str.strip, line.split("/"))))
            change = partial(set_options, source.id, folder=folder)
            return self.context.edit("watched source", change, WatchText.FOLDER_UNDO) is not None

        self.app.push_screen(
            PromptDialog(
                WatchText.FOLDER.format(name=source.name), value=source.folder,
                placeholder=WatchText.FOLDER_EXAMPLE, hint=WatchText.FOLDER_HINT, accept=accept,
            )
        )  # fmt: skip

    def action_rename(self) -> None:
        """Ask for the name of a feed."""
        source = self.current
        if source is None:
            return
        set_options = self.context.store.watched_sources.set_options

        def accept(line: str) -> bool:
            change = partial(set_options, source.id, title=one_line(line))
            return self.context.edit("watched source", change, WatchText.NAME_UNDO) is not None

        self.app.push_screen(
            PromptDialog(
                WatchText.NAME.format(name=source.name), value=source.title,
                placeholder=source.address, hint=WatchText.NAME_HINT, accept=accept,
            )
        )  # fmt: skip

    def action_export(self) -> None:
        """Ask for a file, and write the feeds to it as OPML."""
        self.app.push_screen(
            PromptDialog(
                WatchText.EXPORT, value=WatchText.EXPORT_NAME, suggester=PathSuggester(),
                hint=WatchText.EXPORT_HINT, accept=lambda line: not line or self._write_list(line),
            )
        )  # fmt: skip

    def _write_list(self, name: str) -> bool:
        path = Path(name).expanduser()
        try:
            count = write_opml(self.context.store.watched_sources.list(), path)
        except (StoreError, OSError) as error:
            text = WatchText.FAILED.format(name=name, error=error)
            self.context.show_message(text, severity="error")
            return False
        feeds = format_count(count, "feed")
        self.context.show_message(WatchText.EXPORTED.format(feeds=feeds, path=path))
        return True

    def action_add(self) -> None:
        """Ask for the address of a feed or a folder, and watch it."""
        self._ask_source(self.context.source_watcher.refused_name)

    def ask_private_host(self, host: str, answer: Callable[[bool | None], None]) -> None:
        """Ask whether a host of this machine or its network is allowed for its feed."""
        question = WatchText.PRIVATE_QUESTION.format(host=host)
        dialog = ConfirmDialog(question, WatchText.PRIVATE_DETAIL, WatchText.PRIVATE_ANSWER)
        self.context.push_screen(dialog, answer)

    def correct_source(self, name: str, error: str) -> None:
        """Ask for a name again that failed; on another screen, the next question has the name."""
        if self.app.screen is self:
            self._ask_source(name, error)

    def _ask_source(self, name: str, error: str = "") -> None:
        watcher = self.context.source_watcher
        self.app.push_screen(
            PromptDialog(
                WatchText.ADD,
                value=name,
                placeholder=WatchText.ADD_EXAMPLE,
                hint=WatchText.REFUSED.format(error=error) if error else WatchText.ADD_HINT,
                suggester=PathSuggester(),
                accept=lambda line: not line or watcher.add(line, self),
            )
        )

    def action_check(self) -> None:
        """Check the source of the row now, or the feeds of a folder that are not paused."""
        if self.row is not None:
            sources = [each for each in self.row.sources if self.row.source or not each.paused]
            self.context.source_watcher.check(sources, self)

    def action_pause(self) -> None:
        """Pause or resume the checks of the source."""
        source = self.current
        if source is None:
            return
        self.context.edit(
            "watched source",
            partial(self.context.store.watched_sources.set_paused, source.id, not source.paused),
            WatchText.RESUMED_UNDO if source.paused else WatchText.PAUSED_UNDO,
        )

    def action_remove(self) -> None:
        """Watch the source no longer; its articles stay."""
        source = self.current
        if source is None:
            return
        remove = partial(self.context.store.watched_sources.remove, source.id)
        if self.context.edit("watched source", remove, WatchText.REMOVED_UNDO) is not None:
            self.context.show_message(WatchText.REMOVED.format(name=source.name))
