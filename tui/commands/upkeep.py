"""`onrecord check`, `repair`, `backup`, `restore` and `paths`: maintenance of a store."""

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.options import json_option, store_option, store_path
from tui.start import NOTHING_DONE, say
from tui.wording import counted

if TYPE_CHECKING:
    from db.upkeep.repairing import Rescue

_file = click.Path(path_type=Path)
# Made by onnxruntime 1.29 and later: an identifier of the device and a database of events.
_TELEMETRY = "Microsoft/DeveloperTools/.onnxruntime"


@click.command()
@store_option
@json_option
def check(as_json: bool) -> None:
    """Look for damage: pages, indexes, references, texts, offsets, lost changes."""
    from db.upkeep.checking import check as look
    from tui import printing

    report = look(store_path())
    if as_json:
        printing.json_text({**dataclasses.asdict(report), "whole": report.whole})
    else:
        for problem in report.problems:
            where = "" if problem.article is None else f" article {problem.article}:"
            printing.line(f"{problem.kind}\t{where} {problem.what}".replace("\t ", "\t"))
        articles = "an unknown number of articles"
        if report.articles is not None:
            articles = counted(report.articles, "article")
        say(f"{articles} looked at, {counted(len(report.problems), 'problem')}")
        if not report.whole:
            say("`onrecord repair` says what can be saved into a new file")
    sys.exit(0 if report.whole else NOTHING_DONE)


@click.command()
@click.option("--into", type=_file, help="Save what can be read into this new file.")
@store_option
@json_option
def repair(into: Path | None, as_json: bool) -> None:
    """Say what of a damaged store can be saved; with --into, save it into a new file.

    The damaged file is left as it is.
    """
    from db.upkeep.repairing import repair as save
    from tui import printing

    rescue = save(store_path(), into)
    if as_json:
        printing.json_text({**dataclasses.asdict(rescue), "complete": rescue.complete})
    else:
        _tell(rescue)
        say(f"saved into {into}" if into else "nothing was written: name a new file by --into")
    sys.exit(0 if rescue.complete else NOTHING_DONE)


def _tell(rescue: "Rescue") -> None:
    from tui import printing

    for table in sorted({*rescue.saved, *rescue.lost}):
        lost = f"\tup to {rescue.lost[table]} lost" if table in rescue.lost else ""
        printing.line(f"{table}\t{rescue.saved.get(table, 0)} saved{lost}")
    for article in rescue.changed:
        printing.line(f"article {article}: its text is not the one that was stored")
    for article in rescue.bare:
        printing.line(f"article {article}: lost findings; analyse it again")
    if rescue.orphans:
        printing.line(f"{counted(rescue.orphans, 'note')} kept without the article")


@click.command()
@click.argument("file", type=_file, required=False)
@store_option
def backup(file: Path | None) -> None:
    """Copy the store into the new FILE, verified, also while the app runs.

    Without FILE, lists the backups that were made by themselves, the newest first.
    """
    from db.upkeep.backing_up import back_up, ring
    from tui import printing

    if file is None:
        for kept in ring(store_path()):
            printing.line(str(kept))
        return
    back_up(store_path(), file)
    say(f"backed up into {file}")


@click.command()
@click.argument("file", type=_file)
@store_option
def restore(file: Path) -> None:
    """Put the backup FILE in the store's place; the store that was there is kept beside it."""
    from db.upkeep.backing_up import restore as put_back

    kept = put_back(file, store_path())
    say(f"restored {file}" + (f"; the store that was there is {kept}" if kept else ""))


@click.command()
@store_option
@json_option
def paths(as_json: bool) -> None:
    """Print where the store, the keys file, the app's state and the log are.

    Also names the folder that a dependency of earlier versions made for its telemetry, where that
    is still there: it may be deleted.
    """
    from platformdirs import user_cache_path, user_data_path

    from tui import printing
    from tui.paths import keys_path, log_path, state_folder

    path = store_path()
    more = {"keys": str(keys_path()), "state": str(state_folder()), "log": str(log_path())}
    for parent in (user_cache_path(), user_data_path()):
        if (folder := parent / _TELEMETRY).is_dir():
            more["telemetry"] = str(folder)
    if as_json:
        printing.json_text({"store": str(path), "exists": path.exists(), **more})
        return
    for name, place in {"store": str(path), **more}.items():
        printing.line(f"{name}\t{place}")
    if "telemetry" in more:
        say("the telemetry folder was made by a dependency of earlier versions; delete it")
