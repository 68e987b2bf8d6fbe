"""`onrecord timeline`: the dated events of the articles."""

import datetime

import click

from tui import printing
from tui.commands.options import Day, json_option, limit_option, must_find, open_store, store_option


@click.command()
@click.option("--from", "first", type=Day(), help="Only events on this day or later.")
@click.option("--to", "last", type=Day(), help="Only events on this day or earlier.")
@click.option("--article", type=int, help="Only events of this article.")
@limit_option
@store_option
@json_option
def timeline(
    first: datetime.date | None,
    last: datetime.date | None,
    article: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the dated events of all articles by day."""
    with open_store() as store:
        if article is not None:
            store.row(article)
        rows = store.timeline(first, last, article=article, limit=limit)
    printing.events(rows, as_json)
    asked = first is not None or last is not None
    must_find(bool(rows) or not asked, "no event in those days")
