"""Completion of values from the store: names, saved searches, and the ids of articles."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:  # importing it takes 60 ms, which the help of the commands need not wait for
    from db import Store
from tui.cli.options import store_path

_COMPLETED = 200  # most values that are offered


@contextlib.contextmanager
def _open_for_completion(ctx: click.Context) -> Iterator["Store | None"]:
    """Open the store for a `with` block; None if it does not exist or opening would migrate it."""
    from db import Store
    from db.connection import is_current

    path = store_path(ctx)
    if not is_current(path):
        yield None
        return
    with Store(path, create=False) as store:
        yield store


def complete_articles(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the id of an article, with its title as the description."""
    from tui.display_text import display_title

    with _open_for_completion(ctx) as store:
        rows = [] if store is None else store.articles.list(limit=_COMPLETED)
        return [
            CompletionItem(str(row.id), help=display_title(row))
            for row in rows
            if str(row.id).startswith(incomplete)
        ]


def complete_files(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a file, for arguments that need not be a file."""
    return [CompletionItem(incomplete, type="file")]


def complete_folders(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a folder, for arguments that are checked by the command."""
    return [CompletionItem(incomplete, type="dir")]


def complete_articles_or_files(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the id of an article after a digit, else the name of a file."""
    complete = complete_articles if incomplete.isdecimal() else complete_files
    return complete(ctx, param, incomplete)


def complete_names(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete a name from any of its words: `marq` → "Marques" of "Helena Marques"."""
    with _open_for_completion(ctx) as store:
        rows = [] if store is None else store.identities.rows(incomplete, limit=_COMPLETED)
    names: dict[str, str] = {}
    for row in rows:
        words = row.name.split()
        endings = (" ".join(words[number:]) for number in range(len(words)))
        # a shell replaces the typed word only by one that begins with it
        found = next(filter(lambda end: end.lower().startswith(incomplete.lower()), endings), None)
        if found is not None:
            names.setdefault(found, row.name)
    return [CompletionItem(words, help=name) for words, name in names.items()]


def complete_tags(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete a tag in use, with its number of articles and notes as the description."""
    with _open_for_completion(ctx) as store:
        return [
            CompletionItem(name, help=f"{count:,}")
            for name, count in ([] if store is None else store.tags.list())
            if name.lower().startswith(incomplete.lower())
        ]


def complete_collections(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a collection, with its number of articles as the description."""
    with _open_for_completion(ctx) as store:
        return [
            CompletionItem(found.name, help=f"{found.articles:,}")
            for found in ([] if store is None else store.collections.list())
            if found.name.lower().startswith(incomplete.lower())
        ]


def complete_saved_searches(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a saved search, with its query as the description."""
    with _open_for_completion(ctx) as store:
        return [
            CompletionItem(search.name, help=search.query)
            for search in ([] if store is None else store.search.list_saved())
            if search.name.lower().startswith(incomplete.lower())
        ]
