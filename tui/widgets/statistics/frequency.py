"""The Words view: an article's words by keyness, by frequency, or from A to Z.

The Pairs view: an article's collocations of words and names.
"""

import math
from collections.abc import Sequence
from typing import get_args

from textual.content import Content

from analysis.corpus.collocations import MEASURES, Collocation, Measure, rank_collocations
from analysis.corpus.frequency import WordCount, WordCounts
from analysis.corpus.keyness import LIKELY, SURE, KeyWord, ReferenceCorpus, is_small_corpus
from db.text_statistics import WordStatistics
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.words_text import WordsText
from tui.widgets.statistics.table_view import (
    LONGEST_BAR,
    CountOrder,
    StatisticsState,
    TableSource,
    TableView,
    bar,
    left_cell,
    right_cell,
)

_COUNT, _RATE = WordsText.COUNT_COLUMN, WordsText.RATE_COLUMN
_ELSEWHERE, _RATIO = WordsText.ELSEWHERE_COLUMN, WordsText.RATIO_COLUMN
_CELLS = {_COUNT: 7, _RATE: 11, _ELSEWHERE: 11, _RATIO: 11}  # of the columns
_WIDE_COUNTS = 80  # fewest cells for the columns with rates


class CountTable:
    """One word per row: its frequency here and elsewhere, and a bar for the present order."""

    def __init__(
        self,
        order: CountOrder,
        counts: WordCounts,
        keys: Sequence[KeyWord],
        others: ReferenceCorpus | None,
    ) -> None:
        """List the words of `counts` in an order; the order by keyness lists only `keys`."""
        self._order = order
        self._total = max(counts.terms.total(), 1)  # counted like the reference corpus
        self._others = others
        self._keys = {key.word.word: key for key in keys}
        words = counts.by_alphabet if order == "alphabet" else counts.words
        self._words = [key.word for key in keys] if order == "key" else words
        self._most = max(map(self._weight, self._words), default=1)

    def _weight(self, word: WordCount) -> float:
        return self._keys[word.word].score if self._order == "key" else float(word.count)

    def list_words(self) -> TableSource[WordCount]:
        """List the words."""
        return TableSource(
            self._words, self._draw, caption=self._caption, describe=self._describe,
            query=lambda word: word.word,
        )  # fmt: skip

    def _caption(self, width: int) -> Content:
        """Return the names of the columns."""
        name, columns, _ = self._columns(width)
        line = left_cell(WordsText.WORD_COLUMN, name)
        for column in columns:
            line = line + right_cell(column, _CELLS[column])
        return line

    def _draw(self, word: WordCount, width: int) -> Sequence[Content]:
        """Return a word with its values; words of names have the color of names."""
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
            _COUNT: f"{word.count:,}",
            _RATE: f"{1000 * word.count / self._total:.1f}",
            _ELSEWHERE: elsewhere,
            _RATIO: _ratio(key),
        }

    def _columns(self, width: int) -> tuple[int, list[str], int]:
        """Return the cells of the word, the visible columns, and the cells of the bar.

        Without other articles, the columns of the comparison are omitted.
        """
        columns = [_COUNT]
        if width >= _WIDE_COUNTS:
            columns.append(_RATE)
        if self._others is not None and self._others.articles:
            columns += [_ELSEWHERE, _RATIO] if width >= _WIDE_COUNTS else [_RATIO]
        fixed = sum(_CELLS[column] for column in columns)
        name = max(8, min(28, (width - fixed) // 2))
        return name, columns, max(0, width - fixed - name)

    def _describe(self, word: WordCount) -> Content:
        """Describe the counts and the significance of their difference."""
        key = self._keys.get(word.word)
        name, times = safe(word.word), format_count(word.count, "time")
        if key is None or self._others is None:
            return Content(WordsText.WORD.format(word=name, times=times))
        return Content(
            WordsText.WORD_COMPARED.format(
                word=name,
                times=times,
                times_elsewhere=format_count(key.elsewhere, "time"),
                articles=format_count(self._others.articles, "other article"),
                score=key.score,
                significance=_significance(key.score),
            )
        )


class CountsView(TableView):
    """The article's words in a selectable order."""

    def __init__(self, state: StatisticsState) -> None:
        """Create the view of the words in the state's findings."""
        super().__init__(WordsText.WORDS, id="words-counts", empty=WordsText.COUNTING)
        self._state = state

    @property
    def _order(self) -> CountOrder:
        """The selected order; by default keyness, if the reference corpus is large enough."""
        if self._state.order is not None:
            return self._state.order
        found = self._state.findings
        compared = (
            found.keywords and found.reference is not None and not is_small_corpus(found.reference)
        )
        return "key" if compared else "count"

    def show(self, found: WordStatistics) -> None:
        """Show the counts that are available."""
        if found.counts is None:
            return
        self.rows.empty = WordsText.NO_KEYWORDS if self._order == "key" else WordsText.NO_WORDS
        at = self._state.cursors.get(str(self.id), 0)
        keys = found.keywords or []
        table = CountTable(self._order, found.counts, keys, found.reference)
        self.show_table(table.list_words(), at)

    def remark(self) -> Content:
        """Return the size of the reference corpus, and a warning if it is small."""
        found = self._state.findings
        if found.counts is None:
            return Content("")
        words = format_count(found.counts.distinct, "different word")
        if found.reference is None:
            return Content(WordsText.DISTINCT.format(words=words))
        if not found.reference.articles:
            return Content(WordsText.DISTINCT_ALONE.format(words=words))
        articles = format_count(found.reference.articles, "other article")
        length = format_count(found.reference.words, "word")
        if is_small_corpus(found.reference):
            return Content(WordsText.FEW_ARTICLES.format(articles=articles, length=length))
        return Content(
            WordsText.DISTINCT_COMPARED.format(words=words, articles=articles, length=length)
        )

    def order(self) -> str:
        """Return the name of the order."""
        return WordsText.WORD_ORDERS[self._order]

    def next_order(self) -> None:
        """Switch to the next order, with the cursor on the first row."""
        orders: tuple[CountOrder, ...] = get_args(CountOrder)
        self._state.order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._state.cursors[str(self.id)] = 0
        self.show(self._state.findings)


def _ratio(key: KeyWord | None) -> str:
    if key is None:
        return ""
    if math.isinf(key.times):
        return WordsText.ONLY_HERE
    return f"{key.times:,.0f}×" if key.times >= 10 else f"{key.times:.1f}×"


def _significance(score: float) -> str:
    if score >= SURE:
        return "p < 0.0001"
    return "p < 0.01" if score >= LIKELY else "p < 0.05"


_TIMES, _SCORE = 7, 11  # cells of the columns
_WIDE_COLLOCATIONS = 70  # fewest cells for both scores


class PairTable:
    """One pair per row, with its frequency and scores."""

    def __init__(self, pairs: Sequence[Collocation], measure: Measure) -> None:
        """List the pairs, the best by `measure` first."""
        self._pairs = rank_collocations(pairs, measure)
        self._measure = measure
        self._most = max(map(self._weight, self._pairs), default=1)

    def _weight(self, pair: Collocation) -> float:
        return float(getattr(pair, self._measure))

    def list_pairs(self) -> TableSource[Collocation]:
        """List the pairs."""
        return TableSource(
            self._pairs, self._draw, caption=self._caption, describe=self._describe,
            query=lambda pair: pair.words,
        )  # fmt: skip

    def _caption(self, width: int) -> Content:
        """Return the names of the columns."""
        name, both, _ = self._columns(width)
        line = left_cell(WordsText.COLLOCATION_COLUMN, name)
        line = line + right_cell(WordsText.COUNT_COLUMN, _TIMES)
        if both or self._measure != "information":
            line = line + right_cell(WordsText.SIGNIFICANCE_COLUMN, _SCORE)
        if both or self._measure == "information":
            line = line + right_cell(WordsText.STRENGTH_COLUMN, _SCORE)
        return line

    def _draw(self, pair: Collocation, width: int) -> Sequence[Content]:
        """Return a pair with its values; a pair with a name has the color of names."""
        name, both, rest = self._columns(width)
        look = ".rows--accent" if pair.named else ".rows--strong"
        line = left_cell(safe(pair.words), name).stylize(look) + right_cell(
            f"{pair.count:,}", _TIMES
        )
        scores = []
        if both or self._measure != "information":
            scores.append(f"{pair.likelihood:,.1f}")
        if both or self._measure == "information":
            scores.append(f"{pair.information:.1f}")
        for score in scores:
            line = line + right_cell(score, _SCORE).stylize(".rows--muted")
        if rest > 2:
            part = self._weight(pair) / self._most
            line = Content.assemble(
                line, "  ", (bar(part, min(rest - 2, LONGEST_BAR)), ".rows--accent")
            )
        return [line]

    def _columns(self, width: int) -> tuple[int, bool, int]:
        """Return the cells of the words, whether both scores fit, and the cells of the bar."""
        both = width >= _WIDE_COLLOCATIONS
        fixed = _TIMES + _SCORE * (2 if both else 1)
        name = max(12, min(40, (width - fixed) * 2 // 3))
        return name, both, max(0, width - fixed - name)

    def _describe(self, pair: Collocation) -> Content:
        """Describe the scores."""
        return Content(
            WordsText.COLLOCATION.format(
                words=safe(pair.words),
                times=format_count(pair.count, "time"),
                ratio=2**pair.information,
                score=pair.likelihood,
            )
        )


class PairsView(TableView):
    """The article's collocations."""

    def __init__(self, state: StatisticsState) -> None:
        """Create the view of the pairs in the state's findings."""
        super().__init__(WordsText.COLLOCATIONS, id="words-pairs", empty=WordsText.COUNTING)
        self._state = state

    def show(self, found: WordStatistics) -> None:
        """Show the pairs once they are counted."""
        if found.collocations is not None:
            self.rows.empty = WordsText.NO_COLLOCATIONS
            at = self._state.cursors.get(str(self.id), 0)
            pairs = PairTable(found.collocations, self._state.measure).list_pairs()
            self.show_table(pairs, at)

    def remark(self) -> Content:
        """Return the definition of a pair."""
        return Content(WordsText.COLLOCATION_REMARK)

    def order(self) -> str:
        """Return the name of the order."""
        return WordsText.COLLOCATION_ORDERS[self._state.measure]

    def next_order(self) -> None:
        """Switch to the next measure, with the cursor on the first row."""
        at = MEASURES.index(self._state.measure)
        self._state.measure = MEASURES[(at + 1) % len(MEASURES)]
        self._state.cursors[str(self.id)] = 0
        self.show(self._state.findings)
