"""`onrecord check`, `repair`, `backup`, `restore` and `paths`: maintenance of a store."""

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.options import json_option, store_option, store_path
from tui.formatting import counted
from tui.launch import NOTHING_DONE, say

if TYPE_CHECKING:
    from db.maintenance.recovery import Rescue

_file = click.Path(path_type=Path)
# Created by onnxruntime 1.29 and later: an identifier of the device and a database of events.
_TELEMETRY = "Microsoft/DeveloperTools/.onnxruntime"


@click.command()
@store_option
@json_option
def check(as_json: bool) -> None:
    """Check the store for damage: pages, indexes, references, texts, offsets, lost changes."""
    from db.maintenance.integrity import check as check_store
    from tui.cli import output

    report = check_store(store_path())
    if as_json:
        output.json_text({**dataclasses.asdict(report), "whole": report.whole})
    else:
        for problem in report.problems:
            location = "" if problem.article is None else f" article {problem.article}:"
            output.line(f"{problem.kind}\t{location} {problem.what}".replace("\t ", "\t"))
        articles = "an unknown number of articles"
        if report.articles is not None:
            articles = counted(report.articles, "article")
        say(f"{articles} checked, {counted(len(report.problems), 'problem')}")
        if not report.whole:
            say("run `onrecord repair` to see what can be recovered into a new file")
    sys.exit(0 if report.whole else NOTHING_DONE)


@click.command()
@click.option("--into", type=_file, help="Write the recovered store to this new file.")
@store_option
@json_option
def repair(into: Path | None, as_json: bool) -> None:
    """Report what can be recovered from a damaged store; with --into, write it to a new file.

    The damaged file is not changed.
    """
    from db.maintenance.recovery import repair as repair_store
    from tui.cli import output

    report = repair_store(store_path(), into)
    if as_json:
        output.json_text({**dataclasses.asdict(report), "complete": report.complete})
    else:
        _print_recovery(report)
        say(f"saved into {into}" if into else "nothing was written; give a new file with --into")
    sys.exit(0 if report.complete else NOTHING_DONE)


def _print_recovery(report: "Rescue") -> None:
    from tui.cli import output

    for table in sorted({*report.saved, *report.lost}):
        lost = f"\tup to {report.lost[table]} lost" if table in report.lost else ""
        output.line(f"{table}\t{report.saved.get(table, 0)} saved{lost}")
    for article in report.changed:
        output.line(f"article {article}: its text differs from the stored one")
    for article in report.bare:
        output.line(f"article {article}: lost findings; analyse it again")
    if report.orphans:
        output.line(f"{counted(report.orphans, 'note')} kept without the article")


@click.command()
@click.argument("file", type=_file, required=False)
@store_option
def backup(file: Path | None) -> None:
    """Copy the store to the new FILE and verify the copy; works while the app runs.

    Without FILE, lists the automatic backups, the newest first.
    """
    from db.maintenance.backup import back_up, ring
    from tui.cli import output

    if file is None:
        for backup_path in ring(store_path()):
            output.line(str(backup_path))
        return
    back_up(store_path(), file)
    say(f"backed up to {file}")


@click.command()
@click.argument("file", type=_file)
@store_option
def restore(file: Path) -> None:
    """Replace the store by the backup FILE; the replaced store is kept beside it."""
    from db.maintenance.backup import restore as restore_store

    replaced = restore_store(file, store_path())
    say(f"restored {file}" + (f"; the replaced store is {replaced}" if replaced else ""))


@click.command()
@store_option
@json_option
def paths(as_json: bool) -> None:
    """Print the paths of the store, the keys file, the app's state and the log.

    Also prints the telemetry folder that a dependency of earlier versions created, if it still
    exists. It can be deleted.
    """
    from platformdirs import user_cache_path, user_data_path

    from tui.cli import output
    from tui.paths import keys_path, log_path, state_folder

    path = store_path()
    more = {"keys": str(keys_path()), "state": str(state_folder()), "log": str(log_path())}
    for parent in (user_cache_path(), user_data_path()):
        if (folder := parent / _TELEMETRY).is_dir():
            more["telemetry"] = str(folder)
    if as_json:
        output.json_text({"store": str(path), "exists": path.exists(), **more})
        return
    for name, location in {"store": str(path), **more}.items():
        output.line(f"{name}\t{location}")
    if "telemetry" in more:
        say("the telemetry folder was created by a dependency of earlier versions; delete it")
