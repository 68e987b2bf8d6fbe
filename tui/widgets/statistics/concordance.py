"""The Concordance view: words, a phrase or a name in context, in one article or in all."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from analysis.corpus import SORTS, Line, Phrase, Sort, find, lines, parse_phrases, sorted_lines
from db import Store, StoreError, StoreLine
from db.text_statistics import places_in_store
from tui.formatting import counted
from tui.sanitize import safe
from tui.widgets.statistics.base import TableView
from tui.widgets.statistics.kwic import KwicRows
from tui.widgets.statistics.state import WordsState
from tui.widgets.text_line import Line as TypingLine

MORE = 500  # lines shown at first, and added by each `m`
_ORDERS: dict[Sort, str] = {
    "place": "in the order of the text",
    "right": "by the words that follow",
    "left": "by the words before",
}
_HOW = "Press / to search for words, phrases or names, separated by commas. sanc* matches a prefix."


class ConcordanceView(TableView):
    """An input field, and below it each match with its context."""

    BINDING_GROUP_TITLE = "Concordance"
    DEFAULT_CSS = """
    ConcordanceView {
        & > #words-asked { height: 1; margin: 1 0; padding: 0 2; background: $panel; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "widen", "All articles", id="concordance.widen",
                tooltip="Search all articles, or only this one"),
        Binding("m", "more", "More", show=False, id="concordance.more",
                tooltip="Show more matches"),
    ]  # fmt: skip

    class Listed(Message):
        """The search finished; `rows` are its matches."""

        def __init__(self, rows: KwicRows, summary: str, *, more: bool) -> None:
            super().__init__()
            self.rows = rows
            self.summary = summary
            self.more = more

    class Changed(Message):
        """The list shows other matches."""

    class Failed(Message):
        """The store could not be read."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, store: Store, state: WordsState, text: str | None) -> None:
        """Search the article with this text, or all articles if `text` is None."""
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
        """Compose the input field above the list; a concordance has no column names."""
        yield self.line
        yield self.rows

    def on_mount(self) -> None:
        """Repeat the last search."""
        with self.prevent(TypingLine.Changed):
            self.line.value = safe(self._state.asked)
        self._list(cursor=self._state.cursors.get(str(self.id), 0))

    @property
    def whole_store(self) -> bool:
        """Return whether the search covers all articles."""
        return self._text is None or self._state.whole_store

    def ask(self, query: str) -> None:
        """Search for these words."""
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
        if self._typing:  # the last word is complete now
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
            matches = find(self._text, phrases, limit, given_up=lambda: worker.is_cancelled)
            shown = contexts = lines(self._text, matches.spans)
            more = matches.total > len(contexts)
            first = f"the first {len(contexts):,} of " if more else ""
            summary = f"{first}{counted(matches.total, 'place')} in this article"
        else:
            try:
                store_lines, articles, more = places_in_store(
                    self._store, phrases, limit, lambda: worker.is_cancelled
                )
            except StoreError as error:
                self.post_message(self.Failed(str(error)))
                return
            shown, contexts = store_lines, [store_line.line for store_line in store_lines]
            first = "the first " if more else ""
            many = counted(articles, "article")
            summary = f"{first}{counted(len(store_lines), 'place')} in {many}"
        if not worker.is_cancelled:
            ordered = [shown[index] for index in sorted_lines(contexts, sort)]
            length = len(self._text or "") if not whole_store else 0
            rows = KwicRows(ordered, sort, length)
            self.post_message(self.Listed(rows, summary if phrases else "", more=more))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        message.stop()
        self._summary, self._more = message.summary, message.more
        where = "in any article."
        if not self.whole_store:
            where = "in this article. Press w to search all articles."
        self.rows.empty = f"No match {where}" if message.summary else _HOW
        self.show_table(message.rows, self._state.cursors.get(str(self.id), 0))
        self.post_message(self.Changed())

    @property
    def summary(self) -> str:
        """The number of matches: "12 places in 3 articles"."""
        return self._summary

    def remark(self) -> Content:
        """Return the number of matches, and the key that shows more."""
        more = "; press m for more" if self._more else ""
        return Content(f"{self._summary}{more}" if self._summary else "")

    def about(self) -> tuple[Content, Content]:
        """Return the article of the match under the cursor, and the number of matches."""
        description, remark = super().about()
        return (description, remark) if description.plain else (remark, Content(""))

    def order(self) -> str:
        """Return the name of the order."""
        if self._state.sort == "place" and self.whole_store:
            return "last added first"
        return _ORDERS[self._state.sort]

    def next_order(self) -> None:
        """Switch to the next order: by position, by following words, or by preceding words."""
        self._state.sort = SORTS[(SORTS.index(self._state.sort) + 1) % len(SORTS)]
        self._list()

    def ask_anew(self) -> None:
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
        self._limit = MORE
        self._list()

    def action_more(self) -> None:
        """Show more matches; the cursor keeps its row."""
        if self._more:
            self._limit += MORE
            self._list(max(self.rows.cursor, 0))
