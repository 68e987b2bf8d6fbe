"""`onrecord add`: articles from files into the store."""

import datetime
import sys

import click

from db import Document, Store
from db.importing import ImportingError
from tui import printing
from tui.commands.documents import analyse_document, given, read_document, remark
from tui.commands.options import Day, json_option, open_store, store_option
from tui.start import DONE, NOTHING_DONE, say
from tui.wording import headline


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--title", help="The article's title, for a single file.")
@click.option("--published", type=Day(), help="The publication date, such as 2022-03-17.")
@click.option("--source", help="Where the article came from: a paper, an agency, an address.")
@store_option
@json_option
def add(
    files: tuple[str, ...],
    title: str | None,
    published: datetime.date | None,
    source: str | None,
    as_json: bool,
) -> None:
    """Read articles from files (- is standard input), analyse them and store them.

    Ends with 0 if something was added and nothing failed, with 1 otherwise.
    """
    if title is not None and len(files) > 1:
        raise click.UsageError("--title names one article: add the files one at a time")
    added = failed = 0
    with open_store() as store:
        for name in files:
            try:
                document = given(read_document(name), title, published, source)
                number, known = _add(store, document)
            except ImportingError as error:
                failed += 1
                say(f"{name}: {error}")
                continue
            added += not known
            remark(name, document)
            row = store.row(number)
            if as_json:
                printing.json_line({**printing.record(row), "known": known})
            else:
                printing.line(f"{number}\t{'known' if known else 'added'}\t{headline(row)}")
    sys.exit(NOTHING_DONE if failed or not added else DONE)


def _add(store: Store, document: Document) -> tuple[int, bool]:
    known = store.known(document.text)
    if known is not None:
        return known, True
    added = store.add(document, analyse_document(document))
    return added.article, added.known
