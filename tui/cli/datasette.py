"""`onrecord datasette`: write the metadata with which Datasette shows the store."""

import shlex
from pathlib import Path

import click

from db.exporters.datasette import datasette_metadata, write_metadata
from tui.cli.options import open_store, store_option, store_path
from tui.launch import NOTHING_DONE, fail, say


@click.command()
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The file; else it is printed."
)
@click.option("--over", is_flag=True, help="Overwrite an existing file.")
@store_option
def datasette(output: Path | None, over: bool) -> None:
    """Write metadata that describes the store for Datasette, with example queries."""
    with open_store() as store:
        if output is None:
            output.json_text(datasette_metadata(store))
            return
        if output.exists() and not over:
            fail(NOTHING_DONE, f"{output} already exists; use --over to overwrite it")
        try:
            write_metadata(store, output)
        except OSError as error:
            fail(NOTHING_DONE, f"{output}: {error.strerror or error}")
    paths = shlex.join([str(store_path()), "--metadata", str(output)])
    say(f"wrote {output}; open the store with: datasette serve {paths}")
