"""The query line above a list: the input, and below it completions or the error of the query.

The search, the filters of all lists and those of the reader's panes use it. Only a query without an
error is announced, so that a list stays as it is while its query is invalid.
"""

import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from db import StoreError
from db.search.ast import Query, QueryError
from db.search.parser import RowLanguage
from db.search.query_tokens import clean_query
from db.search.rows import parse_filter
from db.search.suggestions import Completion
from tui.sanitize import safe
from tui.store_query import QueryRun, delay_keys_for_query, run_query
from tui.strings.list_text import ListText
from tui.strings.search_text import SearchText
from tui.widgets.text_line import CompletionBar, SearchInput

if TYPE_CHECKING:
    from tui.context import AppContext

_DATE = re.compile(r"\b(?:before|after|on|event|added):\S", re.IGNORECASE)
_DATE_GRAMMAR = "analysis.timex.grammar"


def parse_typed(query: str) -> Query:
    """Parse the query of a search whose last word is unfinished."""
    from db.search.executor import parse_query  # not before the first frame

    return parse_query(query, "newest")


class QueryLine(Vertical):
    """A query input with completion by Tab, a history, and errors that are shown while typing."""

    DEFAULT_CSS = """
    QueryLine {
        height: auto;
        & > SearchInput { padding: 0 1; background: $panel; }
        & > CompletionBar.-empty { display: none; }
    }
    """

    class Changed(Message):
        """The query changed, and has no error."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Submitted(Message):
        """The user finished a query that has no error."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    def __init__(
        self,
        *,
        id: str,
        placeholder: str,
        query: str = "",
        rows: RowLanguage | None = None,
        parse: Callable[[str], Query] = parse_typed,
        history: Sequence[str] = (),
        keeps_bar: bool = False,
    ) -> None:
        """Create a line for a search, or with `rows`, for the filter of a list.

        `id` is that of the input. `parse` parses the query of a search. With `keeps_bar`, the line
        for completions remains while it is empty, so that the list below it does not move.
        """
        super().__init__()
        self.input = SearchInput(placeholder=placeholder, id=id, history=history)
        self.input.value = query
        self.query_text = query
        """The last query without an error, which the list shows."""
        self.error: QueryError | None = None
        self._bar = CompletionBar(classes="" if keeps_bar else "-empty")
        self._rows = rows
        self._parse_search = parse
        self._keeps_bar = keeps_bar
        self._reading = ("", "")  # a query, and how Enter reads it
        self._corrected: str | None = None  # the query that the offered spelling corrects

    def compose(self) -> ComposeResult:
        """Compose the input above the line for completions."""
        yield self.input
        yield self._bar

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the input."""
        self.input.focus(scroll_visible)
        return self

    @property
    def value(self) -> str:
        """The typed query, which may have an error."""
        return self.input.value

    def set_query(self, query: str) -> None:
        """Replace the query, without announcing it."""
        with self.prevent(Input.Changed):
            self.input.value = query
        self.input.cursor_position = len(query)
        self.input.set_completions(())
        self._check(query)

    def keep_bar(self, is_kept: bool) -> None:
        """Keep the line for completions while it is empty, or hide it without the focus."""
        self._keeps_bar = is_kept
        self._show_bar()

    def select(self, start: int, end: int) -> None:
        """Select a part of the query."""
        self.input.selection = Selection(start, end)

    def parse(self, query: str) -> Query:
        """Parse a query of this line."""
        return parse_filter(query, self._rows) if self._rows else self._parse_search(query)

    def _check(self, query: str) -> bool:
        """Parse a query; return False if it has an error, which is then shown."""
        self.error = self.parse(query).error
        if self.error is None:
            self.query_text = query
        self._show_bar()
        return self.error is None

    # Typing

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if _DATE.search(message.value) and _DATE_GRAMMAR not in sys.modules:
            self._load_dates()
        else:
            self._announce()

    def _load_dates(self) -> None:
        """Load the grammar of dates, which takes 0.3 s, for the first date of a session."""

        def load(_: QueryRun) -> None:
            self.parse("on:today")
            self.parse("on:'last week'")

        run_query(self, load, lambda _: self._announce(), group="dates")

    def _announce(self) -> None:
        """Announce the query, unless it has an error, and load completions."""
        query = self.value
        if self._check(query):
            self.post_message(self.Changed(query))
        self._load_completions(query, self.input.cursor_position)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        query = self.value
        # after a blank, the last word is finished
        if self._check(f"{query} " if query.strip() else query):
            self.query_text = query
            self.input.set_completions(())
            self.post_message(self.Submitted(query))

    # Completion

    def _load_completions(self, query: str, cursor: int) -> None:
        store = cast("AppContext", self.app).store

        def load(run: QueryRun) -> Sequence[Completion]:
            return store.search.complete(query, cursor, run.is_outdated, rows=self._rows)

        def show(completions: Sequence[Completion]) -> None:
            self._offer(query, completions)
            self.input.finish_loading()

        def fail(_: StoreError) -> None:  # without completions, the query can be typed in full
            self.input.finish_loading()

        self.input.is_loading = True
        run_query(self, load, show, group="completions", failed=fail)

    @on(SearchInput.CompletionAwaited)
    def _await_completions(self, message: SearchInput.CompletionAwaited) -> None:
        """Hold back the keys after a Tab until it has its effect."""
        message.stop()
        delay_keys_for_query(self, "completions")

    def _offer(self, query: str, completions: Sequence[Completion]) -> None:
        line = self.input
        if query != line.value:
            return
        if line.is_completed and not line.value[: line.cursor_position].endswith(":"):
            return  # Tab cycles through the present completions
        if not completions and self._corrected == query:
            return  # a corrected word has no completions
        self._corrected = None
        line.set_completions(completions)

    def offer_correction(self, query: str, correction: str) -> None:
        """Offer the correct spelling of a query, if it is still the present one."""
        if query == self.value and not self.input.has_completions:
            self._corrected = query
            self.input.set_completions([Completion(0, correction)])

    def offer_reading(self, query: str, reading: str) -> None:
        """Show how Enter reads a query, if it is still the present one; "" for as it is."""
        if (query, reading) != self._reading and (reading or self._reading[1]):
            self._reading = (query, reading)
            self._show_bar()

    # The line below the input

    @on(SearchInput.CompletionsChanged)
    def _completions_changed(self, message: SearchInput.CompletionsChanged) -> None:
        message.stop()
        self._show_bar()

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Show the line for completions."""
        self._show_bar()

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        """Hide the line for completions, unless it has an error."""
        self._show_bar()

    def _show_bar(self) -> None:
        """Show a correction, an error or completions."""
        line, bar = self.input, self._bar
        if line.completions and self._corrected is not None:
            correction = safe(line.completions[0].text)
            bar.show_message(Content.assemble(
                SearchText.DID_YOU_MEAN, (correction, "bold"), "? ",
                ("Tab", "bold $accent"), SearchText.ACCEPT_SUGGESTION,
            ))  # fmt: skip
        elif self.error is not None:
            bar.show_message(self._describe_error(self.error))
        elif self._reading[1] and self._reading[0] == self.value and line.inserted < 0:
            bar.show_message(self._describe_reading(self._reading[1]))
        elif line.completions:
            bar.show_completions(line.completions, line.inserted)
        else:
            bar.show_message(Content(""))
        bar.set_class(self.error is not None and self._corrected is None, "-error")
        shown = self._keeps_bar or self.error is not None or line.has_focus
        bar.set_class(not shown, "-empty")

    def _describe_reading(self, reading: str) -> Content:
        """Return how Enter reads the query, and the first completion."""
        offers = self.input.completions[:1]
        tab = Content("").join(
            Content.assemble(("  Tab ", "bold $accent"), safe(offer.text)) for offer in offers
        )
        room = max(self.size.width - 2 - tab.cell_length, 20)
        line = Content.assemble((SearchText.ON_ENTER, "bold $accent"), safe(reading))
        return line.truncate(room, ellipsis=True) + tab

    def _describe_error(self, error: QueryError) -> Content:
        """Return the part of the query with the error, its message, and the listed query."""
        query = clean_query(self.value)
        before, part = query[: error.start], query[error.start : error.end][:24]
        before = before if len(before) <= 16 else f"…{before[-15:]}"
        listed = self.query_text.strip()
        line = Content.assemble(
            safe(before), (safe(part) or " ", "bold reverse"), safe(query[error.end :][:8]), "  ",
            (error.message[:1].upper() + error.message[1:], "$error"),
        )  # fmt: skip
        room = max(self.size.width - 2, 20)
        still = ListText.STILL_LISTED.format(query=safe(listed)) if listed else ListText.UNCHANGED
        return Content.assemble(line.truncate(room, ellipsis=True), "\n", still)
