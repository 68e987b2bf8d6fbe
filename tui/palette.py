"""The command palette's commands: every binding that works here, by its name."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.screens.help import part_name


class Actions(Provider):
    """Every action with a key where the palette was opened, found by name or by what it does."""

    def _actions(self) -> list[tuple[str, ActiveBinding]]:
        seen: dict[tuple[str, str], ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id and active.enabled:  # those without an id are Textual's own, for editing
                seen.setdefault((part_name(active.node), binding.action), active)
        return [
            (f"{part}: {active.binding.description}", active)
            for (part, action), active in seen.items()
            if action != "command_palette"
        ]

    def _help(self, active: ActiveBinding) -> str:
        key = self.app.get_key_display(active.binding)
        does = active.binding.tooltip
        # Textual reads help as markup, and a key such as [ would be taken for some
        return Content(f"{does} ({key})" if does else key).markup

    def _run(self, active: ActiveBinding) -> Callable[[], Awaitable[bool]]:
        return partial(self.app.run_action, active.binding.action, active.node)

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for name, active in self._actions():
            yield DiscoveryHit(name, self._run(active), help=self._help(active))

    async def search(self, query: str) -> Hits:
        """Those whose name or description fits what is typed."""
        matcher = self.matcher(query)
        for name, active in self._actions():
            score = matcher.match(name)
            by_name = score > 0
            if not by_name:
                score = matcher.match(active.binding.tooltip) / 2
            if score > 0:
                display = matcher.highlight(name) if by_name else Content(name)
                yield Hit(score, display, self._run(active), text=name, help=self._help(active))
