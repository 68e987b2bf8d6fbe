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
from db.identities.models import IdentityOrder, IdentityRow, IdentityType
from db.quote_groups.models import QuoteGroupOrder
from db.search.facets import combine
from db.search.sql import SearchOrder
from db.timeline.models import EVERYTHING, UNITS, Scope, Unit
from tui.cli import output
from tui.cli.options import (
    DayType,
    exit_unless_found,
    json_option,
    limit_option,
    open_store,
    store_option,
    warn_about_incomplete,
)
from tui.launch import EXIT_SUCCESS, EXIT_USAGE_ERROR, echo, exit_with_error

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
        warn_about_incomplete(store)
        archive = store.search_engine
        if forget is not None:
            archive.delete_saved(forget)
            echo(f"deleted the saved search {forget!r}")
        if saved is not None:
            query_text = combine(archive.get_saved(saved).query, query_text)
        if not query_text:
            if save is not None:
                raise click.UsageError("--save needs a QUERY to save")
            if forget is None:
                output.print_saved_searches(archive.list_saved(), as_json)
            sys.exit(EXIT_SUCCESS)
        count, start = (_COUNTED, 0) if facets else (limit, offset)
        result = archive.execute(query_text, _SEARCH_ORDERS[order], count, offset=start)
        if result.error is not None:
            exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(query_text))
        if save is not None:
            archive.save(save, query_text)
        if facets:
            output.print_facets(archive.facets(result.hits), as_json)
        else:
            hits = archive.load_hits(query_text, _SEARCH_ORDERS[order], result.hits)
            output.print_hits([hit for hit in hits if hit is not None], as_json)
        suggestion = "" if result.hits else archive.suggest(query_text) or ""
    hint = f"; did you mean: {suggestion}" if suggestion else ""
    exit_unless_found(bool(result.hits), f"no results{hint}")


@click.command()
@click.option("--speaker", default="", help="Only quotations of this person or organisation.")
@limit_option
@store_option
@json_option
def quotes(speaker: str, limit: int, as_json: bool) -> None:
    """List quotations with their speakers, newest article first."""
    with open_store() as store:
        warn_about_incomplete(store)
        rows = store.quotations(speaker, limit=limit)
    output.print_quotations(rows, as_json)
    exit_unless_found(bool(rows) or not speaker, "no quotation by that speaker")


_QUOTE_GROUP_ORDERS: dict[bool, QuoteGroupOrder] = {False: "latest", True: "told"}


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
        warn_about_incomplete(store)
        sayings = store.quote_groups
        if not words:
            found = [row.id for row in sayings.list_rows(_QUOTE_GROUP_ORDERS[most], limit=limit)]
        elif words.isdecimal():
            store.article_row(int(words))
            found = sayings.list_of_article(int(words))
        else:
            found, trouble = sayings.search(words)
            if trouble:
                echo(trouble.format_with(words))
        groups = [sayings.load_group(identity) for identity in found[:limit]]
        output.print_quote_groups(groups, as_json)
    exit_unless_found(bool(found) or not words, "no repeated quotation matches")


@click.command()
@click.argument("query", nargs=-1)
@click.option("--from", "first", type=DayType(), help="Only events on this day or later.")
@click.option("--to", "last", type=DayType(), help="Only events on this day or earlier.")
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
        warn_about_incomplete(store)
        timelines, scope = store.timelines, EVERYTHING
        if article is not None:
            store.article_row(article)
            scope = Scope(articles=f"[{article}]", count=1)
        elif words:
            scope = timelines.scope(words, wide=not alone)
            if scope.error:
                echo(scope.error.format_with(words))
        if unit is not None:
            counts = timelines.count_units(unit, scope, first=first, last=last)
            output.print_counts(counts[:limit], unit, as_json)
            found = bool(counts)
        elif together or agenda:
            clusters = timelines.clusters(
                scope, first=first, last=last, announced=agenda, limit=limit
            )
            output.print_event_clusters(clusters, as_json)
            found = bool(clusters)
        else:
            rows = (
                timelines.events(scope, first=first, last=last, limit=limit)
                if words
                else store.timeline(first, last, article=article, limit=limit)
            )
            output.print_events(rows, as_json)
            found = bool(rows)
    filtered = first is not None or last is not None or words
    exit_unless_found(
        found or not filtered, "no event matches" if words else "no event on these days"
    )


@click.command()
@click.argument("name", nargs=-1)
@click.option(
    "--sort",
    type=click.Choice(get_args(IdentityType)),
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
    sort: IdentityType,
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
        warn_about_incomplete(store)
        if proposed:
            while store.identities.find_merge_candidates():
                pass
            pairs = store.identities.merge_candidates(limit=limit)
            output.print_merge_candidates(pairs, as_json)
            return
        if words.isdecimal():
            output.print_profile(store, int(words), limit, as_json)
            return
        rows = store.identities.rows(words, sort=sort, order=order, limit=limit)
        identity = _unique_match(store, words, rows, sort) if words else None
        if identity is not None:
            output.print_profile(store, identity, limit, as_json)
            return
        output.print_identities(rows, as_json)
    exit_unless_found(bool(rows) or not words, "no matching name")
    if words:
        echo("several names match; give the id of one of them")


def _unique_match(
    store: Store, words: str, rows: list[IdentityRow], sort: IdentityType
) -> int | None:
    """Return the only identity with these words in its name, or with exactly this name."""
    if len(rows) == 1 and store.identities.count(words, sort) == 1:
        return rows[0].id
    # an ambiguous name, such as a bare surname, can belong to several people
    exact = [row for row in rows if not row.shared and row.name.casefold() == words.casefold()]
    return exact[0].id if len(exact) == 1 else None
