"""The state of the guided tour. Cheap to import, since `tui.tour` loads only for a tour."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import OnRecord
    from tui.tour import Tour

_SEEN = "tour.seen"


class Touring:
    """Start and end the guided tour, and pass screen changes and actions to it."""

    def __init__(self, app: "OnRecord") -> None:
        """Create the controller of `app`, without a running tour."""
        self._app = app
        self._tour: Tour | None = None

    def toggle(self) -> None:
        """End the tour, or open the sample article and start it."""
        if self._tour:
            self._tour.end()
            self._tour = None
        else:
            self._app.memory.set(_SEEN, False)
            self._app.add_sample()

    def sample_opened(self) -> None:
        """Start the tour unless the user has seen it."""
        if self._app.memory.get(_SEEN, False):
            return
        from tui.tour import Tour

        self._app.memory.set(_SEEN, True)
        self._tour = Tour(self._app)
        self._tour.show()

    def follow(self) -> None:
        """Show the tour on the current screen, with the current keys."""
        if self._tour:
            self._app.call_later(self._tour.show)

    def did(self, action: str) -> None:
        """Report an action to the tour, which ends after its last step."""
        if self._tour and not self._tour.did(action):
            self._tour = None
