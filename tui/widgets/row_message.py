"""The messages of a list about its rows."""

from typing import Generic, TypeVar

from textual.message import Message
from textual.scroll_view import ScrollView

L = TypeVar("L", bound=ScrollView)


class RowMessage(Message, Generic[L]):
    """A message of a list of the class `L` about a row; about none, the index is -1."""

    def __init__(self, rows: L, index: int = -1) -> None:
        super().__init__()
        self.rows = rows
        self.index = index

    @property
    def control(self) -> L:
        """The list, for `@on(VirtualList.Highlighted, "#its-id")`."""
        return self.rows
