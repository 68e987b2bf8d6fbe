"""The trash: the deleted articles, to be restored or deleted for good."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, cast, get_args

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from analysis.date_format import format_published, format_short_date
from db.edits.models import StoreChange
from db.repositories.trash import TrashedArticle
from db.search.parser import RowLanguage
from db.search.rows import TRASH, RowFacts, matches, parse_filter
from db.text import fold
from tui.actions import load_bindings
from tui.config import read_config
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import FilteredListScreen, PreviewMixin
from tui.store_query import QueryRun
from tui.strings.app_text import AppText
from tui.strings.trash_text import TrashText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.preview import Preview, PreviewData, load_trashed_preview
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

TrashOrder = Literal["trashed", "published", "title"]
_ORDERS: dict[TrashOrder, Callable[[TrashedArticle], Any]] = {
    "trashed": lambda article: -article.trashed.timestamp(),
    "published": lambda article: -(article.published.last.toordinal() if article.published else 0),
    "title": lambda article: fold(article.title),
}


def _draw_trashed(article: TrashedArticle, width: int, *, days: int) -> Sequence[Content]:
    """Return the title; then the date, the site, the notes and the time in the trash.

    After `days` days the article is deleted for good.
    """
    title = Content(f"  {safe(article.title)}").truncate(width, ellipsis=True)
    details = [safe(article.site or article.source)]
    details += [format_count(article.notes, "note")] if article.notes else []
    if days:
        left = max(0, days - article.days_of_use)
        details.append(TrashText.DAYS_LEFT.format(days=format_count(left, "day")))
    details.append(TrashText.DELETED.format(day=format_short_date(article.trashed.date())))
    published = format_published(article.published, article.published_from)
    line = f"  {published:>11}".ljust(15) + " · ".join(part for part in details if part)
    return title, Content.styled(line, ".rows--muted")


class TrashScreen(PreviewMixin, FilteredListScreen[list[TrashedArticle]]):
    """The deleted articles, the last one first, with a preview if there is room."""

    BINDING_GROUP_TITLE = TrashText.TITLE
    REFRESHED_BY = frozenset({"list"})
    FILTERED_BY = TrashText.FILTER_PLACEHOLDER
    AUTO_FOCUS = LIST = "#trash"
    DEFAULT_CSS = """
    TrashScreen {
        & #beside { height: 1fr; }
        & #trash { width: 1fr; margin: 1 0 0 0; }
        & Preview { width: 46%; margin: 1 0 0 0; border-left: solid $border-blurred; }
        &.-narrow Preview { display: none; }
    }
    """
    BINDINGS = load_bindings("trash")

    def __init__(self) -> None:
        """Create the screen; the configuration has the days that articles stay here."""
        super().__init__()
        self._days = read_config().trash_days
        self._total = 0
        self._order: TrashOrder = "trashed"

    def filter_language(self) -> RowLanguage:
        """Return the fields of deleted articles."""
        return TRASH

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, TrashText.TITLE)
        with Horizontal(id="beside"):
            yield VirtualList(id="trash", empty=TrashText.EMPTY)
            yield Preview()
        yield Footer()

    _articles: Sequence[TrashedArticle] = ()

    @property
    def current(self) -> TrashedArticle | None:
        """The article under the cursor."""
        article: TrashedArticle | None = self.rows.item
        return article

    def load_list(self, _: QueryRun) -> list[TrashedArticle]:
        """Query the store for the deleted articles."""
        return self.context.store.trash.list()

    def show_list(self, found: list[TrashedArticle]) -> None:
        """Show the articles that match the filter, in the present order."""
        self._total, words = len(found), self.filter_text
        filter = parse_filter(words, TRASH).root
        listed = [each for each in found if filter is None or matches(filter, _facts(each))]
        self._articles = sorted(listed, key=_ORDERS[self._order])
        self.rows.empty = TrashText.NO_MATCH.format(query=words) if words else TrashText.EMPTY
        self.show_rows(
            ListSource(
                self._articles,
                partial(_draw_trashed, days=self._days),
                key=lambda article: article.id,
                lines=2,
                is_markable=True,
                is_filtered=len(listed) < len(found),
            )
        )
        header = self.query_one(Header)
        header.title = f"{TrashText.TITLE}: {format_count(self._total, 'article')}"
        header.detail = TrashText.SORT_ORDERS[self._order] if self._total else ""
        self.refresh_bindings()
        self.update_preview()

    @property
    def previewed_article(self) -> int | None:
        """The article under the cursor."""
        return self.current.id if self.current else None

    def load_preview(self, article: int) -> PreviewData:
        """Load the preview of a deleted article."""
        return load_trashed_preview(self.context.store, article)

    @on(VirtualList.Highlighted, "#trash")
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self.update_preview()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for articles if there are any."""
        del parameters
        return bool(self._total) if action in {"restore", "empty", "order", "filter"} else True

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

    def action_order(self) -> None:
        """Switch to the next sort order."""
        orders: tuple[TrashOrder, ...] = get_args(TrashOrder)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.restart_list()

    def action_restore(self) -> None:
        """Restore the marked articles, else the one under the cursor."""
        keys, article = self.rows.list_targets(), self.current
        if keys and article is not None:
            articles = [cast("int", key) for key in keys]
            title = next(row.title for row in self._articles if row.id == articles[0])
            self.context.article_actions.restore(
                articles, title, lambda: self.rows.remove_marks(keys)
            )

    def action_empty(self) -> None:
        """Delete the marked articles for good, else all in the trash, after a confirmation."""
        marked = [cast("int", key) for key in self.rows.list_targets()] if self.rows.marked else []
        trash = self.context.store.trash
        articles = format_count(len(marked) or self._total, "article")

        def answer(yes: bool | None) -> None:
            if yes:
                self.rows.remove_marks(marked)
                change = StoreChange.in_any_article("list")
                delete = partial(trash.delete, marked) if marked else trash.empty
                if self.context.apply_change(change, delete):
                    self.context.show_message(TrashText.EMPTIED.format(articles=articles))

        question = TrashText.EMPTY_QUESTION.format(articles=articles)
        dialog = ConfirmDialog(question, TrashText.EMPTY_DETAIL, TrashText.EMPTY_ANSWER)
        self.app.push_screen(dialog, answer)


def _facts(article: TrashedArticle) -> RowFacts:
    """Return the facts about a deleted article that a filter tests."""
    title, source = fold(article.title), fold(f"{article.site}\n{article.source}")
    values = {"is:undated": article.published is None, "has:note": article.notes > 0}
    return RowFacts(
        f"{title}\n{source}",
        {"title": title, "source": source},
        article.published,
        values=frozenset(value for value, holds in values.items() if holds),
    )
