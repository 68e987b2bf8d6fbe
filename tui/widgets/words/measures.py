"""The Measures view: how long an article is, and how hard it is to read."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from analysis import Analysis, Span
from analysis.wording.readability import Readability
from tui.widgets.words.findings import Findings
from tui.widgets.words.state import WordsState
from tui.widgets.words.table import Table, TableView, left_cell
from tui.wording import minutes

_NAME = 22  # cells


@dataclass(frozen=True, slots=True)
class Fact:
    """A measure: what it is called, its value, how it was found, and the place it is about."""

    name: str
    value: str
    because: str
    place: Span | None = None


def facts(measures: Readability, analysis: Analysis) -> list[Fact]:
    """What there is to say about an article's length and readability."""
    words, spoken = measures.words, _spoken(analysis)
    length = max(measures.characters, 1)
    found = [
        Fact("Words", f"{words:,}", "letters and digits that stand together"),
        Fact("Different words", f"{measures.distinct:,}", "whatever their case"),
        Fact("Reading time", minutes(words), "at 230 words a minute, as adults read non-fiction"),
        Fact("Characters", f"{measures.characters:,}", "blanks and line ends too"),
        Fact("Paragraphs", f"{measures.paragraphs:,}", "those with words"),
        Fact(
            "Sentences",
            f"{measures.sentences:,}, of {measures.sentence_words:.1f} words on average",
            "as the analysis parts them",
        ),
        Fact(
            "Longest sentence",
            f"{measures.longest_words} words",
            "Enter goes there",
            measures.longest if measures.longest_words else None,
        ),
        Fact("In quotation marks", f"{100 * spoken / length:.0f} % of the text", "what is quoted"),
    ]
    if measures.ease is None or measures.grade is None:
        return found
    short = "; the text is too short for this to say much" if measures.is_short else ""
    return [
        *found,
        Fact(
            "Syllables in a word",
            f"{measures.word_syllables:.2f} on average",
            "from a dictionary of syllables, and rules for words beyond it",
        ),
        Fact(
            "Reading ease",
            f"{measures.ease:.0f}: {measures.verdict}",
            "Flesch 1948, from 0 (very hard) to 100 (very easy): 206.8 − 1.015 × words in a "
            f"sentence − 84.6 × syllables in a word{short}",
        ),
        Fact(
            "School grade",
            f"{max(measures.grade, 0):.1f} years of school",
            "Kincaid and others 1975: 0.39 × words in a sentence + 11.8 × syllables in a word "
            f"− 15.6{short}",
        ),
    ]


def _spoken(analysis: Analysis) -> int:
    """The characters quoted directly."""
    return sum(
        end - start
        for quotation in analysis.quotations
        if quotation.kind == "direct"
        for start, end in quotation.spans
    )


class FactRows(Table):
    """A measure to a row."""

    def __init__(self, found: Sequence[Fact]) -> None:
        """The measures in their order."""
        self.facts = found

    def count(self) -> int:
        """How many measures there are."""
        return len(self.facts)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The measure's name and its value."""
        del width
        fact = self.facts[index]
        return [left_cell(fact.name, _NAME).stylize(".rows--muted") + Content(fact.value)]

    def about(self, index: int) -> Content:
        """How the value was found."""
        fact = self.facts[index]
        return Content(f"{fact.name}: {fact.because}")


class MeasuresView(TableView):
    """Length, reading time and readability."""

    def __init__(self, state: WordsState, analysis: Analysis) -> None:
        """The measures that the state's findings have, of an article with these findings."""
        super().__init__("Measures", id="words-measures", empty="Measuring …")
        self._state = state
        self._analysis = analysis

    def show(self, found: Findings) -> None:
        """Show the measures once they are taken."""
        if found.measures is not None:
            at = self._state.cursors.get(str(self.id), 0)
            self.show_table(FactRows(facts(found.measures, self._analysis)), at)

    def place(self, index: int) -> Span | None:
        """The place that a row is about."""
        source = self.rows.source
        return source.facts[index].place if isinstance(source, FactRows) else None
