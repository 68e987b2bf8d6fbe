"""Keys of the reader's own commands that an action of the reader already has."""

from analysis.structs import replace
from tui.actions import list_actions
from tui.config import Config
from tui.key_names import display_key, split_strokes
from tui.keymap.presets import read_keymap
from tui.keymap.validation import effective_keys
from tui.own_commands.definitions import OwnCommand
from tui.settings import config_path, keys_path
from tui.strings.own_command_text import OwnCommandText
from tui.toml_files import FileProblem, find_line, load_toml

_PARTS = frozenset({"text", "rows", "panes", "reader", "screen", "app"})


def drop_used_keys(config: Config) -> Config:
    """Remove the keys of commands that an action or an earlier command has, as problems."""
    if not any(command.key for command in config.commands):
        return config
    text = load_toml(config_path())[0]
    keys = effective_keys(read_keymap(keys_path(), str(config.get("preset"))), list_actions())
    used = {
        split_strokes(key)[0]: name
        for name, listed in keys.items()
        for key in listed
        if name.partition(".")[0] in _PARTS
    }
    commands: list[OwnCommand] = []
    problems = list(config.problems)
    for command in config.commands:
        option = f"commands.{command.name}.key"
        if command.key in used:
            message = OwnCommandText.KEY_USED.format(
                option=option, key=display_key(command.key), action=used[command.key]
            )
            problems.append(FileProblem(message, find_line(text, option)))
            command = replace(command, key="")
        elif command.key:
            used[command.key] = f"commands.{command.name}"
        commands.append(command)
    return replace(config, commands=tuple(commands), problems=tuple(problems))
