"""What the app's own screens have in common."""

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from tui.app import OnRecord


class FrameScreen(Screen[None]):
    """A screen that knows its app."""

    @property
    def record(self) -> "OnRecord":
        """The app, with the store and what all screens share."""
        return cast("OnRecord", self.app)
