"""`onrecord datasette`: what makes the store pleasant in Datasette."""

import shlex
from pathlib import Path

import click

from db.exporting.datasette import datasette_metadata, write_metadata
from tui import printing
from tui.commands.options import open_store, store_option, store_path
from tui.start import NOTHING_DONE, fail, say


@click.command()
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The file; else it is printed."
)
@click.option("--over", is_flag=True, help="Write over a file that is there.")
@store_option
def datasette(output: Path | None, over: bool) -> None:
    """Write the metadata that describes the store to Datasette, with questions to ask of it."""
    with open_store() as store:
        if output is None:
            printing.json_text(datasette_metadata(store))
            return
        if output.exists() and not over:
            fail(NOTHING_DONE, f"{output} is there already; --over writes over it")
        try:
            write_metadata(store, output)
        except OSError as error:
            fail(NOTHING_DONE, f"{output}: {error.strerror or error}")
    paths = shlex.join([str(store_path()), "--metadata", str(output)])
    say(f"wrote {output}; look at the store with: datasette serve {paths}")
