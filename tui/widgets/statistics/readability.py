"""The Measures view: the length and readability of an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from analysis import Analysis, Span
from analysis.corpus.readability import Readability
from db import Article
from db.text_statistics import Findings
from tui.formatting import counted, minutes
from tui.widgets.statistics.base import Table, TableView, left_cell, right_cell
from tui.widgets.statistics.state import WordsState

_NAME, _VALUE = 19, 13  # cells
_GO = "press Enter to go there"


@dataclass(frozen=True, slots=True)
class Fact:
    """A measure with its name, value, meaning, formula, and optional span of the text."""

    name: str
    value: str
    means: str
    formula: str = ""
    place: Span | None = None


def facts(measures: Readability, analysis: Analysis, words: int, distinct: int) -> list[Fact]:
    """Return the measures of length and readability.

    `words` is counted as in the library, `distinct` as in the Words view.
    """
    length = max(measures.characters, 1)
    longest = measures.longest if measures.longest_words else None
    basic = [
        Fact("Words", f"{words:,}", "separated by blanks"),
        Fact("Reading time", minutes(words), "at 230 words a minute"),
        Fact("Different words", f"{distinct:,}", "ignoring case"),
        Fact("Characters", f"{measures.characters:,}", "including blanks and line ends"),
        Fact("Paragraphs", f"{measures.paragraphs:,}", "with at least one word"),
        Fact("Sentences", f"{measures.sentences:,}", "as split by the analysis"),
        Fact("Words in a sentence", f"{measures.sentence_words:.1f}", "on average"),
        Fact("Longest sentence", counted(measures.longest_words, "word"), _GO, place=longest),
        Fact("Direct quotations", f"{100 * _spoken(analysis) / length:.0f} %", "of the text"),
    ]
    if measures.ease is None or measures.grade is None:
        return basic
    doubt = "; too short a text to be sure" if measures.is_short else ""
    return [
        *basic,
        Fact(
            "Syllables in a word",
            f"{measures.word_syllables:.2f}",
            "on average",
            "From a dictionary of syllables, and rules for words beyond it",
        ),
        Fact(
            "Reading ease",
            f"{measures.ease:.0f}",
            f"{measures.verdict}; 0 is very hard, 100 very easy{doubt}",
            "Flesch 1948: 206.8 − 1.015 × words in a sentence − 84.6 × syllables in a word",
        ),
        Fact(
            "School grade",
            f"{max(measures.grade, 0):.1f}",
            f"years of school that a reader needs{doubt}",
            "Kincaid 1975: 0.39 × words in a sentence + 11.8 × syllables in a word − 15.6",
        ),
    ]


def _spoken(analysis: Analysis) -> int:
    """Count the characters in direct quotations."""
    return sum(
        end - start
        for quotation in analysis.quotations
        if quotation.kind == "direct"
        for start, end in quotation.spans
    )


class FactRows(Table):
    """One measure per row."""

    def __init__(self, found: Sequence[Fact]) -> None:
        """List the measures in their order."""
        self.facts = found

    def count(self) -> int:
        """Return the number of measures."""
        return len(self.facts)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the measure's name, value and meaning."""
        fact = self.facts[index]
        name = left_cell(fact.name, _NAME)
        value = right_cell(fact.value, _VALUE).stylize(".rows--strong")
        means = Content.styled(f"  {fact.means}", ".rows--muted")
        return [(name + value + means).truncate(width, ellipsis=True)]

    def about(self, index: int) -> Content:
        """Return the meaning of the value."""
        fact = self.facts[index]
        return Content(f"{fact.name}: {fact.means}")

    def formula(self, index: int) -> Content:
        """Return the formula of the value; empty if it needs none."""
        return Content(self.facts[index].formula)


class MeasuresView(TableView):
    """Length, reading time and readability."""

    def __init__(self, state: WordsState, article: Article) -> None:
        """Create the view of the measures in the state's findings."""
        super().__init__("Measures", id="words-measures", empty="Measuring …")
        self._state = state
        self._article = article

    def show(self, found: Findings) -> None:
        """Show the measures once they are available."""
        if found.measures is not None and found.counts is not None:
            at = self._state.cursors.get(str(self.id), 0)
            words = self._article.row.words
            distinct = found.counts.distinct
            rows = FactRows(facts(found.measures, self._article.analysis, words, distinct))
            self.show_table(rows, at)

    def remark(self) -> Content:
        """Return the formula of the value under the cursor."""
        table, cursor = self.table, self.rows.cursor
        return table.formula(cursor) if isinstance(table, FactRows) and cursor >= 0 else Content("")

    def place(self, index: int) -> Span | None:
        """Return the span of the text that a row refers to."""
        source = self.rows.source
        return source.facts[index].place if isinstance(source, FactRows) else None
