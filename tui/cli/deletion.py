"""`onrecord delete` and `trash`: move articles to the trash, and list or empty it."""

import datetime
import sys

import click

from db import Store
from tui.cli import output, store_lists
from tui.cli.article_selection import articles_options, select_articles
from tui.cli.edit_results import edit_articles, quote_single_title, report_edit
from tui.cli.options import (
    OutputForm,
    inform,
    list_options,
    open_store,
    store_option,
    warn_about_clock,
)
from tui.config import read_config
from tui.display_text import format_count


@click.command(epilog="Example: onrecord delete --search 'tag:spam' --dry-run")
@articles_options
@click.option("--dry-run", is_flag=True, help="Only list the articles.")
@store_option
@list_options
def delete(articles: tuple[str, ...], query: str | None, dry_run: bool, form: OutputForm) -> None:
    """Move articles to the trash.

    Their notes and corrections are moved with them. The articles are given by their ids, by a
    search, or by - for the ids on standard input. Articles that were in the trash on 30 days of
    use, or those of the configuration, are deleted for good.
    """
    with open_store() as store:
        warn_about_clock(store)
        selected = select_articles(store, articles, query)
        if dry_run:
            output.print_articles([store.articles.row(id) for id in selected], form)
            inform(f"would move to the trash: {format_count(len(selected), 'article')}")
            return
        title = quote_single_title(store, selected)
        edit = edit_articles(store, "trash", selected, lambda: store.trash.move(selected))
        expired = _empty_expired(store)
    report_edit(edit, "moved to the trash:", "in the trash already", title, form)
    if edit.changed:
        inform(f"`onrecord undo` restores {'them' if edit.changed[1:] else 'it'}")
    if expired:
        inform(expired)


def _empty_expired(store: Store) -> str:
    """Delete for good what was in the trash for too many days of use; return a message if any."""
    days = read_config().trash_days
    number = store.trash.delete_expired(days, datetime.date.today())
    after = format_count(days, "day")
    articles = format_count(number, "article")
    return f"deleted {articles} for good, after {after} of use in the trash" if number else ""


@click.command(epilog="Example: onrecord trash --json")
@click.option("--empty", is_flag=True, help="Delete all articles in the trash for good.")
@click.option("--yes", is_flag=True, help="Empty the trash without a question.")
@store_option
@list_options
def trash(empty: bool, yes: bool, form: OutputForm) -> None:
    """List or empty the trash.

    Prints the deleted articles, the last one first. Emptying the trash cannot be undone; it needs
    --yes if standard input is not a terminal.
    """
    with open_store() as store:
        warn_about_clock(store)
        articles = store.trash.list()
        number = format_count(len(articles), "article")
        if not empty:
            store_lists.print_trash(articles, form)
            if not articles:
                inform("the trash is empty")
            return
        if articles and not yes:
            if not sys.stdin.isatty():
                raise click.UsageError(f"emptying the trash deletes {number} for good; add --yes")
            click.confirm(f"Delete {number} for good?", abort=True, err=True)
        deleted = store.trash.empty() if articles else 0
    if form:
        output.print_values(form, {"deleted": deleted})
    inform(f"deleted {number} for good" if deleted else "the trash is empty")
