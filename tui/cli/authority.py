"""`onrecord people --import` and `--export`: the reader's authority list as a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli import output
from tui.cli.options import OutputForm, inform, open_store
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error

if TYPE_CHECKING:  # a command imports only what it runs
    from db.identities.authority_models import AuthorityChanges


def import_authority_list(path: Path, form: OutputForm) -> None:
    """Import a file into the authority list, as one edit; report what it changed.

    Whatever would change a decision of the reader is asked about on a terminal, else it waits as a
    proposal.
    """
    from db.authority_files import MOST_BYTES, AuthorityFileError, read_entries

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        exit_with_error(EXIT_FAILURE, f"{path}: {error.strerror or error}")
    try:
        entries = read_entries(content, path.name)
    except AuthorityFileError as error:
        exit_with_error(EXIT_FAILURE, str(error))
    with open_store(create=True) as store:
        with store.edits.record("authority", origin="command") as recording:
            done = store.authority.add(entries, path.name)
        if form:
            counts = {field: getattr(done, field) for field in done.__struct_fields__}
            output.print_values(form, counts)
        inform(_describe_import(done, is_edit=recording.edit is not None))
        if not done.proposals:
            return
        number = format_count(len(done.proposals), "decision")
        inform(f"{number} of yours about people differ from the list, and stay as they are")
        if not form and sys.stdin.isatty() and click.confirm("Follow the list instead?", err=True):
            from db.proposal_acceptance import accept_proposals

            accepted = accept_proposals(store, done.proposals, "command")
            changed = format_count(accepted.accepted, "decision")
            inform(f"changed {changed}; `onrecord undo` restores them")
        else:
            inform("review them with `onrecord corrections`, or in the proposals of the app")


def _describe_import(done: "AuthorityChanges", *, is_edit: bool) -> str:
    counts = (
        (done.added, "added"), (done.changed, "changed"), (done.removed, "removed"),
        (done.unchanged, "unchanged"),
    )  # fmt: skip
    counted = ", ".join(f"{number:,} {verb}" for number, verb in counts if number)
    articles = format_count(done.articles, "article")
    if not is_edit:
        return f"authority list: {counted or 'nothing new'}"
    return (
        f"authority list: {counted}; linked the names of {articles} again; `onrecord undo` reverts"
    )


def export_authority_list(path: Path, *, force: bool) -> None:
    """Write the authority list to a file, in the format of its ending."""
    from db.authority_files import FILE_ENDINGS, write_entries
    from db.exporters.registry import write_file

    ending = path.suffix.lower()
    if ending not in FILE_ENDINGS:
        known = ", ".join(FILE_ENDINGS)
        raise click.UsageError(f"name a file that ends with one of {known}: {path}")
    if path.exists() and not force:
        exit_with_error(EXIT_FAILURE, f"{path} exists; name another file, or use --force")
    with open_store() as store:
        entries = [stored.entry for stored in store.authority.list()]
    if not entries:
        exit_with_error(
            EXIT_FAILURE, "the authority list is empty; fill it with onrecord people --import FILE"
        )
    try:
        write_file(path, [write_entries(entries, ending)])
    except OSError as error:
        exit_with_error(EXIT_FAILURE, f"{path}: {error.strerror or error}")
    inform(f"wrote {format_count(len(entries), 'authority record')} to {path}")
