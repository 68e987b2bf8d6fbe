"""The Words screen of an article: its words, collocations, and their dispersion."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.suggester import SuggestFromList
from textual.widgets import Static

from analysis.corpus.collocations import MEASURES
from analysis.corpus.concordance import entity_query
from db import Article
from db.edits.models import Direction
from db.text_statistics import WordStatistics
from tui.actions import load_bindings
from tui.dialogs.prompts import PromptDialog
from tui.display_text import display_title
from tui.screens.app_screen import AppScreen
from tui.screens.concordance import ConcordanceState
from tui.store_query import QueryRun, run_query
from tui.strings.words_text import WordsText
from tui.widgets.charts import ViewTabs
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.statistics.word_tables import (
    Track,
    WordTable,
    default_tracks,
    list_collocations,
    list_words,
    plot_dispersion,
    plot_track,
)
from tui.widgets.virtual_list import VirtualList

_WORDS, _PAIRS, _PLOT = range(3)
_ORDERS = (("count", "alphabet"), MEASURES, ("",))


@dataclass
class WordsState:
    """The view, and the order and cursor of each, which are preserved while the screen is closed.

    `tracks` are those of the plot, None for the default ones. `changes` are the changes of the plot
    that can be undone or redone: a description, and the tracks on the other side of the change.
    """

    statistics: WordStatistics
    view: int = _WORDS
    orders: list[int] = field(default_factory=lambda: [0, 0, 0])
    cursors: list[int] = field(default_factory=lambda: [0, 0, 0])
    tracks: list[Track] | None = None
    changes: dict[Direction, list[tuple[str, list[Track]]]] = field(
        default_factory=lambda: {"undo": [], "redo": []}
    )
    concordance: ConcordanceState = field(default_factory=ConcordanceState)


class WordsScreen(AppScreen):
    """Three views of the words of an article."""

    BINDING_GROUP_TITLE = WordsText.TITLE
    AUTO_FOCUS = "#words"
    DEFAULT_CSS = """
    WordsScreen > #columns { height: 1; margin: 1 0 0 2; color: $foreground-muted; }
    """
    BINDINGS = load_bindings("words")

    def __init__(self, article: Article, state: WordsState, go: Callable[[int, int], None]) -> None:
        """Create the screen of an article; `go` selects a span of it after this screen closes."""
        super().__init__()
        self._article = article
        self._state = state
        self._go = go

    def compose(self) -> ComposeResult:
        """Compose the tabs, the column names and the rows between the header and the footer."""
        yield Header(WordsText.TITLE, display_title(self._article.row))
        yield ViewTabs(WordsText.VIEWS)
        yield Static(id="columns", markup=False)
        yield VirtualList(id="words")
        yield Footer()

    def on_mount(self) -> None:
        """Show the view used last."""
        self._show_view(self._state.view)

    @property
    def rows(self) -> VirtualList:
        """The rows of the current view."""
        return self.query_one("#words", VirtualList)

    # The views

    def _show_view(self, view: int) -> None:
        self._state.view = self.query_one(ViewTabs).current = view
        self.rows.empty = WordsText.COUNTING
        self._refresh_table()

    def _refresh_table(self) -> None:
        """Compute the table in a thread: the statistics take seconds for a very long text."""
        run_query(self, self._load_table, self._show_table, holds_keys=True)

    def _load_table(self, run: QueryRun) -> WordTable[Any]:
        state, text = self._state, self._article.analysis.text
        order = state.orders[state.view]
        if state.view == _WORDS:
            return list_words(state.statistics.counts, _ORDERS[_WORDS][order])
        if state.view == _PAIRS:
            return list_collocations(state.statistics.collocations, MEASURES[order])
        if state.tracks is None:
            state.tracks = default_tracks(self._article.analysis, state.statistics.counts)
        tracks = []
        for track in state.tracks:
            run.pause(0)
            tracks.append(plot_track(track, text))
        return plot_dispersion(tracks)

    def _show_table(self, table: WordTable[Any]) -> None:
        self.query_one(Header).detail = table.detail
        self.query_one("#columns", Static).update(table.columns)
        self.rows.empty = WordsText.EMPTY[self._state.view]
        self.rows.show(table, self._state.cursors[self._state.view])
        self.refresh_bindings()

    @on(ViewTabs.ViewClicked)
    def _picked(self, message: ViewTabs.ViewClicked) -> None:
        self._show_view(message.index)

    @on(VirtualList.Highlighted)
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self._state.cursors[self._state.view] = max(message.index, 0)

    def action_step(self, by: int) -> None:
        """Switch to another view."""
        self._show_view((self._state.view + by) % len(WordsText.VIEWS))

    def action_order(self) -> None:
        """Switch to the view's next sort order, with the cursor on the first row."""
        view, orders = self._state.view, self._state.orders
        orders[view] = (orders[view] + 1) % len(_ORDERS[view])
        self._state.cursors[view] = 0
        self._refresh_table()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the removal in the plot, and sorting in the other views."""
        del parameters
        if action in {"order", "remove"}:
            return (action == "remove") == (self._state.view == _PLOT)
        return True

    # The concordance

    @property
    def _query(self) -> str:
        """The query of the row at the cursor, "" for none."""
        source = self.rows.source
        return source.query(self.rows.cursor) if isinstance(source, WordTable) else ""

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        self._open_concordance(self._query)

    def action_ask(self) -> None:
        """Ask for words to show in context."""
        self._open_concordance("")

    def _open_concordance(self, query: str) -> None:
        self.context.open(
            "concordance",
            store=self.context.store,
            article=self._article,
            state=self._state.concordance,
            query=query,
            go=self._leave_for,
        )

    def _leave_for(self, start: int, end: int) -> None:
        self.context.action_back()
        self._go(start, end)

    # The plot

    def action_add(self) -> None:
        """Add the words at the cursor to the plot; in the plot, ask for words."""
        if self._state.view == _PLOT:
            self._ask_for_track()
        elif query := self._query:
            self._add(Track(query, query))
            self.context.show_message(WordsText.ADDED_TO_PLOT.format(query=query))

    def _ask_for_track(self) -> None:
        entities = {entity.name: entity for entity in self._article.analysis.named_entities}

        def answer(query: str | None) -> None:
            if query:
                entity = entities.get(query)
                self._add(Track(query, entity_query(entity) if entity else query))

        self.app.push_screen(
            PromptDialog(
                WordsText.ADD_TO_PLOT,
                hint=WordsText.ADD_TO_PLOT_HINT,
                suggester=SuggestFromList(entities, case_sensitive=False),
            ),
            answer,
        )

    def _add(self, track: Track) -> None:
        state = self._state
        if state.tracks is None:
            state.tracks = default_tracks(self._article.analysis, state.statistics.counts)
        if track in state.tracks:
            self._move_to(state.tracks.index(track))
        else:
            self._replot(WordsText.TRACK_ADDED, [*state.tracks, track], len(state.tracks))

    def action_remove(self) -> None:
        """Remove the row at the cursor from the plot."""
        tracks, row = self._state.tracks, self.rows.cursor
        if tracks and row >= 0:
            self._replot(WordsText.TRACK_REMOVED, [*tracks[:row], *tracks[row + 1 :]], row)

    def step_view(self, direction: Direction) -> str:
        """Undo or redo a change of the plot while it is shown; the store does not have them."""
        state = self._state
        if state.view != _PLOT or not state.changes[direction] or state.tracks is None:
            return ""
        change, tracks = state.changes[direction].pop()
        state.changes["redo" if direction == "undo" else "undo"].append((change, state.tracks))
        state.tracks = tracks
        self._move_to(state.cursors[_PLOT])
        return change

    def _replot(self, change: str, tracks: list[Track], cursor: int) -> None:
        """Plot other tracks as an undoable change of the view."""
        state = self._state
        state.changes["undo"].append((change, state.tracks or []))
        state.changes["redo"].clear()
        state.tracks = tracks
        self._move_to(cursor)

    def _move_to(self, cursor: int) -> None:
        self._state.cursors[_PLOT] = cursor
        if self._state.view == _PLOT:
            self._refresh_table()
