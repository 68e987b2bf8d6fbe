"""Edits of several articles by commands, and their results as a message and as JSON."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from db import NotFound, Store
from db.edits.models import EditKind
from tui.cli import output
from tui.cli.options import OutputForm, inform
from tui.display_text import display_title, format_count


class EditResult(Struct, frozen=True):
    """An edit of articles: those that it changed, and those that were so already."""

    kind: EditKind
    changed: tuple[int, ...]
    unchanged: tuple[int, ...]


def edit_articles(
    store: Store, kind: EditKind, selected: Sequence[int], make: Callable[[], object]
) -> EditResult:
    """Make an edit of the selected articles, and record it for `onrecord undo`."""
    with store.edits.record(kind, origin="command") as recording:
        make()
    changed = set(recording.list_items("article"))
    selected = list(dict.fromkeys(selected))
    return EditResult(
        kind,
        tuple(id for id in selected if id in changed),
        tuple(id for id in selected if id not in changed),
    )


def quote_single_title(store: Store, selected: list[int]) -> str:
    """Return the title of the only article that was selected; "" for several or a deleted one."""
    if len(selected) > 1:
        return ""
    try:
        return f"“{display_title(store.articles.row(selected[0]))}”"
    except NotFound:  # which the edit reports, unless the article is in the trash already
        return ""


def report_edit(edit: EditResult, done: str, state: str, title: str, form: OutputForm) -> None:
    """Print the result of an edit: the articles that changed, and those that were so already.

    The message names the title of a single article, so that a wrong id is noticed.
    """
    if form:
        print_edit(form, edit)
    changed = format_count(len(edit.changed), "article")
    message = f"{done} {title if title and edit.changed else changed}"
    inform(f"{message}; {len(edit.unchanged):,} {state}" if edit.unchanged else message)


def print_edit(form: OutputForm, edit: EditResult) -> None:
    """Print the articles that an edit changed, and those that were so already."""
    changes = {"kind": edit.kind, "changed": edit.changed, "unchanged": edit.unchanged}
    output.print_values(form, changes)
