"""The tables of word statistics: words, collocations, and the dispersion of words over a text."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct
from textual.content import Content

from analysis import Analysis, Span
from analysis.corpus.collocations import Collocation, Measure
from analysis.corpus.concordance import entity_query, find_phrases, parse_phrases
from analysis.corpus.dispersion import dispersion_counts
from analysis.corpus.frequency import WordCount, WordCounts
from analysis.folded_text import fold_text
from tui.sanitize import safe
from tui.strings.words_text import WordsText
from tui.widgets.charts import bar_height, draw_bars
from tui.widgets.row_source import ListSource

_COUNT, _GAP, _WIDEST = 7, 3, 28  # cells of a number, between columns, and of a name in the plot
_NAMES, _WORDS = 6, 4  # tracks of the default plot
_MOST_MATCHES = 200_000  # of one track

T = TypeVar("T")


class WordTable(ListSource[T]):
    """Rows with the names of their columns; each row has a query for the concordance."""

    def __init__(
        self,
        items: Sequence[T],
        draw: Callable[[T, int], Sequence[Content]],
        query: Callable[[T], str],
        columns: str,
        detail: str = "",
    ) -> None:
        """List `items`; `detail` says what is listed in which order."""
        super().__init__(items, draw)
        self.columns, self.detail = columns, detail
        self._query = query

    def query(self, index: int) -> str:
        """Return the row's query for the concordance; "" for none."""
        item = self.item(index)
        return "" if item is None else self._query(item)


def list_words(counts: WordCounts, order: str) -> WordTable[WordCount]:
    """List words with their frequencies, in the order "count" or "alphabet"."""
    words: Sequence[WordCount] = counts.words
    if order == "alphabet":
        words = sorted(words, key=lambda word: (fold_text(word.word), word.word))

    def draw(word: WordCount, _: int) -> Sequence[Content]:
        values = f"{word.count:>7,}{1000 * word.count / counts.total:>11.1f}   "
        return [Content(values) + _name(word.word, word.named)]

    return WordTable(
        words,
        draw,
        lambda word: word.word,
        WordsText.WORD_COLUMNS,
        WordsText.COUNTS.format(
            total=counts.total, distinct=counts.distinct, order=WordsText.WORD_ORDERS[order]
        ),
    )


def list_collocations(found: Sequence[Collocation], measure: Measure) -> WordTable[Collocation]:
    """List collocations with their measures, the best by one measure first."""

    def draw(pair: Collocation, _: int) -> Sequence[Content]:
        values = f"{pair.count:>7,}{pair.likelihood:>11,.1f}{pair.information:>11.1f}   "
        return [Content(values) + _name(pair.words, pair.named)]

    return WordTable(
        sorted(found, key=lambda pair: -getattr(pair, measure)),
        draw,
        lambda pair: pair.words,
        WordsText.PAIR_COLUMNS,
        WordsText.PAIR_ORDERS[measure],
    )


def _name(words: str, named: bool) -> Content:
    """Return words in the color of names if they are part of one."""
    return Content.styled(safe(words), ".rows--accent" if named else ".rows--strong")


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
    return WordTable(
        tracks, _draw_track, lambda plotted: plotted.track.query, WordsText.PLOT_COLUMNS
    )


def _draw_track(plotted: PlottedTrack, width: int) -> Sequence[Content]:
    """Return the number of matches, the plot and the name; the highest block has the most."""
    cells = max(1, width - _COUNT - 2 * _GAP - min(_WIDEST, width // 3))
    counts = dispersion_counts([start for start, _ in plotted.spans], plotted.length, cells)
    blocks = draw_bars([bar_height(count, max(counts), 1) for count in counts], 0, "·")
    gap = " " * _GAP
    number = f"{len(plotted.spans):>{_COUNT},}{gap}"
    return [Content(number) + blocks + gap + _name(plotted.track.name, False)]
