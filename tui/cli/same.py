"""`onrecord same`: quotations that several articles repeat."""

import click

from db.quote_groups.models import SayingOrder
from tui.cli import printing_same
from tui.cli.options import (
    json_option,
    limit_option,
    must_find,
    open_store,
    say_incomplete,
    store_option,
)
from tui.launch import say

_ORDERS: dict[bool, SayingOrder] = {False: "latest", True: "told"}


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY…|ID]")
@click.option("--most", is_flag=True, help="Sort by number of articles, not by date.")
@limit_option
@store_option
@json_option
def same(query: tuple[str, ...], most: bool, limit: int, as_json: bool) -> None:
    """List quotations that several articles repeat, with cuts, changes and other speakers.

    QUERY filters by words and by fields such as speaker:; a number is an article's id.
    """
    words = " ".join(query)
    with open_store() as store:
        say_incomplete(store)
        sayings = store.sayings
        if not words:
            found = [row.id for row in sayings.window(_ORDERS[most], limit=limit)]
        elif words.isdecimal():
            store.row(int(words))
            found = sayings.of_article(int(words))
        else:
            found, trouble = sayings.found(words)
            if trouble:
                say(trouble.marked(words))
        groups = [sayings.saying(identity) for identity in found[:limit]]
        printing_same.sayings(groups, as_json)
    must_find(bool(found) or not words, "no repeated quotation matches")
