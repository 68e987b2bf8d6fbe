"""`onrecord undo`, `redo` and `history`: the log of edits, those of the app too."""

from typing import Any

import click

from db import Store
from db.edits.models import Direction, Edit, EditStep
from tui.cli import output
from tui.cli.options import OutputForm, inform, list_options, open_store, store_option
from tui.edit_text import describe_edit, describe_step
from tui.launch import EXIT_FAILURE, exit_with_error

_LISTED = 20  # edits that are listed without --json


@click.command(epilog="Example: onrecord undo --list")
@click.option("--list", "only_list", is_flag=True, help="Only list what can be undone.")
@store_option
@list_options
def undo(only_list: bool, form: OutputForm) -> None:
    """Undo the last edit, by a command or in the app.

    Undoes the last change of tags, stars, notes, metadata, collections, corrections or people, or
    the last `delete` or `restore` of articles. When repeated, it undoes the one before. What
    changed since then stays as it is, and is counted. `onrecord redo` does the edit again.
    """
    with open_store() as store:
        if only_list:
            _print_edits([edit for edit in store.edits.list() if not edit.is_undone], form)
            return
        step = store.edits.undo()
        _report_step(store, step, "undo", form)


@click.command(epilog="Example: onrecord redo")
@store_option
@list_options
def redo(form: OutputForm) -> None:
    """Redo the edit that was undone last.

    When repeated, it redoes the one that was undone before. A new edit removes what can be redone.
    """
    with open_store() as store:
        step = store.edits.redo()
        _report_step(store, step, "redo", form)


@click.command(epilog="Example: onrecord history --json")
@store_option
@list_options
def history(form: OutputForm) -> None:
    """List the edits by commands and in the app.

    The last one is first. Each has its time, its origin and what it did; those that were undone
    are marked. The store has the last 200.
    """
    with open_store() as store:
        edits = store.edits.list()
    if form:
        output.print_values(form, [{**_to_json(edit), "undone": edit.is_undone} for edit in edits])
        return
    for edit in edits[:_LISTED]:
        state = " (undone)" if edit.is_undone else ""
        output.print_line(f"{_format_time(edit)}\t{edit.origin}\t{describe_edit(edit)}{state}")
    _inform_of_more(edits)
    if not edits:
        inform("no edits")


def _print_edits(edits: list[Edit], form: OutputForm) -> None:
    if form:
        output.print_values(form, [_to_json(edit) for edit in edits])
        return
    for edit in edits[:_LISTED]:
        output.print_line(f"{_format_time(edit)}\t{describe_edit(edit)}")
    _inform_of_more(edits)
    if not edits:
        inform("nothing to undo")


def _inform_of_more(edits: list[Edit]) -> None:
    if len(edits) > _LISTED:
        inform(f"listed the last {_LISTED} of {len(edits)} edits")


def _format_time(edit: Edit) -> str:
    return f"{edit.created:%Y-%m-%d %H:%M}"


def _to_json(edit: Edit) -> dict[str, Any]:
    return {
        "id": edit.id,
        "kind": "" if edit.damaged else edit.kind,
        "changed": len(edit.items),
        "created": edit.created.isoformat(),
        "origin": edit.origin,
        "description": edit.description,
        "damaged": edit.damaged,
    }


def _report_step(
    store: Store, step: EditStep | None, direction: Direction, form: OutputForm
) -> None:
    """Print what a step changed; apply changed correction rules to the stored articles."""
    if step is None:
        exit_with_error(EXIT_FAILURE, f"nothing to {direction}")
    for article in store.corrections.articles_containing(step.words):
        store.corrections.reapply_rules(article)
    if form:
        output.print_values(
            form,
            {
                "kind": step.edit.kind,
                "reverted" if direction == "undo" else "redone": step.changed,
                "skipped": step.skipped,
                "origin": step.edit.origin,
                "description": step.edit.description,
            },
        )
    inform(describe_step(step, direction))
