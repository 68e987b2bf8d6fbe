"""The help dialog: the active keys of the focused widget and its screen, from the bindings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, TextArea

from tui.widgets.footer import typed
from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import Rows

_ROOM_FOR_NAMES = 30  # cells beside keys and names
_SCROLLS = re.compile(r"(scroll|page)_(up|down|left|right)\b")  # actions of any widget that scrolls


@dataclass(frozen=True, slots=True)
class Key:
    """One line of help: the keys of an action, its name and its description."""

    keys: str
    name: str
    does: str


def keys_by_part(bindings: Iterable[ActiveBinding], app: App[Any]) -> list[tuple[str, list[Key]]]:
    """Group the bindings by widget, from the focused one outwards; join the keys of an action.

    Textual's own bindings that edit text come last, under the heading "Editing".
    """
    parts: dict[str, dict[str, tuple[Binding, list[str]]]] = {}
    editing: dict[str, tuple[Binding, list[str]]] = {}
    for active in bindings:
        binding = active.binding
        if binding.system or not active.enabled or not binding.description:
            continue
        if binding.id:
            actions = parts.setdefault(part_name(active.node), {})
        elif isinstance(active.node, Input | TextArea) and not _SCROLLS.match(binding.action):
            actions = editing
        else:
            continue
        _, keys = actions.setdefault(binding.action, (binding, []))
        display = app.get_key_display(binding)
        if display not in keys:
            keys.append(display)
    return [
        (
            part,
            [
                Key(" ".join(keys), binding.description, binding.tooltip)
                for binding, keys in actions.values()
            ],
        )
        for part, actions in [*parts.items(), *([("Editing", editing)] if editing else [])]
    ]


def part_name(node: DOMNode) -> str:
    """Return the heading of a widget in help: its `BINDING_GROUP_TITLE`, else its class name."""
    return getattr(node, "BINDING_GROUP_TITLE", None) or type(node).__name__


class _Keys(RowSource):
    even = False

    def __init__(self, parts: Sequence[tuple[str, Sequence[Key]]]) -> None:
        self._lines: list[str | Key] = []
        for part, keys in parts:
            self._lines += ["", part] if self._lines else [part]
            self._lines += keys
        keys_shown = [line for line in self._lines if isinstance(line, Key)]
        self._keys = min(18, max((len(key.keys) for key in keys_shown), default=0))
        self._names = min(16, max((len(key.name) for key in keys_shown), default=0))

    def count(self) -> int:
        return len(self._lines)

    def heading(self, index: int) -> bool:
        return isinstance(self._lines[index], str)

    def height(self, index: int, width: int) -> int:
        line = self._lines[index]
        return 1 if isinstance(line, str) else len(self._does(line, width))

    def row(self, index: int, width: int) -> Sequence[Content]:
        line = self._lines[index]
        if isinstance(line, str):
            return [Content(line)]
        first, *rest = self._does(line, width)
        gap = " " * (width - self._room(width))
        keys = f"{line.keys:>{self._keys}}  "
        name = f"{line.name:<{self._names}}  " if self._named(width) else ""
        return [
            Content.assemble((keys, ".rows--accent"), (name, ".rows--strong"),
                             (first, ".rows--muted")),
            *(Content.assemble(gap, (more, ".rows--muted")) for more in rest),
        ]  # fmt: skip

    def _does(self, line: Key, width: int) -> list[str]:
        """Wrap the description to the width that the columns of keys and names leave."""
        return wrap(line.does or line.name, self._room(width)) or [""]

    def _named(self, width: int) -> bool:
        """Return whether there is room for the column of names beside the descriptions."""
        return width - self._keys - self._names >= _ROOM_FOR_NAMES

    def _room(self, width: int) -> int:
        """Return the width of the column of descriptions, in cells."""
        names = self._names + 2 if self._named(width) else 0
        return max(12, width - self._keys - 2 - names)


class HelpScreen(ModalScreen[None]):
    """The keys of the screen below: the focused widget's, then the screen's, then the app's."""

    BINDING_GROUP_TITLE = "Help"
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 92;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            padding: 1 1;
            background: $panel;
            border-left: outer $primary;
        }
        & Rows { height: auto; max-height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "leave", "Close", id="help.leave",
                tooltip="Close the help"),
    ]  # fmt: skip

    def __init__(self, below: Screen[object]) -> None:
        """Create the help for the screen `below` with its current focus."""
        super().__init__()
        self._bindings_below = [
            active for active in below.active_bindings.values() if not typed(below, active.binding)
        ]

    def compose(self) -> ComposeResult:
        """Compose one list of all keys."""
        with Vertical():
            yield Rows(_Keys(keys_by_part(self._bindings_below, self.app)))

    def on_click(self, event: events.Click) -> None:
        """Close the dialog on a click outside it."""
        if event.widget is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Close the help."""
        self.dismiss()
