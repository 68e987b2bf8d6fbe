"""The Concordance view: words, a phrase or a name in context, in one article or in all.

Concordance lines as rows (KWIC): the matched words in the middle, their contexts beside them.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from analysis.corpus.concordance import (
    SORTS,
    ConcordanceLine,
    Phrase,
    Sort,
    concordance_lines,
    find_phrases,
    parse_phrases,
    sort_lines,
)
from analysis.date_format import format_published
from db import ConcordanceHit, Store, StoreError
from db.text_statistics import find_in_store
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings import WordsText
from tui.widgets.statistics.table_view import (
    StatisticsState,
    TableSource,
    TableView,
    left_cell,
    right_cell,
)
from tui.widgets.text_line import FilterInput as TypingLine

_WORDS = 14  # cells that matched words usually take
_PER_CENT, _DAY = 4, 12  # cells of the columns on the left
_DATED, _TITLED = 84, 120  # fewest cells for the column of the date, and of the title


class KwicRows(TableSource):
    """One match per row."""

    def __init__(
        self, lines: Sequence[ConcordanceLine | ConcordanceHit], sort: Sort, length: int
    ) -> None:
        """Show `lines` in their order; `length` is the text's length, 0 for several articles."""
        self.matches = lines
        self._sort = sort
        self._length = length

    def count(self) -> int:
        """Return the number of lines."""
        return len(self.matches)

    def line(self, index: int) -> ConcordanceLine:
        """Return the match with its context."""
        found = self.matches[index]
        return found.line if isinstance(found, ConcordanceHit) else found

    def match_position(self, index: int) -> tuple[int | None, int, int]:
        """Return a match's article (None for the open one), start and end."""
        found, line = self.matches[index], self.line(index)
        return found.article if isinstance(found, ConcordanceHit) else None, line.start, line.end

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the line; the side that it is sorted by is colored."""
        line = self.line(index)
        where = self._where(index, width)
        room = max(width - where.cell_length, 3)
        before = max(1, (room - min(_WORDS, cell_len(line.words))) // 2)
        words = Content(safe(line.words)).truncate(max(1, room - before - 2), ellipsis=True)
        left = _last(safe(line.left), before)
        right = _first(safe(line.right), room - before - words.cell_length)
        return [
            Content.assemble(
                where,
                " " * (before - left.cell_length),
                _sorted_by(left, last=True) if self._sort == "left" else left,
                words.stylize(".rows--match"),
                _sorted_by(right, last=False) if self._sort == "right" else right,
            )
        ]

    def _where(self, index: int, width: int) -> Content:
        """Return the left column: the position in the text, or the article's date and title."""
        found = self.matches[index]
        if not isinstance(found, ConcordanceHit):
            per_cent = f"{100 * found.start // max(self._length, 1)} %"
            return right_cell(per_cent, _PER_CENT).stylize(".rows--muted") + " "
        if width < _DATED:
            return Content("")
        day = format_published(found.published, found.published_from) if found.published else ""
        where = left_cell(day, _DAY) + "  "
        if width >= _TITLED:
            where = where + left_cell(safe(found.title), width // 5) + "  "
        return where.stylize(".rows--muted")

    def describe(self, index: int) -> Content:
        """Return the article of the line."""
        found = self.matches[index]
        if not isinstance(found, ConcordanceHit):
            return Content("")
        site = f" · {safe(found.site)}" if found.site else ""
        day = format_published(found.published, found.published_from)
        return Content(f"{safe(found.title)}{site} · {day}")

    def query(self, index: int) -> str:
        """Return the matched words."""
        return self.line(index).words


def _last(text: str, cells: int) -> Content:
    """Return the end of a text, as many whole words as fit into `cells`."""
    end = text[-cells:]
    while cell_len(end) > cells:
        end = end[1:]
    if len(end) < len(text) and not text[-len(end) - 1].isspace():
        cut = end.find(" ")
        end = end[cut + 1 :] if 0 <= cut < len(end) - 1 else end
    return Content(end)


def _first(text: str, cells: int) -> Content:
    """Return the beginning of a text, as many whole words as fit into `cells`."""
    start = text[: max(cells, 0)]
    while cell_len(start) > cells:
        start = start[:-1]
    if len(start) < len(text) and not text[len(start)].isspace():
        cut = start.rfind(" ")
        start = start[:cut] if cut > 0 else start
    return Content(start)


def _sorted_by(side: Content, *, last: bool) -> Content:
    """Color the word of a context that is next to the match."""
    plain = side.plain
    if last:
        start = plain.rstrip().rfind(" ") + 1
        return side.stylize(".rows--accent", start, len(plain))
    begun = len(plain) - len(plain.lstrip())
    end = plain.find(" ", begun)
    return side.stylize(".rows--accent", 0, end if end >= 0 else len(plain))


PAGE_SIZE = 500  # lines shown at first, and added by each `m`


class ConcordanceView(TableView):
    """An input field, and below it each match with its context."""

    BINDING_GROUP_TITLE = WordsText.CONCORDANCE
    DEFAULT_CSS = """
    ConcordanceView {
        & > #words-asked { height: 1; margin: 1 0; padding: 0 2; background: $panel; }
    }
    """
    BINDINGS = load_bindings("concordance_view")

    class MatchesFound(Message):
        """The search finished; `rows` are its matches."""

        def __init__(self, rows: KwicRows, summary: str, *, more: bool) -> None:
            super().__init__()
            self.rows = rows
            self.summary = summary
            self.more = more

    class MatchesListed(Message):
        """The list shows other matches."""

    class Failed(Message):
        """The store could not be read."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, store: Store, state: StatisticsState, text: str | None) -> None:
        """Search the article with this text, or all articles if `text` is None."""
        super().__init__(
            WordsText.CONCORDANCE, id="words-concordance", empty=WordsText.CONCORDANCE_HINT
        )
        self._store = store
        self._state = state
        self._text = text
        self._limit = PAGE_SIZE
        self._summary = ""
        self._more = False
        self._typing = False
        self.line = TypingLine(placeholder=WordsText.CONCORDANCE_PLACEHOLDER, id="words-asked")

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

    @work(thread=True, exclusive=True, group="concordance")
    def _ask(self, phrases: tuple[Phrase, ...], sort: Sort, whole_store: bool, limit: int) -> None:
        worker = get_current_worker()
        shown: Sequence[ConcordanceLine] | Sequence[ConcordanceHit]
        if not whole_store and self._text is not None:
            matches = find_phrases(self._text, phrases, limit, given_up=lambda: worker.is_cancelled)
            shown = contexts = concordance_lines(self._text, matches.spans)
            more = matches.total > len(contexts)
            number = format_count(matches.total, "match", "matches")
            summary = WordsText.MATCHES.format(matches=number)
            if more:
                summary = WordsText.FIRST_MATCHES.format(shown=len(contexts), matches=number)
        else:
            try:
                store_lines, articles, more = find_in_store(
                    self._store, phrases, limit, lambda: worker.is_cancelled
                )
            except StoreError as error:
                self.post_message(self.Failed(str(error)))
                return
            shown, contexts = store_lines, [store_line.line for store_line in store_lines]
            summary = (WordsText.FIRST_MATCHES_IN_ALL if more else WordsText.MATCHES_IN_ALL).format(
                matches=format_count(len(store_lines), "match", "matches"),
                articles=format_count(articles, "article"),
            )
        if not worker.is_cancelled:
            ordered = [shown[index] for index in sort_lines(contexts, sort)]
            length = len(self._text or "") if not whole_store else 0
            rows = KwicRows(ordered, sort, length)
            self.post_message(self.MatchesFound(rows, summary if phrases else "", more=more))

    @on(MatchesFound)
    def _listed(self, message: MatchesFound) -> None:
        message.stop()
        self._summary, self._more = message.summary, message.more
        if not message.summary:
            self.rows.empty = WordsText.CONCORDANCE_HINT
        else:
            self.rows.empty = (
                WordsText.NO_MATCHES if self.searches_all else WordsText.NO_MATCHES_HERE
            )
        self.show_table(message.rows, self._state.cursors.get(str(self.id), 0))
        self.post_message(self.MatchesListed())

    @property
    def summary(self) -> str:
        """The number of matches: "12 matches in 3 articles"."""
        return self._summary

    def remark(self) -> Content:
        """Return the number of matches, and the key that shows more."""
        if self._more:
            return Content(WordsText.MORE_MATCHES.format(summary=self._summary))
        return Content(self._summary)

    def describe_row(self) -> tuple[Content, Content]:
        """Return the article of the match under the cursor, and the number of matches."""
        description, remark = super().describe_row()
        return (description, remark) if description.plain else (remark, Content(""))

    def order(self) -> str:
        """Return the name of the order."""
        if self._state.sort == "place" and self.searches_all:
            return WordsText.BY_ARTICLE
        return WordsText.CONCORDANCE_ORDERS[self._state.sort]

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
