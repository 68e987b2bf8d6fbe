"""The input field that filters or searches a list, and the keys that move into the list."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class Line(Input):
    """An input field above a list; Down and Tab move the focus into the list."""

    BINDING_GROUP_TITLE = "Typing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Done", id="line.done", tooltip="Apply and move to the list"),
        Binding("down,tab", "into_list", "To the list", id="line.list",
                tooltip="Move to the list below"),
    ]  # fmt: skip

    class Left(Message):
        """The user moved from the input field into the list."""

        def __init__(self, line: "Line") -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> "Line":
            """The line, for `@on(Line.Left, "#its-id")`."""
            return self.line

    def __init__(self, *, placeholder: str, id: str) -> None:
        """Create an empty field that shows `placeholder`."""
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)

    def action_into_list(self) -> None:
        """Move the focus to the list."""
        self.post_message(self.Left(self))
