"""The commands of the command palette: every action of the current screen and of the app."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import cast

from textual.actions import parse
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input

from tui.context import AppContext
from tui.dialogs.help import binding_group_name


@dataclass(frozen=True, slots=True)
class Command:
    """An action of a widget, the screen or the app, and its key."""

    part: DOMNode
    binding: Binding
    key: str

    @property
    def name(self) -> str:
        """The name in the palette: the part, then the action."""
        return f"{binding_group_name(self.part)}: {self.binding.description}"


class CommandProvider(Provider):
    """Provide every action of the app, and of the screen that the palette was opened on."""

    def list_commands(self) -> list[Command]:
        """Return the actions of the screen, the app, the focused widget, and the other widgets.

        This includes actions whose keys do not work now, such as while an input has the focus. The
        widgets come last because most of their actions only move the cursor.
        """
        screen, app = self.screen, self.app
        key_label = cast(AppContext, app).user_keys.key_label
        inner = screen.focused or screen
        parts = dict.fromkeys([screen, app, *inner.ancestors_with_self, *screen.focus_chain])
        found: dict[tuple[str, str], Command] = {}
        for part in parts:
            if isinstance(part, Input) and part is not inner:
                continue  # the keys of an input are useful only while it has the focus
            for binding in iter_app_bindings(part):
                command = Command(part, binding, key_label(binding))
                found.setdefault((binding_group_name(part), binding.action), command)
        commands = found.values()
        return [item for item in commands if item.binding.action != "command_palette"]

    def _help(self, command: Command) -> str:
        does, key = command.binding.tooltip, command.key
        # Textual parses help as markup, of which a key such as [ would be part
        return Content(f"{does} ({key})" if does and key else does or key).markup

    def _run(self, command: Command) -> Callable[[], Awaitable[bool]]:
        async def run() -> bool:
            part = command.part
            if isinstance(part, Widget) and part.focusable:
                part.focus()
            return await self.app.run_action(command.binding.action, part)

        return run

    async def discover(self) -> Hits:
        """Yield all commands before anything is typed."""
        for command in self.list_commands():
            yield DiscoveryHit(command.name, self._run(command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        """Yield the commands whose name or description matches the query."""
        matcher = self.matcher(query)
        for command in self.list_commands():
            score = matcher.match(command.name)
            by_name = score > 0
            if not by_name:
                score = matcher.match(command.binding.tooltip) / 2
            if score > 0:
                display = matcher.highlight(command.name) if by_name else Content(command.name)
                yield Hit(
                    score, display, self._run(command), text=command.name, help=self._help(command)
                )


def iter_app_bindings(part: DOMNode) -> Iterator[Binding]:
    """Yield the enabled bindings that this app defines for a part; not Textual's own."""
    for node in type(part).__mro__:
        if node.__module__.startswith("tui."):
            for binding in Binding.make_bindings(node.__dict__.get("BINDINGS", ())):
                _, action, parameters = parse(binding.action)
                if binding.id and part.check_action(action, parameters):
                    yield binding
