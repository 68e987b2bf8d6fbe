"""Keys of two strokes, such as `]q`, and counts before keys, for screens with many actions.

A binding of two strokes is an ordinary `Binding` whose key names both with a space between them
("] q"), so help, palette and a reader's own keymap know it as they know the others.
"""

from itertools import product

from textual import events
from textual.binding import ActiveBinding

from tui.screens.frame import FrameScreen
from tui.widgets.counting import Count


class Strokes:
    """The strokes of one screen. Give every key that reaches the screen to `press`."""

    def __init__(self, screen: FrameScreen, count: Count) -> None:
        """Read the bindings of `screen`; `count` is what its actions take their counts from."""
        self._screen = screen
        self._count = count
        self._held = 0
        self._first: set[str] = set()

    @property
    def pending(self) -> str:
        """What has been typed of a count or a key of two strokes, for a screen to show."""
        number = str(self._count.typed or "")
        return number + min(self._first, key=len, default="")

    async def press(self, event: events.Key) -> None:
        """Take in a key; one that belongs to a count or to two strokes goes no further."""
        names = {event.key, event.character or event.key}
        if self._first:
            keys = [f"{first} {second}" for first, second in product(self._first, names)]
            self._first = set()
            event.stop()
            event.prevent_default()
            active = self._screen.active_bindings
            found = next((active[key] for key in keys if key in active), None)
            if found is not None and found.enabled:
                self._count.give(self._held)
                await self._screen.app.run_action(found.binding.action, found.node)
        elif self._count.press(event.character or event.key):
            event.stop()
            event.prevent_default()
        elif self._begins(names, self._screen.active_bindings):
            self._first = names
            self._held = self._count.take(0)
            event.stop()
            event.prevent_default()

    def _begins(self, names: set[str], active: dict[str, ActiveBinding]) -> bool:
        begun = tuple(f"{name} " for name in names)
        return any(key.startswith(begun) for key in active)
