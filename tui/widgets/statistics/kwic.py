"""The Concordance view: words, a phrase or a name in context, in one article or in all.

Concordance lines as rows (KWIC): the matched words in the middle, their contexts beside them.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

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
from db import ConcordanceHit, Store
from db.text_statistics import find_in_store
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.store_query import QueryRun, run_query
from tui.strings.concordance_text import ConcordanceText
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


Match = ConcordanceLine | ConcordanceHit


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


def list_matches(matches: Sequence[Match], sort: Sort, length: int) -> TableSource[Match]:
    """List matches in their order; `length` is the text's length, 0 for several articles."""
    return TableSource(
        matches,
        partial(_draw_match, sort=sort, length=length),
        describe=_describe_match,
        query=lambda match: _line_of(match).words,
    )


def match_position(match: Match) -> tuple[int | None, int, int]:
    """Return a match's article (None for the open one), start and end."""
    line = _line_of(match)
    return match.article if isinstance(match, ConcordanceHit) else None, line.start, line.end


def _line_of(match: Match) -> ConcordanceLine:
    """Return the match with its context."""
    return match.line if isinstance(match, ConcordanceHit) else match


def _draw_match(match: Match, width: int, *, sort: Sort, length: int) -> Sequence[Content]:
    """Return the line; the side that it is sorted by is colored."""
    line, where = _line_of(match), _where(match, width, length)
    room = max(width - where.cell_length, 3)
    before = max(1, (room - min(_WORDS, cell_len(line.words))) // 2)
    words = Content(safe(line.words)).truncate(max(1, room - before - 2), ellipsis=True)
    left = _last(safe(line.left), before)
    right = _first(safe(line.right), room - before - words.cell_length)
    return [
        Content.assemble(
            where,
            " " * (before - left.cell_length),
            _sorted_by(left, last=True) if sort == "left" else left,
            words.stylize(".rows--match"),
            _sorted_by(right, last=False) if sort == "right" else right,
        )
    ]


def _where(match: Match, width: int, length: int) -> Content:
    """Return the left column: the position in the text, or the article's date and title."""
    if not isinstance(match, ConcordanceHit):
        per_cent = f"{100 * match.start // max(length, 1)} %"
        return right_cell(per_cent, _PER_CENT).stylize(".rows--muted") + " "
    if width < _DATED:
        return Content("")
    day = format_published(match.published, match.published_from) if match.published else ""
    where = left_cell(day, _DAY) + "  "
    if width >= _TITLED:
        where = where + left_cell(safe(match.title), width // 5) + "  "
    return where.stylize(".rows--muted")


def _describe_match(match: Match) -> Content:
    """Return the article of the line."""
    if not isinstance(match, ConcordanceHit):
        return Content("")
    site = f" · {safe(match.site)}" if match.site else ""
    day = format_published(match.published, match.published_from)
    return Content(f"{safe(match.title)}{site} · {day}")


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
            lines, contexts = found.lines, [_line_of(match) for match in found.lines]
            ordered = [lines[index] for index in sort_lines(contexts, sort)]
            return found._replace(lines=ordered, summary=found.summary if phrases else "")

        run_query(self, find, partial(self._show_matches, sort, whole_store))

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
