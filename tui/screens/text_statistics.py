"""The Words screen of an article: keywords, collocations, concordance, plot and measures."""

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.suggester import SuggestFromList

from db import Article, Store
from db.edits.models import Direction
from db.text_statistics import WordStatistics, iter_word_statistics, name_spans
from tui.actions import load_bindings
from tui.dialogs.prompts import PromptDialog
from tui.display_text import display_title, format_reading_time
from tui.screens.app_screen import AppScreen
from tui.store_query import QueryRun, run_query
from tui.strings.words_text import WordsText
from tui.widgets.charts import ViewTabs
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.statistics.concordance_rows import match_position
from tui.widgets.statistics.frequency import CountsView, PairsView
from tui.widgets.statistics.kwic import ConcordanceView
from tui.widgets.statistics.readability import MeasuresView, PlotView, entity_query
from tui.widgets.statistics.table_view import (
    TWO_LINE_HEIGHT,
    StatisticsState,
    StatisticsStatusBar,
    TableView,
    Track,
)
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList


class WordsScreen(AppScreen):
    """Five views of the words of an article."""

    BINDING_GROUP_TITLE = WordsText.TITLE
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    WordsScreen > TableView { display: none; }
    WordsScreen > TableView.-current { display: block; }
    """
    BINDINGS = load_bindings("words")

    def __init__(
        self,
        store: Store,
        article: Article,
        state: StatisticsState,
        go: Callable[[int, int], None],
    ) -> None:
        """Create the screen of an article; `go` selects a span of it after this screen closes."""
        super().__init__()
        self._store = store
        self._article = article
        self._state = state
        self._go = go
        self._asks = False
        self._before: int | None = None  # the view from which the concordance was opened
        analysis = article.analysis
        self._counts = CountsView(state)
        self._pairs = PairsView(state)
        self._concordance = ConcordanceView(store, state, analysis.text)
        self._plot = PlotView(state, analysis)
        self._plots: dict[Direction, list[tuple[str, list[Track]]]] = {"undo": [], "redo": []}
        self._measures = MeasuresView(state, article)
        self.views: tuple[TableView, ...] = (
            self._counts, self._pairs, self._concordance, self._plot, self._measures,
        )  # fmt: skip
        self._titles = ViewTabs([view.heading for view in self.views])

    def set_query(self, query: str) -> None:
        """Open at the concordance of `query`; if it is empty, focus the query line."""
        self._state.view = self.views.index(self._concordance)
        self._asks = not query
        if query and (query != self._state.query or self._state.whole_store):
            self._state.query, self._state.whole_store = query, False
            self._state.cursors.pop(str(self._concordance.id), None)

    def compose(self) -> ComposeResult:
        """Compose the views between their titles and the footer."""
        row = self._article.row
        time = format_reading_time(row.words)
        length = WordsText.LENGTH.format(words=row.words, reading_time=time)
        yield Header(WordsText.TITLE, display_title(row), length)
        yield self._titles
        yield from self.views
        yield StatisticsStatusBar()
        yield Footer()

    def on_mount(self) -> None:
        """Show the view used last, and start counting."""
        self._show_view(self._state.view)
        if self._asks:
            self._concordance.focus_input()
        self._show_findings(self._state.findings)
        run_query(self, self._count, holds_keys=True)

    def on_resize(self, _: events.Resize) -> None:
        """Use two status lines if the terminal is tall enough."""
        self.query_one(StatisticsStatusBar).set_class(self.size.height >= TWO_LINE_HEIGHT, "-tall")

    # Counting

    def _count(self, run: QueryRun) -> None:
        text, names = self._article.analysis.text, name_spans(self._article)
        for part in iter_word_statistics(self._store, text, names, self._state.findings):
            run.pause(0)
            run.show(self._show_counts, part)

    def _show_counts(self, found: WordStatistics) -> None:
        self._state.findings = found
        self._show_findings(found)

    def _show_findings(self, found: WordStatistics) -> None:
        self._counts.show(found)
        self._pairs.show(found)
        self._plot.show(found)
        self._measures.show(found)
        self._show_foot()

    # The views

    @property
    def view(self) -> TableView:
        """The current view."""
        return self.views[self._state.view]

    def _show_view(self, index: int) -> None:
        self._state.view = index
        self._before = None
        for view in self.views:
            view.set_class(view is self.view, "-current")
        self._titles.current = index
        self.view.focus_content()
        self._show_foot()
        self.refresh_bindings()

    def _show_foot(self) -> None:
        description, remark = self.view.describe_row()
        self.query_one(StatisticsStatusBar).show(description, remark, self.view.order())

    @on(ViewTabs.ViewClicked)
    def _picked(self, message: ViewTabs.ViewClicked) -> None:
        self._show_view(message.index)

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        view = message.rows.parent
        if isinstance(view, TableView) and message.index >= 0:
            self._state.cursors[str(view.id)] = message.index
        if view is self.view:
            self._show_foot()

    @on(ConcordanceView.MatchesListed)
    def _concordance_changed(self) -> None:
        self._show_foot()

    def action_step(self, by: int) -> None:
        """Switch to another view."""
        self._show_view((self._state.view + by) % len(self.views))

    def action_order(self) -> None:
        """Switch to the view's next sort order."""
        self.view.next_order()
        self._show_foot()

    def _to_concordance(self, query: str = "") -> None:
        """Show a query, or the last one, in context; Escape returns to the previous view."""
        before = self._before if self.view is self._concordance else self._state.view
        if query:
            self._state.whole_store = False
            self._concordance.search(query)
        self._show_view(self.views.index(self._concordance))
        self._before = before

    def action_ask(self) -> None:
        """Focus the query line of the concordance."""
        self._to_concordance()
        self._concordance.focus_input()

    # Opening the text

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if self.view is self._concordance:
            article, start, end = match_position(message.rows.source.item(message.index))
            if article is None or article == self._article.row.id:
                self._leave_for(start, end)
            else:
                self.context.open_article(article, start, end)
        elif self.view is self._measures:
            span = self._measures.span_at(message.index)
            if span is not None:
                self._leave_for(*span)
        elif query := self.view.table.query(message.index):
            self._to_concordance(query)

    def _leave_for(self, start: int, end: int) -> None:
        self.context.action_back()
        self._go(start, end)

    def action_leave(self) -> None:
        """Move the focus to the list, else return to the previous view, else close."""
        if isinstance(self.focused, FilterInput) and self._concordance.table.count():
            self._concordance.rows.focus()
        elif self._before is not None:
            self._show_view(self._before)
        else:
            self.context.action_back()

    # The plot

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the removal outside the plot, and sorting where there is a single order."""
        del parameters
        if action == "remove":
            return self.view is self._plot
        if action in {"order", "add"}:
            return self.view is not self._measures and not (
                action == "order" and self.view is self._plot
            )
        return True

    def action_add(self) -> None:
        """Add the words under the cursor to the plot; in the plot, ask for words."""
        if self.view is self._plot:
            self._ask_for_track()
            return
        cursor = self.view.rows.cursor
        query = self.view.table.query(cursor) if cursor >= 0 else ""
        if self.view is self._concordance:
            query = self._state.query.strip()
        if query:
            self._add(Track(query, query))
            self.context.show_message(WordsText.ADDED_TO_PLOT.format(query=query))

    def _ask_for_track(self) -> None:
        entities = {entity.name: entity for entity in self._article.analysis.named_entities}

        def answer(query: str | None) -> None:
            if query and query in entities:
                self._add(Track(query, entity_query(entities[query])))
            elif query:
                self._add(Track(query, query))

        self.app.push_screen(
            PromptDialog(
                WordsText.ADD_TO_PLOT,
                hint=WordsText.ADD_TO_PLOT_HINT,
                suggester=SuggestFromList(entities, case_sensitive=False),
            ),
            answer,
        )

    def _add(self, track: Track) -> None:
        tracks = self._plot.tracks
        if track not in tracks:
            self._replot(WordsText.UNDO_ADD, [*tracks, track], len(tracks))

    def action_remove(self) -> None:
        """Remove the row under the cursor from the plot."""
        tracks, at = self._plot.tracks, self._plot.rows.cursor
        if 0 <= at < len(tracks):
            self._replot(WordsText.UNDO_REMOVE, [*tracks[:at], *tracks[at + 1 :]], at)

    def _replot(self, description: str, tracks: list[Track], at: int) -> None:
        """Plot other tracks as an undoable change of the view."""
        self._plots["undo"].append((description, self._plot.tracks))
        self._plots["redo"].clear()
        self._plot.plot(tracks, at)

    def step_view(self, direction: Direction) -> str:
        """Undo or redo a change of the plot, which is stored nowhere."""
        if not self._plots[direction]:
            return ""
        description, tracks = self._plots[direction].pop()
        opposite: Direction = "redo" if direction == "undo" else "undo"
        self._plots[opposite].append((description, self._plot.tracks))
        self._plot.plot(tracks)
        return description
