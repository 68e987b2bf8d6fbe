"""`onrecord search` and `like`: search the store, and list what is similar to an item."""

import shlex
import sys
from typing import TYPE_CHECKING

import click

from db.finding_rows import finding_id
from tui.cli import output
from tui.cli.completions import complete_articles, complete_saved_searches
from tui.cli.options import (
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    join_query,
    limit_option_of,
    list_options,
    open_store,
    report_cut,
    store_option,
    warn_about_incomplete,
)
from tui.display_text import describe_comparison
from tui.launch import EXIT_SUCCESS, EXIT_USAGE_ERROR, exit_with_error

if TYPE_CHECKING:  # a command imports only what it runs
    from collections.abc import Mapping, Sequence

    from db.models import ItemKind, SearchHit
    from db.search.engine import SearchEngine, SearchResult
    from db.search.requests import RequestReading
    from db.search.saved_searches import SavedSearch
    from db.search.sql import SearchOrder

_SEARCH_ORDERS: dict[str, "SearchOrder"] = {"newest": "date", "best": "rank", "oldest": "oldest"}
_COUNTED = 1_000  # results whose facets are counted
_MOST_STATEMENTS = 20  # of a request for statements, before the articles
_MOST_CLOSEST = 20  # results below exact ones
_MOST_SIMILAR = 100  # similar items, also without a limit


@click.command(epilog="Example: onrecord search sanctions speaker:marques after:2022-03")
@click.argument("query", nargs=-1)
@click.option(
    "--order", type=ChoiceType(list(_SEARCH_ORDERS)), show_default="best",
    help="Sort by relevance (best), or by date.",
)  # fmt: skip
@limit_option_of(50)
@click.option(
    "--offset", type=click.IntRange(min=0), metavar="N", default=0, help="Skip the first N results."
)
@click.option(
    "--facets", is_flag=True,
    help="Print the number of results by source, speaker, name and month instead.",
)  # fmt: skip
@click.option("--literal", is_flag=True, help="Take QUERY as a query, also if it is a request.")
@click.option(
    "--saved", metavar="NAME", shell_complete=complete_saved_searches,
    help="Run the saved search NAME; a QUERY narrows it.",
)  # fmt: skip
@click.option(
    "--new", "only_new", is_flag=True,
    help="Print what is new for the saved search since it was opened or this was last printed.",
)  # fmt: skip
@click.option("--save", metavar="NAME", help="Save QUERY as NAME.")
@click.option(
    "--delete-saved", metavar="NAME", shell_complete=complete_saved_searches,
    help="Delete the saved search NAME.",
)  # fmt: skip
@click.option(
    "--queries", "query_list", metavar="FILE", type=click.Path(allow_dash=True),
    help="Print the numbers of results of each query in FILE, one on a line.",
)  # fmt: skip
@store_option
@list_options
def search(
    query: tuple[str, ...],
    order: str | None,
    limit: int,
    offset: int,
    facets: bool,
    literal: bool,
    saved: str | None,
    only_new: bool,
    save: str | None,
    delete_saved: str | None,
    query_list: str | None,
    form: OutputForm,
) -> None:
    """Search articles, quotations and notes.

    All words of QUERY must match, in any inflection. QUERY can contain "a phrase", prefix*, OR,
    -excluded, NEAR/5, parentheses, and fields such as speaker:marques. The fields are title,
    source, author, speaker, entity, quote, about, note, tag, collection, kind, is, has, before,
    after, on, event and added. The results closest to QUERY follow, with the words that each has
    and lacks. about:"a statement" finds quotations that are near to it in meaning.

    QUERY can be a request in your own words, as "what did Marques say about dredging" or
    "floods but not Port Luna". The query that it is read as is printed. --literal takes QUERY as
    it is.

    Without QUERY, lists the saved searches with the number of new articles, or with --new those
    that have some. --saved NAME --new prints these articles once, the newest first, and exits with
    1 if there are none.
    """
    query_text = join_query(query)
    if only_new:
        _refuse_with_new(
            {"QUERY": query_text, "--order": order, "--offset": offset, "--facets": facets,
             "--save": save, "--delete-saved": delete_saved, "--queries": query_list}
        )  # fmt: skip
    if query_list is not None:
        from tui.cli.query_lists import count_queries

        if query_text or saved or save or facets:
            raise click.UsageError("--queries has the queries; leave out QUERY, --saved and --save")
        count_queries(query_list, form, literal=literal)
        return
    with open_store() as store:
        warn_about_incomplete(store)
        engine = store.search
        if delete_saved is not None:
            engine.delete_saved(delete_saved)
            inform(f"deleted the saved search {delete_saved!r}")
        if saved is not None and only_new:
            _print_new(engine, saved, limit, form)
            return
        if saved is not None:
            from db.search.filters import combine

            query_text = combine(_require_search(engine.get_saved(saved)).query, query_text)
        if not query_text:
            if save is not None:
                raise click.UsageError("--save needs a QUERY to save")
            if delete_saved is None:
                _list_saved(engine, form, only_new=only_new)
            sys.exit(EXIT_SUCCESS)
        if len(query_text.split()) > 1:
            from tui.config import read_config  # not for a word

            engine.compares_meaning = bool(read_config().get("search.meaning"))
        reading = None if saved or literal else engine.read_request(query_text)
        if reading is not None:
            _report_reading(reading)
            query_text = reading.query
        search_order = _SEARCH_ORDERS[order or "best"]
        count, start = (_COUNTED, 0) if facets else (limit + 1, offset)
        result = engine.execute(query_text, search_order, count, offset=start)
        if result.error is not None:
            exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(query_text))
        if save is not None:
            engine.save(save, query_text)
        shown: Sequence[SearchHit] = ()
        if facets:
            output.print_facets(engine.facets(result.hits), form)
        else:
            window = (limit, offset)
            shown = _list_results(engine, query_text, reading, result, search_order, window)
            if not shown and reading is not None:
                shown = _list_relaxed(engine, query_text, search_order, window)
            if result.meaning:
                output.report_comparison(result.meaning)
            output.report_unclassified(result.unclassified)
            output.print_hits(shown, form, is_meaning=result.meaning is not None)
        suggestion = "" if result.hits else " or: ".join(engine.list_suggestions(query_text))
    missing = "no result has all words; the closest are listed" if shown else "no results"
    if result.meaning:
        missing = f"no results; {describe_comparison(result.meaning)}"
    hint = f"; did you mean: {suggestion}" if suggestion else ""
    exit_unless_found(bool(result.hits), f"{missing}{hint}")


def _refuse_with_new(options: "Mapping[str, object]") -> None:
    for name, value in options.items():
        if value:
            raise click.UsageError(f"--new prints all that is new, newest first; leave out {name}")


def _list_saved(engine: "SearchEngine", form: OutputForm, *, only_new: bool) -> None:
    """Print the saved searches, or those that have new articles; exit with 1 if none has."""
    found, counts = engine.list_saved(), engine.count_new()
    if only_new:
        found = [search for search in found if counts.get(search.name)]
    output.print_saved_searches(found, counts, form)
    if only_new:
        exit_unless_found(bool(found), "nothing is new for a saved search")
    elif not found:
        inform("no saved searches; save one with `onrecord search QUERY --save NAME`")


def _print_new(engine: "SearchEngine", name: str, limit: int, form: OutputForm) -> None:
    """Print what is new for a saved search, and note that it was shown if all of it is printed.

    If this cannot be noted, as in a store that is busy, it is printed again the next time.
    """
    saved, new = engine.get_saved(name), engine.find_new(name)
    if new.error is not None:
        exit_with_error(EXIT_USAGE_ERROR, new.error.format_with(saved.query))
    hits = report_cut(new.hits, limit)
    loaded = engine.load_hits(saved.query, "date", hits)
    is_meaning = any(hit is not None and hit.match == "meaning" for hit in loaded)
    output.print_hits([hit for hit in loaded if hit is not None], form, is_meaning=is_meaning)
    sys.stdout.flush()  # before it is noted: a reader of the lines may be gone
    if len(hits) < len(new.hits) or not new.is_complete:
        inform("not all is printed, so that it is new the next time too")
    else:
        from db.errors import StoreError

        try:
            engine.mark_opened(name, new.latest)
        except StoreError as error:
            inform(f"printed again the next time: {error}")
    exit_unless_found(bool(new.hits), "nothing new")


def _report_reading(reading: "RequestReading") -> None:
    """Print on standard error how a request is read: its query, and the parts of it."""
    from db.search.chips import list_chips

    chips = " · ".join(chip.text for chip in list_chips(reading.query, reading.kind))
    inform(f"read as: {reading.query}{f'  ({chips})' if chips else ''}")


def _list_relaxed(
    engine: "SearchEngine", query: str, order: "SearchOrder", window: tuple[int, int]
) -> "list[SearchHit]":
    """List the results of a request without the conditions that leave none, and name these."""
    from db.search.relaxation import relax_query

    relaxed = relax_query(engine, query)
    if relaxed is None:
        return []
    inform(f"nothing for {relaxed.names}; without it:")
    result = engine.execute(relaxed.query, order, sum(window) + 1, offset=window[1])
    return _list_results(engine, relaxed.query, None, result, order, window)


def _require_search(saved: "SavedSearch") -> "SavedSearch":
    """Return a saved search; raises UsageError for a filter of the library with words."""
    from db.search.rows import filters_and_searches

    if saved.is_filter and not filters_and_searches(saved.query):
        command = f"onrecord list {shlex.quote(saved.query)}"
        raise click.UsageError(f"{saved.name!r} is a filter of the library; run: {command}")
    return saved


def _list_results(
    engine: "SearchEngine",
    query: str,
    reading: "RequestReading | None",
    result: "SearchResult",
    order: "SearchOrder",
    window: tuple[int, int],
) -> "list[SearchHit]":
    """Load the results: the statements that are asked for, those of the query, the closest."""
    limit, offset = window
    hits = report_cut(result.hits, limit)
    loaded: list[SearchHit | None] = []
    if reading is not None and reading.kind == "quotation" and not offset:
        statements = engine.execute_statements(reading, min(limit, _MOST_STATEMENTS))
        loaded += engine.load_closest(statements)
        listed = {found.hit for found in statements.hits}
        hits = [hit for hit in hits if hit not in listed]
    else:
        listed = set()
    loaded += engine.load_hits(query, order, hits)
    if not offset and (order == "rank" or not result.hits) and not result.meaning:
        most = _MOST_CLOSEST if result.hits else limit
        listed |= set(result.hits)
        softened = reading.soft if reading is not None else query
        closest = engine.execute_closest(softened, "rank", most, exact=tuple(listed))
        loaded += engine.load_closest(closest)
    return [hit for hit in loaded if hit is not None][:limit]


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
