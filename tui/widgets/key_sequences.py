"""Two-stroke keys, such as `]q`, and counts before keys, for screens with many actions.

A two-stroke binding is an ordinary `Binding` whose key contains both strokes with a space between
them ("] q"). Help, palette and the user's keymap can treat it as any other binding.

Counts before a motion, as in vi: `5j` moves five lines.
"""

from itertools import product
from typing import Any

from textual import events
from textual.binding import Binding
from textual.screen import Screen

from tui.key_names import display_key
from tui.widgets.footer import Footer

MAX_COUNT = 1_000_000


class RepeatCount:
    """The number typed before a key.

    Pass every key to `process_key`. It returns True for a digit of the count, and the widget stops
    that key. The action that follows calls `pop`.
    """

    def __init__(self) -> None:
        self._typed = 0
        self._ready = 0

    def process_key(self, key: str) -> bool:
        """Process a key; return True if it is a digit of the count. A leading 0 is not one."""
        if len(key) == 1 and key in "0123456789" and (key != "0" or self._typed):
            self._typed = min(self._typed * 10 + int(key), MAX_COUNT)
            return True
        self._ready, self._typed = self._typed, 0
        return False

    def pop(self, default: int = 1) -> int:
        """Return and clear the count typed before the last key, or return `default`."""
        count, self._ready = self._ready or default, 0
        return count

    def set(self, count: int) -> None:
        """Set the count that the next `pop` returns, as after a sequence of two keys."""
        self._ready = count

    @property
    def pending(self) -> int:
        """The count typed so far, 0 for none."""
        return self._typed


class KeySequences:
    """The key sequences of one screen. Pass every key that reaches the screen to `handle_key`.

    The app does this for a screen without its own, so that any action can have a two-stroke key.
    """

    def __init__(self, screen: Screen[Any], count: RepeatCount | None = None) -> None:
        """Read the bindings of `screen`; `count` holds the count that its actions use."""
        self._screen = screen
        self._count = count
        self._saved_count = 0
        self._first: set[str] = set()

    def is_for_screen(self, screen: Screen[Any]) -> bool:
        """Return True if these are the key sequences of `screen`."""
        return screen is self._screen

    @property
    def pending(self) -> str:
        """The count or the first stroke typed so far, for a screen to show."""
        number = str(self._count.pending or "") if self._count else ""
        return number + (display_key(min(self._first, key=len)) if self._first else "")

    async def handle_key(self, event: events.Key) -> bool:
        """Handle a key; if it belongs to a count or a two-stroke key, stop it and return True."""
        names = {event.key, event.character or event.key}
        if self._first:
            keys = [f"{first} {second}" for first, second in product(self._first, names)]
            self._first = set()
            self._offer({})
            active = self._screen.active_bindings
            found = next((active[key] for key in keys if key in active), None)
            if found is not None and found.enabled:
                for count in self._counts:
                    count.set(self._saved_count)
                await self._screen.app.run_action(found.binding.action, found.node)
        elif not self._count or not self._count.process_key(event.character or event.key):
            if not (begun := self._begun_by(names)):
                return False
            self._first = names
            self._offer(begun)
            self._saved_count = max((count.pop(0) for count in self._counts), default=0)
        event.stop()
        event.prevent_default()
        return True

    @property
    def _counts(self) -> list[RepeatCount]:
        """The count of the screen, and that of the focused widget, such as a list: `12gg`."""
        counts = (self._count, getattr(self._screen.focused, "count", None))
        return [count for count in counts if isinstance(count, RepeatCount)]

    def _begun_by(self, names: set[str]) -> dict[str, Binding]:
        """Return the bindings whose first stroke is in `names`, by their second stroke.

        There are none for a key that has an action alone, as after the user bound `g` to one.
        """
        bindings = self._screen.active_bindings
        if any(name in bindings and bindings[name].enabled for name in names):
            return {}
        first = tuple(f"{name} " for name in names)
        return {
            key.partition(" ")[2]: active.binding
            for key, active in bindings.items()
            if key.startswith(first) and active.enabled
        }

    def _offer(self, begun: dict[str, Binding]) -> None:
        """Show in the footer the keys that can follow the first stroke."""
        for line in self._screen.query(Footer):
            line.show_continuations(self.pending, begun)
