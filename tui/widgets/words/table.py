"""A list with the names of its columns above it, and a line about the row under the cursor."""

from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from tui.widgets.row_source import RowSource
from tui.widgets.rows import GUTTER, MARGIN, Rows

LONGEST_BAR = 64  # cells
_SCROLLBAR = 1


class Table(RowSource):
    """Rows in columns. Derive from it as from a `RowSource`."""

    def caption(self, width: int) -> Content:
        """The names of the columns, for rows of `width` cells."""
        del width
        return Content("")

    def about(self, index: int) -> Content:
        """What a row says, in words."""
        del index
        return Content("")

    def asked(self, index: int) -> str:
        """The words of a row as a query for the concordance; "" where it has none."""
        del index
        return ""


class Empty(Table):
    """Nothing yet."""

    def count(self) -> int:
        """No rows."""
        return 0


class Caption(Widget):
    """The line above the list."""

    DEFAULT_CSS = """
    Caption { height: 1; color: $foreground-muted; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._table: Table = Empty()

    def show(self, table: Table) -> None:
        """Show the names of a table's columns."""
        self._table = table
        self.refresh()

    def render(self) -> RenderResult:
        """The names, above the rows."""
        width = max(self.size.width - GUTTER - MARGIN - _SCROLLBAR, 1)
        return Content(" " * GUTTER) + self._table.caption(width).truncate(width)


class TableView(Vertical):
    """A table with its caption; `heading` is what the screen calls it."""

    DEFAULT_CSS = """
    TableView {
        height: 1fr;
        & > Caption { margin: 1 0 0 0; }
        & > Rows { height: 1fr; }
    }
    """

    def __init__(self, heading: str, *, id: str, empty: str = "") -> None:
        """A view that says `empty` where it has no rows."""
        super().__init__(id=id)
        self.heading = heading
        self.rows = Rows(Empty(), empty=empty, id=f"{id}-rows")
        self.columns = Caption()

    def compose(self) -> ComposeResult:
        """The caption above the rows."""
        yield self.columns
        yield self.rows

    @property
    def table(self) -> Table:
        """What the list shows."""
        source = self.rows.source
        return source if isinstance(source, Table) else Empty()

    def show_table(self, table: Table, cursor: int | None = None) -> None:
        """Show another table; the cursor stays at its row where none is given."""
        at = max(self.rows.cursor, 0) if cursor is None else cursor
        self.columns.show(table)
        self.rows.show(table, at)

    def about(self) -> tuple[Content, Content]:
        """What the row under the cursor says, and what to know about the whole list."""
        cursor = self.rows.cursor
        return (self.table.about(cursor) if cursor >= 0 else Content("")), self.remark()

    def remark(self) -> Content:
        """What to know about the whole list."""
        return Content("")

    def order(self) -> str:
        """The order that the list is in, as the screen says it; "" where there is but one."""
        return ""

    def next_order(self) -> None:
        """Take the next order."""

    def take_focus(self) -> None:
        """Give the focus to the part that it is for."""
        self.rows.focus()


def bar(part: float, width: int) -> str:
    """A bar of `width` cells, filled to half a cell for a part between 0 and 1."""
    whole, half = divmod(round(min(max(part, 0.0), 1.0) * width * 2), 2)
    return ("━" * whole + "╸" * half).ljust(width)


def left_cell(text: str, width: int) -> Content:
    """Text in a column of `width` cells, from its left."""
    return Content(text).truncate(width, ellipsis=True).pad_right(width).truncate(width)


def right_cell(text: str, width: int) -> Content:
    """Text in a column of `width` cells, at its right."""
    content = Content(text).truncate(width, ellipsis=True)
    return Content(" " * (width - content.cell_length)) + content
