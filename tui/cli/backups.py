"""`onrecord backup` and `restore_command`: back up the store, and restore articles or a backup."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.completions import complete_files
from tui.cli.edit_results import edit_articles, print_edit
from tui.cli.options import (
    OutputForm,
    inform,
    json_option,
    open_store,
    show_progress,
    store_option,
    store_path,
)
from tui.damage_text import describe_damage
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, clear_part_done

if TYPE_CHECKING:
    from db.checksums.comparison import DamagedRecord

_file = click.Path(path_type=Path)


@click.command(epilog="Example: onrecord backup press.sqlite")
@click.argument("file", type=_file, required=False)
@store_option
def backup(file: Path | None) -> None:
    """Back up the store, or list backups.

    Copies the store to the new FILE and verifies the copy; the app may be running. Without FILE,
    lists the automatic backups, newest first.
    """
    from db.maintenance.backup import back_up, list_backups
    from tui.cli import output

    if file is None:
        backups = list_backups(store_path())
        for backup_path in backups:
            output.print_line(str(backup_path))
        if not backups:
            inform("no automatic backups; make a backup with `onrecord backup FILE`")
        return
    try:
        made = back_up(store_path(), file, progress=show_progress())
    finally:
        clear_part_done()
    inform(f"wrote the backup {file}")
    _report_damage(made.damaged)


@click.command(epilog="Example: onrecord restore 12")
@click.argument("targets", nargs=-1, metavar="[ID...|FILE]", shell_complete=complete_files)
@click.option(
    "--newest", is_flag=True,
    help="Restore the newest automatic backup that passes the integrity check.",
)  # fmt: skip
@click.option(
    "--as-is", is_flag=True,
    help="Continue with a store that lost changes, also if an older copy was put there.",
)  # fmt: skip
@click.option(
    "--start-empty", is_flag=True,
    help="Replace the store with an empty one; the old file and the backups are preserved.",
)  # fmt: skip
@store_option
@json_option
def restore_command(
    targets: tuple[str, ...], newest: bool, as_is: bool, start_empty: bool, form: OutputForm
) -> None:
    """Restore deleted articles, or a backup.

    With IDs, restores these articles from the trash, with their notes and corrections. `onrecord
    trash` lists them.

    With FILE, replaces the store with this backup; write ./12 for a file that is named like an ID.
    The old store is renamed, not deleted. Close the app first. The options replace FILE: each is a
    way to continue after a store was lost, or lost changes.
    """
    from db.maintenance import replacement
    from db.maintenance.backup import accept_loss, restore_newest

    if targets and all(map(str.isdecimal, targets)) and not (newest or as_is or start_empty):
        _restore_articles(list(map(int, targets)), form)
        return
    if [bool(targets), newest, as_is, start_empty].count(True) != 1 or targets[1:]:
        raise click.UsageError(
            "name the IDs of deleted articles or a backup FILE, or one of --newest, --as-is and "
            "--start-empty"
        )
    file = Path(targets[0]) if targets else None
    path = store_path()
    if as_is:
        accept_loss(path)
        inform(f"{path} is accepted as it is")
        return
    if newest or file is not None:
        restored = restore_newest(path) if file is None else replacement.restore(file, path)
        done, replaced, damaged = f"restored {restored.backup}", restored.replaced, restored.damaged
    else:
        done, replaced, damaged = (
            f"created an empty store at {path}",
            replacement.start_empty(path),
            (),
        )
    inform(done + (f"; the old store is now {replaced}" if replaced else ""))
    _report_damage(damaged)


def _report_damage(damaged: "Sequence[DamagedRecord]") -> None:
    """Report damaged records of a backup; the command then exits with 1."""
    if damaged:
        inform(f"{describe_damage(damaged)}; `onrecord check` lists them")
        sys.exit(EXIT_FAILURE)


def _restore_articles(articles: list[int], form: OutputForm) -> None:
    """Restore articles from the trash, and report how many were not in it."""
    with open_store() as store:
        edit = edit_articles(store, "restore", articles, lambda: store.trash.restore(articles))
    if form:
        print_edit(form, edit)
    present = f"; {len(edit.unchanged):,} not in the trash" if edit.unchanged else ""
    inform(f"restored {format_count(len(edit.changed), 'article')}{present}")
