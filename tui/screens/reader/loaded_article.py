"""The article of the reader as it is loaded, in a thread: with its findings indexed."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from analysis import Span
from analysis.structs import replace
from db import Article, OpenArticle, Store, StoreError
from db.models import ArticleFindings
from db.search.executor import SearchContext
from tui.screens.app_screen import AppScreen
from tui.screens.reader.model import ReaderModel
from tui.store_query import QueryRun, read_or_default, report_error, run_query
from tui.widgets.edited_findings import edited_findings
from tui.widgets.finding_index import FindingIndex

_SHORT = 3_000  # words of an article that is loaded and indexed at once, in some 20 ms
_VISIBLE = 0.2  # seconds between two looks whether the screen is visible again


class LoadedArticle(Struct):
    """An article with its indexed findings, and the matches of the search that found it."""

    article: Article
    findings: FindingIndex
    corrections: frozenset[int]
    matches: Sequence[Span] = ()


def index_findings(
    article: Article, found: ArticleFindings, matches: Sequence[Span] = ()
) -> LoadedArticle:
    """Index the findings of an article."""
    edited = edited_findings(found.analysis)
    findings = FindingIndex(found.analysis, found.notes, edited, found.article_counts)
    _ = findings.sources  # classified here, since it takes long in a long text
    return LoadedArticle(article, findings, found.corrections, matches)


class ArticleLoader:
    """Loads the article of a reader screen, which shows it."""

    def __init__(
        self,
        screen: AppScreen,
        model: ReaderModel,
        store: Store,
        show_text: Callable[[OpenArticle], object],
        show_findings: Callable[[LoadedArticle], object],
    ) -> None:
        """Load nothing until `open` is called; `show_text` shows an article without findings."""
        self._screen = screen
        self._model = model
        self._store = store
        self._show_text = show_text
        self._show_findings = show_findings
        self.found_by: SearchContext | None = None
        """The search whose matches are loaded with the article."""
        self.is_loading = False
        """True until the screen shows what is loaded: notes may have changed since it was read."""

    def open(self) -> None:
        """Show the text of a short article, so that the first frame has it; load all the rest."""
        number, articles = self._model.article_id, self._store.articles
        opened = read_or_default(
            lambda: (
                self._store.open_article(number) if articles.row(number).words <= _SHORT else None
            ),
            None,  # an error is reported by the query in the thread, which meets it again
        )
        if opened is not None and self.found_by is None:
            self._show_text(opened)
            self._show_findings(index_findings(opened.article, opened.findings))
            return
        self._run(lambda run: self._load(run, opened))

    def start(self, *, only_findings: bool = False) -> None:
        """Load the article again; with `only_findings`, only its findings, if it is loaded."""
        is_loaded = self._model.article is not None and not self.is_loading
        self._run(self._load_findings if only_findings and is_loaded else self._load)

    def _run(self, load: Callable[[QueryRun], LoadedArticle]) -> None:
        self.is_loading = True
        run_query(
            self._screen, load, self._show, group="article",
            failed=self.close_screen, holds_keys=True,
        )  # fmt: skip

    def _load(self, run: QueryRun, opened: OpenArticle | None = None) -> LoadedArticle:
        """Load the article, then index its findings; the first time, show its text before that."""
        if opened is None:
            opened = self._store.open_article(self._model.article_id)
        if self._model.article is None:
            run.show_part(self._show_text, opened)
        matches: Sequence[Span] = ()
        if (found_by := self.found_by) is not None:  # the text can be read without the matches
            find, text = self._store.search.find_spans, opened.article.analysis.text
            matches = read_or_default(lambda: find(*found_by, text), ())
        return index_findings(opened.article, opened.findings, matches)

    def _load_findings(self, _: QueryRun) -> LoadedArticle:
        """Load the findings again, of the same text."""
        article = self._model.article
        assert article is not None
        found = self._store.load_findings(self._model.article_id)
        return index_findings(replace(article, analysis=found.analysis), found)

    def _show(self, loaded: LoadedArticle) -> None:
        self.is_loading = False
        shown = self._model.article
        if shown is not None and shown.document.text != loaded.article.document.text:
            self._open_again()
        else:
            self._show_findings(loaded)

    def _open_again(self) -> None:
        """Open the article in another reader: its text is a new version.

        A reader that another screen covers waits until it is visible.
        """
        if self._screen.is_current:
            self._screen.context.open_article(self._model.article_id, instead=True)
        elif self._screen.is_attached:
            self._screen.set_timer(_VISIBLE, self._open_again)

    def close_screen(self, error: StoreError) -> None:
        """Close the screen of an article that could not be loaded, and show why."""
        self.is_loading = False
        report_error(self._screen.context, error)
        if self._screen.is_current:
            self._screen.context.action_back()
