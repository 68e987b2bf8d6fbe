"""The configuration file: options of the app and of commands, in TOML.

A value in the file replaces the one that the app stored, each time the app starts. An unknown
option or a wrong value is reported with its line; the other options are used. An example:

    theme = "day"
    trash_days = 90

    [add]
    workers = 1

The table `commands` has the reader's own commands (`tui.own_commands`).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from tui.own_commands import OwnCommand, read_commands
from tui.settings import QUIT_SETTING, config_path
from tui.strings.app_text import AppText
from tui.strings.config_text import ConfigText
from tui.strings.keymap_text import KeymapText
from tui.toml_files import FileProblem, find_line, flatten, load_toml, suggest_closest

Value = bool | int | str


class Option(Struct, frozen=True):
    """An option of the file: its default, and the values that it accepts.

    `setting` is the name of the app's setting that it replaces, "" for none. The theme's values are
    known only to the app, which has a list of them.
    """

    name: str
    default: Value
    setting: str = ""
    choices: Sequence[str] = ()
    least: int = 0
    most: int = 0


OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option("theme", "night", "theme"),
        Option("author", ""),
        Option("preset", "vim", "keys", tuple(KeymapText.PRESETS)),
        Option("measure", 84, "reader.measure", least=40, most=120),
        Option("paragraph_numbers", False, "reader.numbers"),
        Option("panes", True, "panes.shown"),
        Option("trash_days", 30, least=0, most=36_500),
        Option("quit_from_library", "yes", QUIT_SETTING, ("yes", "ask", "no")),
        Option("notify", "bell", choices=("bell", "desktop", "off")),
        Option("watch.feed_minutes", 30, least=0, most=100_000),
        Option("watch.folder_seconds", 60, least=0, most=100_000),
        Option("add.workers", 0, least=0, most=64),
        Option("add.fetch", False),
        Option("add.allow_private_network", False),
        Option("search.meaning", True),
        Option("verify.allow", ""),
        Option("verify.forbid", ""),
    )
}
_EXAMPLE = OwnCommand(name="define", run=("dict", "-"), key="f12")
_THEME_PREFIX = "onrecord-"


class Config(Struct, frozen=True):
    """The options that a file sets, and its problems."""

    values: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()
    commands: tuple[OwnCommand, ...] = ()

    def get(self, name: str) -> Value:
        """Return the value of an option."""
        return self.values.get(name, OPTIONS[name].default)

    @property
    def author(self) -> str:
        """The name of the reader, on one line."""
        return " ".join(str(self.get("author")).split())[:100]

    @property
    def trash_days(self) -> int:
        """The days until an article in the trash is deleted for good; 0 for never."""
        return int(self.get("trash_days"))

    def to_settings(self) -> dict[str, Value]:
        """Return the values that replace settings of the app, by the names of the settings."""
        found = {OPTIONS[name].setting: value for name, value in self.values.items()}
        found.pop("", None)
        if (theme := f"{_THEME_PREFIX}{found.get('theme')}") in AppText.THEMES:
            found["theme"] = theme
        return found

    def to_defaults(self, command: str) -> dict[str, Value]:
        """Return the values that replace defaults of a command's options."""
        own = ((name.partition("."), value) for name, value in self.values.items())
        return {option: value for (table, _, option), value in own if table == command and value}


def read_config(path: Path | None = None, themes: Sequence[str] = ()) -> Config:
    """Read the configuration file at `path`, else the user's; nothing is raised.

    With the names of all `themes`, an unknown theme is a problem too.
    """
    text, table, problem = load_toml(path or config_path())
    if problem is not None:
        return Config(problems=(problem,))
    values: dict[str, Value] = {}
    problems: list[FileProblem] = []

    def report(name: str, message: str) -> None:
        problems.append(FileProblem(message, find_line(text, name)))

    commands = read_commands(table.pop("commands", {}), report)
    for name, value in flatten(table):
        if message := _find_problem(name, value, themes):
            report(name, message)
        else:
            assert isinstance(value, Value)
            values[name] = value
    return Config(values, tuple(problems), commands)


def _find_problem(name: str, value: object, themes: Sequence[str]) -> str:
    """Return a message about an unknown option or a value that it does not accept, else ""."""
    option = OPTIONS.get(name)
    if option is None:
        suggestion = suggest_closest(name, list(OPTIONS))
        return ConfigText.UNKNOWN_OPTION.format(option=name, suggestion=suggestion)
    if isinstance(option.default, bool):
        accepted, wanted = isinstance(value, bool), ConfigText.TRUE_OR_FALSE
    elif isinstance(option.default, int):
        accepted = type(value) is int and option.least <= value <= option.most
        wanted = ConfigText.NUMBER.format(least=option.least, most=option.most)
    else:
        choices = option.choices or (list_theme_names(themes) if name == "theme" else ())
        accepted = isinstance(value, str) and (not choices or value in choices)
        wanted = (
            ConfigText.ONE_OF.format(choices=", ".join(choices)) if choices else ConfigText.TEXT
        )
    return "" if accepted else ConfigText.WRONG_VALUE.format(option=name, wanted=wanted)


def list_theme_names(themes: Sequence[str]) -> list[str]:
    """Return the names of themes as the file has them: the app's own without their prefix."""
    return [name.removeprefix(_THEME_PREFIX) for name in themes]


def format_config(config: Config, path: Path) -> str:
    """Return all options with their values, in the format of the file."""
    from tui.key_names import display_key  # imports Textual, which commands need not

    lines = [line.format(path=path) for line in ConfigText.HEADER]
    table = ""
    for name, option in OPTIONS.items():
        head, _, key = name.rpartition(".")
        if head != table:
            table = head
            lines += ["", f"[{head}]"]
        value = config.get(name)
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        shown = f'"{value}"' if isinstance(option.default, str) else shown
        mark = "" if name in config.values else "# "
        lines.append(f"{mark}{key} = {shown}".ljust(32) + f"# {ConfigText.OPTIONS[name]}")
    for command in config.commands or (_EXAMPLE,):
        mark = "" if config.commands else "# "
        lines += ["", f"{mark}[commands.{json.dumps(command.name, ensure_ascii=False)}]"]
        values = {name: getattr(command, name) for name in ConfigText.COMMANDS}
        values["key"] = display_key(command.key)
        for name, value in values.items():
            shown = json.dumps(value, ensure_ascii=False)
            lines.append(f"{mark}{name} = {shown}".ljust(32) + f"# {ConfigText.COMMANDS[name]}")
    return "\n".join(lines)
