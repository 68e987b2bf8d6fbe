"""`onrecord tag`, `star`, `note` and `delete`: edit several articles; `onrecord undo` undoes it.

`onrecord tags`: print the tree of tags, or edit it.

`onrecord collection`: list the collections of articles, or edit one.

`onrecord trash`: list the deleted articles, or delete them for good.

`onrecord open`: open an article in the browser or in the app.
"""

import dataclasses
import datetime
import shlex
import sys
from typing import get_args

import click

from db import NotFound, Store
from db.errors import CollectionExists, TagExists
from db.models import TAG_COLORS, Verdict, record_to_dict
from db.repositories.bulk_edits import BulkEdit
from db.repositories.edit_log import EditKind, LoggedEdit
from db.repositories.tags import normalize_tags
from db.search.facets import format_term
from tui.cli import output
from tui.cli.options import (
    NO_LIMIT,
    ChoiceType,
    OutputForm,
    article_argument,
    articles_options,
    complete_collections,
    complete_tags,
    exit_unless_found,
    inform,
    json_option,
    list_options,
    open_store,
    select_articles,
    store_option,
    store_path,
)
from tui.config import read_config
from tui.display_text import display_title, format_count, original_address
from tui.launch import EXIT_FAILURE, echo, exit_with_error, start_app

_DONE: dict[EditKind, str] = {
    "tags": "changed the tags of",
    "star": "changed the star of",
    "read": "changed the reading state of",
    "metadata": "changed the metadata of",
    "notes": "added",
    "trash": "moved to the trash:",
    "restore": "restored",
    "membership": "changed the collection of",
    "collection": "renamed or deleted",
    "tag tree": "renamed, merged, colored or deleted",
    "note tags": "changed the tags of",
    "note fields": "changed the verdict, star or color of",
    "note deletion": "deleted",
}
_UNDONE: dict[EditKind, str] = {
    "tags": "restored the tags of",
    "star": "restored the star of",
    "read": "restored the reading state of",
    "metadata": "restored the metadata of",
    "notes": "deleted",
    "trash": "restored",
    "restore": "moved to the trash again:",
    "membership": "restored the collection of",
    "collection": "restored the name or the articles of",
    "tag tree": "restored",
    "note tags": "restored the tags of",
    "note fields": "restored the verdict, star or color of",
    "note deletion": "restored",
}
_EDITED: dict[EditKind, str] = {
    "notes": "note", "note tags": "note", "note fields": "note", "note deletion": "note",
    "tag tree": "tag", "collection": "collection",
}  # fmt: skip
_LISTED = 20  # edits that `undo --list` prints


@click.command(epilog="Example: onrecord tag harbor 12 15")
@click.argument("tags", metavar="[TAG]", default="", shell_complete=complete_tags)
@articles_options
@click.option("--remove", is_flag=True, help="Remove the tag instead.")
@store_option
@list_options
def tag(
    tags: str, articles: tuple[str, ...], query: str | None, remove: bool, form: OutputForm
) -> None:
    """Add or remove a tag, or list the tags.

    TAG can be several tags, separated by commas. The articles are given by their ids, by a search,
    or by - for the ids on standard input. Without arguments, lists the tags in use.
    """
    names = [name for name in tags.split(",") if name.strip(" #")]
    with open_store() as store:
        if not tags and query is None:
            output.print_tags(store.tags.list(), form)
            return
        if not names:
            raise click.UsageError("name a tag")
        selected = select_articles(
            store, articles, query, "the tag comes first: onrecord tag TAG ID"
        )
        title = _only_title(store, selected)
        add, gone = ((), names) if remove else (names, ())
        edit = store.bulk_edits.tag(selected, add, gone)
    many = len(names) > 1
    state = f"{'lacked' if remove else 'had'} the {'tags' if many else 'tag'} already"
    _report(edit, "untagged" if remove else "tagged", state, title, form)


_NUMBERS = {"rename": 2, "color": 2, "merge": 2, "delete": 1}  # of names that an action needs
_NAMES = {
    "rename": "rename OLD NEW", "color": "color TAG COLOR", "merge": "merge TAG… INTO",
    "delete": "delete TAG…",
}  # fmt: skip


@click.command(epilog="Example: onrecord tags merge elections voting election")
@click.argument("action", required=False, type=ChoiceType(list(_NUMBERS)))
@click.argument("names", nargs=-1, metavar="[TAG]…", shell_complete=complete_tags)
@store_option
@list_options
def tags(action: str | None, names: tuple[str, ...], form: OutputForm) -> None:
    """List the tags as a tree, or edit them.

    A slash separates a tag from the one above it: election/fraud. The edits are `rename OLD NEW`,
    `merge TAG… INTO`, `color TAG COLOR` and `delete TAG…`. They concern the tags below a tag too,
    except for its color: red, orange, yellow, green, teal, blue, purple, gray or none.
    """
    with open_store() as store:
        if action is None:
            output.print_tag_tree(store.tags.tree(), form)
            return
        edit = _edit_tags(store, action, names)
    if form:
        output.print_values(form, dataclasses.asdict(edit))
    message = f"changed {format_count(edit.tags, 'tag')}"
    if edit.articles or edit.notes:
        articles, notes = format_count(edit.articles, "article"), format_count(edit.notes, "note")
        message += f", of {articles} and {notes}"
    inform(f"{message}; `onrecord undo` restores them" if edit.tags else "nothing changed")


def _edit_tags(store: Store, action: str, names: tuple[str, ...]) -> LoggedEdit:
    is_pair = action in ("rename", "color")
    number = _NUMBERS[action]
    if len(names) < number or (is_pair and len(names) > number):
        raise click.UsageError(f"`tags {action}` needs other names: onrecord tags {_NAMES[action]}")
    *first, last = names
    edits = store.tag_edits
    if action == "delete":
        return edits.delete(names)
    if action == "color":
        color = next((known for known in TAG_COLORS if known == last.lower()), None)
        if color is None and last.lower() != "none":
            colors = ", ".join(filter(None, TAG_COLORS))
            raise click.UsageError(f"no such color: {last!r}; choose from {colors}, none")
        return edits.color(first, color or "")
    if not normalize_tags([last]):
        raise click.UsageError("the new name of the tag is empty; type a name")
    if action == "merge":
        if len(normalize_tags(names)) == 1:
            raise click.UsageError(f"the tag {last!r} cannot be merged into itself")
        return edits.merge(first, last)
    try:
        return edits.rename(first[0], last)
    except TagExists as error:
        exit_with_error(
            EXIT_FAILURE,
            f"there is already a tag {error.tag_name!r}; to merge them, run: "
            f"onrecord tags merge {shlex.join(names)}",
        )


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
            title = _only_title(store, selected)
            edit = store.bulk_edits.collect(name, selected, remove=action == "remove")
            done = f"{'removed from' if action == 'remove' else 'added to'} “{name}”:"
            state = "not in it" if action == "remove" else "in it already"
            _report(edit, done, state, title, form)
            return
        if action == "list":
            _print_collections(store, name, form)
            return
        found = store.collections.get(name)
        if action == "rename":
            if not articles[0].strip():
                raise click.UsageError("the new name of the collection is empty; type a name")
            try:
                store.bulk_edits.rename_collection(name, articles[0])
            except CollectionExists as error:
                exit_with_error(EXIT_FAILURE, str(error))
            after = store.collections.get(articles[0])
            done = f"renamed “{found.name}” to “{after.name}”"
        else:
            store.bulk_edits.delete_collection(name)
            after = found
            done = f"deleted “{found.name}”; its {format_count(found.articles, 'article')} remain"
    if form:
        output.print_values(form, record_to_dict(after))
    inform(f"{done}; `onrecord undo` restores it")


def _print_collections(store: Store, name: str, form: OutputForm) -> None:
    """Print the collections, or the articles of the one of a name."""
    if not name:
        output.print_collections(store.collections.list(), form)
        return
    found = store.collections.get(name)
    rows = store.articles.list(format_term("collection", found.name), limit=NO_LIMIT)
    output.print_articles(rows, form)
    exit_unless_found(bool(rows), f"the collection “{found.name}” has no articles")


@click.command(epilog="Example: onrecord star --search 'speaker:marques' --json")
@articles_options
@click.option("--remove", is_flag=True, help="Remove the star instead.")
@store_option
@json_option
def star(articles: tuple[str, ...], query: str | None, remove: bool, form: OutputForm) -> None:
    """Star articles.

    The articles are given by their ids, by a search, or by - for the ids on standard input.
    """
    with open_store() as store:
        selected = select_articles(store, articles, query)
        title = _only_title(store, selected)
        edit = store.bulk_edits.star(selected, not remove)
    state = "had no star" if remove else "had a star already"
    _report(edit, "unstarred" if remove else "starred", state, title, form)


@click.command(epilog="Example: onrecord note 'Which report?' 12 --on 'the report'")
@click.argument("text")
@articles_options
@click.option(
    "--on", "words", metavar="WORDS", default="",
    help="Write the note on these words of the article; default: on its first line.",
)  # fmt: skip
@click.option("--tags", metavar="TAGS", default="", help="Tag the note; separate tags by commas.")
@click.option(
    "--verdict", type=ChoiceType([verdict for verdict in get_args(Verdict) if verdict]),
    help="Set the verdict on the text.",
)  # fmt: skip
@store_option
@json_option
def note(
    text: str,
    articles: tuple[str, ...],
    query: str | None,
    words: str,
    tags: str,
    verdict: Verdict | None,
    form: OutputForm,
) -> None:
    """Add a note to articles.

    An empty TEXT highlights the words. The articles are given by their ids, by a search, or by -
    for the ids on standard input. Exits with 1 if the words are in none of them.
    """
    if not text.strip() and not words.strip():
        raise click.UsageError("an empty note needs words to highlight: --on WORDS")
    with open_store() as store:
        selected = select_articles(
            store, articles, query, "the text comes first: onrecord note TEXT ID"
        )
        edit = store.bulk_edits.add_notes(
            selected, text, words, tags=tags.split(","), verdict=verdict or ""
        )
    if form:
        printed = dataclasses.asdict(edit)
        del printed["id"]
        output.print_values(form, printed)
    if not edit.notes:
        exit_with_error(
            EXIT_FAILURE, f"no note added: the words are not in {_name(edit.unmatched)}"
        )
    done = f"added {format_count(len(edit.notes), 'note')}"
    if edit.unmatched:
        done += f"; the words are not in {_name(edit.unmatched)}"
    if edit.repeated:
        done += f"; {_name(edit.repeated)}: the words occur several times, the first has the note"
    inform(done)


@click.command(epilog="Example: onrecord delete --search 'tag:spam' --dry-run")
@articles_options
@click.option("--dry-run", is_flag=True, help="Only list the articles.")
@store_option
@list_options
def delete(articles: tuple[str, ...], query: str | None, dry_run: bool, form: OutputForm) -> None:
    """Move articles to the trash.

    Their notes and corrections go with them, and `onrecord restore ID` restores all of it. The
    articles are given by their ids, by a search, or by - for the ids on standard input. Articles
    that were in the trash on 30 days of use, or those of the configuration, are deleted for good.
    """
    with open_store() as store:
        selected = select_articles(store, articles, query)
        if dry_run:
            output.print_articles([store.articles.row(id) for id in selected], form)
            inform(f"would move to the trash: {format_count(len(selected), 'article')}")
            return
        title = _only_title(store, selected)
        edit = store.bulk_edits.trash(selected)
        expired = _empty_expired(store)
    _report(edit, _DONE["trash"], "in the trash already", title, form)
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

    Prints the deleted articles, the last one first. `onrecord restore ID` restores one. Emptying
    the trash cannot be undone; it needs --yes if standard input is not a terminal.
    """
    with open_store() as store:
        articles = store.trash.list()
        number = format_count(len(articles), "article")
        if not empty:
            output.print_trash(articles, form)
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


@click.command(epilog="Example: onrecord undo --list")
@click.option("--list", "only_list", is_flag=True, help="Only list what can be undone.")
@store_option
@list_options
def undo(only_list: bool, form: OutputForm) -> None:
    """Undo the last of these commands.

    Undoes the last `tag`, `star`, `note`, `delete` or `restore` of articles. It undoes edits of
    `tags` and `collection` too, and those of articles and notes in the app. When repeated, it
    undoes the one before. What changed since then stays as it is, and is counted.
    """
    with open_store() as store:
        if only_list:
            edits = store.bulk_edits.list()
            if form:
                output.print_values(form, [record_to_dict(edit) for edit in edits])
                return
            for edit in edits[:_LISTED]:
                number = _count(edit.kind, edit.changed)
                output.print_line(f"{edit.created:%Y-%m-%d %H:%M}\t{_DONE[edit.kind]} {number}")
            if len(edits) > _LISTED:
                inform(f"listed the last {_LISTED} of {len(edits)} edits")
            if not edits:
                inform("nothing to undo")
            return
        undone = store.bulk_edits.undo()
    if undone is None:
        exit_with_error(EXIT_FAILURE, "nothing to undo")
    if form:
        output.print_values(form, dataclasses.asdict(undone))
    done = f"{_UNDONE[undone.kind]} {_count(undone.kind, len(undone.reverted))}"
    if undone.skipped:
        done += f"; skipped {_count(undone.kind, len(undone.skipped))}, changed or deleted since"
    inform(done)


def _count(kind: EditKind, number: int) -> str:
    return format_count(number, _EDITED.get(kind, "article"))


@click.command("open", epilog="Example: onrecord open 12")
@article_argument
@click.option("--app", is_flag=True, help="Open the article in the app instead.")
@store_option
def open_article(article: int, app: bool) -> None:
    """Open an article in the browser or the app.

    Opens the page at the address of the article, or else the file that it was read from.
    """
    with open_store() as store:
        row = store.articles.row(article)
    if app:
        start_app(store_path(), article=article)
        return
    address = original_address(row)
    if not address:
        exit_with_error(
            EXIT_FAILURE,
            f"article {article} has no address, and its file is not there; add --app to read it",
        )
    if click.launch(address) != 0:
        echo(f"no program opened {address}; copy the address to a browser")
        sys.exit(EXIT_FAILURE)
    inform(f"opened {address}")


def _only_title(store: Store, selected: list[int]) -> str:
    """Return the title of the only article that was selected; "" for several or a deleted one."""
    if len(selected) > 1:
        return ""
    try:
        return f"“{display_title(store.articles.row(selected[0]))}”"
    except NotFound:  # which the edit reports, unless the article is in the trash already
        return ""


def _report(edit: BulkEdit, done: str, state: str, title: str, form: OutputForm) -> None:
    """Print the result of an edit: the articles that changed, and those that were so already.

    The message names the title of a single article, so that a wrong id is noticed.
    """
    if form:
        output.print_edit(form, edit)
    changed = format_count(len(edit.changed), "article")
    message = f"{done} {title if title and edit.changed else changed}"
    inform(f"{message}; {len(edit.unchanged):,} {state}" if edit.unchanged else message)


def _name(articles: tuple[int, ...]) -> str:
    """Name a few articles by their ids, and count many."""
    if len(articles) > 5:
        return format_count(len(articles), "article")
    return f"article{'s' if articles[1:] else ''} {', '.join(map(str, articles))}"
