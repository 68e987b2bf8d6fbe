"""Stores that others delete or change, clocks that are wrong, and restores that are killed."""

import datetime
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from db import LostStoreError, Store, StoreError
from db.commit_counter import backup_folder, commit_counter_path
from db.maintenance.backup import (
    back_up,
    back_up_daily,
    list_backups,
    restore_newest,
)
from db.maintenance.copies import delete_leftovers
from db.maintenance.replacement import start_empty
from tests.reliability.editions import edition
from tests.reliability.processes import ROOT, Outcome

Fault = Callable[[Path], object]
_DAY = datetime.date(2026, 3, 12)


def read_notes(path: Path) -> set[str]:
    """Return the bodies of the notes in a store."""
    with Store(path, create=False) as store:
        return {note.body for note in store.notes.list()}


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, except for the index of a log, which has no data."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith("-shm")
    }


# Lost stores


def _delete(path: Path) -> None:
    path.unlink()


def _delete_with_counter(path: Path) -> None:
    path.unlink()
    commit_counter_path(path).unlink()


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _empty_without_counter(path: Path) -> None:
    os.truncate(path, 0)
    commit_counter_path(path).unlink()


def _zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _put_older(path: Path) -> None:
    shutil.copyfile(path.with_name("older.sqlite"), path)


def _put_older_without_counter(path: Path) -> None:
    _put_older(path)
    commit_counter_path(path).unlink()


def _put_older_with_counter(path: Path) -> None:
    _put_older(path)
    commit_counter_path(path).write_bytes(path.with_name("older.sqlite-commits").read_bytes())


LOSSES: dict[str, Fault] = {
    "deleted": _delete,
    "deleted with its counter": _delete_with_counter,
    "emptied": _empty,
    "emptied, its counter deleted": _empty_without_counter,
    "filled with zeros": _zero,
    "replaced by an older copy": _put_older,
    "replaced by an older copy, its counter deleted": _put_older_without_counter,
    "replaced by an older copy with its counter": _put_older_with_counter,
}


def lose_stores(folder: Path, times: int, seed: int) -> Outcome:
    """Lose a store in every way; it must be noticed, untouched, and restored with all its notes."""
    chance, outcome = random.Random(seed), Outcome()
    for number in range(times):
        for name, fault in LOSSES.items():
            path = folder / f"{number}-{outcome.tries}" / "store.sqlite"
            notes = _write_with_backup(path, chance)
            fault(path)
            outcome.tries += 1
            outcome.acknowledged += len(notes)
            before = read_files(path.parent)
            for create in (True, False):
                try:
                    Store(path, create=create).close()
                    outcome.lost.append(f"{name}: not noticed")
                except LostStoreError:
                    pass
            if read_files(path.parent) != before:
                outcome.damaged.append(f"{name}: files were changed")
            if chance.random() < 0.3:  # the loss is accepted, and regretted
                start_empty(path)
            restore_newest(path)
            outcome.lost += [f"{name}: {note}" for note in notes - read_notes(path)]
            shutil.rmtree(path.parent)
    return outcome


def _write_with_backup(path: Path, chance: random.Random) -> set[str]:
    """Write notes to a new store, back it up, and leave an older copy of it beside."""
    notes = {f"note {number}" for number in range(chance.randrange(1, 6))}
    with Store(path) as store:
        article = store.articles.add(*edition("one")).article
    back_up(path, path.with_name("older.sqlite"))
    shutil.copyfile(commit_counter_path(path), path.with_name("older.sqlite-commits"))
    with Store(path) as store:
        for note in sorted(notes):
            store.notes.add(article, 0, 7, note)
    back_up_daily(path, _DAY)
    return notes


# Files that change while they are open


def _move(path: Path) -> None:
    path.rename(path.with_name("moved.sqlite"))


def _move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


def _delete_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def _replace(path: Path) -> None:
    copy = path.with_name("copy.sqlite")
    shutil.copyfile(path.with_name("older.sqlite"), copy)
    copy.replace(path)


def _halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _delete_log(path: Path) -> None:
    _log(path).unlink()


def _empty_log(path: Path) -> None:
    os.truncate(_log(path), 0)


def _halve_log(path: Path) -> None:
    _halve(_log(path))


CHANGES: dict[str, Fault] = {
    "deleted": _delete,
    "moved": _move,
    "its folder moved": _move_folder,
    "its folder deleted": _delete_folder,
    "replaced": _replace,
    "emptied": _empty,
    "halved": _halve,
    "its log deleted": _delete_log,
    "its log emptied": _empty_log,
    "its log halved": _halve_log,
}


def change_open_stores(folder: Path, times: int, seed: int) -> Outcome:
    """Change the file of an open store; a change acknowledged after that must be on the disk.

    The disk is looked at as it is while the store is open, which is what a kill leaves, and after
    the store was closed.
    """
    chance, outcome = random.Random(seed), Outcome()
    for number in range(times):
        for name, fault in CHANGES.items():
            store_folder = folder / f"{number}-{outcome.tries}"
            path = store_folder / "data" / "store.sqlite"
            _write_with_backup(path, chance)
            outcome.tries += 1
            store = Store(path)
            for note in range(chance.randrange(1, 8)):
                store.notes.add(1, 0, 7, f"before {note}")
            fault(path)
            notes = set()
            for note in range(3):
                with suppress(StoreError):
                    store.notes.add(1, 0, 7, f"after {note}")
                    notes.add(f"after {note}")
            outcome.acknowledged += len(notes)
            killed = folder / f"killed-{outcome.tries}"
            shutil.copytree(store_folder, killed, ignore=shutil.ignore_patterns("*-shm"))
            with suppress(StoreError):
                store.close()
            for end in (store_folder, killed):
                outcome.lost += [f"{name}: {note}" for note in notes - _find_notes(end)]
                shutil.rmtree(end)
    return outcome


def _find_notes(folder: Path) -> set[str]:
    found = set()
    for path in ("data/store.sqlite", "data/moved.sqlite", "moved/store.sqlite"):
        with suppress(StoreError):
            found |= read_notes(folder / path)
    return found


# Wrong clocks


def turn_clocks(folder: Path, days: int, seed: int) -> Outcome:
    """Back up a store with a clock that jumps; the newest state and the largest one must remain."""
    chance, outcome = random.Random(seed), Outcome()
    path = folder / "clock.sqlite"
    with Store(path) as store:
        for number in range(4):
            store.articles.add(*edition(str(number)))
    day, largest = _DAY, 4
    for number in range(days):
        with Store(path) as store:
            if number == days // 2:
                for article in (2, 3, 4):
                    store.articles.delete(article)
            store.notes.add(1, 0, 7, f"note {number}")
            outcome.acknowledged += 1
        jump = chance.choice((1, 1, 1, 1, 3650, -3650, -1))
        day += datetime.timedelta(jump)
        backup = back_up_daily(path, day)
        outcome.tries += 1
        made = None if backup is None else backup.path
        if made is None or not made.exists():
            outcome.lost.append(f"day {number}, {day}: no backup")
            continue
        moment = datetime.datetime.combine(day, datetime.time()).timestamp()
        os.utime(made, (moment, moment))
        backups = list_backups(path)
        if backups[0] != made:
            outcome.lost.append(f"day {number}, {day}: {backups[0].name} counts as newer")
        if max(map(_count_articles, backups)) < largest:
            outcome.lost.append(f"day {number}, {day}: the largest backup was deleted")
        if len(backups) > 14:
            outcome.damaged.append(f"day {number}, {day}: {len(backups)} backups are kept")
    backup_folder(path).joinpath("2099-01-01.sqlite").write_bytes(b"SQLite format 3\0 damaged")
    restore_newest(path)
    if f"note {days - 1}" not in read_notes(path):
        outcome.lost.append("the newest backup was not restored")
    return outcome


def _count_articles(path: Path) -> int:
    copy = path.with_name("counted")
    shutil.copyfile(path, copy)
    with Store(copy) as store:
        count = store.articles.count()
    for file in path.parent.glob("counted*"):
        file.unlink()
    return count


# Restores that are killed

# A process that restores a backup, and is killed at its Nth operation on files.
_RESTORE = """
import os, signal, sys
from pathlib import Path
from db.maintenance.replacement import restore
left = int(sys.argv[3])
EVENTS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "sqlite3.connect"}
def count(event, _):
    global left
    if event in EVENTS:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[5] == "without links":
    def refuse(*_):
        raise OSError
    os.link = refuse
os.makedirs(sys.argv[4])  # marks the beginning in a trace of system calls
sys.addaudithook(count)
restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""
_CALLS = (
    "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "write", "pwrite64",
    "fsync", "fdatasync", "ftruncate", "openat", "close",
)  # fmt: skip


def kill_restores(folder: Path, *, every_call: bool = False) -> Outcome:
    """Kill a restore at every operation on files; with `every_call`, at every system call.

    There must be the old store or the restored one, and the old one must not be lost.
    """
    outcome = Outcome()
    model = _prepare_restore(folder / "model")
    for links in (True, False):  # not every file system has links
        for number in range(1, 10_000):
            if not _kill_restore(model, outcome, [], number, links=links):
                break
    for call, number in _trace_calls(model) if every_call else ():
        inject = f"inject={call}:signal=KILL:when={number}"
        strace = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject]
        _kill_restore(model, outcome, strace, 0)
    return outcome


def can_trace() -> bool:
    """Return True if strace is there, and may trace a process here."""
    strace = shutil.which("strace")
    return (
        strace is not None and not subprocess.run([strace, "-qq", "true"], check=False).returncode
    )


def _prepare_restore(folder: Path) -> Path:
    path = folder / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(*edition("old")).article
        store.notes.add(article, 0, 7, "in both")
    back_up(path, folder / "backup.sqlite")
    with Store(path) as store:
        store.notes.add(article, 0, 7, "only in the old store")
    return folder


def _kill_restore(
    model: Path, outcome: Outcome, strace: list[str], number: int, *, links: bool = True
) -> bool:
    """Kill a restore; return False if it ended before that."""
    copied = model.with_name(f"killed-{outcome.tries}-{number}")
    shutil.copytree(model, copied)
    path = copied / "store.sqlite"
    ended = _run_restore(copied, strace, number, links=links)
    killed = ended != 0
    if killed:
        outcome.tries += 1
        outcome.acknowledged += 2
        name = f"{strace[-1] if strace else 'operation'} {number}"
        old = {"in both", "only in the old store"}
        try:
            notes = read_notes(path)
            if notes == {"in both"}:
                asides = [*copied.glob("store.sqlite-before-restore-*[0-9]")]
                notes = read_notes(asides[0]) if len(asides) == 1 else set()
            if notes != old:
                outcome.lost.append(f"{name}: {sorted(notes)}")
        except StoreError as error:
            outcome.lost.append(f"{name}: {error}")
        delete_leftovers(path)
        leftovers = [file.name for file in copied.iterdir() if file.name.startswith(".")]
        leftovers += [file.name for file in copied.glob("*-restore.json")]
        outcome.damaged += [f"{name}: {file} is left" for file in leftovers]
    shutil.rmtree(copied)
    return killed


def _run_restore(folder: Path, before: list[str], number: int, *, links: bool = True) -> int:
    """Run a restore, killed at an operation if `number` is not 0; return its exit code."""
    paths = (folder / "backup.sqlite", folder / "store.sqlite", number, folder / "begun")
    ways = "with links" if links else "without links"
    command = [*before, sys.executable, "-c", _RESTORE, *map(str, paths), ways]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode


def _trace_calls(model: Path) -> list[tuple[str, int]]:
    """Return the system calls of a restore by name, with the number of each among its kind."""
    traced = model.with_name("traced")
    shutil.copytree(model, traced)
    trace = traced / "trace"
    calls = ",".join(("mkdir", *_CALLS))
    _run_restore(traced, ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}"], 0)
    counts: Counter[str] = Counter()
    found = []
    begun = False
    for line in trace.read_text(errors="replace").splitlines():
        if call := re.match(r"\d+ +(\w+)\(", line):
            counts[call[1]] += 1
            if begun and call[1] in _CALLS:
                found.append((call[1], counts[call[1]]))
        begun = begun or "/begun" in line
    shutil.rmtree(traced)
    return found
