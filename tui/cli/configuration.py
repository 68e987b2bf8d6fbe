"""`onrecord paths`, `keys` and `config`: the files of OnRecord, the keys and the options."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.models import record_to_dict
from tui.cli import output
from tui.cli.options import (
    OutputForm,
    inform_of_absent_limits,
    json_option,
    store_option,
    store_path,
)
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, echo

if TYPE_CHECKING:
    from db.search.vector_counts import VectorCount

# Created by onnxruntime 1.29 and later: an identifier of the device and a database of events.
_TELEMETRY = "Microsoft/DeveloperTools/.onnxruntime"


@click.command(epilog="Example: onrecord paths --json")
@store_option
@json_option
def paths(form: OutputForm) -> None:
    """Print where OnRecord stores its files.

    These are the store, the keys and configuration files, the folder with the state of the app,
    and the log. Also prints the number and the size of the vectors in the store, by which texts
    are compared by meaning. A telemetry folder that a dependency of earlier versions may have
    created is printed too, and the limits on parsers of files that this system lacks.
    """
    from platformdirs import user_cache_path, user_data_path

    from db.confinement.limits import find_absent_limits
    from tui.settings import config_path, keys_path, log_path, state_folder

    path = store_path()
    more = {
        "keys": str(keys_path()),
        "config": str(config_path()),
        "state": str(state_folder()),
        "log": str(log_path()),
    }
    for parent in (user_cache_path(), user_data_path()):
        if (folder := parent / _TELEMETRY).is_dir():
            more["telemetry"] = str(folder)
    vectors = _count_vectors(path)
    if form:
        values = {"store": str(path), "exists": path.exists(), **more}
        values["vectors"] = vectors and record_to_dict(vectors)
        output.print_values(form, {**values, "absent_limits": list(find_absent_limits())})
        return
    for name, location in {"store": str(path), **more}.items():
        output.print_line(f"{name}\t{location}")
    if vectors is not None:
        output.print_line(f"vectors\t{vectors.description}")
    if "telemetry" in more:
        echo("the telemetry folder was created by a dependency of earlier versions; delete it")
    inform_of_absent_limits(find_absent_limits())


def _count_vectors(path: Path) -> "VectorCount | None":
    """Count the vectors of a store of this version; None if it cannot be read."""
    from db.connection import Connection, is_current
    from db.errors import StoreError
    from db.search.vector_counts import count_vectors

    try:
        if not path.is_file() or not is_current(path):
            return None
        with closing(Connection(path, create=False)) as connection:
            return count_vectors(connection)
    except (OSError, StoreError):
        return None


@click.command(epilog="Example: onrecord keys > my-keys.toml")
@click.option(
    "--check", "only_check", is_flag=True, help="Only print the problems in your keys file."
)
@json_option
def keys(only_check: bool, form: OutputForm) -> None:
    """Print the keys of the app.

    Prints the keys of every action in the format of a keys file, with which you change them.
    Exits with 1 if your keys file has a problem.
    """
    from tui.actions import list_actions
    from tui.key_names import display_key
    from tui.keymap.presets import VIM, read_keymap
    from tui.keymap.validation import check_keymap, effective_keys, to_toml
    from tui.settings import Settings, keys_path, state_folder

    path, known = keys_path(), list_actions()
    keymap = read_keymap(path, Settings(state_folder(), echo).get("keys", VIM))
    troubles = check_keymap(keymap, known)
    for trouble in troubles:
        echo(f"{path}: {trouble}")
    if not only_check and form:
        all_keys = {
            name: [display_key(key) for key in action_keys]
            for name, action_keys in effective_keys(keymap, known).items()
        }
        output.print_values(
            form,
            {"file": str(path), "exists": path.exists(), "preset": keymap.preset, "keys": all_keys},
        )
    elif not only_check:
        print(to_toml(keymap, path, known))
    sys.exit(EXIT_FAILURE if troubles else EXIT_SUCCESS)


@click.command(epilog="Example: onrecord config > my-config.toml")
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Only print the problems in your configuration.",
)
@json_option
def config(only_check: bool, form: OutputForm) -> None:
    """Print the options of OnRecord.

    Prints every option with its value, in the format of the configuration file, with which you
    change them. Exits with 1 if your configuration file has a problem.
    """
    from textual.theme import BUILTIN_THEMES

    from tui.config import OPTIONS, format_config, read_config
    from tui.keymap.command_keys import drop_used_keys
    from tui.settings import config_path
    from tui.strings.app_text import AppText

    path = config_path()
    found = drop_used_keys(read_config(path, [*AppText.THEMES, *BUILTIN_THEMES]))
    for problem in found.problems:
        echo(f"{path}: {problem}")
    if not only_check and form:
        options = {name: found.get(name) for name in OPTIONS}
        commands = [record_to_dict(command) for command in found.commands]
        values = {"file": str(path), "exists": path.exists(), "options": options}
        output.print_values(form, {**values, "commands": commands})
    elif not only_check:
        print(format_config(found, path))
    sys.exit(EXIT_FAILURE if found.problems else EXIT_SUCCESS)
