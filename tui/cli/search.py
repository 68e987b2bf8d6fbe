"""`onrecord search`: search the store, and save or delete searches.

`onrecord like`: list articles or quotations similar to an item.

`onrecord quotes`: list quotations with their speakers, or repeated quotations.

`onrecord timeline`: list, group or count dated events, or list announced events.

`onrecord people`: list people and organizations, identified across all articles.
"""

import datetime
import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

import click

from db.finding_rows import finding_id
from db.models import UNITS, IdentityOrder, IdentityType, QuoteGroupOrder, Unit
from tui.cli import output, tables
from tui.cli.options import (
    NO_LIMIT,
    ChoiceType,
    DayType,
    OutputForm,
    complete_articles,
    complete_names,
    complete_saved_searches,
    exit_unless_found,
    inform,
    join_query,
    limit_option,
    limit_option_of,
    list_options,
    open_store,
    report_cut,
    store_option,
    warn_about_incomplete,
)
from tui.display_text import describe_comparison, format_count, waiting_events_remark
from tui.launch import EXIT_SUCCESS, EXIT_USAGE_ERROR, echo, exit_with_error

if TYPE_CHECKING:  # a command imports only what it runs
    from db import Store
    from db.identities.models import IdentityRow
    from db.models import ItemKind
    from db.quote_groups.models import QuoteGroup
    from db.repositories.quote_groups import Rewordings
    from db.search.closest import ClosestResult
    from db.search.engine import Comparison, SavedSearch
    from db.search.sql import SearchOrder

_SEARCH_ORDERS: dict[str, "SearchOrder"] = {"newest": "date", "best": "rank", "oldest": "oldest"}
_COUNTED = 1_000  # results whose facets are counted
_MOST_SIMILAR = 100  # similar items, also without a limit


@click.command(epilog="Example: onrecord search sanctions speaker:marques after:2022-03")
@click.argument("query", nargs=-1)
@click.option(
    "--order", type=ChoiceType(list(_SEARCH_ORDERS)), show_default="newest; best with about:",
    help="Sort by date, or by relevance (best).",
)  # fmt: skip
@limit_option_of(50)
@click.option(
    "--offset", type=click.IntRange(min=0), metavar="N", default=0, help="Skip the first N results."
)
@click.option(
    "--facets", is_flag=True,
    help="Print the number of results by source, speaker, name and month instead.",
)  # fmt: skip
@click.option(
    "--saved", metavar="NAME", shell_complete=complete_saved_searches,
    help="Run the saved search NAME; a QUERY narrows it.",
)  # fmt: skip
@click.option("--save", metavar="NAME", help="Save QUERY as NAME.")
@click.option(
    "--delete-saved", metavar="NAME", shell_complete=complete_saved_searches,
    help="Delete the saved search NAME.",
)  # fmt: skip
@store_option
@list_options
def search(
    query: tuple[str, ...],
    order: str | None,
    limit: int,
    offset: int,
    facets: bool,
    saved: str | None,
    save: str | None,
    delete_saved: str | None,
    form: OutputForm,
) -> None:
    """Search articles, quotations and notes.

    All words of QUERY must match, in any inflection. QUERY can contain "a phrase", prefix*, OR,
    -excluded, NEAR/5, parentheses, and fields such as speaker:marques. The fields are title,
    source, author, speaker, entity, quote, about, note, tag, collection, kind, is, has, before,
    after, on, event and added. If no result has all words, the closest ones are listed, with the
    words that each has and lacks. about:"a statement" finds quotations that are near to it in
    meaning.

    Without QUERY, lists the saved searches.
    """
    query_text = join_query(query)
    order = order or ("best" if "about:" in query_text else "newest")
    with open_store() as store:
        warn_about_incomplete(store)
        engine = store.search
        if delete_saved is not None:
            engine.delete_saved(delete_saved)
            inform(f"deleted the saved search {delete_saved!r}")
        if saved is not None:
            from db.search.filters import combine

            query_text = combine(_require_search(engine.get_saved(saved)).query, query_text)
        if not query_text:
            if save is not None:
                raise click.UsageError("--save needs a QUERY to save")
            if delete_saved is None:
                found = engine.list_saved()
                output.print_saved_searches(found, form)
                if not found:
                    inform("no saved searches; save one with `onrecord search QUERY --save NAME`")
            sys.exit(EXIT_SUCCESS)
        missing = "no results"
        count, start = (_COUNTED, 0) if facets else (limit + 1, offset)
        result = engine.execute(query_text, _SEARCH_ORDERS[order], count, offset=start)
        if result.error is not None:
            exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(query_text))
        if save is not None:
            engine.save(save, query_text)
        if facets:
            output.print_facets(engine.facets(result.hits), form)
        else:
            shown = report_cut(result.hits, limit)
            loaded = engine.load_hits(query_text, _SEARCH_ORDERS[order], shown)
            if not result.hits and not offset:
                closest = engine.execute_closest(query_text, "rank", limit)
                loaded += engine.load_closest(closest)
                missing = _missing_words(closest)
            if result.meaning:
                missing = f"no results; {describe_comparison(result.meaning)}"
                _report_comparison(result.meaning)
            output.print_hits([hit for hit in loaded if hit is not None], form)
        suggestion = "" if result.hits else engine.suggest(query_text) or ""
    hint = f"; did you mean: {suggestion}" if suggestion else ""
    exit_unless_found(bool(result.hits), f"{missing}{hint}")


def _require_search(saved: "SavedSearch") -> "SavedSearch":
    """Return a saved search; raises UsageError for a filter of the library with words."""
    from db.search.rows import filters_and_searches

    if saved.is_filter and not filters_and_searches(saved.query):
        command = f"onrecord list {shlex.quote(saved.query)}"
        raise click.UsageError(f"{saved.name!r} is a filter of the library; run: {command}")
    return saved


def _report_comparison(comparison: "Comparison") -> None:
    """Report on standard error that a search by meaning has not compared all quotations."""
    if comparison.near and not comparison.is_complete:
        echo(describe_comparison(comparison))


def _missing_words(closest: "ClosestResult") -> str:
    """Return the message for a search without an exact result."""
    if closest.hits:
        return "no result has all words; the closest are listed"
    if closest.below_floor:
        return "no results; no text has enough of the words to be listed as similar"
    return "no results"


@click.command(epilog="Example: onrecord like 7 --quotation 3")
@click.argument("item", type=int, metavar="ID", shell_complete=complete_articles)
@click.option(
    "--quotation", "number", type=click.IntRange(min=0), metavar="N",
    help="List quotations similar to quotation N of the article.",
)  # fmt: skip
@click.option(
    "--person", is_flag=True,
    help="List articles similar to the quotations of the person or organization ID.",
)  # fmt: skip
@limit_option_of(20)
@store_option
@list_options
def like(item: int, number: int | None, person: bool, limit: int, form: OutputForm) -> None:
    """List what is similar to an article.

    The names and words that each result shares with it are printed below. The article itself and
    its near-duplicates are left out. `onrecord quotes ID --json` prints the number of each
    quotation as its index.
    """
    if number is not None and person:
        raise click.UsageError("use either --quotation or --person, not both")
    with open_store() as store:
        warn_about_incomplete(store)
        kind: ItemKind = "person" if person else "article"
        if number is not None:
            store.articles.row(item)
            kind, item = "quotation", finding_id(item, number)
        found = store.search.execute_similar(kind, item, min(limit, _MOST_SIMILAR))
        loaded = store.search.load_closest(found)
        output.print_hits([hit for hit in loaded if hit is not None], form)
    exit_unless_found(bool(found.hits), "nothing similar: too few names and words in common")


@click.command(epilog="Example: onrecord quotes --repeated speaker:marques --order count")
@click.argument("query", nargs=-1, metavar="[QUERY…|ID]")
@click.option(
    "--speaker", metavar="NAME", default="", shell_complete=complete_names,
    help="List only quotations of this person or organization.",
)  # fmt: skip
@click.option(
    "--repeated", is_flag=True, help="List the quotations that occur in several articles."
)
@click.option(
    "--reworded", is_flag=True,
    help="List quotations too that may say a repeated quotation in other words.",
)  # fmt: skip
@click.option(
    "--order", type=ChoiceType(get_args(QuoteGroupOrder)), default="latest", show_default=True,
    help="Sort repeated quotations by latest article, or by number of articles.",
)  # fmt: skip
@limit_option
@store_option
@list_options
def quotes(
    query: tuple[str, ...],
    speaker: str,
    repeated: bool,
    reworded: bool,
    order: QuoteGroupOrder,
    limit: int,
    form: OutputForm,
) -> None:
    """List quotations with their speakers.

    Quotations from the newest article are first. QUERY selects quotations by words and by fields
    such as speaker:marques, and ID by article. With --repeated, lists the quotations that occur in
    several articles, and compares their words and speakers. With --reworded, lists for each of them
    the quotations near in meaning that may be reworded; read them to decide.
    """
    from db.search.parser import parse

    words = join_query(query)
    if order == "count" and not repeated:
        raise click.UsageError("--order count needs --repeated")
    if reworded and not repeated:
        raise click.UsageError("--reworded needs --repeated")
    if speaker and repeated:
        raise click.UsageError("use speaker:NAME in QUERY instead of --speaker with --repeated")
    with open_store() as store:
        warn_about_incomplete(store)
        if repeated:
            found = report_cut(_find_quote_groups(store, words, order, limit + 1), limit)
            groups = [store.quote_groups.load_group(identity) for identity in found]
            rewordings = [_find_rewordings(store, group) for group in groups] if reworded else ()
            tables.print_quote_groups(groups, form, rewordings)
            exit_unless_found(bool(found), filtered=bool(words))
            return
        if parse(words).about is not None:
            _print_quotations_about(store, words, speaker, limit, form)
            return
        among = _find_quotations(store, words) if words else None
        rows = store.quotations.list(speaker, among=among, limit=limit + 1)
    output.print_quotations(report_cut(rows, limit), form)
    hint = f"; `onrecord people {shlex.quote(speaker)}` lists matching names" if speaker else ""
    exit_unless_found(bool(rows), f"no results{hint}", filtered=bool(speaker or words))


def _print_quotations_about(
    store: "Store", words: str, speaker: str, limit: int, form: OutputForm
) -> None:
    """Print the quotations that are near in meaning to a text, the nearest first."""
    from db.search.filters import format_term

    query = f"{words} {format_term('speaker', speaker)}" if speaker else words
    result = store.search.execute(query, "rank", limit + 1)
    if result.error is not None:
        exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(query))
    shown = report_cut(result.hits, limit)
    loaded = zip(shown, store.search.load_hits(query, "rank", shown), strict=True)
    hits = {found.id: hit for found, hit in loaded if hit}
    rows = {
        finding_id(row.article, row.index): row
        for row in store.quotations.list(among=hits, limit=limit)
    }
    present = [id for id in hits if id in rows]
    output.print_quotations([rows[id] for id in present], form, [hits[id] for id in present])
    missing = ""
    if result.meaning:
        missing = describe_comparison(result.meaning)
        _report_comparison(result.meaning)
    exit_unless_found(bool(present), f"no results; {missing}")


def _find_quotations(store: "Store", words: str) -> Sequence[int]:
    """Return the ids of the quotations that match a query, or of those in an article."""
    if words.isdecimal():
        return store.quotations.list_of_article(int(words))
    result = store.search.execute(words, "date", NO_LIMIT, kinds=("quotation",))
    if result.error is not None:
        exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(words))
    return [hit.id for hit in result.hits]


def _find_rewordings(store: "Store", group: "QuoteGroup") -> "Rewordings":
    """Return the quotations that may say the fullest occurrence of a group in other words."""
    from db.quote_groups.models import fullest_occurrence

    fullest = group.tellings[fullest_occurrence(group)]
    return store.quote_groups.find_rewordings(group.id, fullest.content)


def _find_quote_groups(
    store: "Store", words: str, order: QuoteGroupOrder, limit: int
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
@click.option("--from", "first", type=DayType(), help="List only events on or after this date.")
@click.option("--to", "last", type=DayType(), help="List only events on or before this date.")
@click.option(
    "--article", type=int, metavar="ID", shell_complete=complete_articles,
    help="List only events in this article.",
)  # fmt: skip
@click.option(
    "--events-only", is_flag=True, help="Match QUERY with single events, not with whole articles."
)
@click.option("--group", is_flag=True, help="Group reports of the same event in several articles.")
@click.option("--upcoming", is_flag=True, help="List announced events and their outcomes.")
@click.option(
    "--reported/--no-reported", default=True, show_default=True,
    help="List events that only the publication of their article dates.",
)  # fmt: skip
@click.option(
    "--by", "unit", type=ChoiceType(UNITS), help="Count events and articles in each unit of time."
)
@click.option(
    "--order", type=ChoiceType(["newest", "oldest"]), default="newest", show_default=True,
    help="List the newest or the oldest first.",
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
    group: bool,
    upcoming: bool,
    reported: bool,
    unit: Unit | None,
    order: str,
    limit: int,
    form: OutputForm,
) -> None:
    """List events by date.

    With QUERY, lists only events in the articles that match it. "upcoming" marks an event that
    the article announced for a later time, "reported" one without a date of its own: it
    happened on the day of publication or before.
    """
    from db.timeline.models import Scope

    words = join_query(query)
    if sum((group, upcoming, unit is not None)) > 1:
        raise click.UsageError("use only one of --group, --upcoming and --by")
    if article is not None and words:
        raise click.UsageError("use either --article or a QUERY, not both")
    with open_store() as store:
        warn_about_incomplete(store)
        timelines, scope = store.timeline, Scope(reported=reported)
        if article is not None:
            store.articles.row(article)
            scope = Scope(articles=f"[{article}]", count=1, reported=reported)
        elif words:
            scope = timelines.scope(words, wide=not events_only, reported=reported)
            if scope.error:
                echo(scope.error.format_with(words))
        newest = order == "newest"
        if unit is not None:
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
                clusters = timelines.clusters(
                    scope, first=first, last=last, announced=upcoming,
                    limit=limit + 1, newest=newest,
                )  # fmt: skip
                tables.print_event_clusters(clusters[:limit], form)
                found, is_more = bool(clusters), len(clusters) > limit
            else:
                rows = timelines.events(scope, first=first, last=last, limit=limit, newest=newest)
                output.print_events(rows, form)
                found, is_more = bool(rows), every is not None and every.events > limit
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


def _report_rest(shown: str, rest: datetime.date, *, newest: bool) -> None:
    """Report on standard error that `--limit` cut a list, and the year in which it would end."""
    end = "oldest" if newest else "newest"
    inform(f"{shown}, {end} {rest.year}: use --limit to list more, or --order {end} to begin there")


@click.command(epilog="Example: onrecord people --type organizations --order last-seen")
@click.argument("name", nargs=-1, metavar="[NAME|ID]", shell_complete=complete_names)
@click.option(
    "--type",
    "identity_type",
    type=ChoiceType(get_args(IdentityType)),
    default="both",
    show_default=True,
    help="List this type of names; both are people and organizations, unsure are possible people.",
)
@click.option(
    "--order",
    type=ChoiceType(get_args(IdentityOrder)),
    default="quotations",
    show_default=True,
    help="Sort by number of quotations or articles, by latest mention, or by name.",
)
@click.option(
    "--unsure", is_flag=True, help="List the names that may be people; the same as --type unsure."
)
@click.option(
    "--merge-candidates", is_flag=True, help="List pairs of names that may mean the same."
)
@limit_option
@store_option
@list_options
def people(
    name: tuple[str, ...],
    identity_type: IdentityType,
    order: IdentityOrder,
    unsure: bool,
    merge_candidates: bool,
    limit: int,
    form: OutputForm,
) -> None:
    """List people and organizations.

    With NAME or ID, prints a profile: other names, roles, co-mentions and quotations. If several
    people or organizations match NAME, lists them with their ids.
    """
    words = " ".join(name)
    identity_type = "unsure" if unsure else identity_type
    with open_store() as store:
        warn_about_incomplete(store)
        if merge_candidates:
            while store.identities.find_merge_candidates():
                pass
            pairs = store.identities.merge_candidates(limit=limit + 1)
            tables.print_merge_candidates(report_cut(pairs, limit), form)
            if not pairs:
                inform("no merge candidates")
            return
        if words.isdecimal():
            tables.print_profile(store, int(words), limit, form)
            return
        rows = store.identities.rows(words, sort=identity_type, order=order, limit=limit + 1)
        if words and not rows and identity_type in ("both", "people"):
            rows = store.identities.rows(words, sort="unsure", order=order, limit=limit + 1)
            if rows:
                identity_type = "unsure"
                inform("only names that may be people match")
        identity = _unique_match(store, words, rows, identity_type) if words else None
        if identity is not None:
            tables.print_profile(store, identity, limit, form)
            return
        tables.print_identities(report_cut(rows, limit), form)
    exit_unless_found(bool(rows), filtered=bool(words) or identity_type != "both")
    if words:
        echo("several names match; give the id of one of them")


def _unique_match(
    store: "Store", words: str, rows: "list[IdentityRow]", identity_type: IdentityType
) -> int | None:
    """Return the only identity with these words in its name, or with exactly this name."""
    if len(rows) == 1 and store.identities.count(words, identity_type) == 1:
        return rows[0].id
    # an ambiguous name, such as a bare surname, can belong to several people
    exact = [row for row in rows if not row.shared and row.name.casefold() == words.casefold()]
    return exact[0].id if len(exact) == 1 else None
