"""The Concordance view: words, a phrase or a name in context, in one article or in all."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from analysis.corpus.concordance import (
    SORTS,
    Phrase,
    Sort,
    concordance_lines,
    find_phrases,
    parse_phrases,
    sort_lines,
)
from db import Store
from db.text_statistics import find_in_store
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.store_query import QueryRun, run_query
from tui.strings.concordance_text import ConcordanceText
from tui.widgets.statistics.concordance_rows import Match, concordance_line, list_matches
from tui.widgets.statistics.table_view import (
    StatisticsState,
    TableView,
)
from tui.widgets.text_line import FilterInput as TypingLine


class Concordance(NamedTuple):
    """The matches of a query, their number in words, and whether there are more."""

    lines: Sequence[Match]
    summary: str
    more: bool


def _find_in_text(
    text: str, phrases: tuple[Phrase, ...], limit: int, given_up: Callable[[], bool]
) -> Concordance:
    """Find phrases in a text."""
    matches = find_phrases(text, phrases, limit, given_up=given_up)
    lines = concordance_lines(text, matches.spans)
    number = format_count(matches.total, "match", "matches")
    if matches.total > len(lines):
        summary = ConcordanceText.FIRST_MATCHES.format(shown=len(lines), matches=number)
        return Concordance(lines, summary, True)
    return Concordance(lines, ConcordanceText.MATCHES.format(matches=number), False)


def _find_everywhere(
    store: Store, phrases: tuple[Phrase, ...], limit: int, given_up: Callable[[], bool]
) -> Concordance:
    """Find phrases in all articles. Raises StoreError."""
    lines, articles, more = find_in_store(store, phrases, limit, given_up)
    summary = (
        ConcordanceText.FIRST_MATCHES_IN_ALL if more else ConcordanceText.MATCHES_IN_ALL
    ).format(
        matches=format_count(len(lines), "match", "matches"),
        articles=format_count(articles, "article"),
    )
    return Concordance(lines, summary, more)


PAGE_SIZE = 500  # lines shown at first, and added by each `m`


class ConcordanceView(TableView):
    """An input field, and below it each match with its context."""

    BINDING_GROUP_TITLE = ConcordanceText.TITLE
    DEFAULT_CSS = """
    ConcordanceView {
        & > #words-asked { height: 1; margin: 1 0; padding: 0 2; background: $panel; }
    }
    """
    BINDINGS = load_bindings("concordance_view")

    class MatchesListed(Message):
        """The list shows other matches."""

    def __init__(self, store: Store, state: StatisticsState, text: str | None) -> None:
        """Search the article with this text, or all articles if `text` is None."""
        super().__init__(
            ConcordanceText.TITLE,
            id="words-concordance",
            empty=ConcordanceText.HINT,
        )
        self._store = store
        self._state = state
        self._text = text
        self._limit = PAGE_SIZE
        self._summary = ""
        self._more = False
        self._typing = False
        self.line = TypingLine(placeholder=ConcordanceText.PLACEHOLDER, id="words-asked")

    def compose(self) -> ComposeResult:
        """Compose the input field above the list; a concordance has no column names."""
        yield self.line
        yield self.rows

    def on_mount(self) -> None:
        """Repeat the last search."""
        with self.prevent(TypingLine.Changed):
            self.line.value = safe(self._state.query)
        self._list(cursor=self._state.cursors.get(str(self.id), 0))

    @property
    def searches_all(self) -> bool:
        """Return whether the search covers all articles."""
        return self._text is None or self._state.whole_store

    def search(self, query: str) -> None:
        """Search for these words."""
        with self.prevent(TypingLine.Changed):
            self.line.value = safe(query)
            self.line.cursor_position = len(query)
        self._state.query = query
        self._limit = PAGE_SIZE
        self._typing = False
        self._list()

    @on(TypingLine.Changed, "#words-asked")
    def _typed(self, message: TypingLine.Changed) -> None:
        message.stop()
        if message.value != self._state.query:
            self._state.query = message.value
            self._limit = PAGE_SIZE
            self._typing = True
            self._list()

    @on(TypingLine.Submitted, "#words-asked")
    @on(TypingLine.Exited, "#words-asked")
    def _to_the_list(self, message: TypingLine.Submitted | TypingLine.Exited) -> None:
        message.stop()
        if self._typing:  # the last word is complete now
            self._typing = False
            self._list()
        self.rows.focus()

    def _list(self, cursor: int = 0) -> None:
        self._state.cursors[str(self.id)] = cursor
        phrases = parse_phrases(self._state.query, typing=self._typing)
        self._ask(phrases, self._state.sort, self.searches_all, self._limit)

    def _ask(self, phrases: tuple[Phrase, ...], sort: Sort, whole_store: bool, limit: int) -> None:
        def find(run: QueryRun) -> Concordance:
            if whole_store or self._text is None:
                found = _find_everywhere(self._store, phrases, limit, run.is_outdated)
            else:
                found = _find_in_text(self._text, phrases, limit, run.is_outdated)
            lines, contexts = found.lines, [concordance_line(match) for match in found.lines]
            ordered = [lines[index] for index in sort_lines(contexts, sort)]
            return found._replace(lines=ordered, summary=found.summary if phrases else "")

        run_query(self, find, partial(self._show_matches, sort, whole_store), holds_keys=True)

    def _show_matches(self, sort: Sort, whole_store: bool, found: Concordance) -> None:
        self._summary, self._more = found.summary, found.more
        if not found.summary:
            self.rows.empty = ConcordanceText.HINT
        else:
            self.rows.empty = (
                ConcordanceText.NO_MATCHES if self.searches_all else ConcordanceText.NO_MATCHES_HERE
            )
        length = 0 if whole_store else len(self._text or "")
        cursor = self._state.cursors.get(str(self.id), 0)
        self.show_table(list_matches(found.lines, sort, length), cursor)
        self.post_message(self.MatchesListed())

    @property
    def summary(self) -> str:
        """The number of matches: "12 matches in 3 articles"."""
        return self._summary

    def remark(self) -> Content:
        """Return the number of matches, and the key that shows more."""
        if self._more:
            return Content(ConcordanceText.MORE_MATCHES.format(summary=self._summary))
        return Content(self._summary)

    def describe_row(self) -> tuple[Content, Content]:
        """Return the article of the match under the cursor, and the number of matches."""
        description, remark = super().describe_row()
        return (description, remark) if description.plain else (remark, Content(""))

    def order(self) -> str:
        """Return the name of the order."""
        if self._state.sort == "place" and self.searches_all:
            return ConcordanceText.BY_ARTICLE
        return ConcordanceText.ORDERS[self._state.sort]

    def next_order(self) -> None:
        """Switch to the next order: by position, by following words, or by preceding words."""
        self._state.sort = SORTS[(SORTS.index(self._state.sort) + 1) % len(SORTS)]
        self._list()

    def focus_input(self) -> None:
        """Focus the input field with its text selected, so that typing replaces it."""
        self.line.focus()
        self.line.select_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow widening only in the concordance of an article."""
        del parameters
        return not (action == "widen" and self._text is None)

    def action_widen(self) -> None:
        """Search all articles, or only this one."""
        self._state.whole_store = not self._state.whole_store
        self._limit = PAGE_SIZE
        self._list()

    def action_more(self) -> None:
        """Show more matches; the cursor keeps its row."""
        if self._more:
            self._limit += PAGE_SIZE
            self._list(max(self.rows.cursor, 0))
