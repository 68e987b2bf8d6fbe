"""The commands of the command palette: every action of the current screen and of the app."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import cast

from msgspec import Struct
from textual.actions import parse
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from tui.actions import find_synonyms, format_action_keys, list_actions
from tui.actions.matches import ActionMatch, MatchRank, match_action
from tui.context import AppContext
from tui.dialogs.help import binding_group_name
from tui.key_names import display_key
from tui.strings.app_text import AppText
from tui.strings.own_command_text import OwnCommandText
from tui.strings.palette_text import PaletteText

_EXACT = 1.1  # a whole synonym ranks above a part of a label
"""Added to the rank of a match that is the whole label or synonym."""
_ELSEWHERE = (0.9, MatchRank.SYNONYM + 0.5)
"""Subtracted from the rank of an action of another screen, and the limit of that rank."""
_HINT_RANK = MatchRank.SYNONYM - 0.1
_LABEL_LENGTH = 0.001  # subtracted per letter: of equal matches, the shortest label is first


class Command(Struct, frozen=True):
    """An action of a widget, the screen or the app, with its key and description."""

    part: DOMNode
    binding: Binding
    key: str
    description: str

    @property
    def name(self) -> str:
        """The name in the palette: the part, then the action."""
        group = binding_group_name(self.part)
        return PaletteText.NAME.format(group=group, label=self.binding.description)

    def match(self, typed: str) -> ActionMatch | None:
        """Match the words typed with the action's name, synonyms and description."""
        return match_action(
            typed,
            binding_group_name(self.part),
            self.binding.description,
            self.description,
            find_synonyms(self.binding.id),
        )


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
                description = format_action_keys(binding.tooltip, key_label)
                command = Command(part, binding, key_label(binding.id or ""), description)
                found.setdefault((binding_group_name(part), binding.action), command)
        commands = found.values()
        return [item for item in commands if item.binding.action != "command_palette"]

    def _run(self, command: Command) -> Callable[[], Awaitable[bool]]:
        async def run() -> bool:
            part = command.part
            if isinstance(part, Widget) and part.focusable:
                part.focus()
            ran = await self.app.run_action(command.binding.action, part)
            if ran and (text := list_actions()[command.binding.id or ""].next_key):
                self._show(text)
            return ran

        return run

    async def discover(self) -> Hits:
        """Yield all commands before anything is typed."""
        for command in self.list_commands():
            yield DiscoveryHit(
                _prompt(command.name, command.key), self._run(command),
                text=command.name, help=_plain(command.description),
            )  # fmt: skip

    async def search(self, query: str) -> Hits:
        """Yield the commands whose name, synonyms or description match the query.

        Actions of other screens, themes and hints follow. Without any match, say what to try.
        """
        hits = [*self._commands(query), *self._own_commands(query), *self._themes(query)]
        hits += _hints(query, self._show)
        labels = {hit.text for hit in hits}
        hits += self._elsewhere(query, {label.rpartition(": ")[2] for label in labels if label})
        hits = hits or [*self._similar(query)]
        for hit in hits:
            yield hit
        if not hits:
            help_keys = partial(self.app.run_action, "help")
            name = PaletteText.NO_MATCH.format(query=query)
            yield Hit(1, Content(name), help_keys, text=name, help=_plain(PaletteText.TRY))

    def _commands(self, query: str) -> Iterator[Hit]:
        for command in self.list_commands():
            found = command.match(query)
            if found is None:
                continue
            name = command.name
            if found.synonym:
                name = PaletteText.BY_SYNONYM.format(name=name, synonym=found.synonym)
            yield Hit(
                _score(found, command.binding.description), _prompt(name, command.key),
                self._run(command), text=command.name, help=_plain(command.description),
            )  # fmt: skip

    def _own_commands(self, query: str) -> Iterator[Hit]:
        """Yield the reader's own commands, over an article."""
        if not hasattr(self.screen, "action_run_command"):
            return
        for command in cast(AppContext, self.app).own_commands:
            if found := match_action(query, "", command.name, "", command.line):
                name = OwnCommandText.NAME.format(name=command.name)
                run = partial(self.screen.run_action, f"run_command({command.name!r})")
                described = OwnCommandText.HELP.format(
                    line=command.line, input=OwnCommandText.INPUTS[command.input]
                )
                yield Hit(
                    _score(found, command.name), _prompt(name, display_key(command.key)), run,
                    text=name, help=_plain(described),
                )  # fmt: skip

    def _similar(self, query: str) -> Iterator[Hit]:
        """Yield the commands whose name has the letters typed in their order: “hglt”."""
        matcher = self.matcher(query)
        for command in self.list_commands():
            if score := matcher.match(command.name):
                yield Hit(
                    score, _prompt(command.name, command.key), self._run(command),
                    text=command.name, help=_plain(command.description),
                )  # fmt: skip

    def _themes(self, query: str) -> Iterator[Hit]:
        """Yield the app's own themes, each of which can be used without the list of themes."""
        for theme, title in AppText.THEMES.items():
            words = PaletteText.THEME_SYNONYMS[theme]
            if found := match_action(query, "", title.partition(":")[0], "", words):
                name = PaletteText.THEME.format(title=title)
                yield Hit(
                    _score(found, title), Content(name), partial(self._use_theme, theme),
                    text=name, help=_plain(PaletteText.THEME_HELP),
                )  # fmt: skip

    def _use_theme(self, theme: str) -> None:
        self.app.theme = theme
        cast(AppContext, self.app).settings.set("theme", theme)

    def _elsewhere(self, query: str, shown: set[str]) -> Iterator[Hit]:
        """Yield actions of other screens, with the way there, unless one of that label is shown."""
        if isinstance(self.screen, ModalScreen):
            return  # which may hold unsaved text
        here = {(command.binding.id or "").partition(".")[0] for command in self.list_commands()}
        less, most = _ELSEWHERE
        parts = list(PaletteText.PLACES)
        for action in sorted(
            (action for action in list_actions().values() if action.part in parts),
            key=lambda action: parts.index(action.part),
        ):
            label = action.label
            if action.part in here or label in shown:
                continue
            location, way = PaletteText.PLACES[action.part]
            found = match_action(query, "", label, action.description, action.synonym_list)
            if found is None or found.rank < MatchRank.SYNONYM:
                continue
            shown.add(label)
            name = PaletteText.ELSEWHERE.format(label=label, place=location)
            score = _score(found, label)
            yield Hit(
                # a little of the score is left beyond the limit, for the order among these
                min(score - less, most) + score / 100, Content(name),
                partial(self._go_to, way), text=name, help=_plain(action.description),
            )  # fmt: skip

    async def _go_to(self, action: str) -> None:
        """Open the screen of an action, or show a message."""
        app = cast(AppContext, self.app)
        if action == "library":
            while len(self.app.screen_stack) > 1:
                self.app.pop_screen()
        elif action:
            await self.app.run_action(list_actions()[action].method)
        else:
            app.show_message(PaletteText.OPEN_ARTICLE)

    def _show(self, text: str) -> None:
        cast(AppContext, self.app).show_message(text)


def _hints(query: str, show: Callable[[str], None]) -> Iterator[Hit]:
    """Yield how to do tasks that have no command."""
    for title, text, synonyms in PaletteText.HINTS:
        if match_action(query, "", title, "", synonyms):
            yield Hit(
                _HINT_RANK, Content(title), partial(show, text), text=title, help=_plain(text)
            )


def _score(found: ActionMatch, label: str) -> float:
    return found.rank + found.is_exact * _EXACT - len(label) * _LABEL_LENGTH


def _prompt(name: str, key: str) -> Content:
    return Content.assemble(name, ("  " + key if key else "", "not bold $accent"))


def _plain(text: str) -> str:
    """Escape a text that Textual parses as markup."""
    return Content(text).markup


def iter_app_bindings(part: DOMNode) -> Iterator[Binding]:
    """Yield the enabled bindings that this app defines for a part; not Textual's own."""
    for node in type(part).__mro__:
        if node.__module__.startswith("tui."):
            for binding in Binding.make_bindings(node.__dict__.get("BINDINGS", ())):
                _, action, parameters = parse(binding.action)
                if binding.id and part.check_action(action, parameters):
                    yield binding
