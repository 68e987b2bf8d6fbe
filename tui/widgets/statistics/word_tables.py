"""The tables of word statistics: words, collocations, and the dispersion of words over a text."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from analysis import Analysis, Span
from analysis.corpus.collocations import Collocation, Measure
from analysis.corpus.concordance import entity_query, find_phrases, parse_phrases
from analysis.corpus.dispersion import dispersion_counts
from analysis.corpus.frequency import WordCount, WordCounts
from analysis.folded_text import fold_text
from tui.sanitize import safe
from tui.strings.words_text import WordsText
from tui.widgets.charts import bar_height, draw_bars
from tui.widgets.panes.row_text import justify
from tui.widgets.row_painter import GUTTER, MARGIN
from tui.widgets.row_source import ListSource

_SCROLLBAR = 1
_VALUE = 11  # cells of a column with numbers
_WIDEST = 40  # cells of the first column
_NAMES, _WORDS = 6, 4  # tracks of the default plot
_MOST_MATCHES = 200_000  # of one track

T = TypeVar("T")


class WordTable(ListSource[T]):
    """Rows below the names of their columns; each row has a query for the concordance."""

    def __init__(
        self,
        items: Sequence[T],
        draw: Callable[[T, int], Sequence[Content]],
        caption: Callable[[int], Content],
        query: Callable[[T], str],
        detail: str = "",
    ) -> None:
        """List `items`; `caption` returns the names of the columns at a width.

        `detail` says what is listed in which order.
        """
        super().__init__(items, draw)
        self.caption, self.detail = caption, detail
        self._query = query

    def query(self, index: int) -> str:
        """Return the row's query for the concordance; "" for none."""
        item = self.item(index)
        return "" if item is None else self._query(item)


class Caption(Widget):
    """The line of column names above a table."""

    DEFAULT_CSS = """
    Caption { height: 1; margin: 1 0 0 0; color: $foreground-muted; }
    """
    ALLOW_SELECT = False
    table: WordTable[Any] | None = None

    def show(self, table: WordTable[Any]) -> None:
        """Show the column names of a table."""
        self.table = table
        self.refresh()

    def render(self) -> RenderResult:
        """Return the names, aligned with the rows."""
        width = max(self.size.width - GUTTER - MARGIN - _SCROLLBAR, 1)
        return Content(" " * GUTTER) + (self.table.caption(width) if self.table else Content(""))


def list_words(counts: WordCounts, order: str) -> WordTable[WordCount]:
    """List words with their frequencies, in the order "count" or "alphabet"."""
    words: Sequence[WordCount] = counts.words
    if order == "alphabet":
        words = sorted(words, key=lambda word: (fold_text(word.word), word.word))

    def draw(word: WordCount, width: int) -> Sequence[Content]:
        rate = 1000 * word.count / counts.total
        return [
            _join_cells(_name(word.word, word.named), [f"{word.count:,}", f"{rate:.1f}"], width)
        ]

    return WordTable(
        words,
        draw,
        partial(_join_cells, Content(WordsText.WORD_COLUMN), WordsText.WORD_VALUES),
        lambda word: word.word,
        WordsText.COUNTS.format(
            total=counts.total, distinct=counts.distinct, order=WordsText.WORD_ORDERS[order]
        ),
    )


def list_collocations(found: Sequence[Collocation], measure: Measure) -> WordTable[Collocation]:
    """List collocations with their measures, the best by one measure first."""

    def draw(pair: Collocation, width: int) -> Sequence[Content]:
        values = [f"{pair.count:,}", f"{pair.likelihood:,.1f}", f"{pair.information:.1f}"]
        return [_join_cells(_name(pair.words, pair.named), values, width)]

    return WordTable(
        sorted(found, key=lambda pair: -getattr(pair, measure)),
        draw,
        partial(_join_cells, Content(WordsText.PAIR_COLUMN), WordsText.PAIR_VALUES),
        lambda pair: pair.words,
        WordsText.PAIR_ORDERS[measure],
    )


def _name(words: str, named: bool) -> Content:
    """Return words in the color of names if they are part of one."""
    return Content.styled(safe(words), ".rows--accent" if named else ".rows--strong")


def _join_cells(name: Content, values: Sequence[str], width: int) -> Content:
    """Return a line with a name, and values in columns on its right."""
    shown = Content("".join(value.rjust(_VALUE) for value in values))
    return justify(name, shown, min(width, _WIDEST + shown.cell_length))


class Track(Struct, frozen=True):
    """A row of the dispersion plot: its name, and the query of its matches."""

    name: str
    query: str


class PlottedTrack(Struct, frozen=True):
    """A track with its matches in a text of `length` characters."""

    track: Track
    spans: Sequence[Span]
    length: int


def default_tracks(analysis: Analysis, counts: WordCounts) -> list[Track]:
    """Return the default tracks: the most mentioned entities, and the most frequent words."""
    mentioned = Counter(mention.entity for mention in analysis.mentions)
    entities = sorted(analysis.named_entities, key=lambda entity: -mentioned[entity.id])[:_NAMES]
    words = [word.word for word in counts.words if not word.named][:_WORDS]
    return [Track(entity.name, entity_query(entity)) for entity in entities] + [
        Track(word, word) for word in words
    ]


def plot_track(track: Track, text: str) -> PlottedTrack:
    """Find the matches of a track in a text."""
    return PlottedTrack(
        track, find_phrases(text, parse_phrases(track.query), _MOST_MATCHES), len(text)
    )


def plot_dispersion(tracks: Sequence[PlottedTrack]) -> WordTable[PlottedTrack]:
    """Plot tracks: the text from left to right, with a block where a track has matches."""
    return WordTable(tracks, _draw_track, _plot_caption, lambda plotted: plotted.track.query)


def _plot_cells(width: int) -> tuple[int, int]:
    """Return the cells of the name and of the plot, between which is a blank."""
    name = max(8, min(28, width // 3))
    return name, max(1, width - name - 1 - _VALUE)


def _plot_caption(width: int) -> Content:
    """Return the positions of the cells in the text, in percent."""
    name, cells = _plot_cells(width)
    return Content(" " * (name + 1) + "0 %" + "50 %".center(cells - 8) + "100 %")


def _draw_track(plotted: PlottedTrack, width: int) -> Sequence[Content]:
    """Return the name, the plot and the number of matches; the highest block has the most."""
    _, cells = _plot_cells(width)
    counts = dispersion_counts([start for start, _ in plotted.spans], plotted.length, cells)
    levels = [bar_height(count, max(counts), 1) for count in counts]
    blocks = draw_bars(levels, 0, "·") + f"{len(plotted.spans):,}".rjust(_VALUE)
    return [justify(_name(plotted.track.name, False), blocks, width)]
