"""The line that a list is filtered or searched by, and the way from it into the list."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class Line(Input):
    """One line to type in, above a list; Down and Tab go on into the list."""

    BINDING_GROUP_TITLE = "Typing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Done", id="line.done", tooltip="Done typing; on to the list"),
        Binding("down,tab", "into_list", "To the list", id="line.list",
                tooltip="Leave the line for the list below"),
    ]  # fmt: skip

    class Left(Message):
        """The reader went on into the list."""

        def __init__(self, line: "Line") -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> "Line":
            """The line, for `@on(Line.Left, "#its-id")`."""
            return self.line

    def __init__(self, *, placeholder: str, id: str) -> None:
        """An empty line that shows `placeholder`."""
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)

    def action_into_list(self) -> None:
        """Leave the line for the list."""
        self.post_message(self.Left(self))
