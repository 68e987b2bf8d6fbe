"""The Words view: an article's words by how key they are, how frequent, or from A to Z."""

import math
from collections.abc import Sequence

from textual.content import Content

from analysis.wording import KeyWord, Reference, WordCount, WordCounts, is_small
from analysis.wording.keyness import LIKELY, SURE
from tui.counting_words import Findings
from tui.safe import safe
from tui.widgets.words.state import CountOrder, WordsState
from tui.widgets.words.table import LONGEST_BAR, Table, TableView, bar, left_cell, right_cell
from tui.wording import counted

ORDERS: dict[CountOrder, str] = {
    "key": "most telling first",
    "count": "most frequent first",
    "alphabet": "from A to Z",
}
_HERE, _RATE, _ELSEWHERE, _TIMES = "here", "per 1,000", "elsewhere", "as often"
_CELLS = {_HERE: 7, _RATE: 11, _ELSEWHERE: 11, _TIMES: 11}  # of the columns
_WIDE = 80  # cells from which there is room for the rates


class CountRows(Table):
    """A word to a row: how often it stands here and elsewhere, and a bar for the order."""

    def __init__(
        self,
        order: CountOrder,
        counts: WordCounts,
        keys: Sequence[KeyWord],
        others: Reference | None,
    ) -> None:
        """The words of `counts` in an order; in that of keyness only those that are key."""
        self._order = order
        self._total = max(counts.terms.total(), 1)  # as those elsewhere are counted
        self._others = others
        self._keys = {key.word.word: key for key in keys}
        words = counts.by_alphabet if order == "alphabet" else counts.words
        self._words = [key.word for key in keys] if order == "key" else words
        self._most = max(map(self._weight, self._words), default=1)

    def _weight(self, word: WordCount) -> float:
        return self._keys[word.word].score if self._order == "key" else float(word.count)

    def count(self) -> int:
        """How many words there are."""
        return len(self._words)

    def caption(self, width: int) -> Content:
        """The names of the columns."""
        name, columns, _ = self._columns(width)
        line = left_cell("word", name)
        for column in columns:
            line = line + right_cell(column, _CELLS[column])
        return line

    def row(self, index: int, width: int) -> Sequence[Content]:
        """A word, those of names in the colour of names."""
        word = self._words[index]
        name, columns, rest = self._columns(width)
        look = ".rows--accent" if word.named else ".rows--strong"
        line = left_cell(safe(word.word), name).stylize(look)
        values = self._values(word)
        for column in columns:
            value = right_cell(values[column], _CELLS[column])
            line = line + (value.stylize(".rows--muted") if column == _ELSEWHERE else value)
        if rest > 2:
            part = self._weight(word) / self._most
            line = Content.assemble(
                line, "  ", (bar(part, min(rest - 2, LONGEST_BAR)), ".rows--accent")
            )
        return [line]

    def _values(self, word: WordCount) -> dict[str, str]:
        key = self._keys.get(word.word)
        elsewhere = ""
        if key is not None and self._others is not None:
            rate = 1000 * key.elsewhere / max(self._others.words, 1)
            elsewhere = "–" if not key.elsewhere else f"{rate:.2f}" if rate >= 0.01 else "< 0.01"
        return {
            _HERE: f"{word.count:,}",
            _RATE: f"{1000 * word.count / self._total:.1f}",
            _ELSEWHERE: elsewhere,
            _TIMES: _times(key),
        }

    def _columns(self, width: int) -> tuple[int, list[str], int]:
        """The cells of the word, the columns that there is room and use for, and the bar's cells.

        Without other articles there is nothing to compare with.
        """
        columns = [_HERE]
        if width >= _WIDE:
            columns.append(_RATE)
        if self._others is not None and self._others.articles:
            columns += [_ELSEWHERE, _TIMES] if width >= _WIDE else [_TIMES]
        fixed = sum(_CELLS[column] for column in columns)
        name = max(8, min(28, (width - fixed) // 2))
        return name, columns, max(0, width - fixed - name)

    def about(self, index: int) -> Content:
        """The counts in words, and how sure the difference is."""
        word = self._words[index]
        key = self._keys.get(word.word)
        here = f"“{safe(word.word)}” {counted(word.count, 'time')} here"
        if key is None or self._others is None:
            return Content(here)
        there = f"{counted(key.elsewhere, 'time')} in {counted(self._others.articles, 'article')}"
        sure = _sure(key.score)
        return Content(f"{here}, {there} elsewhere; G² {key.score:,.1f}{sure}")

    def asked(self, index: int) -> str:
        """The word."""
        return self._words[index].word


class CountsView(TableView):
    """The article's words, in the order of the reader's choice."""

    def __init__(self, state: WordsState) -> None:
        """The words that the state's findings have."""
        super().__init__("Words", id="words-counts", empty="Counting …")
        self._state = state

    @property
    def _order(self) -> CountOrder:
        """The order chosen; else by keyness, where there is enough to compare with."""
        if self._state.order is not None:
            return self._state.order
        found = self._state.findings
        compared = found.keys and found.others is not None and not is_small(found.others)
        return "key" if compared else "count"

    def show(self, found: Findings) -> None:
        """Show what is counted so far."""
        if found.counts is None:
            return
        self.rows.empty = "No word stands out." if self._order == "key" else "No words."
        at = self._state.cursors.get(str(self.id), 0)
        keys = found.keys or []
        self.show_table(CountRows(self._order, found.counts, keys, found.others), at)

    def remark(self) -> Content:
        """What the words are compared with, and how far that can be trusted."""
        found = self._state.findings
        if found.counts is None:
            return Content("")
        words = f"{counted(found.counts.distinct, 'different word')}; stop words are left out"
        if found.others is None:
            return Content(words)
        if not found.others.articles:
            return Content(f"{words}; there is no other article yet to compare with")
        size = f"{counted(found.others.articles, 'other article')}"
        size = f"{size} of {found.others.words:,} words"
        if is_small(found.others):
            return Content(f"Compared with only {size}: too few to be sure what is telling")
        return Content(f"{words}; compared with {size}")

    def order(self) -> str:
        """The order in words."""
        return ORDERS[self._order]

    def next_order(self) -> None:
        """Take the next order, from the top."""
        orders = list(ORDERS)
        self._state.order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._state.cursors[str(self.id)] = 0
        self.show(self._state.findings)


def _times(key: KeyWord | None) -> str:
    if key is None:
        return ""
    if math.isinf(key.times):
        return "only here"
    return f"{key.times:,.0f}×" if key.times >= 10 else f"{key.times:.1f}×"


def _sure(score: float) -> str:
    if score >= SURE:
        return ", p < 0.0001"
    return ", p < 0.01" if score >= LIKELY else ", p < 0.05"
