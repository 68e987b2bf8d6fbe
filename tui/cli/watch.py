"""`onrecord watch`: add the files that appear in a folder."""

import queue
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.importers.files import is_readable
from tui.adding import add_here
from tui.cli import output
from tui.cli.options import open_store, store_option
from tui.launch import NOTHING_DONE, fail, say
from tui.working import Outcome, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db import Store

_QUIET = 1.0  # seconds without a change before a file is added, since it may still be written
_PAUSE = 0.25


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Add the present files and exit.")
@store_option
def watch(folder: Path, once: bool) -> None:
    """Add the articles in FOLDER, and those that appear there later, until Ctrl-C."""
    try:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
    except ModuleNotFoundError:
        fail(NOTHING_DONE, "watching needs a library: pip install 'onrecord[watch]'")
    seen: queue.SimpleQueue[Path] = queue.SimpleQueue()

    class ChangeHandler(FileSystemEventHandler):  # type: ignore[misc]  # watchdog is not followed
        def on_any_event(self, event: FileSystemEvent) -> None:
            seen.put(Path(str(event.dest_path or event.src_path)))

    observer = Observer()
    observer.schedule(ChangeHandler(), str(folder), recursive=True)
    observer.start()
    try:
        with open_store() as store:
            for file in sorted(folder.rglob("*")):
                seen.put(file)
            for outcome in changes(store, folder, seen, once=once):
                _print_outcome(outcome)
    except KeyboardInterrupt:
        say("stopped watching")
        sys.exit(0)
    finally:
        observer.stop()
        observer.join()


def changes(
    store: "Store", folder: Path, seen: "queue.SimpleQueue[Path]", *, once: bool
) -> "Iterator[Outcome]":
    """Yield the outcomes of changed files, each added once it has not changed for `_QUIET`."""
    waiting: dict[Path, float] = {}
    while True:
        while not seen.empty():
            waiting[seen.get()] = 0.0 if once else time.monotonic() + _QUIET
        now = time.monotonic()
        for file in sorted(file for file, due in waiting.items() if due <= now):
            del waiting[file]
            if file.is_relative_to(folder) and is_readable(file, folder):
                yield from add_here([Part(file)], store)
        if once and not waiting and seen.empty():
            return
        time.sleep(_PAUSE)


def _print_outcome(outcome: Outcome) -> None:
    if outcome.trouble:
        say(f"{outcome.name}: {outcome.trouble}")
    if not outcome.problem and not outcome.known:
        status = "changed" if outcome.changed else "added"
        output.line(f"{outcome.article}\t{status}\t{outcome.title}")
        sys.stdout.flush()  # a program that reads the output expects each line at once
        if outcome.remark:
            say(f"{outcome.name}: {outcome.remark}")
