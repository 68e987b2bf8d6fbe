"""The Plot view: the distribution of words and names in an article, a row of blocks for each."""

from collections import Counter
from collections.abc import Sequence

from textual import events, on, work
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from analysis import Analysis, Entity
from analysis.corpus import as_query, find, parse_phrases, spread
from db.text_statistics import Findings
from tui.formatting import counted
from tui.sanitize import safe
from tui.widgets.charts import bars, level
from tui.widgets.statistics.base import Table, TableView, left_cell, right_cell
from tui.widgets.statistics.state import Track, WordsState

_NOTHING = "·"
_COUNT = 6  # cells
_NAMES, _WORDS = 6, 4  # tracks of the default plot
_MOST_MATCHES = 200_000  # of one row
_MARKS = (0, 25, 50, 75, 100)  # per cent of the text


class PlotRows(Table):
    """One word or name per row: the text from left to right, with a block at each match."""

    def __init__(
        self, tracks: Sequence[Track], starts: Sequence[Sequence[int]], length: int
    ) -> None:
        """Show tracks with the offsets of their matches in a text of `length` characters."""
        self.tracks = tracks
        self._starts = starts
        self._length = length
        self._name = max((len(track.name) for track in tracks), default=0)
        self._drawn: tuple[int, list[list[int]], int] = (0, [], 1)

    def count(self) -> int:
        """Return the number of tracks."""
        return len(self.tracks)

    def _columns(self, width: int) -> tuple[int, int]:
        """Return the cells of the name and of the plot."""
        name = max(8, min(self._name, 28, width // 3))
        return name, max(1, width - name - _COUNT - 1)

    def _cells(self, cells: int) -> tuple[list[list[int]], int]:
        """Return each track's matches per cell, and the largest number in any cell."""
        if self._drawn[0] != cells:
            counts = [spread(starts, self._length, cells) for starts in self._starts]
            self._drawn = (cells, counts, max(map(max, counts), default=1))
        return self._drawn[1:]

    def caption(self, width: int) -> Content:
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

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the name, the plot and the number of matches; the plot has one or two lines."""
        name, cells = self._columns(width)
        counts, most = self._cells(cells)
        levels = [level(count, most, self.lines) for count in counts[index]]
        label = left_cell(safe(self.tracks[index].name), name).stylize(".rows--strong")
        total = right_cell(f"{len(self._starts[index]):,}", _COUNT)
        drawn = [
            Content(" ").join([Content(" " * name), bars(levels, 8 * below, " ")])
            for below in range(self.lines - 1, 0, -1)
        ]
        return [*drawn, label + " " + bars(levels, 0, _NOTHING) + total]

    def about(self, index: int) -> Content:
        """Describe the frequency, and the part of the text that it covers."""
        track, starts = self.tracks[index], self._starts[index]
        name = f"“{safe(track.name)}”"
        if track.query != track.name:
            name = f"{name} (as {safe(track.query)})"
        if not starts:
            return Content(f"{name} does not occur in the text")
        tenths = sum(map(bool, spread(starts, self._length, 10)))
        return Content(f"{name}: {counted(len(starts), 'time')}, in {tenths} of 10 tenths")

    def asked(self, index: int) -> str:
        """Return the query of the row."""
        return self.tracks[index].query


def entity_query(entity: Entity) -> str:
    """Return a query that matches any name of an entity."""
    return as_query([entity.name, *entity.aliases])


def usual_tracks(analysis: Analysis, found: Findings) -> list[Track]:
    """Return the default tracks: the most mentioned entities, and the highest key words."""
    mentioned = Counter(
        mention.entity for mention in analysis.mentions if mention.entity is not None
    )
    entities = sorted(analysis.entities, key=lambda entity: (-mentioned[entity.id], entity.id))
    tracks = [Track(entity.name, entity_query(entity)) for entity in entities[:_NAMES]]
    keywords = [key.word for key in found.keys or []]
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

    class Plotted(Message):
        """The matches of the tracks were found."""

        def __init__(self, rows: PlotRows, cursor: int | None) -> None:
            super().__init__()
            self.rows = rows
            self.cursor = cursor

    def __init__(self, state: WordsState, analysis: Analysis) -> None:
        """Create the plot of the state's tracks over an article with these findings."""
        super().__init__(
            "Plot", id="words-plot", empty="The plot is empty. Press a to add words or a name."
        )
        self._state = state
        self._analysis = analysis

    def show(self, found: Findings) -> None:
        """Plot the default tracks once the key words are available."""
        if found.keys is not None and self._state.tracks is None:
            self._state.tracks = usual_tracks(self._analysis, found)
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

    @work(thread=True, exclusive=True, group="plot")
    def _find(self, tracks: tuple[Track, ...], cursor: int | None) -> None:
        worker = get_current_worker()
        text = self._analysis.text
        starts = []
        for track in tracks:
            if worker.is_cancelled:
                return
            matches = find(text, parse_phrases(track.query), _MOST_MATCHES)
            starts.append([start for start, _ in matches.spans])
        if not worker.is_cancelled:
            self.post_message(self.Plotted(PlotRows(tracks, starts, len(text)), cursor))

    @on(Plotted)
    def _plotted(self, message: Plotted) -> None:
        message.stop()
        self._fit(message.rows)
        self.show_table(message.rows, message.cursor)

    def on_resize(self, event: events.Resize) -> None:
        """Make the rows two lines high if all of them fit."""
        del event
        if isinstance(self.table, PlotRows) and self._fit(self.table):
            self.rows.update()

    def _fit(self, rows: PlotRows) -> bool:
        """Set the height of the rows; return whether it changed."""
        before, height = rows.lines, self.rows.size.height
        rows.lines = 2 if 2 * rows.count() <= height else 1
        return rows.lines != before

    def remark(self) -> Content:
        """Return the legend and keys of the plot."""
        return Content("Block height: number of matches · a: add a row · x: remove this row")
