"""Results of edits of several articles, as a message and as JSON."""

from db import NotFound, Store
from db.repositories.bulk_edits import BulkEdit
from tui.cli import output
from tui.cli.options import OutputForm, inform
from tui.display_text import display_title, format_count


def quote_single_title(store: Store, selected: list[int]) -> str:
    """Return the title of the only article that was selected; "" for several or a deleted one."""
    if len(selected) > 1:
        return ""
    try:
        return f"“{display_title(store.articles.row(selected[0]))}”"
    except NotFound:  # which the edit reports, unless the article is in the trash already
        return ""


def report_edit(edit: BulkEdit, done: str, state: str, title: str, form: OutputForm) -> None:
    """Print the result of an edit: the articles that changed, and those that were so already.

    The message names the title of a single article, so that a wrong id is noticed.
    """
    if form:
        print_edit(form, edit)
    changed = format_count(len(edit.changed), "article")
    message = f"{done} {title if title and edit.changed else changed}"
    inform(f"{message}; {len(edit.unchanged):,} {state}" if edit.unchanged else message)


def print_edit(form: OutputForm, edit: BulkEdit) -> None:
    """Print the articles that an edit changed, and those that were so already."""
    changes = {"kind": edit.kind, "changed": edit.changed, "unchanged": edit.unchanged}
    output.print_values(form, changes)
