"""The axis of the timeline: a bar of events and a bar of articles for each unit of the calendar."""

import datetime
from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from analysis.date_format import MONTH_NAMES, format_date, format_month
from db.models import Unit
from db.timeline.models import DateRange
from tui.strings.timeline_text import TimelineText
from tui.widgets.charts import bar_height, draw_bars

UNIT_WIDTHS: dict[Unit, int] = {"decade": 6, "year": 5, "month": 4, "week": 3, "day": 3}
"""The width of a unit in cells, including the blank after it."""
_LINES = (3, 1)  # of the bars of events and of articles on a tall screen
_FEW_LINES = (1, 1)
_TALL = 24  # fewest lines of a tall screen


class TimeAxis(Widget):
    """Bars of events, bars of articles, and dates; the unit at the cursor is highlighted."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TimeAxis { height: auto; padding: 0 1; margin: 1 0 0 0; }
    """

    class UnitClicked(Message):
        """A unit was clicked."""

        def __init__(self, first: datetime.date) -> None:
            super().__init__()
            self.first = first

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ranges: Sequence[DateRange] = ()
        self._unit: Unit = "day"
        self._cursor = -1

    def show(self, ranges: Sequence[DateRange], unit: Unit, cursor: int) -> None:
        """Show units of the calendar with the cursor on one of them, -1 for none."""
        self._ranges, self._unit, self._cursor = ranges, unit, cursor
        self.refresh()

    def capacity(self, unit: Unit, width: int) -> int:
        """Return the number of units that fit into a width."""
        return max((width - 2) // UNIT_WIDTHS[unit], 1)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return the lines of both bars, plus two lines of dates."""
        del container, viewport, width
        return sum(self._lines) + 2

    @property
    def _lines(self) -> tuple[int, int]:
        return _LINES if self.screen.size.height >= _TALL else _FEW_LINES

    def render(self) -> RenderResult:
        """Return the bars and the dates below them."""
        if not self._ranges:
            return Content("")
        tall, low = self._lines
        event_bars = self._bars([period.events for period in self._ranges], tall, "$primary")
        article_bars = self._bars([period.articles for period in self._ranges], low, "$secondary")
        return Content("\n").join([*event_bars, *article_bars, self._fine(), self._coarse()])

    def _bars(self, counts: list[int], lines: int, style: str) -> list[Content]:
        """Draw a bar for each unit, as lines from the top down."""
        cells, most = UNIT_WIDTHS[self._unit], max(max(counts), 1)
        levels: list[int] = []
        for count in counts:
            levels += [bar_height(count, most, lines)] * (cells - 1) + [0]
        drawn = [draw_bars(levels, 8 * below, " ", style, "") for below in reversed(range(lines))]
        if self._cursor < 0:
            return drawn
        start = self._cursor * cells
        return [line.stylize("$accent", start, start + cells - 1) for line in drawn]

    def _fine(self) -> Content:
        """Return the name of each unit, reversed at the cursor."""
        cells = UNIT_WIDTHS[self._unit]
        names = [_fine(period.first, self._unit)[: cells - 1] for period in self._ranges]
        line = Content("".join(name.rjust(cells - 1) + " " for name in names))
        line = line.stylize("$foreground-muted")
        if self._cursor < 0:
            return line
        start = self._cursor * cells
        return line.stylize("bold reverse", start, start + cells - 1)

    def _coarse(self) -> Content:
        """Return the names of the larger units at their beginnings, where they fit."""
        cells, line, before = UNIT_WIDTHS[self._unit], "", ""
        for at, period in enumerate(self._ranges):
            name = _coarse(period.first, self._unit)
            if name != before and at * cells >= len(line):
                line = line.ljust(at * cells) + name + " "
                before = name
        return Content.styled(line[: cells * len(self._ranges)], "$foreground-muted")

    def on_click(self, event: events.Click) -> None:
        """Post the clicked unit."""
        at = (event.x - 1) // UNIT_WIDTHS[self._unit]
        if 0 <= at < len(self._ranges):
            self.post_message(self.UnitClicked(self._ranges[at].first))


def format_unit(first: datetime.date, unit: Unit) -> str:
    """Format a unit of the calendar for a heading: "March 2016", "Week of 7 March 2016"."""
    match unit:
        case "decade":
            return TimelineText.DECADE.format(year=first.year // 10 * 10)
        case "year":
            return str(first.year)
        case "month":
            return format_month(first)
        case "week":
            return TimelineText.WEEK.format(day=format_date(first))
    return format_date(first)


def _fine(first: datetime.date, unit: Unit) -> str:
    match unit:
        case "decade":
            return TimelineText.DECADE.format(year=first.year // 10 * 10)
        case "year":
            return str(first.year)
        case "month":
            return MONTH_NAMES[first.month - 1][:3]
    return str(first.day)


def _coarse(first: datetime.date, unit: Unit) -> str:
    match unit:
        case "decade":
            return ""
        case "year":
            return TimelineText.DECADE.format(year=first.year // 10 * 10)
        case "month":
            return str(first.year)
    return format_month(first)
