"""The comparison of two articles, or of two versions of one: a list for each kind of finding."""

import time
from abc import abstractmethod
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from textual import on
from textual.app import ComposeResult

from analysis import Analysis
from db import NotFound, StoreError
from db.comparison.labels import text_label
from db.comparison.models import ASPECTS, ComparedItem, ComparedText, TextComparison
from db.errors import Cancelled
from db.exporters import ExportQuery
from db.models import Document
from db.progress import ReportPart
from db.tasks import AnalysisProgress
from db.worker_pool import analyze_in_worker
from tui.actions import load_bindings
from tui.display_text import STAGE_NAMES
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun
from tui.strings.comparison_text import ComparisonText
from tui.widgets.charts import ViewTabs
from tui.widgets.compared_rows import ComparedTexts, list_compared
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.passage_rows import ListedPassage
from tui.widgets.virtual_list import VirtualList
from tui.worker_lane import WorkerLane

_LONG = 0.5  # seconds after which the progress of a comparison is shown
_POLL = 0.2  # seconds between two looks whether the screen still waits for an analysis


class ComparisonScreen(ListScreen[TextComparison]):
    """Five lists of findings: those of both texts, then those of only one of them."""

    BINDING_GROUP_TITLE = ComparisonText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "metadata", "list", "identities"})
    AUTO_FOCUS = LIST = "#compared"
    DEFAULT_CSS = """
    ComparisonScreen > #compared { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("comparison")

    def __init__(self) -> None:
        super().__init__()
        self._comparison: TextComparison | None = None
        self._view = 0
        self._cursors = dict.fromkeys(range(len(ASPECTS)), 0)

    def compose(self) -> ComposeResult:
        """Compose the two texts, the names of the lists and the present list."""
        yield Header(ComparisonText.TITLE, ComparisonText.COMPARING)
        yield ComparedTexts()
        yield ViewTabs(ComparisonText.VIEWS)
        yield VirtualList(id="compared", empty=ComparisonText.EMPTY)
        yield Footer()

    @abstractmethod
    def load_list(self, run: QueryRun) -> TextComparison:
        """Compare the texts, in a thread."""

    def report_to(self, run: QueryRun) -> ReportPart:
        """Return a function that shows the progress of a long comparison and cancels it.

        A comparison is cancelled once its result is no longer needed: Esc has closed the screen.
        """
        begin = time.monotonic()

        def report(part: str, done: float) -> None:
            if run.is_outdated():
                raise Cancelled
            if time.monotonic() - begin >= _LONG:
                run.show(self._show_progress, part, done)

        return report

    def _show_progress(self, part: str, done: float) -> None:
        self.query_one(Header).detail = ComparisonText.PROGRESS.format(part=part, done=done)

    def show_failure(self, error: StoreError) -> None:
        """Close the comparison of an article that was deleted; show other errors."""
        if not isinstance(error, NotFound):
            super().show_failure(error)
            return
        self.context.show_message(ComparisonText.GONE)
        if self.is_current:
            self.context.action_back()

    def show_list(self, found: TextComparison) -> None:
        """Show both texts and the present list; each list has its own cursor."""
        is_first, self._comparison = self._comparison is None, found
        self.query_one(ComparedTexts).show(found)
        self.query_one(Header).title = ComparisonText.PAIR.format(
            first=text_label(found.first), second=text_label(found.second)
        )
        if is_first and found.first == found.second:
            self.context.show_message(ComparisonText.WITH_ITSELF)
        self._show_view()

    def _show_view(self) -> None:
        if self._comparison is None:
            return
        aspect = ASPECTS[self._view]
        self.query_one(ViewTabs).current = self._view
        first, both, second = (
            self._comparison.count(aspect, presence) for presence in ("first", "both", "second")
        )
        self.query_one(Header).detail = ComparisonText.DETAIL.format(
            first=first, both=both, second=second
        )
        self.show_rows(list_compared(self._comparison, aspect), self._cursors[self._view])

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        if message.index >= 0:
            self._cursors[self._view] = message.index

    @on(ViewTabs.ViewClicked)
    def _picked(self, message: ViewTabs.ViewClicked) -> None:
        self._view = message.index
        self._show_view()

    def action_step(self, by: int) -> None:
        """Switch to another list."""
        self._view = (self._view + by) % len(ASPECTS)
        self._show_view()

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        """Open the only passage of an item, or the list of its passages."""
        message.stop()
        item: ComparedItem | None = message.rows.source.item(message.index)
        if item is None or self._comparison is None:
            return
        passages = _list_passages(self._comparison, item)
        if len(passages) == 1 and (only := passages[0]).article is not None:
            self.context.open_article(only.article, only.start, only.end)
        else:
            self.context.open("passages", title=safe(item.label), passages=passages)


def _list_passages(comparison: TextComparison, item: ComparedItem) -> list[ListedPassage]:
    """Return the passages of an item in both texts, those of the first text first."""
    return [
        ListedPassage(
            _opened_article(text),
            passage.start,
            passage.end,
            passage.words,
            text_label(text),
            passage.detail,
        )
        for text, passages in ((comparison.first, item.first), (comparison.second, item.second))
        for passage in passages
    ]


def _opened_article(text: ComparedText) -> int | None:
    """Return the article whose text the reader shows; None for an earlier version."""
    return text.article if text.is_current else None


class ArticleComparisonScreen(ComparisonScreen):
    """The comparison of two articles."""

    def __init__(self, first: int, second: int) -> None:
        """Create the screen for two articles."""
        super().__init__()
        self._articles = first, second

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """Both articles."""
        return [(ComparisonText.EXPORT, ExportQuery(self._articles))]

    def load_list(self, run: QueryRun) -> TextComparison:
        """Compare the articles; the one that was published earlier is the first."""
        store = self.context.store
        first, second = (store.articles.row(article) for article in self._articles)
        if first.published and second.published and second.published.precedes(first.published):
            first, second = second, first
        return store.comparisons.compare_articles(first.id, second.id, self.report_to(run))


class VersionComparisonScreen(ComparisonScreen):
    """The comparison of two versions of an article; the earlier one is analyzed for it."""

    def __init__(self, article: int, earlier: int, later: int) -> None:
        """Create the screen for two versions by their numbers."""
        super().__init__()
        self._numbers = article, earlier, later
        self._lane: WorkerLane | None = None
        self._analyses: dict[Document, Analysis] = {}

    def load_first(self) -> None:
        """Start the process that analyzes a version, then compare."""
        self._lane = WorkerLane(self.context.store.path, 1)
        self._lane.start_pool()  # in the app's thread: it replaces standard error meanwhile
        self.query_one(Header).detail = ComparisonText.ANALYZING
        super().load_first()

    def on_unmount(self) -> None:
        """Stop the process."""
        if self._lane is not None:
            self._lane.stop()

    def load_list(self, run: QueryRun) -> TextComparison:
        """Compare the versions; raises Cancelled when the screen closes meanwhile."""
        comparisons = self.context.store.comparisons
        versions = comparisons.load_versions(*self._numbers)
        analyze = partial(self._analyze, run)
        return comparisons.compare_versions(versions, analyze, self.report_to(run))

    def _analyze(self, run: QueryRun, document: Document) -> Analysis:
        if document not in self._analyses:
            assert self._lane is not None
            try:
                future = self._lane.start_pool().submit(analyze_in_worker, document)
                self._analyses[document] = self._wait_for(future, self._lane, run)
            except (BrokenProcessPool, RuntimeError) as error:
                raise StoreError(ComparisonText.WORKER_FAILED) from error
        return self._analyses[document]

    def _wait_for(self, future: "Future[Analysis]", lane: WorkerLane, run: QueryRun) -> Analysis:
        """Return the analysis of a version, and show its progress meanwhile."""
        while True:
            try:
                return future.result(_POLL)
            except TimeoutError:
                if run.is_outdated():
                    raise Cancelled from None
            for progress in lane.receive_progress():
                if isinstance(progress, AnalysisProgress):
                    run.show(self._show_analyzed, progress)

    def _show_analyzed(self, progress: AnalysisProgress) -> None:
        self.query_one(Header).detail = ComparisonText.ANALYZED.format(
            done=progress.done, stage=STAGE_NAMES[progress.stage]
        )
