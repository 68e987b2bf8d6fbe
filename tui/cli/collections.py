"""`onrecord collection`: list the collections of articles, or edit one."""

import click

from db import Store
from db.errors import CollectionExists
from db.models import record_to_dict
from db.search.filters import format_term
from tui.cli import output, store_lists
from tui.cli.article_selection import articles_options, select_articles
from tui.cli.completions import complete_collections
from tui.cli.edit_results import edit_articles, quote_single_title, report_edit
from tui.cli.options import (
    NO_LIMIT,
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    list_options,
    open_store,
    store_option,
)
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error


@click.command(epilog="Example: onrecord collection add 'Port strike' 12 15")
@click.argument(
    "action", default="list", type=ChoiceType(["list", "add", "remove", "rename", "delete"])
)
@click.argument("name", default="", shell_complete=complete_collections)
@articles_options
@store_option
@list_options
def collection(
    action: str, name: str, articles: tuple[str, ...], query: str | None, form: OutputForm
) -> None:
    """List the collections, or edit one.

    `list` lists the collections, or the articles of NAME. `add NAME` and `remove NAME` need
    articles: their ids, a search, or - for the ids on standard input. `add` creates the collection
    if there is none. The others are `rename NAME NEW` and `delete NAME`; the articles remain.
    """
    takes_articles = action in ("add", "remove")
    if action == "rename" and len(articles) != 1:
        raise click.UsageError("rename needs two names: onrecord collection rename NAME NEW")
    if not takes_articles and (query is not None or (articles and action != "rename")):
        raise click.UsageError(f"{action} takes no articles: onrecord collection {action} NAME")
    if action != "list" and not name.strip():
        raise click.UsageError(f"name a collection: onrecord collection {action} NAME")
    with open_store() as store:
        if takes_articles:
            hint = f"the name comes first: onrecord collection {action} NAME ID"
            selected = select_articles(store, articles, query, hint)
            title = quote_single_title(store, selected)
            change = store.collections.remove if action == "remove" else store.collections.add
            edit = edit_articles(store, "membership", selected, lambda: change(name, selected))
            done = f"{'removed from' if action == 'remove' else 'added to'} “{name}”:"
            state = "not in it" if action == "remove" else "in it already"
            report_edit(edit, done, state, title, form)
            return
        if action == "list":
            _print_collections(store, name, form)
            return
        found = store.collections.get(name)
        if action == "rename":
            if not articles[0].strip():
                raise click.UsageError("the new name of the collection is empty; type a name")
            try:
                with store.edits.record("collection", origin="command"):
                    store.collections.rename(found.id, articles[0])
            except CollectionExists as error:
                exit_with_error(EXIT_FAILURE, str(error))
            after = store.collections.get(articles[0])
            done = f"renamed “{found.name}” to “{after.name}”"
        else:
            with store.edits.record("collection", origin="command"):
                store.collections.delete(found.id)
            after = found
            done = f"deleted “{found.name}”; its {format_count(found.articles, 'article')} remain"
    if form:
        output.print_values(form, record_to_dict(after))
    inform(f"{done}; `onrecord undo` restores it")


def _print_collections(store: Store, name: str, form: OutputForm) -> None:
    """Print the collections, or the articles of the one of a name."""
    if not name:
        store_lists.print_collections(store.collections.list(), form)
        return
    found = store.collections.get(name)
    rows = store.articles.list(format_term("collection", found.name), limit=NO_LIMIT)
    output.print_articles(rows, form)
    exit_unless_found(bool(rows), f"the collection “{found.name}” has no articles")
