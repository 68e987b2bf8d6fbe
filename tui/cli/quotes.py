"""`onrecord quotes`: list quotations with their speakers."""

import click

from tui.cli import output
from tui.cli.options import (
    json_option,
    limit_option,
    must_find,
    open_store,
    say_incomplete,
    store_option,
)


@click.command()
@click.option("--speaker", default="", help="Only quotations of this person or organisation.")
@limit_option
@store_option
@json_option
def quotes(speaker: str, limit: int, as_json: bool) -> None:
    """List quotations with their speakers, newest article first."""
    with open_store() as store:
        say_incomplete(store)
        rows = store.quotations(speaker, limit=limit)
    output.quotations(rows, as_json)
    must_find(bool(rows) or not speaker, "no quotation by that speaker")
