"""`onrecord tag`: tag articles, list the tags, or edit them in all articles and notes."""

import shlex

import click
from msgspec.structs import asdict

from db import Store
from db.errors import TagExists
from db.models import TAG_COLORS
from db.repositories.tag_edits import TagChange
from db.repositories.tags import normalize_tags
from tui.cli import output, store_lists
from tui.cli.article_selection import articles_options, select_articles
from tui.cli.completions import complete_tags
from tui.cli.edit_results import edit_articles, quote_single_title, report_edit
from tui.cli.options import ChoiceType, OutputForm, inform, list_options, open_store, store_option
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error

_COLORS = [color or "none" for color in TAG_COLORS]


@click.command("tag", epilog="Example: onrecord tag harbor 12 15")
@click.argument("tags", metavar="[TAG]", default="", shell_complete=complete_tags)
@articles_options
@click.option("--remove", is_flag=True, help="Remove the tag from the articles instead.")
@click.option("--tree", is_flag=True, help="List the tags as a tree, with their colors.")
@click.option("--rename", metavar="NEW", help="Rename the tag, and with it the tags below it.")
@click.option(
    "--merge", metavar="INTO", shell_complete=complete_tags,
    help="Merge the tags, and those below them, into this one, which may be new.",
)  # fmt: skip
@click.option(
    "--color", type=ChoiceType(_COLORS, case_sensitive=False), help="Set the color of the tags."
)
@click.option("--delete", is_flag=True, help="Remove the tags from all articles and notes.")
@store_option
@list_options
def tag_command(
    tags: str,
    articles: tuple[str, ...],
    query: str | None,
    remove: bool,
    tree: bool,
    rename: str | None,
    merge: str | None,
    color: str | None,
    delete: bool,
    form: OutputForm,
) -> None:
    """Tag articles, list the tags, or edit them.

    TAG can be several tags, separated by commas. The articles are given by their ids, by a search,
    or by - for the ids on standard input. Without arguments, lists the tags in use.

    A slash separates a tag from the one above it: election/fraud. `--rename`, `--merge`, `--color`
    and `--delete` edit a tag in all articles and notes. The arguments are then tags: `onrecord tag
    docks harbor --merge ports`.
    """
    edits = [
        name
        for name, value in (
            ("--tree", tree or None), ("--rename", rename), ("--merge", merge), ("--color", color),
            ("--delete", delete or None),
        )
        if value is not None
    ]  # fmt: skip
    if edits and (edits[1:] or query is not None or remove):
        raise click.UsageError(f"use {edits[0]} without another option")
    if tree and tags:
        raise click.UsageError("--tree lists all tags; use it without TAG")
    with open_store() as store:
        if tree:
            store_lists.print_tag_tree(store.tags.tree(), form)
        elif edits:
            names = [name for name in (tags, *articles) if normalize_tags([name])]
            _check_number(edits[0], names)
            with store.edits.record("tag tree", origin="command") as recording:
                change = _edit_tags(store, names, rename, merge, color)
            _report_tag_edit(change, recording.edit.id if recording.edit else 0, form)
        elif tags or query is not None:
            _tag_articles(store, tags, articles, query, remove, form)
        else:
            store_lists.print_tags(store.tags.list(), store.tags.list_damaged(), form)


def _tag_articles(
    store: Store,
    tags: str,
    articles: tuple[str, ...],
    query: str | None,
    remove: bool,
    form: OutputForm,
) -> None:
    """Add tags to articles, or remove them."""
    names = [name for name in tags.split(",") if name.strip(" #")]
    if not names:
        raise click.UsageError("name a tag")
    hint = "the tag comes first: onrecord tag TAG ID"
    selected = select_articles(store, articles, query, hint)
    title = quote_single_title(store, selected)
    added, removed = ((), names) if remove else (names, ())
    edit = edit_articles(
        store, "tags", selected, lambda: store.articles.tag(selected, added, removed)
    )
    many = len(names) > 1
    state = f"{'lacked' if remove else 'had'} the {'tags' if many else 'tag'} already"
    report_edit(edit, "untagged" if remove else "tagged", state, title, form)


def _check_number(option: str, names: list[str]) -> None:
    """Raise UsageError if an edit has no tag, or a new name for several."""
    if not names:
        raise click.UsageError(f"name a tag: onrecord tag TAG {option}")
    if names[1:] and option == "--rename":
        raise click.UsageError("only one tag can be renamed: onrecord tag TAG --rename NEW")


def _edit_tags(
    store: Store, names: list[str], rename: str | None, merge: str | None, color: str | None
) -> TagChange:
    """Rename, merge, color or delete tags in all articles and notes."""
    edits = store.tag_edits
    if color is not None:
        return edits.color(names, next((name for name in TAG_COLORS if name == color), ""))
    target = merge if rename is None else rename
    if target is None:
        return edits.delete(names)
    if not normalize_tags([target]):
        raise click.UsageError("the new name of the tag is empty; type a name")
    if rename is None:
        if len(normalize_tags([*names, target])) == 1:
            raise click.UsageError(f"the tag {target!r} cannot be merged into itself")
        return edits.merge(names, target)
    try:
        return edits.rename(names[0], rename)
    except TagExists as error:
        exit_with_error(
            EXIT_FAILURE,
            f"there is already a tag {error.tag_name!r}; to merge them, run: "
            f"onrecord tag {shlex.quote(names[0])} --merge {shlex.quote(rename)}",
        )


def _report_tag_edit(change: TagChange, edit: int, form: OutputForm) -> None:
    if form:
        output.print_values(form, {"id": edit, **asdict(change)})
    message = f"changed {format_count(change.tags, 'tag')}"
    if change.articles or change.notes:
        articles = format_count(change.articles, "article")
        message += f", of {articles} and {format_count(change.notes, 'note')}"
    inform(f"{message}; `onrecord undo` restores them" if change.tags else "nothing changed")
