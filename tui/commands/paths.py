"""`onrecord paths`: the files and folders that OnRecord uses."""

import click
from platformdirs import user_cache_path, user_data_path

from tui import printing
from tui.commands.options import json_option, store_option, store_path
from tui.start import say

# Made by onnxruntime 1.29 and later: an identifier of the device and a database of events.
_TELEMETRY = "Microsoft/DeveloperTools/.onnxruntime"


@click.command()
@store_option
@json_option
def paths(as_json: bool) -> None:
    """Print where the store, the keys file, the app's state and the log are.

    Also names the folder that a dependency of earlier versions made for its telemetry, where that
    is still there: it may be deleted.
    """
    from tui.paths import keys_path, log_path, state_folder

    path = store_path()
    more = {"keys": str(keys_path()), "state": str(state_folder()), "log": str(log_path())}
    for parent in (user_cache_path(), user_data_path()):
        if (folder := parent / _TELEMETRY).is_dir():
            more["telemetry"] = str(folder)
    if as_json:
        printing.json_text({"store": str(path), "exists": path.exists(), **more})
        return
    for name, place in {"store": str(path), **more}.items():
        printing.line(f"{name}\t{place}")
    if "telemetry" in more:
        say("the telemetry folder was made by a dependency of earlier versions; delete it")
