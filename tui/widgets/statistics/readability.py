"""The Measures view: the length and readability of an article.

The Plot view: the distribution of words and names in an article, a row of blocks for each.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from textual import events
from textual.content import Content

from analysis import Analysis, Entity, Span
from analysis.corpus.concordance import find_phrases, parse_phrases, to_query
from analysis.corpus.dispersion import dispersion_counts
from analysis.corpus.readability import Readability
from db import Article
from db.text_statistics import WordStatistics
from tui.display_text import WORDS_PER_MINUTE, format_count, format_reading_time
from tui.sanitize import safe
from tui.store_query import QueryRun, run_query
from tui.strings.words_text import WordsText
from tui.widgets.charts import bar_height, draw_bars
from tui.widgets.statistics.table_view import (
    StatisticsState,
    TableSource,
    TableView,
    Track,
    left_cell,
    right_cell,
)

_NAME, _VALUE = 19, 13  # cells


class MeasureEntry(Struct, frozen=True):
    """A measure with its name, value, meaning, formula, and optional span of the text."""

    name: str
    value: str
    meaning: str
    formula: str = ""
    span: Span | None = None


def list_measures(
    measures: Readability, analysis: Analysis, words: int, distinct: int
) -> list[MeasureEntry]:
    """Return the measures of length and readability.

    `words` is counted as in the library, `distinct` as in the Words view.
    """
    length = max(measures.characters, 1)
    longest = measures.longest if measures.longest_words else None
    speed = WordsText.READING_SPEED.format(speed=WORDS_PER_MINUTE)
    basic = [
        _measure("words", f"{words:,}"),
        _measure("reading_time", format_reading_time(words), speed),
        _measure("distinct", f"{distinct:,}"),
        _measure("characters", f"{measures.characters:,}"),
        _measure("paragraphs", f"{measures.paragraphs:,}"),
        _measure("sentences", f"{measures.sentences:,}"),
        _measure("sentence_words", f"{measures.sentence_words:.1f}"),
        _measure("longest", format_count(measures.longest_words, "word"), span=longest),
        _measure("quoted", f"{100 * _spoken(analysis) / length:.0f} %"),
    ]
    if measures.ease is None or measures.grade is None:
        return basic
    ease, grade = WordsText.EASE.format(rating=measures.rating), WordsText.MEANINGS["grade"]
    if measures.is_short:
        ease, grade = (WordsText.SHORT_TEXT.format(meaning=meaning) for meaning in (ease, grade))
    return [
        *basic,
        _measure("word_syllables", f"{measures.word_syllables:.2f}"),
        _measure("ease", f"{measures.ease:.0f}", ease),
        _measure("grade", f"{max(measures.grade, 0):.1f}", grade),
    ]


def _measure(id: str, value: str, meaning: str = "", span: Span | None = None) -> MeasureEntry:
    return MeasureEntry(
        WordsText.MEASURE_NAMES[id],
        value,
        meaning or WordsText.MEANINGS[id],
        WordsText.FORMULAS.get(id, ""),
        span,
    )


def _spoken(analysis: Analysis) -> int:
    """Count the characters in direct quotations."""
    return sum(
        end - start
        for quotation in analysis.quotations
        if quotation.kind == "direct"
        for start, end in quotation.spans
    )


def _draw_measure(measure: MeasureEntry, width: int) -> Sequence[Content]:
    """Return the measure's name, value and meaning."""
    name = left_cell(measure.name, _NAME)
    value = right_cell(measure.value, _VALUE).stylize(".rows--strong")
    means = Content.styled(f"  {measure.meaning}", ".rows--muted")
    return [(name + value + means).truncate(width, ellipsis=True)]


def _describe_measure(measure: MeasureEntry) -> Content:
    """Return the meaning of the value."""
    return Content(WordsText.MEASURE.format(name=measure.name, meaning=measure.meaning))


class MeasuresView(TableView):
    """Length, reading time and readability."""

    def __init__(self, state: StatisticsState, article: Article) -> None:
        """Create the view of the measures in the state's findings."""
        super().__init__(WordsText.MEASURES, id="words-measures", empty=WordsText.MEASURING)
        self._state = state
        self._article = article

    def show(self, found: WordStatistics) -> None:
        """Show the measures once they are available."""
        if found.readability is not None and found.counts is not None:
            at = self._state.cursors.get(str(self.id), 0)
            words = self._article.row.words
            distinct = found.counts.distinct
            measures = list_measures(found.readability, self._article.analysis, words, distinct)
            self.show_table(TableSource(measures, _draw_measure, describe=_describe_measure), at)

    def remark(self) -> Content:
        """Return the formula of the value under the cursor."""
        measure: MeasureEntry | None = self.rows.item
        return Content(measure.formula if measure else "")

    def span_at(self, index: int) -> Span | None:
        """Return the span of the text that a row refers to."""
        measure: MeasureEntry | None = self.rows.source.item(index)
        return measure.span if measure else None


_NOTHING = "·"
_COUNT = 6  # cells
_NAMES, _WORDS = 6, 4  # tracks of the default plot
_MOST_MATCHES = 200_000  # of one row
_MARKS = (0, 25, 50, 75, 100)  # per cent of the text


class PlottedTrack(Struct, frozen=True):
    """A track with the offsets of its matches."""

    track: Track
    starts: Sequence[int]


class PlotTable:
    """One word or name per row: the text from left to right, with a block at each match."""

    def __init__(self, plotted: Sequence[PlottedTrack], length: int) -> None:
        """Plot tracks over a text of `length` characters."""
        self._plotted = plotted
        self._length = length
        self._name = max((len(each.track.name) for each in plotted), default=0)
        self._counted: tuple[int, dict[Track, list[int]], int] = (0, {}, 1)
        self.source = TableSource(
            plotted, self._draw, caption=self._caption, describe=self._describe,
            query=lambda plotted: plotted.track.query,
        )  # fmt: skip

    def _columns(self, width: int) -> tuple[int, int]:
        """Return the cells of the name and of the plot."""
        name = max(8, min(self._name, 28, width // 3))
        return name, max(1, width - name - _COUNT - 1)

    def _count(self, cells: int) -> tuple[dict[Track, list[int]], int]:
        """Return each track's matches per cell, and the largest number in any cell."""
        if self._counted[0] != cells:
            counts = {
                each.track: dispersion_counts(each.starts, self._length, cells)
                for each in self._plotted
            }
            self._counted = (cells, counts, max(map(max, counts.values()), default=1))
        return self._counted[1:]

    def _caption(self, width: int) -> Content:
        """Return the positions of the columns in the text, in percent."""
        name, cells = self._columns(width)
        line = ""
        for mark in _MARKS:
            label = f"{mark} %"
            at = (cells - 1) * mark // 100
            at = at if mark == 0 else at - len(label) // 2 if mark < 100 else cells - len(label)
            if at > len(line) or mark == 0:
                line = line.ljust(at) + label
        return Content(" " * (name + 1) + line)

    def _draw(self, plotted: PlottedTrack, width: int) -> Sequence[Content]:
        """Return the name, the plot and the number of matches; the plot has one or two lines."""
        name, cells = self._columns(width)
        (counts, most), lines = self._count(cells), self.source.lines
        levels = [bar_height(count, most, lines) for count in counts[plotted.track]]
        label = left_cell(safe(plotted.track.name), name).stylize(".rows--strong")
        total = right_cell(f"{len(plotted.starts):,}", _COUNT)
        drawn = [
            Content(" ").join([Content(" " * name), draw_bars(levels, 8 * below, " ")])
            for below in range(lines - 1, 0, -1)
        ]
        return [*drawn, label + " " + draw_bars(levels, 0, _NOTHING) + total]

    def _describe(self, plotted: PlottedTrack) -> Content:
        """Describe the frequency, and the part of the text that it covers."""
        track, starts = plotted.track, plotted.starts
        name = f"“{safe(track.name)}”"
        if track.query != track.name:
            name = WordsText.TRACK_AS.format(name=safe(track.name), query=safe(track.query))
        if not starts:
            return Content(WordsText.TRACK_ABSENT.format(name=name))
        tenths = sum(map(bool, dispersion_counts(starts, self._length, 10)))
        times = format_count(len(starts), "time")
        return Content(WordsText.TRACK.format(name=name, times=times, tenths=tenths))


def entity_query(entity: Entity) -> str:
    """Return a query that matches any name of an entity."""
    return to_query([entity.name, *entity.aliases])


def default_tracks(analysis: Analysis, found: WordStatistics) -> list[Track]:
    """Return the default tracks: the most mentioned entities, and the highest key words."""
    mentioned = Counter(
        mention.entity for mention in analysis.mentions if mention.entity is not None
    )
    entities = sorted(
        analysis.named_entities, key=lambda entity: (-mentioned[entity.id], entity.id)
    )
    tracks = [Track(entity.name, entity_query(entity)) for entity in entities[:_NAMES]]
    keywords = [key.word for key in found.keywords or []]
    words = [*keywords, *(found.counts.words if found.counts else ())]
    used = {word for track in tracks for word in track.query.lower().replace(",", " ").split()}
    for word in words:
        if len(tracks) >= len(entities[:_NAMES]) + _WORDS:
            break
        if not word.named and word.word.lower() not in used:
            used.add(word.word.lower())
            tracks.append(Track(word.word, word.word))
    return tracks


class PlotView(TableView):
    """The plot of the selected words and names."""

    def __init__(self, state: StatisticsState, analysis: Analysis) -> None:
        """Create the plot of the state's tracks over an article with these findings."""
        super().__init__(WordsText.PLOT, id="words-plot", empty=WordsText.EMPTY_PLOT)
        self._state = state
        self._analysis = analysis

    def show(self, found: WordStatistics) -> None:
        """Plot the default tracks once the key words are available."""
        if found.keywords is not None and self._state.tracks is None:
            self._state.tracks = default_tracks(self._analysis, found)
        if self._state.tracks is not None and not self.table.count():
            self.plot(self._state.tracks, self._state.cursors.get(str(self.id), 0))

    @property
    def tracks(self) -> list[Track]:
        """The plotted tracks."""
        return self._state.tracks or []

    def plot(self, tracks: list[Track], cursor: int | None = None) -> None:
        """Plot other tracks, with the cursor on one of them."""
        self._state.tracks = tracks
        if self.is_attached:
            self._find(tuple(tracks), cursor)

    def _find(self, tracks: tuple[Track, ...], cursor: int | None) -> None:
        text = self._analysis.text

        def find(run: QueryRun) -> PlotTable:
            plotted = []
            for track in tracks:
                run.pause(0)
                matches = find_phrases(text, parse_phrases(track.query), _MOST_MATCHES)
                plotted.append(PlottedTrack(track, tuple(start for start, _ in matches.spans)))
            return PlotTable(plotted, len(text))

        run_query(self, find, partial(self._show_plot, cursor), holds_keys=True)

    def _show_plot(self, cursor: int | None, table: PlotTable) -> None:
        self._fit(table.source)
        self.show_table(table.source, cursor)

    def on_resize(self, event: events.Resize) -> None:
        """Make the rows two lines high if all of them fit."""
        del event
        if self._fit(self.table):
            self.rows.update()

    def _fit(self, rows: TableSource[Any]) -> bool:
        """Set the height of the rows; return whether it changed."""
        before, height = rows.lines, self.rows.size.height
        rows.lines = 2 if 2 * rows.count() <= height else 1
        return rows.lines != before

    def remark(self) -> Content:
        """Return the legend and keys of the plot."""
        return Content(WordsText.PLOT_REMARK)
