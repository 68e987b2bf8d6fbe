"""Bar charts of block characters, with a resolution of an eighth of a line.

Sparklines: counts drawn as one line of bars.

A line with the names of a screen's views; the current one is highlighted.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_BLOCKS = "▁▂▃▄▅▆▇█"


def bar_height(count: int, most: int, lines: int) -> int:
    """Return a bar's height in eighths of a line: at least 2 for a count, 0 for none.

    A bar of several lines stops one eighth below the top.
    """
    highest = len(_BLOCKS) * lines - (lines > 1)
    return max(2, round(highest * count / most)) if count else 0


def draw_bars(
    levels: Sequence[int],
    below: int,
    nothing: str,
    style: str = ".rows--accent",
    empty: str = ".rows--muted",
) -> Content:
    """Return the line of a bar chart that begins `below` eighths above the base."""
    line = Content("")
    for drawn, group in groupby(levels, lambda high: high > below):
        if drawn:
            blocks = "".join(_BLOCKS[min(high - below, len(_BLOCKS)) - 1] for high in group)
            line = line + Content.styled(blocks, style)
        else:
            line = line + Content.styled(nothing * len(list(group)), empty)
    return line


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[int]) -> str:
    """Return a bar for each count, the highest for the largest; the lowest means 0."""
    most = max(counts, default=0)
    return "".join(
        _BARS[max(1, round(count / most * (len(_BARS) - 1)))] if count else _BARS[0]
        for count in counts
    )


def month_sparkline(months: Mapping[str, int], first: str, last: str, width: int) -> str:
    """Draw the counts of months ("2022-03") from the first to the last in at most `width` bars.

    A year among them is not drawn: the month of its articles is not known.
    """
    start = _number(first)
    length = _number(last) - start + 1
    size = min(width, length)
    known = {month: count for month, count in months.items() if "-" in month}
    if size < 1 or not known:
        return ""
    counts = [0] * size
    for month, count in known.items():
        counts[min(max((_number(month) - start) * size // length, 0), size - 1)] += count
    return sparkline(counts)


def _number(month: str) -> int:
    year, _, of = month.partition("-")
    return int(year) * 12 + int(of or 1)


class ViewTabs(Widget):
    """One line with the views' names; a click shows a view."""

    DEFAULT_CSS = """
    ViewTabs { height: 1; color: $foreground-muted; margin: 1 0 0 2; }
    """
    ALLOW_SELECT = False

    current: reactive[int] = reactive(0)

    class ViewClicked(Message):
        """A view's name was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: Sequence[str]) -> None:
        """Create the line with the first name highlighted."""
        super().__init__()
        self._names = names
        self._name_cells: list[tuple[int, int]] = []

    def render(self) -> RenderResult:
        """Return the names, with wider gaps if there is room."""
        free = self.size.width - sum(map(len, self._names))
        gap = min(3, max(1, free // max(len(self._names), 1)))
        line, self._name_cells = Content(""), []
        for index, name in enumerate(self._names):
            start = line.cell_length
            style = "bold underline $primary" if index == self.current else ""
            line = line + Content.styled(name, style)
            self._name_cells.append((start, line.cell_length))
            line = line + Content(" " * gap)
        return line.truncate(self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the view whose name is under the pointer."""
        for index, (start, end) in enumerate(self._name_cells):
            if start <= event.x < end:
                self.post_message(self.ViewClicked(index))
