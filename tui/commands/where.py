"""`onrecord where`: the files that OnRecord uses."""

import click

from tui import printing
from tui.commands.options import json_option, store_option, store_path


@click.command()
@store_option
@json_option
def where(as_json: bool) -> None:
    """Print where the store is, your keys file, and what the app remembers."""
    from tui.paths import keys_path, state_folder

    path, more = store_path(), {"keys": str(keys_path()), "state": str(state_folder())}
    if as_json:
        printing.json_text({"store": str(path), "exists": path.exists(), **more})
    else:
        for name, place in {"store": str(path), **more}.items():
            printing.line(f"{name}\t{place}")
