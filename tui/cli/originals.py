"""`onrecord original`: mark articles as originals of a speaker or an event."""

import click

from db.original_marks import OriginalMark
from tui.cli.article_selection import articles_options, select_articles
from tui.cli.edit_results import edit_articles, quote_single_title, report_edit
from tui.cli.options import OutputForm, json_option, open_store, store_option


@click.command(epilog="Example: onrecord original 12 --speaker 'Ana Berg' --event 'Budget debate'")
@articles_options
@click.option(
    "--speaker", metavar="NAME", default="",
    help="Name the only speaker of the text; default: it has several.",
)  # fmt: skip
@click.option("--event", metavar="NAME", default="", help="Name the event that it records.")
@click.option("--remove", is_flag=True, help="Remove the mark instead.")
@store_option
@json_option
def original(
    articles: tuple[str, ...],
    query: str | None,
    speaker: str,
    event: str,
    remove: bool,
    form: OutputForm,
) -> None:
    """Mark articles as originals: what somebody said, or the record of an event.

    Quotations of other articles are compared with the originals. An earlier mark is replaced. The
    articles are given by their ids, by a search, or by - for the ids on standard input.
    """
    if remove and (speaker or event):
        raise click.UsageError("--remove takes no --speaker and no --event")
    mark = OriginalMark(speaker, event)
    with open_store() as store:
        selected = select_articles(store, articles, query)
        title = quote_single_title(store, selected)
        edit = edit_articles(
            store,
            "original",
            selected,
            lambda: (
                store.originals.unmark(selected) if remove else store.originals.mark(selected, mark)
            ),
        )
    state = "were no originals" if remove else "were marked so already"
    done = "removed the mark as an original from" if remove else f"marked as {mark.describe()}:"
    report_edit(edit, done, state, title, form)
