"""`onrecord list` and `onrecord show`: the stored articles, and one with its findings."""

import click

from db.records import Order
from tui import printing
from tui.commands.options import json_option, limit_option, must_find, open_store, store_option


@click.command("list")
@click.argument("words", nargs=-1)
@click.option(
    "--order",
    type=click.Choice(["added", "published", "title"]),
    default="added",
    show_default=True,
    help="What to sort by.",
)
@limit_option
@store_option
@json_option
def list_articles(words: tuple[str, ...], order: Order, limit: int, as_json: bool) -> None:
    """List the stored articles; WORDS choose by title, byline, site, source or tag."""
    with open_store() as store:
        rows = store.articles(" ".join(words), order=order, limit=limit)
    printing.articles(rows, as_json)
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
    if as_json:
        printing.json_text(
            {
                **printing.analysis_json(article, stored.document, stored.analysis),
                "notes": [printing.record(note) for note in notes],
            }
        )
    else:
        printing.article(stored.document, stored.analysis, notes)
