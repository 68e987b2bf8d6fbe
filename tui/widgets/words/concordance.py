"""The Concordance view: any words, phrase or name in context, in one article or in all."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from analysis.wording import (
    SORTS,
    Line,
    Phrase,
    Sort,
    find,
    lines,
    parse_phrases,
    sorted_lines,
)
from db import Store, StoreError, StoreLine
from tui.counting_words import places_in_store
from tui.safe import safe
from tui.widgets.line import Line as TypingLine
from tui.widgets.words.kwic import KwicRows
from tui.widgets.words.state import WordsState
from tui.widgets.words.table import TableView
from tui.wording import counted

MORE = 500  # lines shown at first, and added by each `m`
_ORDERS: dict[Sort, str] = {
    "place": "in the order of the text",
    "right": "by the words that follow",
    "left": "by the words before",
}
_HOW = "/ asks for any words, phrase or name; commas part several; a star ends a beginning: sanc*"


class ConcordanceView(TableView):
    """A line to type in, and below it each place of the words with its context."""

    BINDING_GROUP_TITLE = "Concordance"
    DEFAULT_CSS = """
    ConcordanceView {
        & > #words-asked { height: 1; margin: 1 0; padding: 0 2; background: $panel; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "widen", "All articles", id="concordance.widen",
                tooltip="Look in all articles, or in this one again"),
        Binding("m", "more", "More", show=False, id="concordance.more",
                tooltip="Show more places, where there are more"),
    ]  # fmt: skip

    class Listed(Message):
        """The places of what was asked for are found."""

        def __init__(self, rows: KwicRows, summary: str, *, more: bool) -> None:
            super().__init__()
            self.rows = rows
            self.summary = summary
            self.more = more

    class Changed(Message):
        """Other places are listed."""

    class Failed(Message):
        """The store could not answer."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, store: Store, state: WordsState, text: str | None) -> None:
        """Words in the article that has this text, or in all articles where it is None."""
        super().__init__("Concordance", id="words-concordance", empty=_HOW)
        self._store = store
        self._state = state
        self._text = text
        self._limit = MORE
        self._summary = ""
        self._more = False
        self._typing = False
        self.line = TypingLine(placeholder="Words to show in context", id="words-asked")

    def compose(self) -> ComposeResult:
        """The line above the list; a concordance needs no names of columns."""
        yield self.line
        yield self.rows

    def on_mount(self) -> None:
        """Ask for what was asked for before."""
        with self.prevent(TypingLine.Changed):
            self.line.value = safe(self._state.asked)
        self._list(cursor=self._state.cursors.get(str(self.id), 0))

    @property
    def whole_store(self) -> bool:
        """Whether all articles are looked through."""
        return self._text is None or self._state.whole_store

    def ask(self, query: str) -> None:
        """Show these words in context."""
        with self.prevent(TypingLine.Changed):
            self.line.value = safe(query)
            self.line.cursor_position = len(query)
        self._state.asked = query
        self._limit = MORE
        self._typing = False
        self._list()

    @on(TypingLine.Changed, "#words-asked")
    def _typed(self, message: TypingLine.Changed) -> None:
        message.stop()
        if message.value != self._state.asked:
            self._state.asked = message.value
            self._limit = MORE
            self._typing = True
            self._list()

    @on(TypingLine.Submitted, "#words-asked")
    @on(TypingLine.Left, "#words-asked")
    def _to_the_list(self, message: TypingLine.Submitted | TypingLine.Left) -> None:
        message.stop()
        if self._typing:  # the words are whole now
            self._typing = False
            self._list()
        self.rows.focus()

    def _list(self, cursor: int = 0) -> None:
        self._state.cursors[str(self.id)] = cursor
        phrases = parse_phrases(self._state.asked, typing=self._typing)
        self._ask(phrases, self._state.sort, self.whole_store, self._limit)

    @work(thread=True, exclusive=True, group="concordance")
    def _ask(self, phrases: tuple[Phrase, ...], sort: Sort, whole_store: bool, limit: int) -> None:
        worker = get_current_worker()
        shown: Sequence[Line] | Sequence[StoreLine]
        if not whole_store and self._text is not None:
            found = find(self._text, phrases, limit, given_up=lambda: worker.is_cancelled)
            shown = contexts = lines(self._text, found.spans)
            more = found.total > len(contexts)
            first = f"the first {len(contexts):,} of " if more else ""
            summary = f"{first}{counted(found.total, 'place')} in this article"
        else:
            try:
                places, articles, more = places_in_store(
                    self._store, phrases, limit, lambda: worker.is_cancelled
                )
            except StoreError as error:
                self.post_message(self.Failed(str(error)))
                return
            shown, contexts = places, [place.line for place in places]
            first = "the first " if more else ""
            many = counted(articles, "article")
            summary = f"{first}{counted(len(places), 'place')} in {many}"
        if not worker.is_cancelled:
            ordered = [shown[index] for index in sorted_lines(contexts, sort)]
            length = len(self._text or "") if not whole_store else 0
            rows = KwicRows(ordered, sort, length)
            self.post_message(self.Listed(rows, summary if phrases else "", more=more))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        message.stop()
        self._summary, self._more = message.summary, message.more
        where = "in any article" if self.whole_store else "in this article: w looks in all of them"
        self.rows.empty = f"Nowhere {where}." if message.summary else _HOW
        self.show_table(message.rows, self._state.cursors.get(str(self.id), 0))
        self.post_message(self.Changed())

    @property
    def summary(self) -> str:
        """How many places are listed."""
        return self._summary

    def remark(self) -> Content:
        """How many places there are, and how to see more of them."""
        more = "; m shows more" if self._more else ""
        return Content(f"{self._summary}{more}" if self._summary else "")

    def about(self) -> tuple[Content, Content]:
        """Where the place under the cursor is, and how many there are."""
        what, remark = super().about()
        return (what, remark) if what.plain else (remark, Content(""))

    def order(self) -> str:
        """The order in words."""
        if self._state.sort == "place" and self.whole_store:
            return "added last first"
        return _ORDERS[self._state.sort]

    def next_order(self) -> None:
        """Order by place, by the words that follow, or by those before."""
        self._state.sort = SORTS[(SORTS.index(self._state.sort) + 1) % len(SORTS)]
        self._list()

    def ask_anew(self) -> None:
        """Go to the line, so that what is typed takes the place of what was asked."""
        self.line.focus()
        self.line.select_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Widening is for a concordance of one article."""
        del parameters
        return not (action == "widen" and self._text is None)

    def action_widen(self) -> None:
        """Look in all articles, or in this one again."""
        self._state.whole_store = not self._state.whole_store
        self._limit = MORE
        self._list()

    def action_more(self) -> None:
        """Show more places; the cursor stays where it is."""
        if self._more:
            self._limit += MORE
            self._list(max(self.rows.cursor, 0))
