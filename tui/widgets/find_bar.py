"""Find in the text: the input field, and the matches to step through."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from analysis import Span
from tui.actions import load_bindings
from tui.strings.reader_text import ReaderText
from tui.widgets.article_view.view import ArticleView

_AT_ONCE = 1_000_000  # characters of text up to which a search runs at every key
_VARIANTS = {
    **dict.fromkeys("'’‘", "['’‘]"),
    **dict.fromkeys('"“”', '["“”]'),
    **dict.fromkeys("-–—", "[-–—]"),
}


def find_literal_matches(text: str, words: str) -> list[Span]:
    """Return the spans of `words` in a text, ignoring quote and dash variants and blank widths.

    The search is case-sensitive only if `words` has capital letters.
    """
    parts = words.split()
    if not parts:
        return []
    pattern = r"\s+".join("".join(_VARIANTS.get(c) or re.escape(c) for c in part) for part in parts)
    flags = 0 if words != words.lower() else re.IGNORECASE
    return [match.span() for match in re.finditer(pattern, text, flags)]


class FindBar(Horizontal):
    """An input field with the number of matches beside it, visible only while it is in use."""

    BINDING_GROUP_TITLE = ReaderText.FIND_KEYS
    BINDINGS = load_bindings("find")

    DEFAULT_CSS = """
    FindBar {
        height: 1;
        background: $panel;
        display: none;
        & > #find-mark { width: 3; color: $accent; text-style: bold; }
        & > Input { width: 1fr; background: $panel; }
        & > #find-count { width: auto; min-width: 12; padding: 0 1; color: $foreground-muted; }
    }
    """

    class MatchChanged(Message):
        """The current match changed, or there is none."""

    def __init__(self, view: ArticleView) -> None:
        """Find in the text of `view`."""
        super().__init__()
        self._view = view
        self._words = ""
        self.literal = True
        """True if the text has the words literally: `find_literal_matches` finds them again."""
        self._last = ""  # words searched for before
        self._matches: list[Span] = []
        self._current = -1
        self._from = self._above = 0  # of the cursor: its offset, and the lines above it
        self._line = Input(id="find", placeholder=ReaderText.FIND_PLACEHOLDER, compact=True)
        self._count = Static(id="find-count")

    @property
    def summary(self) -> str:
        """The position of the current match: "2 of 5"; empty without a search."""
        if not self._words.strip():
            return ""
        if not self._matches:
            return ReaderText.NO_MATCH
        return ReaderText.MATCH_POSITION.format(
            number=f"{self._current + 1:,}", total=f"{len(self._matches):,}"
        )

    @property
    def words(self) -> str:
        """The words searched for."""
        return self._words

    def open(self) -> None:
        """Show the input field, which is mounted the first time; search from the cursor."""
        if not self.children:
            self.mount(Static(Content(" /"), id="find-mark"), self._line, self._count)
        self._from, self._above = self._view.position, self._view.cursor_row_offset
        self.display = True
        self._line.value = ""
        self._line.focus()

    @property
    def match(self) -> int | None:
        """The start of the current match."""
        return self._matches[self._current][0] if self._current >= 0 else None

    def resume(self, words: str, match: int | None) -> None:
        """Search for words without scrolling; the match that starts at `match` is current."""
        self._last = words
        self.adopt_matches(words, find_literal_matches(self._view.text, words), match)
        self.literal = True

    def adopt_matches(self, words: str, found: Sequence[Span], match: int | None) -> None:
        """Adopt the matches of another search for `words`; the one at `match` is current."""
        self._words, self._matches, self.literal = words, list(found), False
        self._view.show_matches(self._matches)
        at = bisect_left(self._matches, (match or 0, 0))
        self._current = at % len(self._matches) if self._matches else -1
        self._view.show_match(self._matches[self._current] if self._matches else None)
        self.post_message(self.MatchChanged())

    def step(self, by: int) -> bool:
        """Go to the match `by` steps on, wrapping at the ends; return False if there is none."""
        if not self._matches:
            return False
        start, end = self._matches[self._current]
        here = self._view.position
        if start <= here < end or self._view.sentence[0] <= start < self._view.sentence[1]:
            at = self._current + by
        else:  # the cursor has moved since the last step
            at = bisect_left(self._matches, (here, 0)) + (by - 1 if by > 0 else by)
        self._show(at % len(self._matches))
        return True

    def clear(self) -> bool:
        """Clear the search; return False if there was none."""
        if not self._words:
            return False
        self._search("")
        return True

    def _search(self, words: str) -> None:
        self._words, self.literal = words, True
        self._matches = find_literal_matches(self._view.text, words)
        self._view.show_matches(self._matches)
        at = bisect_left(self._matches, (self._from, 0))
        self._show(at % len(self._matches) if self._matches else -1)

    def _show(self, index: int) -> None:
        self._current = index
        match = self._matches[index] if index >= 0 else None
        self._view.show_match(match)
        if match:
            self._view.go_to(*match)
        self._count.update(Content(self.summary))
        self.post_message(self.MatchChanged())

    def _close(self) -> None:
        self.display = False
        self._view.focus()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if self.display and len(self._view.text) <= _AT_ONCE:
            self._search(message.value)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        words = message.value if message.value.strip() else self._last
        if words != self._words:
            self._search(words)
        self._last = words
        self._close()

    def action_recall(self) -> None:
        """Fill in the last search."""
        if self._last:
            self._line.value = self._last
            self._line.cursor_position = len(self._last)

    def action_cancel(self) -> None:
        """Cancel the search, and scroll back to its start."""
        self.clear()
        self._close()
        self._view.return_to(self._from, self._above)
