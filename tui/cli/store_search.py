"""`onrecord search --stores`: search several stores as one."""

import sys
from collections.abc import Mapping, Sequence

import click

from db.search.executor import parse_query
from db.search.sql import SearchOrder
from db.store_set import StoreSet, expand_stores
from tui.cli import output
from tui.cli.options import OutputForm, exit_unless_found, inform
from tui.display_text import format_count
from tui.launch import EXIT_STORE_ERROR, EXIT_USAGE_ERROR, echo, exit_with_error


def search_stores(
    patterns: Sequence[str],
    query: str,
    order: SearchOrder,
    window: tuple[int, int],
    form: OutputForm,
) -> None:
    """Print the results in all stores that patterns mean, a limit of them after an offset.

    Exits with 3 if a store was refused, also with results of others: what it has is missing.
    """
    if parse_query(query, order).about is not None:
        raise click.UsageError("about: searches one store; name it with --store")
    paths = [path for pattern in patterns for path in expand_stores(pattern)]
    if not paths:
        exit_with_error(EXIT_STORE_ERROR, f"{' '.join(patterns)}: no store found; check the name")
    limit, offset = window
    with StoreSet(paths) as stores:
        found = stores.search(query, order, limit=limit, offset=offset)
    if found.error is not None:
        exit_with_error(EXIT_USAGE_ERROR, found.error.format_with(query))
    for message in found.refused:
        echo(message)
    if found.is_cut:
        results = format_count(len(found.hits), "result")
        inform(f"printed {results}; use --limit or --offset to print more")
    output.report_unclassified(found.unclassified)
    output.print_hits(found.hits, form)
    if found.refused:
        searched = len(paths) - len(found.refused)
        echo(f"searched {searched:,} of {format_count(len(paths), 'store')}")
        sys.exit(EXIT_STORE_ERROR)
    exit_unless_found(bool(found.hits), f"no results in {format_count(len(paths), 'store')}")


def refuse_options(options: Mapping[str, object]) -> None:
    """Raise UsageError for an option of one store."""
    for name, value in options.items():
        if value:
            raise click.UsageError(f"--stores searches for a QUERY in several stores: omit {name}")
