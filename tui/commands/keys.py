"""`onrecord keys`: print the keys of every action, and check the keys file."""

import sys

import click

from tui import printing
from tui.commands.options import json_option
from tui.start import DONE, NOTHING_DONE, say


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Only report problems of the keys file.")
@json_option
def keys(only_check: bool, as_json: bool) -> None:
    """Print the keys of every action as a keys file, with the path of yours.

    Exits with 1 if the keys file has a problem.
    """
    from tui.keycheck import actions, as_toml, check, current
    from tui.keymap import VIM, read_keymap
    from tui.memory import Memory
    from tui.paths import keys_path, state_folder
    from tui.strokes import write_key

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
        printing.json_text(
            {"file": str(path), "exists": path.exists(), "preset": keymap.preset, "keys": all_keys}
        )
    elif not only_check:
        print(as_toml(keymap, path, known))
    sys.exit(NOTHING_DONE if troubles else DONE)
