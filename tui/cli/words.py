"""`onrecord words`: word statistics of an article, and words in context."""

import sys
from pathlib import Path

import click

from analysis.corpus.concordance import SORTS, Sort, parse_phrases
from db.importers import ImportingError
from tui.cli.completions import complete_articles_or_files
from tui.cli.options import (
    NO_LIMIT,
    ChoiceType,
    OutputForm,
    exit_unless_found,
    list_options,
    open_store,
    read_file_or_input,
    report_cut,
    store_option,
)
from tui.display_text import display_title
from tui.launch import EXIT_FAILURE, exit_with_error

_STATISTICS, _LINES = 25, 200  # most results, without --limit


@click.command("words", epilog="Example: onrecord words --concordance 'White House, Kremlin'")
@click.argument(
    "article", metavar="[ID|FILE]", default="", shell_complete=complete_articles_or_files
)
@click.option(
    "--concordance", metavar="WORDS",
    help="Print each match of WORDS in its context, in this article or in all of them.",
)  # fmt: skip
@click.option(
    "--order", type=ChoiceType(SORTS), show_default="place",
    help="Sort the matches by position, or by the words to the right or to the left.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N",
    help=f"Print at most N frequent words and collocations, by default {_STATISTICS}, or N matches."
    f" On a terminal, N is {_LINES} by default.",
)  # fmt: skip
@store_option
@list_options
def words_command(
    article: str, concordance: str | None, order: Sort | None, limit: int | None, form: OutputForm
) -> None:
    """Print word statistics of an article, or words in context.

    ID is a stored article, FILE is a file with an article, and - is standard input. Prints the
    frequent words and the collocations.

    With --concordance, prints a line for each match of WORDS in the stored articles (KWIC), or in
    the article ID. Several words are a phrase, commas separate alternatives, and word* matches
    every word with this beginning.
    """
    if concordance is not None:
        if article and not article.isdecimal():
            raise click.UsageError("--concordance prints stored articles: name one by its ID")
        most = limit or (_LINES if sys.stdout.isatty() else NO_LIMIT)
        _print_concordance(concordance, article, order or "place", most, form)
        return
    if order is not None:
        raise click.UsageError("--order sorts the matches of --concordance WORDS")
    if not article:
        raise click.UsageError("name an article: its ID, a FILE, or - for standard input")
    _print_statistics(article, limit or _STATISTICS, form)


def _print_concordance(words: str, article: str, order: Sort, limit: int, form: OutputForm) -> None:
    from db.text_statistics import find_concordance
    from tui.cli import tables

    number = int(article) if article else None
    with open_store() as store:
        lines = find_concordance(store, parse_phrases(words), number, order, limit + 1).lines
    tables.print_concordance(report_cut(lines, limit), form)
    exit_unless_found(bool(lines), "no results")


def _print_statistics(article: str, limit: int, form: OutputForm) -> None:
    """Print the word statistics of a stored article or of a file."""
    from db.text_statistics import WordStatistics
    from tui.cli import tables

    with open_store() as store:
        if article.isdecimal() and not Path(article).exists():
            number: int | None = int(article)
        else:
            try:
                document = read_file_or_input(article)
            except ImportingError as error:
                exit_with_error(EXIT_FAILURE, f"{article}: {error}")
            number = store.articles.find(document.text)
        if number is not None:
            stored = store.articles.get(number)
            title, found = display_title(stored.row), WordStatistics.of_analysis(stored.analysis)
        else:
            title, found = document.title or document.source, WordStatistics(document.text)
    tables.print_word_statistics(number, title, found, limit, form)
