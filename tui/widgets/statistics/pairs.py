"""The Pairs view: an article's collocations of words and names."""

from collections.abc import Sequence

from textual.content import Content

from analysis.corpus.collocations import MEASURES, Collocation, Measure, ranked
from db.text_statistics import Findings
from tui.formatting import counted
from tui.sanitize import safe
from tui.widgets.statistics.base import LONGEST_BAR, Table, TableView, bar, left_cell, right_cell
from tui.widgets.statistics.state import WordsState

ORDERS: dict[Measure, str] = {
    "likelihood": "most significant first",
    "information": "strongest first",
    "count": "most frequent first",
}
_COUNT, _SCORE = 7, 11  # cells of the columns
_WIDE = 70  # fewest cells for both scores


class PairRows(Table):
    """One pair per row, with its frequency and scores."""

    def __init__(self, pairs: Sequence[Collocation], measure: Measure) -> None:
        """List the pairs, the best by `measure` first."""
        self._pairs = ranked(pairs, measure)
        self._measure = measure
        self._most = max(map(self._weight, self._pairs), default=1)

    def _weight(self, pair: Collocation) -> float:
        return float(getattr(pair, self._measure))

    def count(self) -> int:
        """Return the number of pairs."""
        return len(self._pairs)

    def caption(self, width: int) -> Content:
        """Return the names of the columns."""
        name, both, _ = self._columns(width)
        line = left_cell("together", name) + right_cell("times", _COUNT)
        if both:
            return line + right_cell("likelihood", _SCORE) + right_cell("bits", _SCORE)
        return line + right_cell("bits" if self._measure == "information" else "G²", _SCORE)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return a pair with its values; a pair with a name has the colour of names."""
        pair = self._pairs[index]
        name, both, rest = self._columns(width)
        look = ".rows--accent" if pair.named else ".rows--strong"
        line = left_cell(safe(pair.words), name).stylize(look) + right_cell(
            f"{pair.count:,}", _COUNT
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
        both = width >= _WIDE
        fixed = _COUNT + _SCORE * (2 if both else 1)
        name = max(12, min(40, (width - fixed) * 2 // 3))
        return name, both, max(0, width - fixed - name)

    def about(self, index: int) -> Content:
        """Describe the scores."""
        pair = self._pairs[index]
        return Content(
            f"“{safe(pair.words)}” {counted(pair.count, 'time')}; "
            f"{2**pair.information:,.0f}× as often as by chance; G² "
            f"{pair.likelihood:,.1f}"
        )

    def asked(self, index: int) -> str:
        """Return the pair as a phrase."""
        return self._pairs[index].words


class PairsView(TableView):
    """The article's collocations."""

    def __init__(self, state: WordsState) -> None:
        """Create the view of the pairs in the state's findings."""
        super().__init__("Pairs", id="words-pairs", empty="Counting …")
        self._state = state

    def show(self, found: Findings) -> None:
        """Show the pairs once they are counted."""
        if found.pairs is not None:
            self.rows.empty = "No two words occur together twice and more often than by chance."
            at = self._state.cursors.get(str(self.id), 0)
            self.show_table(PairRows(found.pairs, self._state.measure), at)

    def remark(self) -> Content:
        """Return the definition of a pair."""
        return Content(
            "Adjacent words, at least twice; a name counts as one word, stop words are ignored"
        )

    def order(self) -> str:
        """Return the name of the order."""
        return ORDERS[self._state.measure]

    def next_order(self) -> None:
        """Switch to the next measure, with the cursor on the first row."""
        at = MEASURES.index(self._state.measure)
        self._state.measure = MEASURES[(at + 1) % len(MEASURES)]
        self._state.cursors[str(self.id)] = 0
        self.show(self._state.findings)
