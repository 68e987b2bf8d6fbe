"""A table: a list with column names above it, and a description of the current row."""

from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import GUTTER, MARGIN, Rows

LONGEST_BAR = 64  # cells
_SCROLLBAR = 1


class Table(RowSource):
    """A source of rows in columns. Subclass it like a `RowSource`."""

    def caption(self, width: int) -> Content:
        """Return the names of the columns for rows of `width` cells."""
        del width
        return Content("")

    def about(self, index: int) -> Content:
        """Describe a row in words."""
        del index
        return Content("")

    def asked(self, index: int) -> str:
        """Return the row's query for the concordance; "" for none."""
        del index
        return ""


class Empty(Table):
    """A table without rows."""

    def count(self) -> int:
        """Return 0."""
        return 0


class Caption(Widget):
    """The line of column names above the list."""

    DEFAULT_CSS = """
    Caption { height: 1; color: $foreground-muted; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._table: Table = Empty()

    def show(self, table: Table) -> None:
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
        & > Rows { height: 1fr; }
    }
    """

    def __init__(self, heading: str, *, id: str, empty: str = "") -> None:
        """Create a view that shows the text `empty` while it has no rows."""
        super().__init__(id=id)
        self.heading = heading
        self.rows = Rows(Empty(), empty=empty, id=f"{id}-rows")
        self.columns = Caption()

    def compose(self) -> ComposeResult:
        """Compose the caption above the rows."""
        yield self.columns
        yield self.rows

    @property
    def table(self) -> Table:
        """The table of the list."""
        source = self.rows.source
        return source if isinstance(source, Table) else Empty()

    def show_table(self, table: Table, cursor: int | None = None) -> None:
        """Show another table; without `cursor`, the cursor keeps its row."""
        at = max(self.rows.cursor, 0) if cursor is None else cursor
        self.columns.show(table)
        self.rows.show(table, at)

    def about(self) -> tuple[Content, Content]:
        """Return the description of the row under the cursor, and the list's remark."""
        cursor = self.rows.cursor
        return (self.table.about(cursor) if cursor >= 0 else Content("")), self.remark()

    def remark(self) -> Content:
        """Return a remark on the whole list."""
        return Content("")

    def order(self) -> str:
        """Return the name of the list's order; "" if there is only one."""
        return ""

    def next_order(self) -> None:
        """Switch to the next order."""

    def take_focus(self) -> None:
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
