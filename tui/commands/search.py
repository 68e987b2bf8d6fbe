"""`onrecord search`: what answers a query, in all that is stored."""

import click

from tui import printing
from tui.commands.options import json_option, limit_option, must_find, open_store, store_option


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--rank", is_flag=True, help="The best match first, not the newest.")
@limit_option
@store_option
@json_option
def search(query: tuple[str, ...], rank: bool, limit: int, as_json: bool) -> None:
    """Search articles, quotations and notes."""
    with open_store() as store:
        hits = store.search(" ".join(query), order="rank" if rank else "newest", limit=limit)
    printing.hits(hits, as_json)
    must_find(bool(hits), "nothing found")
