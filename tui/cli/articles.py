"""`onrecord list`, `show` and `open`: list stored articles; show one, or open it."""

import sys
from typing import TYPE_CHECKING

import click

from db.models import ArticleRow
from db.repositories.records import Records
from tui.article_remarks import (
    address_remark,
    analysis_remark,
    import_remark,
    part_remark,
    source_remark,
)
from tui.cli import output
from tui.cli.article_selection import article_argument
from tui.cli.options import (
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    join_query,
    json_option,
    limit_option,
    list_options,
    open_store,
    report_cut,
    store_option,
    store_path,
)
from tui.display_text import original_address
from tui.launch import EXIT_FAILURE, echo, exit_with_error, start_app

if TYPE_CHECKING:
    from db.models import ArticleOrder


@click.command("list", epilog="Example: onrecord list reuters is:unread --order published")
@click.argument("words", metavar="[FILTER]...", nargs=-1)
@click.option(
    "--order",
    type=ChoiceType(["added", "published", "title"]),
    default="added",
    show_default=True,
    help="Sort by date of addition or publication, latest first, or by title.",
)
@limit_option
@store_option
@list_options
def list_command(
    words: tuple[str, ...], order: "ArticleOrder", limit: int, form: OutputForm
) -> None:
    """List the stored articles.

    FILTER selects articles by words of the title, byline, site, source or tags. The fields of a
    query select too, such as is:unread, tag:ports, collection:ferry or after:2022. `onrecord
    search` searches the texts.
    """
    with open_store() as store:
        try:
            ids = store.articles.list_ids(join_query(words), order=order, limit=limit + 1)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        shown = Records(ArticleRow, report_cut(ids, limit), store.articles.list_by_id)
        output.print_articles(shown, form)
    empty = "the store has no articles; add some with `onrecord add FILE`"
    message = "no results; `onrecord search` searches the texts" if words else empty
    exit_unless_found(bool(ids), message, filtered=bool(words))


@click.command(epilog="Example: onrecord show 12 --json")
@article_argument
@store_option
@json_option
def show(article: int, form: OutputForm) -> None:
    """Print an article with its findings.

    The findings are its names, quotations and dated events. Prints your notes and the
    near-duplicates of the article too.
    """
    with open_store() as store:
        stored = store.articles.get(article)
        if damaged := store.list_damaged(article):
            from tui.damage_text import describe_damaged

            inform(describe_damaged(damaged))
        notes = store.notes.list(article)
        corrections = store.corrections.list_of_article(article)
        copies = [
            store.articles.row(duplicate) for duplicate in store.articles.near_duplicates(article)
        ]
        versions = len(store.versions.list(article))
    if form:
        output.print_values(
            form,
            {
                **output.add_sources(stored.to_dict(), stored.analysis, corrections),
                "versions": versions,
                "alike": [row.id for row in copies],
                "notes": [note.to_dict() for note in notes],
            },
        )
    else:
        output.print_article(stored.document, stored.analysis, notes)
        if copies:
            output.print_heading("Near-duplicates")
            output.print_articles(copies, form=None)
        if versions > 1:
            inform(f"this is version {versions}; `onrecord versions {article}` shows what changed")
        if remark := address_remark(stored.row.retrieved_from, stored.row.claimed_address):
            inform(remark)
    row = stored.row
    if row.original is not None:
        inform(f"this article is an {row.original.describe()}")
    if remark := source_remark(row):
        inform(remark)
    if remark := import_remark(stored.document.remark):
        inform(remark)
    if remark := part_remark(stored.document.part_of):
        inform(remark)
    fetch = f"`onrecord add --fetch {article}`"
    if remark := analysis_remark(stored, f"`onrecord reanalyze {article}`", fetch):
        inform(remark)


@click.command("open", epilog="Example: onrecord open 12")
@article_argument
@click.option("--app", is_flag=True, help="Open the article in the app instead.")
@store_option
def open_command(article: int, app: bool) -> None:
    """Open an article in the browser or the app.

    Opens the page at the address of the article, or else the file that it was read from.
    """
    with open_store() as store:
        row = store.articles.row(article)
    if app:
        start_app(store_path(), article=article)
        return
    address = original_address(row)
    if not address:
        exit_with_error(
            EXIT_FAILURE,
            f"article {article} has no address, and its file is not there; add --app to read it",
        )
    if click.launch(address) != 0:
        echo(f"no program opened {address}; copy the address to a browser")
        sys.exit(EXIT_FAILURE)
    inform(f"opened {address}")
