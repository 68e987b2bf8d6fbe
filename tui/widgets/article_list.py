"""A virtual list whose rows belong to articles, with actions on the articles of the marked rows."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from db.edits.models import StoreChange
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.store_query import attempt
from tui.strings.article_text import ArticleText
from tui.widgets.row_marks import ArticleRowKey
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from db.exporters import ExportQuery
    from tui.context import AppContext


def article_row_key(article: int) -> ArticleRowKey:
    """Return the key of the row of an article."""
    return article, "article", 0


class ArticleList(VirtualList):
    """A list with rows of articles, quotations, events or notes.

    Its actions apply to the articles of the marked rows, else to that of the row at the cursor.
    """

    BINDING_GROUP_TITLE = ArticleText.TITLE
    BINDINGS = load_bindings("article_list")

    def on_mount(self) -> None:
        """Follow the changes of the store."""
        self.context.store_changed.subscribe(self, self._lose_findings)

    def _lose_findings(self, change: StoreChange) -> None:
        """Remove the marks of findings in changed articles: their numbers may be others' now."""
        if change.concerns("text", "findings"):
            changed = change.articles
            lost = [
                key
                for key in self.marks.keys
                if isinstance(key, tuple)
                and key[1] in ("quotation", "event")
                and (changed is None or key[0] in changed)
            ]
            if lost:
                self.lose_marks(lost)

    @property
    def context(self) -> "AppContext":
        """The app, with the store."""
        return cast("AppContext", self.app)

    def list_articles(self) -> list[int]:
        """Return the articles of the marked rows, else of the row at the cursor; end the range."""
        return list(dict.fromkeys(article for article, _, _ in self._list_rows()))

    def _list_rows(self) -> list[ArticleRowKey]:
        """Return the articles and findings of the marked rows; none, with a message, on errors."""
        keys = self.list_targets()
        if not self.source.is_markable:
            return []
        store = self.context.store
        return attempt(self.context, lambda: self.source.article_rows(store, keys)) or []

    @property
    def marked_exports(self) -> "list[tuple[str, ExportQuery]]":
        """The queries for an export of the marked rows, and of their articles; none without."""
        from db.exporters import ExportQuery

        if not self.marked:
            return []
        rows = self._list_rows()
        articles = tuple(dict.fromkeys(article for article, _, _ in rows))
        label = ArticleText.EXPORT_ARTICLES.format(articles=format_count(len(articles), "article"))
        choices = [(label, ExportQuery(articles))]
        if any(kind != "article" for _, kind, _ in rows):
            label = ArticleText.EXPORT_ROWS.format(rows=format_count(self.marked, "row"))
            choices.insert(0, (label, ExportQuery(only_rows=True, rows=tuple(rows))))
        return choices

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the actions on articles if a row has one."""
        if action == "compare" and not getattr(self.screen, "COMPARES_ARTICLES", True):
            return False
        if action in _ACTIONS:
            return self.source.is_markable and (self.cursor >= 0 or bool(self.marked))
        return super().check_action(action, parameters)

    def action_compare(self) -> None:
        """Compare the articles of two marked rows, or the marked one with that at the cursor."""
        articles = self.list_articles() if self.marked else []
        key = self.current_key
        if len(articles) == 1 and isinstance(key, tuple):
            articles = list(dict.fromkeys((*articles, int(key[0]))))
        if len(articles) == 2:
            self.context.open("comparison", first=articles[0], second=articles[1])
            return
        label = self.context.user_keys.key_label
        self.context.show_message(
            ArticleText.MARK_TWO.format(
                mark=label("rows.mark"), key=label("library.compare"), number=len(articles)
            )
        )

    def action_toggle_read(self) -> None:
        """Mark the articles as read, or as unread if all are read."""
        self._run(self.context.article_actions.toggle_read)

    def action_toggle_flag(self, name: str) -> None:
        """Set a flag of the articles, or remove it if all have it."""
        self._run(partial(self.context.article_actions.toggle_flag, name))

    def action_tags(self) -> None:
        """Ask for tags to add to the articles, and to remove."""
        self._run(self.context.article_actions.ask_tags)

    def action_mark_original(self) -> None:
        """Mark the articles as originals of a speaker or an event, or remove their marks."""
        self._run(self.context.article_actions.ask_original)

    def action_collect(self) -> None:
        """Pick a collection to add the articles to, or to take them out of."""
        self._run(self.context.article_actions.ask_collection)

    def action_edit_details(self) -> None:
        """Edit the metadata of the articles."""
        self._run(lambda articles: self.context.open("metadata", articles=articles))

    def action_reanalyze(self) -> None:
        """Analyze the articles again, in one job."""
        self._run(self.context.article_actions.reanalyze)

    def action_delete(self) -> None:
        """Move the articles to the trash; their marks are removed."""
        keys = self.list_targets()
        self._run(
            lambda articles: self.context.article_actions.delete(
                articles, lambda: self.remove_marks(keys)
            )
        )

    def _run(self, act: Callable[[list[int]], object]) -> None:
        """Run an action on the articles, if there are any."""
        if articles := self.list_articles():
            act(articles)


_ACTIONS = frozenset(
    name.removeprefix("action_") for name in vars(ArticleList) if name.startswith("action_")
)
