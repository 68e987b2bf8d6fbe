"""`onrecord people`: people and organisations, identified across all articles."""

from typing import get_args

import click

from db import Store
from db.identities.models import IdentityRow, Order, Sort
from tui.cli import printing_people
from tui.cli.options import (
    json_option,
    limit_option,
    must_find,
    open_store,
    say_incomplete,
    store_option,
)
from tui.launch import say


@click.command()
@click.argument("name", nargs=-1)
@click.option(
    "--sort",
    type=click.Choice(get_args(Sort)),
    default="both",
    show_default=True,
    help="The type to list; both means people and organisations.",
)
@click.option(
    "--order",
    type=click.Choice(get_args(Order)),
    default="quotations",
    show_default=True,
    help="Sort order; last means last seen.",
)
@click.option("--proposed", is_flag=True, help="List pairs of possible duplicates instead.")
@limit_option
@store_option
@json_option
def people(
    name: tuple[str, ...], sort: Sort, order: Order, proposed: bool, limit: int, as_json: bool
) -> None:
    """List people and organisations, or print the profile of NAME, a name or an id.

    If several have the name, they are listed with their ids.
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
        identity = _unique_match(store, words, rows, sort) if words else None
        if identity is not None:
            printing_people.page(store, identity, limit, as_json)
            return
        printing_people.rows(rows, as_json)
    must_find(bool(rows) or not words, "no matching name")
    if words:
        say("several names match; give the id of one of them")


def _unique_match(store: Store, words: str, rows: list[IdentityRow], sort: Sort) -> int | None:
    """Return the only identity with these words in its name, or with exactly this name."""
    if len(rows) == 1 and store.people.count(words, sort) == 1:
        return rows[0].id
    # an ambiguous name, such as a bare surname, can belong to several people
    exact = [row for row in rows if not row.shared and row.name.casefold() == words.casefold()]
    return exact[0].id if len(exact) == 1 else None
