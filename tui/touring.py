"""Whether the guided tour is on, and was seen: light, where the tour itself is not."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import OnRecord
    from tui.tour import Tour

_SEEN = "tour.seen"


class Touring:
    """The tour as the app knows it: begun with the sample, shown on screens, told of actions."""

    def __init__(self, app: "OnRecord") -> None:
        """No tour yet, in `app`."""
        self._app = app
        self._tour: Tour | None = None

    def toggle(self) -> None:
        """End the tour, or open the sample article and begin it."""
        if self._tour:
            self._tour.end()
            self._tour = None
        else:
            self._app.memory.set(_SEEN, False)
            self._app.add_sample()

    def sample_opened(self) -> None:
        """Begin the tour for those who have not seen it."""
        if self._app.memory.get(_SEEN, False):
            return
        from tui.tour import Tour

        self._app.memory.set(_SEEN, True)
        self._tour = Tour(self._app)
        self._tour.show()

    def follow(self) -> None:
        """Go along to the screen in front, and name the keys as they are now."""
        if self._tour:
            self._app.call_later(self._tour.show)

    def did(self, action: str) -> None:
        """Let the tour know of an action; it ends with its last one."""
        if self._tour and not self._tour.did(action):
            self._tour = None
