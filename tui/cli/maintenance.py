"""`onrecord check`, `repair`, `backup`, `restore` and `paths`: maintenance of a store.

`onrecord rules`: list, apply and delete correction rules.

`onrecord keys` and `config`: print the keys and the options, and check the files with them.
"""

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli import output, tables
from tui.cli.options import (
    OutputForm,
    clear_progress,
    complete_files,
    inform,
    json_option,
    list_options,
    open_store,
    show_progress,
    store_option,
    store_path,
)
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, echo

if TYPE_CHECKING:
    from db.maintenance.recovery import RecoveryReport


_file = click.Path(path_type=Path)
# Created by onnxruntime 1.29 and later: an identifier of the device and a database of events.
_TELEMETRY = "Microsoft/DeveloperTools/.onnxruntime"


@click.command(epilog="Example: onrecord check --json")
@store_option
@json_option
def check(form: OutputForm) -> None:
    """Check the store for damage.

    Prints a line for each problem, and exits with 1 if there are any. The store is not changed.
    """
    from db.importers.sandbox import absent_limits, describe_absent_limits
    from db.maintenance.integrity import check_store
    from tui.cli import output

    try:
        report = check_store(store_path(), show_progress())
    finally:
        clear_progress()
    if form:
        found = dataclasses.asdict(report)
        problems = [  # `what` is the public key of the message
            {"kind": problem.kind, "what": problem.message, "article": problem.article}
            for problem in report.problems
        ]
        values = {**found, "problems": problems, "whole": report.whole}
        output.print_values(form, {**values, "absent_limits": list(absent_limits())})
    else:
        for problem in report.problems:
            location = "" if problem.article is None else f" article {problem.article}:"
            output.print_line(f"{problem.kind}\t{location} {problem.message}".replace("\t ", "\t"))
        articles = "an unknown number of articles"
        if report.articles is not None:
            articles = format_count(report.articles, "article")
        inform(f"{articles} checked, {format_count(len(report.problems), 'problem')}")
        if not report.indexes_checked:
            inform("the search indexes were not checked: the store is read-only")
        if remark := describe_absent_limits(absent_limits()):
            inform(remark)
        if not report.whole:
            inform("run `onrecord repair` to list what can be recovered")
    sys.exit(0 if report.whole else EXIT_FAILURE)


@click.command(epilog="Example: onrecord repair --output recovered.sqlite")
@click.option(
    "--output", "-o", "target", type=_file, metavar="FILE", help="Write to this new file."
)
@store_option
@json_option
def repair(target: Path | None, form: OutputForm) -> None:
    """Recover data from a damaged store.

    Prints how much of each table can be recovered, and writes it to a new store with --output. The
    damaged file is not changed. Exits with 1 if data are lost.
    """
    from db.maintenance.recovery import repair as repair_store
    from tui.cli import output

    report = repair_store(store_path(), target)
    if form:
        output.print_values(form, {**dataclasses.asdict(report), "complete": report.complete})
    else:
        _print_recovery(report)
        inform(
            f"wrote {target}" if target else "nothing was written; name a new file with --output"
        )
    sys.exit(0 if report.complete else EXIT_FAILURE)


def _print_recovery(report: "RecoveryReport") -> None:
    from tui.cli import output

    for table in sorted({*report.saved, *report.lost}):
        lost = f"\tup to {report.lost[table]} lost" if table in report.lost else ""
        if table in report.uncounted:
            lost = "\tan unknown number lost"
        output.print_line(f"{table}\t{report.saved.get(table, 0)} saved{lost}")
    for article in report.changed:
        output.print_line(f"article {article}: its text differs from the stored one")
    for article in report.bare:
        output.print_line(f"article {article}: lost findings; run `onrecord reanalyze {article}`")
    if report.orphans:
        output.print_line(f"{format_count(report.orphans, 'note')} recovered without the article")


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
        back_up(store_path(), file, progress=show_progress())
    finally:
        clear_progress()
    inform(f"wrote the backup {file}")


@click.command(epilog="Example: onrecord restore 12")
@click.argument("targets", nargs=-1, metavar="[ID...|FILE]", shell_complete=complete_files)
@click.option("--newest", is_flag=True, help="Restore the newest sound automatic backup.")
@click.option("--as-is", is_flag=True, help="Continue with a store that lost changes.")
@click.option("--start-empty", is_flag=True, help="Replace the store with an empty one.")
@store_option
@json_option
def restore(
    targets: tuple[str, ...], newest: bool, as_is: bool, start_empty: bool, form: OutputForm
) -> None:
    """Restore deleted articles, or a backup.

    With IDs, restores these articles from the trash, with their notes and corrections. `onrecord
    trash` lists them.

    With FILE, replaces the store with this backup; write ./12 for a file that is named like an ID.
    The old store is renamed, not deleted. Close the app first. The options replace FILE: each is a
    way to continue after a store was lost, or lost changes.
    """
    from db.maintenance import backup as backups

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
        backups.accept_loss(path)
        inform(f"{path} is accepted as it is")
        return
    if newest:
        file, replaced = backups.restore_newest(path)
    elif file is not None:
        replaced = backups.restore(file, path)
    else:
        replaced = backups.start_empty(path)
    done = f"restored {file}" if file else f"created an empty store at {path}"
    inform(done + (f"; the old store is now {replaced}" if replaced else ""))


def _restore_articles(articles: list[int], form: OutputForm) -> None:
    """Restore articles from the trash, and report how many were not in it."""
    with open_store() as store:
        edit = store.bulk_edits.restore(articles)
    if form:
        output.print_edit(form, edit)
    present = f"; {len(edit.unchanged):,} not in the trash" if edit.unchanged else ""
    inform(f"restored {format_count(len(edit.changed), 'article')}{present}")


@click.command(epilog="Example: onrecord paths --json")
@store_option
@json_option
def paths(form: OutputForm) -> None:
    """Print where OnRecord stores its files.

    These are the store, the keys and configuration files, the folder with the state of the app,
    and the log. Also prints a telemetry folder that a dependency of earlier versions may have
    created.
    """
    from platformdirs import user_cache_path, user_data_path

    from tui.cli import output
    from tui.settings import config_path, keys_path, log_path, state_folder

    path = store_path()
    more = {
        "keys": str(keys_path()),
        "config": str(config_path()),
        "state": str(state_folder()),
        "log": str(log_path()),
    }
    for parent in (user_cache_path(), user_data_path()):
        if (folder := parent / _TELEMETRY).is_dir():
            more["telemetry"] = str(folder)
    if form:
        output.print_values(form, {"store": str(path), "exists": path.exists(), **more})
        return
    for name, location in {"store": str(path), **more}.items():
        output.print_line(f"{name}\t{location}")
    if "telemetry" in more:
        echo("the telemetry folder was created by a dependency of earlier versions; delete it")


@click.command(epilog="Example: onrecord rules --delete 3")
@click.option("--apply", "apply_all", is_flag=True, help="Apply the rules to the stored articles.")
@click.option("--delete", type=int, metavar="N", help="Delete rule N, and revert its changes.")
@store_option
@list_options
def rules(apply_all: bool, delete: int | None, form: OutputForm) -> None:
    """List, apply or delete correction rules.

    A correction rule applies a correction to every article that has the same words. Rules are made
    in the app; they apply to each article that is added.
    """
    with open_store() as store:
        corrections = store.corrections
        words = [] if delete is None else [corrections.delete_rule(delete).words]
        if apply_all:
            words += [rule.words for rule in corrections.list_rules()]
        articles = corrections.articles_containing(words)
        changed = [article for article in articles if corrections.reapply_rules(article)]
        remaining = corrections.list_rules()
    tables.print_rules(remaining, form)
    if not (remaining or words):
        inform("no correction rules; make one in the app, when you correct a finding")
    if words:
        inform(f"updated {format_count(len(changed), 'article')}")


@click.command(epilog="Example: onrecord keys > my-keys.toml")
@click.option(
    "--check", "only_check", is_flag=True, help="Only print the problems in your keys file."
)
@json_option
def keys(only_check: bool, form: OutputForm) -> None:
    """Print the keys of the app.

    Prints the keys of every action in the format of a keys file, with which you change them.
    Exits with 1 if your keys file has a problem.
    """
    from tui.key_names import display_key
    from tui.keymap.presets import VIM, read_keymap
    from tui.keymap.validation import check_keymap, effective_keys, list_actions, to_toml
    from tui.settings import Settings, keys_path, state_folder

    path, known = keys_path(), list_actions()
    keymap = read_keymap(path, Settings(state_folder(), echo).get("keys", VIM))
    troubles = check_keymap(keymap, known)
    for trouble in troubles:
        echo(f"{path}: {trouble}")
    if not only_check and form:
        all_keys = {
            name: [display_key(key) for key in action_keys]
            for name, action_keys in effective_keys(keymap, known).items()
        }
        output.print_values(
            form,
            {"file": str(path), "exists": path.exists(), "preset": keymap.preset, "keys": all_keys},
        )
    elif not only_check:
        print(to_toml(keymap, path, known))
    sys.exit(EXIT_FAILURE if troubles else EXIT_SUCCESS)


@click.command(epilog="Example: onrecord config > my-config.toml")
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Only print the problems in your configuration.",
)
@json_option
def config(only_check: bool, form: OutputForm) -> None:
    """Print the options of OnRecord.

    Prints every option with its value, in the format of the configuration file, with which you
    change them. Exits with 1 if your configuration file has a problem.
    """
    from textual.theme import BUILTIN_THEMES

    from tui.config import OPTIONS, read_config, to_toml
    from tui.settings import config_path
    from tui.strings import AppText

    path = config_path()
    found = read_config(path, [*AppText.THEMES, *BUILTIN_THEMES])
    for problem in found.problems:
        echo(f"{path}: {problem}")
    if not only_check and form:
        options = {name: found.get(name) for name in OPTIONS}
        output.print_values(form, {"file": str(path), "exists": path.exists(), "options": options})
    elif not only_check:
        print(to_toml(found, path))
    sys.exit(EXIT_FAILURE if found.problems else EXIT_SUCCESS)
