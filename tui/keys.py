"""Keys of two strokes, such as `]q`, and counts before keys, for screens with many actions.

A binding of two strokes is an ordinary `Binding` whose key names both with a space between them
("] q"), so help, palette and a reader's own keymap know it as they know the others.
"""

from itertools import product
from typing import Any

from textual import events
from textual.binding import Binding
from textual.screen import Screen

from tui.strokes import write_key
from tui.widgets.counting import Count
from tui.widgets.keyline import KeyLine


class Strokes:
    """The strokes of one screen. Give every key that reaches the screen to `press`.

    A screen without its own is served by the app, so that a reader may give any action such a key.
    """

    def __init__(self, screen: Screen[Any], count: Count | None = None) -> None:
        """Read the bindings of `screen`; `count` is what its actions take their counts from."""
        self._screen = screen
        self._count = count
        self._held = 0
        self._first: set[str] = set()

    def serves(self, screen: Screen[Any]) -> bool:
        """Whether these are the strokes of `screen`."""
        return screen is self._screen

    @property
    def pending(self) -> str:
        """What has been typed of a count or a key of two strokes, for a screen to show."""
        number = str(self._count.typed or "") if self._count else ""
        return number + (write_key(min(self._first, key=len)) if self._first else "")

    async def press(self, event: events.Key) -> None:
        """Take in a key; one that belongs to a count or to two strokes goes no further."""
        names = {event.key, event.character or event.key}
        if self._first:
            keys = [f"{first} {second}" for first, second in product(self._first, names)]
            self._first = set()
            self._offer({})
            event.stop()
            event.prevent_default()
            active = self._screen.active_bindings
            found = next((active[key] for key in keys if key in active), None)
            if found is not None and found.enabled:
                if self._count:
                    self._count.give(self._held)
                await self._screen.app.run_action(found.binding.action, found.node)
        elif self._count and self._count.press(event.character or event.key):
            event.stop()
            event.prevent_default()
        elif begun := self._begun_by(names):
            self._first = names
            self._offer(begun)
            self._held = self._count.take(0) if self._count else 0
            event.stop()
            event.prevent_default()

    def _begun_by(self, names: set[str]) -> dict[str, Binding]:
        """The bindings whose first stroke is one of `names`, by their second one."""
        first = tuple(f"{name} " for name in names)
        return {
            key.partition(" ")[2]: active.binding
            for key, active in self._screen.active_bindings.items()
            if key.startswith(first) and active.enabled
        }

    def _offer(self, begun: dict[str, Binding]) -> None:
        """Let the line of keys say what may follow the first stroke."""
        for line in self._screen.query(KeyLine):
            line.offer(self.pending, begun)
