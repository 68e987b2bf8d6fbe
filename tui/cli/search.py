"""`onrecord search`: search the store, and save or delete searches.

`onrecord quotes`: list quotations with their speakers, or repeated quotations.

`onrecord timeline`: list, group or count dated events, or list announced events.

`onrecord people`: list people and organizations, identified across all articles.
"""

import datetime
import sys
from collections.abc import Sequence
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


@click.command(epilog="Example: onrecord search sanctions speaker:marques after:2022-03")
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
@click.option("--delete-saved", metavar="NAME", help="Delete a saved search.")
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
    delete_saved: str | None,
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
        engine = store.search
        if delete_saved is not None:
            engine.delete_saved(delete_saved)
            echo(f"deleted the saved search {delete_saved!r}")
        if saved is not None:
            query_text = combine(engine.get_saved(saved).query, query_text)
        if not query_text:
            if save is not None:
                raise click.UsageError("--save needs a QUERY to save")
            if delete_saved is None:
                output.print_saved_searches(engine.list_saved(), as_json)
            sys.exit(EXIT_SUCCESS)
        count, start = (_COUNTED, 0) if facets else (limit, offset)
        result = engine.execute(query_text, _SEARCH_ORDERS[order], count, offset=start)
        if result.error is not None:
            exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(query_text))
        if save is not None:
            engine.save(save, query_text)
        if facets:
            output.print_facets(engine.facets(result.hits), as_json)
        else:
            hits = engine.load_hits(query_text, _SEARCH_ORDERS[order], result.hits)
            output.print_hits([hit for hit in hits if hit is not None], as_json)
        suggestion = "" if result.hits else engine.suggest(query_text) or ""
    hint = f"; did you mean: {suggestion}" if suggestion else ""
    exit_unless_found(bool(result.hits), f"no results{hint}")


@click.command(epilog="Example: onrecord quotes --repeated speaker:marques --order count")
@click.argument("query", nargs=-1, metavar="[QUERY…|ID]")
@click.option("--speaker", default="", help="Only quotations of this person or organization.")
@click.option("--repeated", is_flag=True, help="List quotations that several articles repeat.")
@click.option(
    "--order", type=click.Choice(get_args(QuoteGroupOrder)), default="latest", show_default=True,
    help="Order of --repeated: by last date, or by number of articles.",
)  # fmt: skip
@limit_option
@store_option
@json_option
def quotes(
    query: tuple[str, ...],
    speaker: str,
    repeated: bool,
    order: QuoteGroupOrder,
    limit: int,
    as_json: bool,
) -> None:
    """List quotations with their speakers, newest article first.

    With --repeated, lists quotations that several articles repeat, with cuts, changes and other
    speakers. QUERY filters these by words and by fields such as speaker:; a number is an article's
    id.
    """
    words = " ".join(query)
    if words and not repeated:
        raise click.UsageError("QUERY needs --repeated; `onrecord search` searches all quotations")
    if order == "count" and not repeated:
        raise click.UsageError("--order count needs --repeated")
    if speaker and repeated:
        raise click.UsageError("use speaker:NAME in QUERY instead of --speaker with --repeated")
    with open_store() as store:
        warn_about_incomplete(store)
        if repeated:
            found = _find_quote_groups(store, words, order, limit)
            groups = [store.quote_groups.load_group(identity) for identity in found[:limit]]
            output.print_quote_groups(groups, as_json)
            exit_unless_found(bool(found) or not words, "no repeated quotation matches")
            return
        rows = store.quotations.list(speaker, limit=limit)
    output.print_quotations(rows, as_json)
    exit_unless_found(bool(rows) or not speaker, "no quotation by that speaker")


def _find_quote_groups(
    store: Store, words: str, order: QuoteGroupOrder, limit: int
) -> Sequence[int]:
    """Return the ids of the quote groups that match a query, or of those in an article."""
    if not words:
        return [row.id for row in store.quote_groups.list_rows(order, limit=limit)]
    if words.isdecimal():
        store.articles.row(int(words))
        return store.quote_groups.list_of_article(int(words))
    found, error = store.quote_groups.search(words)
    if error:
        echo(error.format_with(words))
    return found


@click.command(epilog="Example: onrecord timeline strike --from 2026-01-01 --group")
@click.argument("query", nargs=-1)
@click.option("--from", "first", type=DayType(), help="Only events on this day or later.")
@click.option("--to", "last", type=DayType(), help="Only events on this day or earlier.")
@click.option("--article", type=int, help="Only events of this article.")
@click.option("--events-only", is_flag=True, help="Match QUERY with events, not with articles.")
@click.option("--group", is_flag=True, help="Group the same event in several articles.")
@click.option("--upcoming", is_flag=True, help="List announced events and their outcomes.")
@click.option("--by", "unit", type=click.Choice(UNITS), help="Count events and articles by unit.")
@limit_option
@store_option
@json_option
def timeline(
    query: tuple[str, ...],
    first: datetime.date | None,
    last: datetime.date | None,
    article: int | None,
    events_only: bool,
    group: bool,
    upcoming: bool,
    unit: Unit | None,
    limit: int,
    as_json: bool,
) -> None:
    """List dated events by day.

    They are those of all articles, of one, or of those that match QUERY.
    """
    words = " ".join(query)
    if sum((group, upcoming, unit is not None)) > 1:
        raise click.UsageError("use only one of --group, --upcoming and --by")
    if article is not None and words:
        raise click.UsageError("use either --article or a QUERY, not both")
    with open_store() as store:
        warn_about_incomplete(store)
        timelines, scope = store.timeline, EVERYTHING
        if article is not None:
            store.articles.row(article)
            scope = Scope(articles=f"[{article}]", count=1)
        elif words:
            scope = timelines.scope(words, wide=not events_only)
            if scope.error:
                echo(scope.error.format_with(words))
        if unit is not None:
            counts = timelines.count_units(unit, scope, first=first, last=last)
            output.print_counts(counts[:limit], unit, as_json)
            found = bool(counts)
        elif group or upcoming:
            clusters = timelines.clusters(
                scope, first=first, last=last, announced=upcoming, limit=limit
            )
            output.print_event_clusters(clusters, as_json)
            found = bool(clusters)
        else:
            rows = (
                timelines.events(scope, first=first, last=last, limit=limit)
                if words
                else store.events.list(first, last, article=article, limit=limit)
            )
            output.print_events(rows, as_json)
            found = bool(rows)
    filtered = first is not None or last is not None or words
    exit_unless_found(
        found or not filtered, "no event matches" if words else "no event on these days"
    )


@click.command(epilog="Example: onrecord people --type organizations --order last-seen")
@click.argument("name", nargs=-1)
@click.option(
    "--type",
    "identity_type",
    type=click.Choice(get_args(IdentityType)),
    default="both",
    show_default=True,
    help="The type to list; both means people and organizations.",
)
@click.option(
    "--order",
    type=click.Choice(get_args(IdentityOrder)),
    default="quotations",
    show_default=True,
    help="Sort order.",
)
@click.option(
    "--merge-candidates", is_flag=True, help="List pairs that may be the same person or thing."
)
@limit_option
@store_option
@json_option
def people(
    name: tuple[str, ...],
    identity_type: IdentityType,
    order: IdentityOrder,
    merge_candidates: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List people and organizations, or print a profile.

    NAME is a name or an id. If several have the name, they are listed with their ids.
    """
    words = " ".join(name)
    with open_store() as store:
        warn_about_incomplete(store)
        if merge_candidates:
            while store.identities.find_merge_candidates():
                pass
            pairs = store.identities.merge_candidates(limit=limit)
            output.print_merge_candidates(pairs, as_json)
            return
        if words.isdecimal():
            output.print_profile(store, int(words), limit, as_json)
            return
        rows = store.identities.rows(words, sort=identity_type, order=order, limit=limit)
        identity = _unique_match(store, words, rows, identity_type) if words else None
        if identity is not None:
            output.print_profile(store, identity, limit, as_json)
            return
        output.print_identities(rows, as_json)
    exit_unless_found(bool(rows) or not words, "no matching name")
    if words:
        echo("several names match; give the id of one of them")


def _unique_match(
    store: Store, words: str, rows: list[IdentityRow], identity_type: IdentityType
) -> int | None:
    """Return the only identity with these words in its name, or with exactly this name."""
    if len(rows) == 1 and store.identities.count(words, identity_type) == 1:
        return rows[0].id
    # an ambiguous name, such as a bare surname, can belong to several people
    exact = [row for row in rows if not row.shared and row.name.casefold() == words.casefold()]
    return exact[0].id if len(exact) == 1 else None
