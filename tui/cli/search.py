"""`onrecord search`: search the store, and save or delete searches."""

import sys

import click

from db.search.narrowing import both
from db.search.sql import SearchOrder
from tui.cli import output
from tui.cli.options import json_option, must_find, open_store, say_incomplete, store_option
from tui.launch import DONE, WRONG_USE, fail, say

_ORDERS: dict[str, SearchOrder] = {"newest": "date", "best": "rank", "oldest": "oldest"}
_COUNTED = 1_000  # results whose facets are counted


@click.command()
@click.argument("query", nargs=-1)
@click.option(
    "--order", type=click.Choice(list(_ORDERS)), default="newest", show_default=True,
    help="Sort order; best is by relevance.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Maximum number."
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Number of results to skip.")
@click.option("--facets", is_flag=True, help="Count sources, speakers, names and months instead.")
@click.option("--saved", metavar="NAME", help="Run a saved search, combined with QUERY.")
@click.option("--save", metavar="NAME", help="Save QUERY under a name.")
@click.option("--forget", metavar="NAME", help="Delete a saved search.")
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

    QUERY can contain "phrases", prefix*, OR, -not, NEAR/5, parentheses, and fields: title, source,
    author, speaker, entity, quote, note, tag, kind, is, has, before, after, on, event. Lists the
    saved searches if there is no QUERY.
    """
    query_text = " ".join(query).strip()
    with open_store() as store:
        say_incomplete(store)
        archive = store.archive
        if forget is not None:
            archive.drop(forget)
            say(f"deleted the saved search {forget!r}")
        if saved is not None:
            query_text = both(archive.get_saved(saved).query, query_text)
        if not query_text:
            if save is not None:
                raise click.UsageError("--save needs a QUERY to save")
            if forget is None:
                output.saved_searches(archive.saved(), as_json)
            sys.exit(DONE)
        count, start = (_COUNTED, 0) if facets else (limit, offset)
        result = archive.find(query_text, _ORDERS[order], count, offset=start)
        if result.trouble is not None:
            fail(WRONG_USE, result.trouble.marked(query_text))
        if save is not None:
            archive.save(save, query_text)
        if facets:
            output.facets(archive.facets(result.found), as_json)
        else:
            hits = archive.show(query_text, _ORDERS[order], result.found)
            output.hits([hit for hit in hits if hit is not None], as_json)
        suggestion = "" if result.found else archive.suggest(query_text) or ""
    hint = f"; did you mean: {suggestion}" if suggestion else ""
    must_find(bool(result.found), f"no results{hint}")
