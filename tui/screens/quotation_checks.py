"""The quotations of an article, each with its verdict and the passage of an original."""

from typing import Literal

from textual import on
from textual.app import ComposeResult

from db import NotFound, StoreError
from db.errors import Cancelled
from db.original_checks import ArticleCheck, OriginalComparison, QuotationCheck
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun
from tui.strings.check_text import CheckText
from tui.widgets.check_rows import ListedCheck, list_checks
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.row_source import EmptySource
from tui.widgets.virtual_list import VirtualList

Filter = Literal["all", "differing", "not_found", "passed"]
_FILTERS: tuple[Filter, ...] = ("all", "differing", "not_found", "passed")


class QuotationChecksScreen(ListScreen[ArticleCheck]):
    """The verdicts about the quotations of an article; Enter opens the original at the passage."""

    BINDING_GROUP_TITLE = CheckText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "list"})
    AUTO_FOCUS = LIST = "#checks"
    DEFAULT_CSS = """
    QuotationChecksScreen > #checks { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("quotation_checks")

    def __init__(self, article: int, start: int | None = None) -> None:
        """Create the screen for an article, with the cursor on the quotation at `start`."""
        super().__init__()
        self._article = article
        self._start = start
        self._filter: Filter = "all"
        self._with_indirect = False
        self._check: ArticleCheck | None = None

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(CheckText.TITLE, "", CheckText.COMPARING)
        yield VirtualList(id="checks")
        yield Footer()

    def load_list(self, run: QueryRun) -> ArticleCheck:
        """Compare the quotations with the originals of the store."""

        def report(number: int) -> None:
            if run.is_outdated():
                raise Cancelled
            run.show_part(self._show_progress, number)

        comparison = OriginalComparison(self.context.store, report)
        return comparison.check_article(self._article, with_indirect=self._with_indirect)

    def _show_progress(self, number: int) -> None:
        self.query_one(Header).detail = (
            CheckText.PROGRESS.format(number=number) if number else CheckText.COMPARING
        )

    def show_failure(self, error: StoreError) -> None:
        """Empty the list if the article is no longer in the library."""
        if not isinstance(error, NotFound):
            super().show_failure(error)
            return
        self._check, self.rows.empty = None, CheckText.ARTICLE_IS_GONE
        self.rows.show(EmptySource())
        self.query_one(Header).detail = ""

    def show_list(self, found: ArticleCheck) -> None:
        """Show the verdicts; the first time, with the cursor on the quotation that was chosen."""
        self._check = found
        start, self._start = self._start, None
        chosen = [
            number
            for number, check in enumerate(self._listed)
            if start is not None and check.start <= start + 1 and start <= check.end
        ]
        self._show(chosen[0] if chosen else None)

    @property
    def _listed(self) -> list[QuotationCheck]:
        """The quotations that the filter shows."""
        checks = self._check.quotations if self._check else ()
        match self._filter:
            case "differing":
                return [check for check in checks if check.differs]
            case "not_found":
                return [check for check in checks if check.is_missing]
            case "passed":
                return [check for check in checks if check.passes]
        return list(checks)

    def _show(self, cursor: int | None = None) -> None:
        found = self._check
        if found is None:
            return
        if not found.quotations:
            self.rows.empty = CheckText.NO_QUOTATIONS
        elif not found.stored:
            self.rows.empty = CheckText.NO_ORIGINALS
        else:
            self.rows.empty = CheckText.NONE_SHOWN
        self.show_rows(list_checks(self._listed if found.stored else ()), cursor)
        header = self.query_one(Header)
        header.title = safe(found.title)
        header.detail = self._describe(found) if found.stored else ""

    def _describe(self, found: ArticleCheck) -> str:
        """Return the filter, or the numbers of quotations that differ and that are not found."""
        if self._filter != "all":
            return CheckText.FILTERS[self._filter]
        direct = [check for check in found.quotations if check.is_direct]
        differ = sum(check.differs for check in direct)
        missing = sum(check.is_missing for check in direct)
        parts = [format_count(len(direct), "quotation")]
        parts += [CheckText.DIFFERING.format(number=differ)] if differ else []
        parts += [CheckText.MISSING.format(number=missing)] if missing else []
        if direct and not differ and not missing:
            parts.append(CheckText.ALL_PASS)
        return " · ".join(parts)

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The article and the start of the quotation under the cursor."""
        listed: ListedCheck | None = self.rows.item
        return (self._article, listed.check.start) if listed else None

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        """Open the original at the passage."""
        message.stop()
        listed: ListedCheck | None = message.rows.source.item(message.index)
        if listed is None:
            return
        check = listed.check
        if check.original is None or check.original.article is None or check.passage is None:
            self.context.show_message(CheckText.NOT_FOUND_HERE)
            return
        self.context.open_article(check.original.article, *check.passage)

    def action_open_quotation(self) -> None:
        """Open the article at the quotation."""
        listed: ListedCheck | None = self.rows.item
        if listed is not None:
            self.context.open_article(self._article, listed.check.start, listed.check.end)

    def action_filter(self) -> None:
        """Show all quotations, then only those of the next kind of verdicts."""
        at = _FILTERS.index(self._filter)
        self._filter = _FILTERS[(at + 1) % len(_FILTERS)]
        self._show()

    def action_indirect(self) -> None:
        """Show indirect quotations with the nearest statements, or hide them."""
        self._with_indirect = not self._with_indirect
        self.query_one(Header).detail = CheckText.COMPARING
        self.refresh_list()

    def action_step(self, by: int) -> None:
        """Go to the next quotation that differs, or to the previous one."""
        listed, cursor = self._listed, self.rows.cursor
        numbers = range(cursor + 1, len(listed)) if by > 0 else range(cursor - 1, -1, -1)
        for number in numbers:
            if listed[number].differs:
                self.rows.cursor = number
                return
        self.context.show_message(CheckText.NONE_DIFFERS)
