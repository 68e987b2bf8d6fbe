"""`onrecord keys`: print the keys of every action, and check the keys file."""

import sys

import click

from tui.cli import output
from tui.cli.options import json_option
from tui.launch import DONE, NOTHING_DONE, say


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Only report problems of the keys file.")
@json_option
def keys(only_check: bool, as_json: bool) -> None:
    """Print the keys of every action as a keys file, with the path of yours.

    Exits with 1 if the keys file has a problem.
    """
    from tui.keymap.parsing import write_key
    from tui.keymap.presets import VIM, read_keymap
    from tui.keymap.validation import actions, as_toml, check, current
    from tui.paths import keys_path, state_folder
    from tui.settings import Memory

    path, known = keys_path(), actions()
    keymap = read_keymap(path, Memory(state_folder(), say).get("keys", VIM))
    troubles = check(keymap, known)
    for trouble in troubles:
        say(f"{path}: {trouble}")
    if not only_check and as_json:
        all_keys = {
            name: [write_key(key) for key in action_keys]
            for name, action_keys in current(keymap, known).items()
        }
        output.json_text(
            {"file": str(path), "exists": path.exists(), "preset": keymap.preset, "keys": all_keys}
        )
    elif not only_check:
        print(as_toml(keymap, path, known))
    sys.exit(NOTHING_DONE if troubles else DONE)
