"""`onrecord undo`: undo the last edit of several articles, of tags or of notes."""

import dataclasses

import click

from db.models import record_to_dict
from db.repositories.edit_log import EditKind
from tui.cli import output
from tui.cli.options import OutputForm, inform, list_options, open_store, store_option
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error

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


@click.command(epilog="Example: onrecord undo --list")
@click.option("--list", "only_list", is_flag=True, help="Only list what can be undone.")
@store_option
@list_options
def undo(only_list: bool, form: OutputForm) -> None:
    """Undo the last of these commands.

    Undoes the last `tag`, `star`, `note`, `delete` or `restore` of articles. It undoes edits of
    tags and of a `collection` too, and those of articles and notes in the app. When repeated, it
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
