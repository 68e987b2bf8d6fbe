"""`onrecord timeline`: list, group or count dated events, or list announced events."""

import datetime
from typing import TYPE_CHECKING

import click

from analysis.date_format import format_date
from db.models import UNITS, Unit
from tui.cli import output, story_tables, tables
from tui.cli.article_selection import narrow_query
from tui.cli.completions import complete_articles, complete_collections, complete_names
from tui.cli.options import (
    ChoiceType,
    DayType,
    OutputForm,
    exit_unless_found,
    inform,
    join_query,
    limit_option,
    list_options,
    open_store,
    store_option,
    warn_about_incomplete,
)
from tui.display_text import format_count, waiting_events_remark
from tui.launch import echo

if TYPE_CHECKING:  # a command imports only what it runs
    from db.timeline.models import EventCluster, Scope
    from db.timeline.repository import TimelineRepository


@click.command(epilog="Example: onrecord timeline strike --from 2026-01-01 --group")
@click.argument("query", nargs=-1)
@click.option("--from", "first", type=DayType(), help="List only events on or after this date.")
@click.option("--to", "last", type=DayType(), help="List only events on or before this date.")
@click.option(
    "--article", type=int, metavar="ID", shell_complete=complete_articles,
    help="List only events in this article.",
)  # fmt: skip
@click.option(
    "--events-only", is_flag=True, help="Match QUERY with single events, not with whole articles."
)
@click.option(
    "--collection", metavar="NAME", shell_complete=complete_collections,
    help="List only events in the articles of this collection.",
)  # fmt: skip
@click.option(
    "--person", metavar="NAME", shell_complete=complete_names,
    help="List only events in articles that name this person or organization.",
)  # fmt: skip
@click.option("--group", is_flag=True, help="Group reports of the same event in several articles.")
@click.option("--upcoming", is_flag=True, help="List announced events and their outcomes.")
@click.option(
    "--reported/--no-reported", default=True, show_default=True,
    help="List events that only the publication of their article dates.",
)  # fmt: skip
@click.option(
    "--days", "days", type=click.IntRange(1, 1000), metavar="NUMBER",
    help="List the NUMBER of days that matter most, each with its best event and its sources.",
)  # fmt: skip
@click.option(
    "--by", "unit", type=ChoiceType(UNITS), help="Count events and articles in each unit of time."
)
@click.option(
    "--order", type=ChoiceType(["newest", "oldest"]), show_default="newest",
    help="List the newest or the oldest first; --upcoming lists the next first.",
)  # fmt: skip
@limit_option
@store_option
@list_options
def timeline(
    query: tuple[str, ...],
    first: datetime.date | None,
    last: datetime.date | None,
    article: int | None,
    events_only: bool,
    collection: str | None,
    person: str | None,
    group: bool,
    upcoming: bool,
    reported: bool,
    days: int | None,
    unit: Unit | None,
    order: str | None,
    limit: int,
    form: OutputForm,
) -> None:
    """List events by date.

    With QUERY, lists only events in the articles that match it. "upcoming" marks an event that
    the article announced for a later time, "reported" one without a date of its own: it
    happened on the day of publication or before.
    """
    from db.timeline.models import Scope
    from db.timeline.repository import MOST_OF_STORY

    words = join_query(query)
    if sum((group, upcoming, unit is not None, days is not None)) > 1:
        raise click.UsageError("use only one of --group, --upcoming, --days and --by")
    if article is not None and (words or collection is not None or person is not None):
        raise click.UsageError("use either --article, or a QUERY, --collection and --person")
    with open_store() as store:
        warn_about_incomplete(store)
        timelines, scope = store.timeline, Scope(reported=reported)
        words = narrow_query(store, words, collection, person)
        if article is not None:
            store.articles.row(article)
            scope = Scope(articles=f"[{article}]", count=1, reported=reported)
        elif words:
            scope = timelines.scope(words, wide=not events_only, reported=reported)
            if scope.error:
                echo(scope.error.format_with(words))
        newest = order != "oldest"
        if days is not None:
            story = timelines.story_days(scope, first=first, last=last, limit=days)
            story_tables.print_story_days(story, form)
            every = timelines.count_between(scope, first=first, last=last)
            if every is not None and every.events > MOST_OF_STORY:
                inform(f"from the newest {MOST_OF_STORY:,} of {every.events:,} events")
            found = bool(story)
        elif unit is not None:
            counts = timelines.count_units(unit, scope, first=first, last=last)
            counted = counts[-limit:] if newest else counts[:limit]
            tables.print_counts(counted, unit, form)
            if len(counts) > limit:
                rest = counts[0].first if newest else counts[-1].first
                _report_rest(f"{limit:,} of {format_count(len(counts), unit)}", rest, newest=newest)
            found = bool(counts)
        else:
            every = timelines.count_between(scope, first=first, last=last, announced=upcoming)
            if group or upcoming:
                if upcoming and not (order or first or last):
                    clusters = _list_agenda(timelines, scope, limit + 1)
                else:
                    clusters = timelines.clusters(
                        scope, first=first, last=last, announced=upcoming,
                        limit=limit + 1, newest=newest,
                    )  # fmt: skip
                story_tables.print_event_clusters(clusters[:limit], form)
                found, is_more = bool(clusters), len(clusters) > limit
            else:
                rows = timelines.events(scope, first=first, last=last, limit=limit, newest=newest)
                output.print_events(rows, form)
                found, is_more = every is not None, every is not None and every.events > limit
            longer = timelines.count_announced_periods(scope) if upcoming else 0
            if longer:
                inform(
                    f"{format_count(longer, 'announcement')} for a week, a month or longer "
                    "left out; `onrecord timeline` lists them"
                )
            if is_more and every:
                shown = f"{limit:,} of {every.events:,} events"
                if group or upcoming:
                    shown = f"the first {limit:,} groups of {every.events:,} events"
                _report_rest(shown, every.first if newest else every.last, newest=newest)
        span = timelines.span(scope)
    if span.waiting_events:
        inform(waiting_events_remark(span, "`onrecord edit ID --published DATE`"))
    filtered = first is not None or last is not None or article is not None or bool(words)
    filtered = filtered or not reported or bool(span.waiting_events)
    exit_unless_found(found, filtered=filtered)


def _list_agenda(
    timelines: "TimelineRepository", scope: "Scope", limit: int
) -> "list[EventCluster]":
    """Return the announced events from today on, the next first, then the past, the last first.

    Reports how old the store is if its newest article is not of today.
    """
    today = datetime.date.today()
    newest = timelines.span(scope).last_article
    if newest is not None and newest.last < today:
        inform(f"as of {format_date(newest)}: there is no later article")
    ahead = timelines.clusters(scope, first=today, announced=True, limit=limit)
    if len(ahead) >= limit or today == datetime.date.min:
        return ahead
    before = today - datetime.timedelta(1)
    past = timelines.clusters(
        scope, last=before, announced=True, limit=limit - len(ahead), newest=True
    )
    return ahead + past


def _report_rest(shown: str, rest: datetime.date, *, newest: bool) -> None:
    """Report on standard error that `--limit` cut a list, and the year in which it would end."""
    end = "oldest" if newest else "newest"
    inform(f"{shown}, {end} {rest.year}: use --limit to list more, or --order {end} to begin there")
