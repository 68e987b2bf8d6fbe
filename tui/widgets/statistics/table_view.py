"""A table: a list with column names above it, and a description of the current row.

The state of a text statistics screen, preserved while it is closed.

The status bar of the text statistics screen: the current row, and a remark on the list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from msgspec import Struct
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from analysis.corpus.collocations import Measure
from analysis.corpus.concordance import Sort
from db.text_statistics import WordStatistics
from tui.widgets.row_painter import GUTTER, MARGIN
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

LONGEST_BAR = 64  # cells
_SCROLLBAR = 1

T = TypeVar("T")


class TableSource(ListSource[T]):
    """A list of items in columns."""

    def __init__(
        self,
        items: Sequence[T],
        draw: Callable[[T, int], Sequence[Content]],
        *,
        caption: Callable[[int], Content] = lambda _: Content(""),
        describe: Callable[[T], Content] = lambda _: Content(""),
        query: Callable[[T], str] = lambda _: "",
    ) -> None:
        """List `items`; `draw` returns the lines of an item at a width.

        `caption` returns the names of the columns at a width, `describe` an item in words, and
        `query` its query for the concordance, "" for none.
        """
        super().__init__(items, draw)
        self.caption = caption
        self._describe, self._query = describe, query

    def describe(self, index: int) -> Content:
        """Describe a row in words."""
        item = self.item(index)
        return Content("") if item is None else self._describe(item)

    def query(self, index: int) -> str:
        """Return the row's query for the concordance; "" for none."""
        item = self.item(index)
        return "" if item is None else self._query(item)


_NO_ROWS: TableSource[Any] = TableSource((), lambda _, __: ())


class Caption(Widget):
    """The line of column names above the list."""

    DEFAULT_CSS = """
    Caption { height: 1; color: $foreground-muted; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._table: TableSource[Any] = _NO_ROWS

    def show(self, table: TableSource[Any]) -> None:
        """Show the column names of a table."""
        self._table = table
        self.refresh()

    def render(self) -> RenderResult:
        """Return the names, aligned with the rows."""
        width = max(self.size.width - GUTTER - MARGIN - _SCROLLBAR, 1)
        return Content(" " * GUTTER) + self._table.caption(width).truncate(width)


class TableView(Vertical):
    """A table with its caption; `heading` is its name on the screen."""

    DEFAULT_CSS = """
    TableView {
        height: 1fr;
        & > Caption { margin: 1 0 0 0; }
        & > VirtualList { height: 1fr; }
    }
    """

    def __init__(self, heading: str, *, id: str, empty: str = "") -> None:
        """Create a view that shows the text `empty` while it has no rows."""
        super().__init__(id=id)
        self.heading = heading
        self.rows = VirtualList(_NO_ROWS, empty=empty, id=f"{id}-rows")
        self.columns = Caption()

    def compose(self) -> ComposeResult:
        """Compose the caption above the rows."""
        yield self.columns
        yield self.rows

    @property
    def table(self) -> TableSource[Any]:
        """The table of the list."""
        source = self.rows.source
        return source if isinstance(source, TableSource) else _NO_ROWS

    def show_table(self, table: TableSource[Any], cursor: int | None = None) -> None:
        """Show another table; without `cursor`, the cursor keeps its row."""
        at = max(self.rows.cursor, 0) if cursor is None else cursor
        self.columns.show(table)
        self.rows.show(table, at)

    def describe_row(self) -> tuple[Content, Content]:
        """Return the description of the row under the cursor, and the list's remark."""
        cursor = self.rows.cursor
        return (self.table.describe(cursor) if cursor >= 0 else Content("")), self.remark()

    def remark(self) -> Content:
        """Return a remark on the whole list."""
        return Content("")

    def order(self) -> str:
        """Return the name of the list's order; "" if there is only one."""
        return ""

    def next_order(self) -> None:
        """Switch to the next order."""

    def focus_content(self) -> None:
        """Focus the view's main widget."""
        self.rows.focus()


def bar(part: float, width: int) -> str:
    """Draw a bar of `width` cells, filled by a part between 0 and 1 to half a cell."""
    whole, half = divmod(round(min(max(part, 0.0), 1.0) * width * 2), 2)
    return ("━" * whole + "╸" * half).ljust(width)


def left_cell(text: str, width: int) -> Content:
    """Return text in a column of `width` cells, left-aligned."""
    return Content(text).truncate(width, ellipsis=True).pad_right(width).truncate(width)


def right_cell(text: str, width: int) -> Content:
    """Return text in a column of `width` cells, right-aligned."""
    content = Content(text).truncate(width, ellipsis=True)
    return Content(" " * (width - content.cell_length)) + content


CountOrder = Literal["key", "count", "alphabet"]


class Track(Struct, frozen=True):
    """A row of the plot: its name, and the query of its matches."""

    name: str
    query: str


@dataclass
class StatisticsState:
    """The current view, the statistics, the concordance query, and the cursors of the views.

    `order` and `tracks` are None until they are set by the user or after the first count.
    """

    view: int = 0
    findings: WordStatistics = field(default_factory=WordStatistics)
    cursors: dict[str, int] = field(default_factory=dict)
    order: CountOrder | None = None
    measure: Measure = "likelihood"
    query: str = ""
    whole_store: bool = False
    sort: Sort = "place"
    tracks: list[Track] | None = None


TWO_LINE_HEIGHT = 26  # fewest lines of a screen for a status bar of two lines


class StatisticsStatusBar(Widget):
    """A status bar of one or two lines: the current row, the list's order, and its remark.

    On one line the remark follows the row as far as there is room.
    """

    DEFAULT_CSS = """
    StatisticsStatusBar {
        height: 1;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        &.-tall { height: 2; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._shown = (Content(""), Content(""), "")

    def show(self, row: Content, remark: Content, order: str) -> None:
        """Show the description of the row, the list's remark, and its order."""
        if (row, remark, order) != self._shown:
            self._shown = (row, remark, order)
            self.refresh()

    def render(self) -> RenderResult:
        """Return the lines, each truncated to the width."""
        row, remark, order = self._shown
        width, height = self.content_size
        if height == 1 and remark.plain:
            row = Content.assemble(row, " · " if row.plain else "", remark)
        right = Content.styled(f"  {order}" if order else "", "$accent")
        room = max(width - right.cell_length, 0)
        first = row.truncate(room, ellipsis=True)
        first = first + Content(" " * (room - first.cell_length)) + right
        if height == 1:
            return first
        return Content("\n").join(
            [first, remark.truncate(width, ellipsis=True).stylize("$foreground-muted")]
        )
