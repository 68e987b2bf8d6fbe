"""The one line at the bottom of a screen: the keys that matter here."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from textual import events
from textual.app import RenderResult
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tui.strokes import NO_KEY, write_key


def typed(screen: Screen[Any], binding: Binding) -> bool:
    """Whether the focused widget takes the binding's key as text, so that it does nothing else."""
    shown = screen.app.get_key_display(binding)
    character = shown if len(shown) == 1 and shown.isascii() else None
    return screen.focused is not None and screen.focused.check_consume_key(binding.key, character)


@lru_cache(maxsize=100)
def _declared(part: type[DOMNode]) -> dict[str | None, int]:
    """The places of a part's actions in the order of their keys, those of its bases first."""
    keys: dict[str, str | None] = {}
    for base in reversed(part.__mro__):
        for binding in Binding.make_bindings(base.__dict__.get("BINDINGS", ())):
            keys[binding.key] = binding.id
    return {name: place for place, name in enumerate(dict.fromkeys(keys.values()))}


def _by_part_and_place() -> Callable[[ActiveBinding], tuple[int, int]]:
    """Sorts by parts, the inner ones first, and within one as declared, whatever its keys are."""
    parts: dict[DOMNode, int] = {}

    def place(active: ActiveBinding) -> tuple[int, int]:
        part = parts.setdefault(active.node, len(parts))
        return part, _declared(type(active.node)).get(active.binding.id, 0)

    return place


class KeyLine(Widget):
    """The bindings shown (`show=True`), as many as fit, and always how to get help.

    One widget, where Textual's footer mounts one for each key and scrolls those past the width
    out of sight. A click on a key presses it.
    """

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        background: $surface;
        color: $foreground-muted;
    }
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []  # first cell, cell after, key
        self._begun = ""
        self._following: dict[str, Binding] = {}

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.refresh()

    def offer(self, begun: str, following: dict[str, Binding]) -> None:
        """Show what may follow the first of two strokes; nothing where it is over."""
        self._begun, self._following = begun, following
        self.refresh()

    def render(self) -> RenderResult:
        """The keys, the last one always help; after the first of two strokes, the second ones."""
        return self._seconds() if self._following else self._keys()

    def _seconds(self) -> Content:
        self._places = []
        line = Content.assemble(" ", (self._begun, "bold $accent"), " …  ")
        for key, binding in self._following.items():
            shown = self._key(write_key(key), binding)
            start = line.cell_length
            if start + shown.cell_length > self.size.width:
                break
            line = line + shown + Content("  ")
            self._places.append((start, start + shown.cell_length, key))
        return line

    def _keys(self) -> Content:
        shown: dict[str, Binding] = {}
        display = self.app.get_key_display
        for active in sorted(self.screen.active_bindings.values(), key=_by_part_and_place()):
            binding = active.binding
            if (
                binding.show
                and active.enabled
                and not binding.key.startswith(NO_KEY)
                and not typed(self.screen, binding)
            ):
                shown.setdefault(binding.action, binding)
        helping = shown.pop("help", None)
        last = self._key(display(helping), helping) if helping else Content("")
        room = self.size.width - last.cell_length - 1
        self._places = []
        line = Content(" ")
        for binding in shown.values():
            key = self._key(display(binding), binding)
            if line.cell_length + key.cell_length + 2 > room:
                break
            start = line.cell_length
            line = line + key + Content("  ")
            self._places.append((start, start + key.cell_length, binding.key))
        if helping:
            start = self.size.width - 1 - last.cell_length
            line = line.pad_right(max(0, start - line.cell_length)) + last
            self._places.append((start, start + last.cell_length, helping.key))
        return line

    def _key(self, shown: str, binding: Binding) -> Content:
        return Content.assemble((shown, "bold $accent"), " ", binding.description.lower())

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        for start, end, key in self._places:
            if start <= event.x < end:
                for stroke in key.split(" "):
                    self.app.simulate_key(stroke)
                return
