"""`onrecord compare`: compare two articles, or two versions of one, by their findings."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.completions import complete_articles
from tui.cli.options import (
    ChoiceType,
    OutputForm,
    inform,
    json_option,
    open_store,
    show_progress,
    store_option,
    warn_about_incomplete,
)
from tui.cli.written_pages import page_options, write_page
from tui.launch import clear_part_done

if TYPE_CHECKING:  # a command imports only what it runs
    from analysis import Analysis
    from db import Document, Store
    from db.comparison.models import TextComparison

_ASPECTS = ("sources", "quotations", "events", "numbers", "names")


@click.command("compare", epilog="Example: onrecord compare 12 15 --only quotations")
@click.argument("first", type=int, metavar="ID", shell_complete=complete_articles)
@click.argument(
    "second", type=int, metavar="[ID]", required=False, shell_complete=complete_articles
)
@click.option(
    "--from", "before", type=int, metavar="N",
    help="The earlier version of one article; default: the previous one.",
)  # fmt: skip
@click.option(
    "--to", "after", type=int, metavar="N",
    help="The later version of one article; default: the current one.",
)  # fmt: skip
@click.option("--only", type=ChoiceType(_ASPECTS), help="Print only this part.")
@page_options
@store_option
@json_option
def compare_command(
    first: int,
    second: int | None,
    before: int | None,
    after: int | None,
    only: str | None,
    page: Path | None,
    force: bool,
    form: OutputForm,
) -> None:
    """Compare two articles, or two versions of one.

    Prints the sources, quotations, dated events, numbers and names that both have, and those that
    only one of them has. The wording of a quotation in both is printed twice, with the words that
    only one of them has as [-first-] and {+second+}. The rank of a source is that of its first
    statement, and its share that of the words of all statements.

    With one ID, compares two versions of the article: what appeared, what vanished, and what has
    another wording. Corrections of yours are left out then.
    """
    if second is not None and (before is not None or after is not None):
        raise click.UsageError("--from and --to compare versions of one article; give one ID")
    with open_store() as store:
        if second is None:
            comparison = _compare_versions(store, first, before, after)
        else:
            warn_about_incomplete(store, (first, second))
            shown = show_progress()
            comparison = store.comparisons.compare_articles(
                first, second, lambda part, done: shown(f"comparing {part}", done)
            )
        clear_part_done()
    if first == second:
        inform("an article is compared with itself; all that it has is in both")
    if page is not None:
        from db.exporters.comparison_page import comparison_page

        write_page(page, comparison_page(comparison), force=force)
        return
    from tui.cli.comparison_tables import print_comparison

    print_comparison(comparison, only, form)


def _compare_versions(
    store: "Store", article: int, before: int | None, after: int | None
) -> "TextComparison":
    from db.document_analysis import analyze_document

    versions = store.comparisons.load_versions(article, before, after)
    shown = show_progress()

    def analyze(document: "Document") -> "Analysis":
        return analyze_document(document, lambda _, done: shown("analyzing a version", done))

    return store.comparisons.compare_versions(
        versions, analyze, lambda part, done: shown(f"comparing {part}", done)
    )
