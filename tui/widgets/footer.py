"""The footer: one line with the current message, and the keys that apply to the screen.

A dialog has no footer: `MessageLine` shows the current message below it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import RenderResult
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui.key_names import NO_KEY, display_key
from tui.messages import Message
from tui.strings.app_text import AppText

if TYPE_CHECKING:
    from tui.context import AppContext

_SIGNS = {
    "information": ("• ", "bold $accent"),
    "warning": ("! ", "bold $warning"),
    "error": ("✗ ", "bold $error"),
}
_GAP = "   "  # between the message and the keys
_LEAST = 12  # cells: a key line with less room than this after a message shows no key but help


def severity_sign(message: Message) -> Content:
    """Return the sign of a message's severity, in its color."""
    return Content.assemble(_SIGNS[message.severity])


def current_message(widget: Widget, width: int) -> Content:
    """Return the current message in one line of at most `width` cells; empty without one.

    The number of messages that wait follows it, and after a truncated message the key that shows
    all of it.
    """
    context = cast("AppContext", widget.app)
    message = context.message
    if message is None:
        return Content("")
    line = severity_sign(message) + Content(message.text)
    waiting = context.waiting_messages
    more = AppText.MORE_MESSAGES.format(number=waiting) if waiting else ""
    if line.cell_length + len(more) > width:
        active = widget.screen.active_bindings.values()
        keys = (active.binding for active in active if active.binding.id == "app.messages")
        key = next((widget.app.get_key_display(binding) for binding in keys), "")
        more += AppText.WHOLE_MESSAGE.format(key=key) if key else ""
    room = max(width - len(more), 0)
    return line.truncate(room, ellipsis=True) + Content.styled(more, "$foreground-muted")


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
    """The current message, then the bindings with `show=True` that fit, and always the help key.

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
        """Subscribe to changes of the screen's bindings and of the current message."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self.watch(self.app, "message", self._changed, init=False)
        self.watch(self.app, "waiting_messages", self._changed, init=False)

    def _changed(self, _: object) -> None:
        self.refresh()

    def show_continuations(self, begun: str, following: dict[str, Binding]) -> None:
        """Show the keys that can follow the first key of a sequence; none when it ends."""
        self._begun, self._following = begun, following
        self.refresh()

    def render(self) -> RenderResult:
        """Return message and keys; after the first key of a sequence, its second keys."""
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
        line = Content(" ") + current_message(self, room - 1 - len(_GAP))
        if line.cell_length > 1:
            line += Content(_GAP)
            if room - line.cell_length < _LEAST:
                shown.clear()
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


class MessageLine(Widget):
    """Up to two lines of the current message at the bottom of a dialog, which has no footer."""

    DEFAULT_CSS = """
    MessageLine {
        dock: bottom;
        height: auto;
        padding: 0 1;
        background: $surface;
        color: $foreground;
    }
    """

    ALLOW_SELECT = False

    def on_mount(self) -> None:
        """Follow the current message."""
        self.watch(self.app, "message", self._changed)

    def _changed(self) -> None:
        self.display = cast("AppContext", self.app).message is not None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines of the message, at most two."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """Return the message with its sign; an ellipsis ends it if there is more of it."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        message = cast("AppContext", self.app).message
        if message is None or not width:
            return [Content("")]
        first, *more = (severity_sign(message) + Content(message.text)).wrap(width)
        return [first, Content(" ").join(more).truncate(width, ellipsis=True)] if more else [first]
