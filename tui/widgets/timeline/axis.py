"""The axis of all articles: a bar of events and one of articles for each unit of the calendar."""

import datetime
from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from db.timeline.records import Stretch, Unit
from tui.widgets.bars import bars, level
from tui.wording import day

CELLS: dict[Unit, int] = {"decade": 6, "year": 5, "month": 4, "week": 3, "day": 3}
"""How wide a unit is drawn, the blank after it included."""
_LINES = (3, 1)  # of the bars of events and of articles, where there is room
_FEW_LINES = (1, 1)
_TALL = 24  # lines of the screen from which there is


class TimeAxis(Widget):
    """Bars of events above bars of articles above the days; the unit at the cursor stands out."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TimeAxis { height: auto; padding: 0 1; margin: 1 0 0 0; }
    """

    class Picked(Message):
        """The reader clicked a unit."""

        def __init__(self, first: datetime.date) -> None:
            super().__init__()
            self.first = first

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._stretches: Sequence[Stretch] = ()
        self._unit: Unit = "day"
        self._cursor = -1

    def show(self, stretches: Sequence[Stretch], unit: Unit, cursor: int) -> None:
        """Show units of the calendar with the cursor on one of them, -1 for on none."""
        self._stretches, self._unit, self._cursor = stretches, unit, cursor
        self.refresh()

    def room(self, unit: Unit, width: int) -> int:
        """How many units there is room for."""
        return max((width - 2) // CELLS[unit], 1)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """The lines of both bars, and two of days."""
        del container, viewport, width
        return sum(self._lines) + 2

    @property
    def _lines(self) -> tuple[int, int]:
        return _LINES if self.screen.size.height >= _TALL else _FEW_LINES

    def render(self) -> RenderResult:
        """The bars and the days under them."""
        if not self._stretches:
            return Content("")
        tall, low = self._lines
        told = self._bars([one.events for one in self._stretches], tall, "$primary")
        published = self._bars([one.articles for one in self._stretches], low, "$secondary")
        return Content("\n").join([*told, *published, self._fine(), self._coarse()])

    def _bars(self, counts: list[int], lines: int, style: str) -> list[Content]:
        """A bar for each unit, from the top line down."""
        cells, most = CELLS[self._unit], max(max(counts), 1)
        levels: list[int] = []
        for count in counts:
            levels += [level(count, most, lines)] * (cells - 1) + [0]
        drawn = [bars(levels, 8 * below, " ", style, "") for below in reversed(range(lines))]
        if self._cursor < 0:
            return drawn
        start = self._cursor * cells
        return [line.stylize("$accent", start, start + cells - 1) for line in drawn]

    def _fine(self) -> Content:
        """The name of each unit, that at the cursor reversed."""
        cells = CELLS[self._unit]
        names = [_fine(one.first, self._unit)[: cells - 1] for one in self._stretches]
        line = Content("".join(name.rjust(cells - 1) + " " for name in names))
        line = line.stylize("$foreground-muted")
        if self._cursor < 0:
            return line
        start = self._cursor * cells
        return line.stylize("bold reverse", start, start + cells - 1)

    def _coarse(self) -> Content:
        """The larger unit where one begins, as far as each has room."""
        cells, line, before = CELLS[self._unit], "", ""
        for at, one in enumerate(self._stretches):
            name = _coarse(one.first, self._unit)
            if name != before and at * cells >= len(line):
                line = line.ljust(at * cells) + name + " "
                before = name
        return Content.styled(line[: cells * len(self._stretches)], "$foreground-muted")

    def on_click(self, event: events.Click) -> None:
        """Go to the unit clicked."""
        at = (event.x - 1) // CELLS[self._unit]
        if 0 <= at < len(self._stretches):
            self.post_message(self.Picked(self._stretches[at].first))


def unit_name(first: datetime.date, unit: Unit) -> str:
    """A unit of the calendar as a heading has it: "March 2016", "week of 7 March 2016"."""
    match unit:
        case "decade":
            return f"{first.year // 10 * 10}s"
        case "year":
            return str(first.year)
        case "month":
            return day(first).partition(" ")[2]
        case "week":
            return f"week of {day(first)}"
    return day(first)


def _fine(first: datetime.date, unit: Unit) -> str:
    match unit:
        case "decade":
            return f"{first.year // 10 * 10}s"
        case "year":
            return str(first.year)
        case "month":
            return day(first).split(" ")[1][:3]
    return str(first.day)


def _coarse(first: datetime.date, unit: Unit) -> str:
    match unit:
        case "decade":
            return ""
        case "year":
            return f"{first.year // 10 * 10}s"
        case "month":
            return str(first.year)
    return day(first).partition(" ")[2]
