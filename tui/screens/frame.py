"""What the app's own screens have in common."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.screen import Screen

if TYPE_CHECKING:
    from tui.app import OnRecord


class FrameScreen(Screen[None], inherit_bindings=False):
    """A screen that knows its app, with keys for its parts that can be remapped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next part", show=False, id="screen.next",
                tooltip="Go to the next part of the screen"),
        Binding("shift+tab", "app.focus_previous", "Previous part", show=False,
                id="screen.previous", tooltip="Go to the part before"),
        Binding("ctrl+c,super+c", "screen.copy_text", "Copy", show=False, id="screen.copy",
                tooltip="Copy the text selected with the mouse"),
    ]  # fmt: skip

    @property
    def record(self) -> "OnRecord":
        """The app, with the store and what all screens share."""
        return cast("OnRecord", self.app)

    def open_person(self, identity: int) -> None:
        """Open the page of somebody whom articles name, by the id."""
        from tui.screens.person import PersonScreen  # built when it is first needed

        self.app.push_screen(PersonScreen(identity))

    def key_of(self, action: str) -> str:
        """The first key of an action by its id, as help writes it; empty where it has none here."""
        for active in self.active_bindings.values():
            if active.binding.id == action:
                return self.app.get_key_display(active.binding)
        return ""
