"""`onrecord list` and `onrecord show`: list stored articles; show one with its findings."""

import click

from db.models import Order
from tui.cli import output
from tui.cli.options import json_option, limit_option, must_find, open_store, store_option
from tui.formatting import analysis_remark
from tui.launch import say


@click.command("list")
@click.argument("words", nargs=-1)
@click.option(
    "--order",
    type=click.Choice(["added", "published", "title"]),
    default="added",
    show_default=True,
    help="Sort order.",
)
@limit_option
@store_option
@json_option
def list_articles(words: tuple[str, ...], order: Order, limit: int, as_json: bool) -> None:
    """List the stored articles; WORDS filter by title, byline, site, source or tag."""
    with open_store() as store:
        rows = store.articles(" ".join(words), order=order, limit=limit)
    output.articles(rows, as_json)
    must_find(bool(rows) or not words, "no article matches")


@click.command()
@click.argument("article", type=int, metavar="ID")
@store_option
@json_option
def show(article: int, as_json: bool) -> None:
    """Show an article with its names, quotations and dated events."""
    with open_store() as store:
        stored = store.article(article)
        notes = store.notes(article)
        copies = [store.row(duplicate) for duplicate in store.alike(article)]
        versions = len(store.versions(article))
    if as_json:
        document = stored.document
        output.json_text(
            {
                **output.analysis_json(article, document, stored.analysis),
                "byline": document.byline,
                "site": document.site,
                "source": document.source,
                "section": document.section,
                "updated": document.updated and document.updated.isoformat(),
                "language": document.language,
                "origins": dict(document.origins),
                "analysis_state": stored.row.analysis_state,
                "versions": versions,
                "alike": [row.id for row in copies],
                "notes": [output.record(note) for note in notes],
            }
        )
    else:
        output.article(stored.document, stored.analysis, notes)
        if copies:
            output.heading("Near-duplicates")
            output.articles(copies, as_json=False)
        if versions > 1:
            say(f"this is version {versions}; `onrecord versions {article}` shows what changed")
    if remark := analysis_remark(stored, f"`onrecord reanalyze {article}`"):
        say(remark)
