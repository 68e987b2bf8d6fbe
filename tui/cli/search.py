"""`onrecord search`: search the store, and save or delete searches.

`onrecord quotes`: list quotations with their speakers.

`onrecord same`: quotations that several articles repeat.

`onrecord timeline`: dated events, listed, grouped, counted, or as an agenda.

`onrecord people`: people and organisations, identified across all articles.
"""

import datetime
import sys
from typing import get_args

import click

from db import Store
from db.identities.models import IdentityOrder, IdentityRow, Sort
from db.quote_groups.models import SayingOrder
from db.search.facets import both
from db.search.sql import SearchOrder
from db.timeline.models import EVERYTHING, UNITS, Scope, Unit
from tui.cli import output
from tui.cli.options import (
    Day,
    json_option,
    limit_option,
    must_find,
    open_store,
    say_incomplete,
    store_option,
)
from tui.launch import DONE, WRONG_USE, fail, say

_SEARCH_ORDERS: dict[str, SearchOrder] = {"newest": "date", "best": "rank", "oldest": "oldest"}
_COUNTED = 1_000  # results whose facets are counted


@click.command()
@click.argument("query", nargs=-1)
@click.option(
    "--order", type=click.Choice(list(_SEARCH_ORDERS)), default="newest", show_default=True,
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
        result = archive.find(query_text, _SEARCH_ORDERS[order], count, offset=start)
        if result.trouble is not None:
            fail(WRONG_USE, result.trouble.marked(query_text))
        if save is not None:
            archive.save(save, query_text)
        if facets:
            output.facets(archive.facets(result.found), as_json)
        else:
            hits = archive.show(query_text, _SEARCH_ORDERS[order], result.found)
            output.hits([hit for hit in hits if hit is not None], as_json)
        suggestion = "" if result.found else archive.suggest(query_text) or ""
    hint = f"; did you mean: {suggestion}" if suggestion else ""
    must_find(bool(result.found), f"no results{hint}")


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


_QUOTE_GROUP_ORDERS: dict[bool, SayingOrder] = {False: "latest", True: "told"}


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
            found = [row.id for row in sayings.window(_QUOTE_GROUP_ORDERS[most], limit=limit)]
        elif words.isdecimal():
            store.row(int(words))
            found = sayings.of_article(int(words))
        else:
            found, trouble = sayings.found(words)
            if trouble:
                say(trouble.marked(words))
        groups = [sayings.saying(identity) for identity in found[:limit]]
        output.sayings(groups, as_json)
    must_find(bool(found) or not words, "no repeated quotation matches")


@click.command()
@click.argument("query", nargs=-1)
@click.option("--from", "first", type=Day(), help="Only events on this day or later.")
@click.option("--to", "last", type=Day(), help="Only events on this day or earlier.")
@click.option("--article", type=int, help="Only events of this article.")
@click.option("--alone", is_flag=True, help="Only events that match QUERY themselves.")
@click.option("--together", is_flag=True, help="Group events that several articles report.")
@click.option("--agenda", is_flag=True, help="List announced events and their outcomes.")
@click.option("--by", "unit", type=click.Choice(UNITS), help="Count events and articles instead.")
@limit_option
@store_option
@json_option
def timeline(
    query: tuple[str, ...],
    first: datetime.date | None,
    last: datetime.date | None,
    article: int | None,
    alone: bool,
    together: bool,
    agenda: bool,
    unit: Unit | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the dated events of all articles by day, or of those that match QUERY."""
    words = " ".join(query)
    if sum((together, agenda, unit is not None)) > 1:
        raise click.UsageError("use only one of --together, --agenda and --by")
    if article is not None and words:
        raise click.UsageError("use either --article or a QUERY, not both")
    with open_store() as store:
        say_incomplete(store)
        timelines, scope = store.timelines, EVERYTHING
        if article is not None:
            store.row(article)
            scope = Scope(articles=f"[{article}]", count=1)
        elif words:
            scope = timelines.scope(words, wide=not alone)
            if scope.trouble:
                say(scope.trouble.marked(words))
        if unit is not None:
            counts = timelines.units(unit, scope, first=first, last=last)
            output.counts(counts[:limit], unit, as_json)
            found = bool(counts)
        elif together or agenda:
            clusters = timelines.happenings(
                scope, first=first, last=last, announced=agenda, limit=limit
            )
            output.happenings(clusters, as_json)
            found = bool(clusters)
        else:
            rows = (
                timelines.events(scope, first=first, last=last, limit=limit)
                if words
                else store.timeline(first, last, article=article, limit=limit)
            )
            output.events(rows, as_json)
            found = bool(rows)
    filtered = first is not None or last is not None or words
    must_find(found or not filtered, "no event matches" if words else "no event on these days")


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
    type=click.Choice(get_args(IdentityOrder)),
    default="quotations",
    show_default=True,
    help="Sort order; last means last seen.",
)
@click.option("--proposed", is_flag=True, help="List pairs of possible duplicates instead.")
@limit_option
@store_option
@json_option
def people(
    name: tuple[str, ...],
    sort: Sort,
    order: IdentityOrder,
    proposed: bool,
    limit: int,
    as_json: bool,
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
            output.proposals(pairs, as_json)
            return
        if words.isdecimal():
            output.page(store, int(words), limit, as_json)
            return
        rows = store.people.rows(words, sort=sort, order=order, limit=limit)
        identity = _unique_match(store, words, rows, sort) if words else None
        if identity is not None:
            output.page(store, identity, limit, as_json)
            return
        output.rows(rows, as_json)
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
