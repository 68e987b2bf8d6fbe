"""The trash: the deleted articles, to be restored or deleted for good."""

import datetime
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.repositories.trash import TrashedArticle
from db.text import fold
from tui.changes import StoreChange, UndoEntry
from tui.config import read_config
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import format_count, format_published, format_short_day
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.strings import AppText, TrashText, bind
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.virtual_list import RowSource, VirtualList


class _TrashedRows(RowSource):
    """Deleted articles; two lines for each. After `days` days they are deleted for good."""

    lines = 2

    def __init__(self, articles: Sequence[TrashedArticle], days: int) -> None:
        self.articles = articles
        self._days = days
        self._today = datetime.datetime.now(datetime.UTC)

    def count(self) -> int:
        """Return the number of articles."""
        return len(self.articles)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the title; then the date, the site, the notes and the time in the trash."""
        article = self.articles[index]
        title = Content(f"  {safe(article.title)}").truncate(width, ellipsis=True)
        details = [safe(article.site or article.source)]
        details += [format_count(article.notes, "note")] if article.notes else []
        details.append(TrashText.DELETED.format(day=format_short_day(article.trashed.date())))
        if self._days:
            left = max(0, self._days - (self._today - article.trashed).days)
            details.append(TrashText.DAYS_LEFT.format(days=format_count(left, "day")))
        published = format_published(article.published, article.published_from)
        line = f"  {published:>11}".ljust(15) + " · ".join(part for part in details if part)
        return title, Content.styled(line, ".rows--muted")


class TrashScreen(ListScreen):
    """The deleted articles, the last one first."""

    BINDING_GROUP_TITLE = TrashText.TITLE
    REFRESHED_BY = frozenset({"list"})
    FILTERED_BY = TrashText.FILTER_PLACEHOLDER
    AUTO_FOCUS = "#trash"
    DEFAULT_CSS = """
    TrashScreen {
        & #filter { dock: top; margin: 1 0 0 0; padding: 0 1; background: $panel; }
        & > #trash { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("trash.restore", "r", "restore"),
        bind("trash.empty", "D", "empty"),
        bind("trash.filter", "slash", "filter"),
        bind("trash.clear", "escape", "clear", show=False),
    ]

    class TrashLoaded(Message):
        """The deleted articles were loaded from the store."""

        def __init__(self, articles: Sequence[TrashedArticle], total: int) -> None:
            super().__init__()
            self.articles = articles
            self.total = total

    def __init__(self) -> None:
        """Create the screen; the configuration has the days that articles stay here."""
        super().__init__()
        self._days = read_config().trash_days
        self._total = 0

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, TrashText.TITLE)
        yield VirtualList(id="trash", empty=TrashText.EMPTY)
        yield Footer()

    def on_mount(self) -> None:
        """Load the list, now and whenever articles are deleted or restored."""
        self.follow_changes()
        self.refresh_list()

    @property
    def rows(self) -> VirtualList:
        """The list of deleted articles."""
        return self.query_one("#trash", VirtualList)

    @property
    def current(self) -> TrashedArticle | None:
        """The article under the cursor."""
        source, at = self.rows.source, self.rows.cursor
        return source.articles[at] if isinstance(source, _TrashedRows) and at >= 0 else None

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again."""
        del change
        self.refresh_list()

    def refresh_list(self) -> None:
        """Load the articles that match the filter."""
        self._load(fold(self.filter_text).split())

    @work(thread=True, exclusive=True, group="trash")
    def _load(self, words: Sequence[str]) -> None:
        worker = get_current_worker()
        try:
            articles = self.context.store.trash.list()
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.context.show_message, str(error), severity="error")
            return
        found = [article for article in articles if _matches(article, words)]
        if not worker.is_cancelled:
            self.post_message(self.TrashLoaded(found, len(articles)))

    @on(TrashLoaded)
    def _show(self, message: TrashLoaded) -> None:
        self._total = message.total
        words = self.filter_text
        self.rows.empty = TrashText.NO_MATCH.format(query=words) if words else TrashText.EMPTY
        self.rows.show(_TrashedRows(message.articles, self._days), max(self.rows.cursor, 0))
        self.query_one(Header).detail = format_count(message.total, "article")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for articles if there are any."""
        del parameters
        return bool(self._total) if action in {"restore", "empty", "filter"} else True

    def action_clear(self) -> None:
        """Close the filter; without one, go back to the library."""
        if self.filter_line is None:
            self.context.action_back()
        else:
            super().action_clear()

    @on(VirtualList.RowSelected, "#trash")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        self.action_restore()

    def action_restore(self) -> None:
        """Restore the article under the cursor."""
        article = self.current
        if article is None:
            return
        trash = self.context.store.trash
        restored = self.context.apply_change(
            StoreChange.in_article(article.id, "list"),
            lambda: trash.restore([article.id]),
            UndoEntry(TrashText.RESTORED_UNDO, lambda: trash.move([article.id])),
        )
        if restored:
            self.context.show_message(TrashText.RESTORED.format(title=article.title))

    def action_empty(self) -> None:
        """Delete all articles in the trash for good, after a confirmation."""
        articles = format_count(self._total, "article")

        def answer(yes: bool | None) -> None:
            if yes:
                change = StoreChange.in_any_article("list")
                if self.context.apply_change(change, self.context.store.trash.empty):
                    self.context.show_message(TrashText.EMPTIED.format(articles=articles))

        question = TrashText.EMPTY_QUESTION.format(articles=articles)
        dialog = ConfirmDialog(question, TrashText.EMPTY_DETAIL, TrashText.EMPTY_ANSWER)
        self.app.push_screen(dialog, answer)


def _matches(article: TrashedArticle, words: Sequence[str]) -> bool:
    text = fold(f"{article.title}\n{article.site}\n{article.source}")
    return all(word in text for word in words)
