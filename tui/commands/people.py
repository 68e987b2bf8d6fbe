"""`onrecord people`: who and what the articles name, known as one across all of them."""

from typing import get_args

import click

from db import Store
from db.people.records import IdentityRow, Order, Sort
from tui import printing_people
from tui.commands.options import (
    json_option,
    limit_option,
    must_find,
    open_store,
    say_incomplete,
    store_option,
)
from tui.start import say


@click.command()
@click.argument("name", nargs=-1)
@click.option(
    "--sort",
    type=click.Choice(get_args(Sort)),
    default="both",
    show_default=True,
    help="Which to list; both means people and organisations.",
)
@click.option(
    "--order",
    type=click.Choice(get_args(Order)),
    default="quotations",
    show_default=True,
    help="What to list first by; last means last seen.",
)
@click.option("--proposed", is_flag=True, help="List the pairs that may be one instead.")
@limit_option
@store_option
@json_option
def people(
    name: tuple[str, ...], sort: Sort, order: Order, proposed: bool, limit: int, as_json: bool
) -> None:
    """List people and organisations, or print all about the one with NAME, a name or a number.

    Where several have the name, they are listed with their numbers.
    """
    words = " ".join(name)
    with open_store() as store:
        say_incomplete(store)
        if proposed:
            while store.people.look_for_proposals():
                pass
            pairs = store.people.proposals(limit=limit)
            printing_people.proposals(pairs, as_json)
            return
        if words.isdecimal():
            printing_people.page(store, int(words), limit, as_json)
            return
        rows = store.people.rows(words, sort=sort, order=order, limit=limit)
        one = _meant(store, words, rows, sort) if words else None
        if one is not None:
            printing_people.page(store, one, limit, as_json)
            return
        printing_people.rows(rows, as_json)
    must_find(bool(rows) or not words, "nobody has that name")
    if words:
        say("Several have that name: give the number of one of them")


def _meant(store: Store, words: str, rows: list[IdentityRow], sort: Sort) -> int | None:
    """The only one with these words in a name, or the only one whose whole name they are."""
    if len(rows) == 1 and store.people.count(words, sort) == 1:
        return rows[0].id
    # one named by a surname alone may be any of those who have it
    called = [row for row in rows if not row.shared and row.name.casefold() == words.casefold()]
    return called[0].id if len(called) == 1 else None
