"""`onrecord search`: what answers a query, in all that is stored."""

import sys

import click

from db.search.narrowing import both
from db.search.statements import SearchOrder
from tui import printing
from tui.commands.options import json_option, must_find, open_store, say_incomplete, store_option
from tui.start import DONE, WRONG_USE, fail, say

_ORDERS: dict[str, SearchOrder] = {"newest": "date", "best": "rank", "oldest": "oldest"}
_COUNTED = 1_000  # answers of which facets are counted


@click.command()
@click.argument("query", nargs=-1)
@click.option(
    "--order", type=click.Choice(list(_ORDERS)), default="newest", show_default=True,
    help="The newest, the best or the oldest first.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many."
)
@click.option(
    "--offset", type=click.IntRange(min=0), default=0, help="Leave out so many at the beginning."
)
@click.option("--facets", is_flag=True, help="Count sources, speakers, names and months instead.")
@click.option("--saved", metavar="NAME", help="Search by a saved search, and QUERY besides.")
@click.option("--save", metavar="NAME", help="Save QUERY under a name.")
@click.option("--forget", metavar="NAME", help="Forget a saved search.")
@store_option
@json_option
def search(
    query: tuple[str, ...],
    order: str,
    limit: int,
    offset: int,
    facets: bool,
    saved: str | None,
    save: str | None,
    forget: str | None,
    as_json: bool,
) -> None:
    """Search articles, quotations, events and notes.

    QUERY may have "phrases", beginning*, OR, -not, NEAR/5, parentheses, and fields: title, source,
    author, speaker, entity, quote, note, tag, kind, is, has, before, after, on, event. Without
    one, lists the saved searches.
    """
    asked = " ".join(query).strip()
    with open_store() as store:
        say_incomplete(store)
        archive = store.archive
        if forget is not None:
            archive.drop(forget)
            say(f"{forget!r} is no longer saved")
        if saved is not None:
            asked = both(archive.get_saved(saved).query, asked)
        if not asked:
            if save is not None:
                raise click.UsageError("--save needs a QUERY to save")
            if forget is None:
                printing.saved_searches(archive.saved(), as_json)
            sys.exit(DONE)
        answer = archive.find(
            asked, _ORDERS[order], _COUNTED if facets else limit, offset=0 if facets else offset
        )
        if answer.trouble is not None:
            fail(WRONG_USE, answer.trouble.marked(asked))
        if save is not None:
            archive.save(save, asked)
        if facets:
            printing.facets(archive.facets(answer.found), as_json)
        else:
            shown = archive.show(asked, _ORDERS[order], answer.found)
            printing.hits([hit for hit in shown if hit is not None], as_json)
        meant = "" if answer.found else archive.suggest(asked) or ""
    must_find(bool(answer.found), f"nothing found{meant and f'; did you mean: {meant}'}")
