"""`onrecord timeline`: dated events, listed, grouped, counted, or as an agenda."""

import datetime

import click

from db.timeline.models import EVERYTHING, UNITS, Scope, Unit
from tui.cli import output, printing_timeline
from tui.cli.options import (
    Day,
    json_option,
    limit_option,
    must_find,
    open_store,
    say_incomplete,
    store_option,
)
from tui.launch import say


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
            printing_timeline.counts(counts[:limit], unit, as_json)
            found = bool(counts)
        elif together or agenda:
            clusters = timelines.happenings(
                scope, first=first, last=last, announced=agenda, limit=limit
            )
            printing_timeline.happenings(clusters, as_json)
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
