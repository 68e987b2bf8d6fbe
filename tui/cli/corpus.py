"""`onrecord words` and `onrecord concordance`: word statistics, and words in context."""

from pathlib import Path

import click

from analysis.corpus import SORTS, Sort
from db.importers import ImportingError
from tui.cli.options import (
    exit_unless_found,
    json_option,
    limit_option,
    open_store,
    read_document,
    store_option,
)
from tui.display_text import display_title
from tui.launch import EXIT_FAILURE, exit_with_error


@click.command(epilog="Example: onrecord words 12 --limit 10")
@click.argument("article", metavar="FILE|ID")
@click.option(
    "--limit", type=click.IntRange(min=1), default=25, show_default=True, help="Maximum number."
)
@store_option
@json_option
def words(article: str, limit: int, as_json: bool) -> None:
    """Print the word statistics of article ID or of FILE.

    They are: length, readability, keywords, frequent words and collocations. - is standard input.
    """
    from db.text_statistics import iter_word_statistics, name_spans
    from tui.cli import output

    with open_store() as store:
        if article.isdecimal() and not Path(article).exists():
            number: int | None = int(article)
        else:
            try:
                document = read_document(article)
            except ImportingError as error:
                exit_with_error(EXIT_FAILURE, f"{article}: {error}")
            number = store.articles.find(document.text)
        if number is not None:
            stored = store.articles.get(number)
            title, text, names = display_title(stored.row), stored.analysis.text, name_spans(stored)
        else:
            title, text, names = document.title or document.source, document.text, []
        *_, found = iter_word_statistics(store, text, names, stored=number is not None)
    output.print_word_statistics(number, title, found, limit, as_json)


@click.command(epilog="Example: onrecord concordance 'White House, Kremlin' --order right")
@click.argument("words", nargs=-1, required=True)
@click.option("--article", type=int, help="Only matches in this article.")
@click.option(
    "--order",
    type=click.Choice(SORTS),
    default="place",
    show_default=True,
    help="Sort by position, or by the words to the right or left.",
)
@limit_option
@store_option
@json_option
def concordance(
    words: tuple[str, ...], article: int | None, order: Sort, limit: int, as_json: bool
) -> None:
    """Print each match of WORDS in context.

    Commas separate alternatives, * ends a prefix.
    """
    from db.text_statistics import find_concordance_lines
    from tui.cli import output

    with open_store() as store:
        lines = find_concordance_lines(store, " ".join(words), article, order, limit)
    output.print_concordance(lines, as_json)
    exit_unless_found(bool(lines), "no results")
