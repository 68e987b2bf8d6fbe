"""`onrecord quotes`: list quotations with their speakers, or repeated quotations."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

import click

from db.finding_rows import finding_id
from db.models import QuotationRow, QuoteGroupOrder
from db.repositories.records import Records
from tui.cli import output, tables
from tui.cli.completions import complete_names
from tui.cli.options import (
    NO_LIMIT,
    ChoiceType,
    OutputForm,
    exit_unless_found,
    join_query,
    limit_option,
    list_options,
    open_store,
    report_cut,
    store_option,
    warn_about_incomplete,
)
from tui.display_text import describe_comparison
from tui.launch import EXIT_USAGE_ERROR, echo, exit_with_error

if TYPE_CHECKING:  # a command imports only what it runs
    from db import Store
    from db.original_checks import QuotationCheck
    from db.quote_groups.models import QuoteGroup
    from db.repositories.quote_groups import Rewordings


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
            checks = _check_originals(store, groups)
            tables.print_quote_groups(groups, form, rewordings, checks)
            exit_unless_found(bool(found), filtered=bool(words))
            return
        if parse(words).about is not None:
            _print_quotations_about(store, words, speaker, limit, form)
            return
        among = _find_quotations(store, words) if words else None
        ids = store.quotations.list_ids(speaker, among=among, limit=limit + 1)
        shown = Records(QuotationRow, report_cut(ids, limit), store.quotations.load)
        output.print_quotations(shown, form)
    hint = f"; `onrecord people {shlex.quote(speaker)}` lists matching names" if speaker else ""
    exit_unless_found(bool(ids), f"no results{hint}", filtered=bool(speaker or words))


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
        output.report_comparison(result.meaning)
    exit_unless_found(bool(present), f"no results; {missing}")


def _find_quotations(store: "Store", words: str) -> Sequence[int]:
    """Return the ids of the quotations that match a query, or of those in an article."""
    if words.isdecimal():
        return store.quotations.list_of_article(int(words))
    result = store.search.execute(words, "date", NO_LIMIT, kinds=("quotation",))
    if result.error is not None:
        exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(words))
    output.report_unclassified(result.unclassified)
    return [hit.id for hit in result.hits]


def _check_originals(
    store: "Store", groups: Sequence["QuoteGroup"]
) -> "list[dict[int, QuotationCheck]]":
    """Compare the occurrences of each group with the originals of the store, if it has any."""
    if not store.originals.count():
        return []
    from db.original_checks import OriginalComparison

    comparison = OriginalComparison(store)
    return [comparison.check_group(group) for group in groups]


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
