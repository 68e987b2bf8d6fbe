"""The messages of a list about its rows."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.widgets.virtual_list import VirtualList


class RowMessage(Message):
    """A message of a list about a row; about none, the index is -1."""

    def __init__(self, rows: "VirtualList", index: int = -1) -> None:
        super().__init__()
        self.rows = rows
        self.index = index

    @property
    def control(self) -> "VirtualList":
        """The list, for `@on(VirtualList.Highlighted, "#its-id")`."""
        return self.rows
