"""The one line at the bottom of a screen: the keys that matter here."""

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget


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

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        """The keys, the last one always help."""
        shown: dict[str, Binding] = {}
        focused = self.screen.focused
        for active in self.screen.active_bindings.values():
            binding = active.binding
            typed = focused is not None and focused.check_consume_key(
                binding.key, key_to_character(binding.key)
            )
            if binding.show and active.enabled and not typed:
                shown.setdefault(binding.action, binding)
        helping = shown.pop("help", None)
        last = self._key(helping) if helping else Content("")
        room = self.size.width - last.cell_length - 1
        self._places = []
        line = Content(" ")
        for binding in shown.values():
            key = self._key(binding)
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

    def _key(self, binding: Binding) -> Content:
        return Content.assemble(
            (self.app.get_key_display(binding), "bold $accent"), " ", binding.description.lower()
        )

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        for start, end, key in self._places:
            if start <= event.x < end:
                self.app.simulate_key(key)
                return
