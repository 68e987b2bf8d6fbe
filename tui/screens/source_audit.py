"""The source audit of an article; Enter opens the statements behind a number."""

from textual import on
from textual.app import ComposeResult

from db import NotFound, StoreError
from db.exporters import ExportQuery
from db.sourcing.audit import ArticleAudit
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun
from tui.strings.source_text import SourceText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.source_rows import SourceRow, list_audit
from tui.widgets.virtual_list import VirtualList


class SourceAuditScreen(ListScreen[ArticleAudit]):
    """The sources, types, disclosures and unheard sides of one article."""

    BINDING_GROUP_TITLE = SourceText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "identities"})
    AUTO_FOCUS = LIST = "#sources"
    DEFAULT_CSS = """
    SourceAuditScreen > #sources { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("source_audit")

    def __init__(self, article: int) -> None:
        """Create the screen for an article."""
        super().__init__()
        self._article = article

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(SourceText.TITLE, SourceText.LOADING)
        yield VirtualList(id="sources", empty=SourceText.EMPTY)
        yield Footer()

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """The article."""
        return [(SourceText.TITLE, ExportQuery((self._article,)))]

    def load_list(self, run: QueryRun) -> ArticleAudit:
        """Audit the article, in a thread."""
        del run
        return self.context.store.sourcing.audit(self._article)

    def show_failure(self, error: StoreError) -> None:
        """Close the audit of an article that was deleted; show other errors."""
        if not isinstance(error, NotFound):
            super().show_failure(error)
            return
        self.context.show_message(SourceText.GONE)
        if self.is_current:
            self.context.action_back()

    def show_list(self, found: ArticleAudit) -> None:
        """Show the parts of the audit."""
        header = self.query_one(Header)
        header.title = safe(found.title)
        header.detail = SourceText.DETAIL.format(
            statements=format_count(len(found.statements), "statement"),
            sources=format_count(len(found.sources), "source"),
        )
        self.show_rows(list_audit(found))

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        """Open the only passage of a row, or the list of its passages."""
        message.stop()
        row: SourceRow | None = message.rows.source.item(message.index)
        if row is None:
            return
        if len(row.passages) == 1 and (only := row.passages[0]).article is not None:
            self.context.open_article(only.article, only.start, only.end)
        else:
            self.context.open("passages", title=safe(row.label), passages=row.passages)
