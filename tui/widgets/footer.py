"""The footer: one line with the keys that apply to the screen."""

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

from tui.key_names import NO_KEY, display_key


def is_typed_as_text(screen: Screen[Any], binding: Binding) -> bool:
    """Return whether the focused widget consumes the binding's key as typed text."""
    shown = screen.app.get_key_display(binding)
    character = shown if len(shown) == 1 and shown.isascii() else None
    return screen.focused is not None and screen.focused.check_consume_key(binding.key, character)


@lru_cache(maxsize=100)
def _binding_order(node: type[DOMNode]) -> dict[str | None, int]:
    """Map the binding ids of a node's class to their order, those of its bases first."""
    keys: dict[str, str | None] = {}
    for base in reversed(node.__mro__):
        for binding in Binding.make_bindings(base.__dict__.get("BINDINGS", ())):
            keys[binding.key] = binding.id
    return {name: position for position, name in enumerate(dict.fromkeys(keys.values()))}


def _by_node_and_order() -> Callable[[ActiveBinding], tuple[int, int]]:
    """Return a sort key: inner nodes first, and within a node the order of declaration.

    The order does not depend on the keys that the user has assigned.
    """
    nodes: dict[DOMNode, int] = {}

    def sort_key(active: ActiveBinding) -> tuple[int, int]:
        node = nodes.setdefault(active.node, len(nodes))
        return node, _binding_order(type(active.node)).get(active.binding.id, 0)

    return sort_key


class Footer(Widget):
    """The bindings with `show=True`, as many as fit, and always the help key.

    This is one widget. Textual's footer mounts one for each key, and hides those past the width by
    scrolling. A click on a key presses it.
    """

    DEFAULT_CSS = """
    Footer {
        dock: bottom;
        height: 1;
        background: $surface;
        color: $foreground-muted;
    }
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._key_cells: list[tuple[int, int, str]] = []  # first cell, cell after, key
        self._begun = ""
        self._following: dict[str, Binding] = {}

    def on_mount(self) -> None:
        """Subscribe to changes of the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.refresh()

    def show_continuations(self, begun: str, following: dict[str, Binding]) -> None:
        """Show the keys that can follow the first key of a sequence; none when it ends."""
        self._begun, self._following = begun, following
        self.refresh()

    def render(self) -> RenderResult:
        """Return the keys, help last; after the first key of a sequence, its second keys."""
        return self._second_keys() if self._following else self._keys()

    def _second_keys(self) -> Content:
        self._key_cells = []
        line = Content.assemble(" ", (self._begun, "bold $accent"), " …  ")
        for key, binding in self._following.items():
            shown = self._key(display_key(key), binding)
            start = line.cell_length
            if start + shown.cell_length > self.size.width:
                break
            line = line + shown + Content("  ")
            self._key_cells.append((start, start + shown.cell_length, key))
        return line

    def _keys(self) -> Content:
        shown: dict[str, Binding] = {}
        display = self.app.get_key_display
        for active in sorted(self.screen.active_bindings.values(), key=_by_node_and_order()):
            binding = active.binding
            if (
                binding.show
                and active.enabled
                and not binding.key.startswith(NO_KEY)
                and not is_typed_as_text(self.screen, binding)
            ):
                shown.setdefault(binding.action, binding)
        helping = shown.pop("help", None)
        last = self._key(display(helping), helping) if helping else Content("")
        room = self.size.width - last.cell_length - 1
        self._key_cells = []
        line = Content(" ")
        for binding in shown.values():
            key = self._key(display(binding), binding)
            if line.cell_length + key.cell_length + 2 > room:
                break
            start = line.cell_length
            line = line + key + Content("  ")
            self._key_cells.append((start, start + key.cell_length, binding.key))
        if helping:
            start = self.size.width - 1 - last.cell_length
            line = line.pad_right(max(0, start - line.cell_length)) + last
            self._key_cells.append((start, start + last.cell_length, helping.key))
        return line

    def _key(self, shown: str, binding: Binding) -> Content:
        return Content.assemble((shown, "bold $accent"), " ", binding.description.lower())

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        for start, end, key in self._key_cells:
            if start <= event.x < end:
                for stroke in key.split(" "):
                    self.app.simulate_key(stroke)
                return
