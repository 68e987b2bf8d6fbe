"""`onrecord import`: notes, tags and corrections of others, from text files as in git."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from tui.cli.options import OutputForm, inform, list_options, open_store, store_option
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS

if TYPE_CHECKING:  # a command imports only what it runs
    from db.exchange.folder_import import ImportedFile


@click.command("import", epilog="Example: onrecord import notes")
@click.argument("paths", nargs=-1, required=True, metavar="FOLDER...",
                type=click.Path(path_type=Path, exists=True))  # fmt: skip
@store_option
@list_options
def import_command(paths: tuple[Path, ...], form: OutputForm) -> None:
    """Import notes, tags and corrections from a folder of text.

    Reads the files that `onrecord export toml` writes, after others changed them, as in git. What
    they added, edited or deleted since the last export or import is done in the store, too. A note
    that both sides edited is there twice, so that nothing is lost. `onrecord undo` undoes all.

    A file with an unresolved conflict of git is left out, with the number of its line. Exits with 1
    if a file was left out.
    """
    from db.exchange.folder_import import import_note_files
    from tui.cli import output

    with open_store() as store:
        files = import_note_files(store, paths)
    problems = [file for file in files if file.problem]
    if form:
        output.print_values(form, [asdict(file) for file in files])
    else:
        for file in files:
            if file.is_changed:
                output.print_styled_line(
                    (f"{file.article:>5}  ", "dim"),
                    (file.title or "untitled", "bold"),
                    (f"  {describe_imported(file)}", ""),
                )
    for file in problems:
        line = file.problem if file.problem.startswith("line ") else f" {file.problem}"
        inform(f"left out {file.name}{', ' if line is file.problem else ':'}{line}")
    changed = sum(file.is_changed for file in files)
    inform(
        f"{format_count(changed, 'article')} changed, {format_count(len(files), 'file')} read"
        if files
        else "no files with the ending .toml; to add articles, use `onrecord add`"
    )
    raise SystemExit(EXIT_FAILURE if problems or not files else EXIT_SUCCESS)


def describe_imported(file: "ImportedFile") -> str:
    """Return what the import of a file changed: "2 notes added, 1 edited, 1 conflict"."""
    parts = [
        f"{format_count(number, noun)}{verb}"
        for number, noun, verb in (
            (file.notes_added, "note", " added"),
            (file.notes_edited, "note", " edited"),
            (file.notes_deleted, "note", " deleted"),
            (file.tags, "tag", " changed"),
            (file.corrections, "correction", " changed"),
            (file.conflicts, "conflict", ": both versions are here"),
        )
        if number
    ]
    return ", ".join(parts)
