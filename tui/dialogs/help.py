"""The help dialog: the active keys of the focused widget and its screen, from the bindings."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import Struct
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static, TextArea

from tui.actions import find_synonyms, format_action_keys, load_bindings
from tui.actions.matches import match_action
from tui.strings.app_text import AppText
from tui.strings.help_text import HelpText
from tui.widgets.footer import is_typed_as_text
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.context import AppContext

_HEADING = 2  # lines of a heading
_ROOM_FOR_NAMES = 30  # cells beside keys and names
_SCROLLS = re.compile(r"(scroll|page)_(up|down|left|right)\b")  # actions of any widget that scrolls


class HelpEntry(Struct, frozen=True):
    """One line of help: the keys of an action, its name and its description.

    An entry without a name is the purpose of the screen.
    """

    keys: str
    name: str
    description: str
    synonyms: Sequence[str] = ()

    def matches(self, typed: str, group: str) -> bool:
        """Return whether the words typed are one of the keys, or match name or description."""
        is_key = typed.strip() in self.keys.split()
        return is_key or bool(
            match_action(typed, group, self.name, self.description, self.synonyms)
        )


def group_keys(
    bindings: Iterable[ActiveBinding], app: App[Any]
) -> list[tuple[str, list[HelpEntry]]]:
    """Group the bindings by widget, those of the screen first; join the keys of an action.

    Then come the focused widget and those around it, and the app. Textual's own bindings that edit
    text come last, under a heading of their own.
    """
    parts: dict[str, dict[str, tuple[Binding, list[str]]]] = {}
    editing: dict[str, tuple[Binding, list[str]]] = {}
    format_keys = partial(format_action_keys, key_label=cast("AppContext", app).user_keys.label_of)
    for active in sorted(bindings, key=_help_order):
        binding = active.binding
        if binding.system or not active.enabled or not binding.description:
            continue
        if binding.id:
            actions = parts.setdefault(binding_group_name(active.node), {})
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
                HelpEntry(
                    " ".join(keys), binding.description, format_keys(binding.tooltip),
                    find_synonyms(binding.id),
                )
                for binding, keys in actions.values()
            ],
        )
        for part, actions in [
            *parts.items(), *([(HelpText.EDITING, editing)] if editing else []),
        ]
    ]  # fmt: skip


def _help_order(active: ActiveBinding) -> tuple[bool, bool]:
    """Return a sort key: the actions of the screen first, and last those that all screens have."""
    is_common = (active.binding.id or "").startswith("screen.")
    return not isinstance(active.node, Screen), is_common


def binding_group_name(node: DOMNode) -> str:
    """Return the heading of a widget in help: its `BINDING_GROUP_TITLE`, else its class name."""
    return getattr(node, "BINDING_GROUP_TITLE", None) or type(node).__name__


def _list_keys(
    parts: Sequence[tuple[str, Sequence[HelpEntry]]], typed: str = "", purpose: str = ""
) -> ListSource[HelpEntry]:
    """List the keys that match words typed, under the headings of their parts.

    Without words typed, the purpose of the screen comes first.
    """
    items: list[HelpEntry | Heading] = []
    if purpose and not typed:
        items.append(HelpEntry("", "", purpose))
    for part, entries in parts:
        found = [entry for entry in entries if not typed or entry.matches(typed, part)]
        items += [Heading(part), *found] if found else []
    shown = [item for item in items if isinstance(item, HelpEntry)]
    columns = _Columns(
        min(18, max((len(entry.keys) for entry in shown), default=0)),
        min(16, max((len(entry.name) for entry in shown), default=0)),
    )
    return ListSource(items, columns.draw, height=columns.measure, key=_entry_key)


def _entry_key(entry: HelpEntry) -> tuple[str, str, str]:
    return entry.keys, entry.name, entry.description


class _Columns(NamedTuple):
    """The widths of the columns of keys and of names."""

    keys: int
    names: int

    def measure(self, entry: HelpEntry, width: int) -> int:
        """Return the lines of the description."""
        return len(self._describe(entry, width) if entry.name else wrap(entry.description, width))

    def draw(self, entry: HelpEntry, width: int) -> Sequence[Content]:
        """Return the keys, the name and the description of an action, or a purpose."""
        if not entry.name:
            return [Content(line) for line in wrap(entry.description, width)]
        first, *rest = self._describe(entry, width)
        gap = " " * (width - self._room(width))
        keys = f"{entry.keys:>{self.keys}}  "
        name = f"{entry.name:<{self.names}}  " if self._has_names(width) else ""
        return [
            Content.assemble((keys, ".rows--accent"), (name, ".rows--strong"),
                             (first, ".rows--muted")),
            *(Content.assemble(gap, (more, ".rows--muted")) for more in rest),
        ]  # fmt: skip

    def _describe(self, entry: HelpEntry, width: int) -> list[str]:
        """Wrap the description to the width that the columns of keys and names leave."""
        return wrap(entry.description or entry.name, self._room(width)) or [""]

    def _has_names(self, width: int) -> bool:
        """Return whether there is room for the column of names beside the descriptions."""
        return width - self.keys - self.names >= _ROOM_FOR_NAMES

    def _room(self, width: int) -> int:
        """Return the width of the column of descriptions, in cells."""
        names = self.names + 2 if self._has_names(width) else 0
        return max(12, width - self.keys - 2 - names)


class HelpScreen(ModalScreen[None]):
    """The keys of the screen below: the focused widget's, then the screen's, then the app's."""

    BINDING_GROUP_TITLE = HelpText.TITLE
    AUTO_FOCUS = "VirtualList"
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
        & VirtualList { height: auto; min-height: 1; }
        & FilterInput { margin: 0 2 1 2; background: $background; }
        & .hint { height: 1; margin: 0 0 1 2; color: $foreground-muted; }
    }
    """
    BINDINGS = load_bindings("help")

    def __init__(self, below: Screen[object]) -> None:
        """Create the help for the screen `below` with its current focus."""
        super().__init__()
        self._bindings_below = [
            active
            for active in below.active_bindings.values()
            if not is_typed_as_text(below, active.binding)
        ]
        self._purpose = HelpText.PURPOSES.get(type(below).__name__, "")

    def compose(self) -> ComposeResult:
        """Compose one list of all keys, and a line with the keys of the help itself."""
        self._groups = group_keys(self._bindings_below, self.app)
        label_of = cast("AppContext", self.app).user_keys.label_of
        self._purpose = format_action_keys(self._purpose, label_of)
        with Vertical():
            yield Static(self._hint(), classes="hint", markup=False)
            yield VirtualList(self._list(), empty=HelpText.NO_MATCH)

    def _list(self) -> ListSource[HelpEntry]:
        return _list_keys(self._groups, purpose=self._purpose)

    def on_resize(self, event: events.Resize) -> None:
        """Limit the list to the height that the lines above it leave."""
        self.query_one(VirtualList).styles.max_height = max(1, event.size.height * 9 // 10 - 4)

    def _hint(self) -> str:
        key_label = cast("AppContext", self.app).user_keys.key_label
        return HelpText.HINT.format(
            everywhere=key_label("help.everywhere"),
            filter=key_label("help.filter"),
            close=key_label("help.close"),
        )

    def action_everywhere(self) -> None:
        """Go to the keys that work everywhere, or back to the first row."""
        rows = self.query_one(VirtualList)
        source = cast("ListSource[HelpEntry]", rows.source)
        heading = Heading(AppText.GROUP_TITLE)
        at = source.items.index(heading) if heading in source.items else 0
        rows.cursor = 0 if rows.cursor > at else at + 1
        rows.scroll_to_range(source.count() - 1)
        rows.scroll_relative(y=-_HEADING, animate=False)
        rows.focus()

    def action_filter(self) -> None:
        """Open the filter, or go back to it."""
        lines = self.query(FilterInput)
        if not lines:
            line = FilterInput(id="filter", placeholder=HelpText.FILTERED_BY)
            self.query_one(Vertical).mount(line, before=0)
            self.query_one(".hint").display = False  # the filter takes its place
            line.focus()
        else:
            lines.first().focus()

    @on(FilterInput.Changed, "#filter")
    def _filter(self, message: FilterInput.Changed) -> None:
        message.stop()
        rows = self.query_one(VirtualList)
        rows.show(_list_keys(self._groups, message.value), 0 if message.value else None)

    @on(FilterInput.Submitted, "#filter")
    @on(FilterInput.Exited, "#filter")
    def _to_list(self) -> None:
        self.query_one(VirtualList).focus()

    def on_click(self, event: events.Click) -> None:
        """Close the dialog on a click outside it."""
        if event.widget is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Clear the filter if there is one, else close the help."""
        rows, lines = self.query_one(VirtualList), self.query(FilterInput)
        if lines:
            rows.focus()
            lines.remove()
            self.query_one(".hint").display = True
            rows.show(self._list())
        else:
            self.dismiss()
