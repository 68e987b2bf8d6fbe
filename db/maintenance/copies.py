"""Copies of a store beside their target: temporary until they are complete, then moved.

The copies of processes that ended are deleted.
"""

import os
import platform
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from db.checksums.comparison import DamagedRecord, list_damage
from db.commit_counter import JOURNAL_ENDING, backup_folder, connect_read_only
from db.errors import StoreError, to_store_error

IsWanted = Callable[[], bool]
Progress = Callable[[str, float], None]

READ_PATIENCE = 2.0  # seconds to wait for another program's transaction
UNFINISHED = ".unfinished"
"""The ending of a temporary name, after that of its process."""
_HOST = re.sub(r"\W", "", platform.node()) or "host"
# The file of an interrupted backup, or the folder of an interrupted repair: the host and process.
_LEFTOVER = re.compile(
    r"\..+\.(?P<host>\w+)-(?P<process>\d+)\.unfinished(-\w+)?"
    r"|\.onrecord-repair-(?P<repair_host>\w+)-(?P<repair_process>\d+)-\w+"
)
_LONGEST = 3600.0  # seconds without a write after which a backup of another machine is interrupted
_PAGES = 512  # copied at once
# Steps of so many pages between two syncs: a write of the app meanwhile waits for all that is not
# on the disk, 120 ms for 200 MB, 30 ms for 8 MB.
_SYNCED_STEPS = 4


class BackupCancelledError(Exception):
    """The backup was cancelled."""


@contextmanager
def temporary_copy(target: Path) -> Iterator[Path]:
    """Create a temporary file beside `target`, for its owner only, and delete it at the end."""
    copy = target.with_name(f".{target.name}.{temporary_name()}{UNFINISHED}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        delete_folder_leftovers(target.parent)
        copy.unlink(missing_ok=True)
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}; choose another") from error
    try:
        yield copy
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}; choose another") from error
    finally:
        copy.unlink(missing_ok=True)


def copy_store(
    store: Path,
    copy: Path,
    wanted: IsWanted = lambda: True,
    progress: Progress = lambda _part, _done: None,
) -> None:
    steps = 0

    def look(_status: int, left: int, pages: int) -> None:
        nonlocal steps
        steps += 1
        if steps % _SYNCED_STEPS == 0:
            os.fsync(file.fileno())
        progress("copying the store", 1 - left / pages if pages else 1)
        if not wanted():
            raise BackupCancelledError

    try:
        with (
            copy.open("rb+") as file,  # closed last: closing it ends the locks of the target
            closing(connect_read_only(store, READ_PATIENCE)) as source,
            closing(connect_existing(copy)) as target,
        ):
            # a read transaction: otherwise the copy would restart at each change
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=look)
            target.execute("PRAGMA journal_mode=DELETE")  # one file without a log
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    sync_file(copy)


def verify_structure(copy: Path, store: Path) -> None:
    try:
        with closing(connect_read_only(copy, READ_PATIENCE)) as sqlite:
            found = [line for (line,) in sqlite.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    if found != ["ok"]:
        raise StoreError(f"The store {store} is damaged; run `onrecord check` for the details")


def find_damage(
    copy: Path, wanted: IsWanted = lambda: True, progress: Progress = lambda _part, _done: None
) -> tuple[DamagedRecord, ...]:
    """Return the records of a copy that differ from their checksums.

    Raises StoreError, and BackupCancelledError once `wanted` returns False.
    """

    def report(part: str, done: float) -> None:
        progress(part, done)
        if not wanted():
            raise BackupCancelledError

    try:
        with closing(connect_read_only(copy, READ_PATIENCE)) as sqlite:
            return tuple(list_damage(sqlite, report))
    except sqlite3.Error as error:
        raise to_store_error(error, copy) from error


def move_to_new(file: Path, target: Path) -> None:
    """Move a complete file to a new name; raises FileExistsError, and never replaces a file."""
    try:
        os.link(file, target)
        file.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as that of a memory stick
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        file.replace(target)
    sync_folder(target.parent)


def delete_leftovers(store: Path) -> None:
    """Delete the files of interrupted backups, restores and repairs beside a store."""
    for folder in (store.parent, backup_folder(store)):
        delete_folder_leftovers(folder)


def delete_folder_leftovers(folder: Path) -> None:
    """Delete the temporary files and folders in a folder whose processes have ended."""
    if any(folder.glob(f"*{JOURNAL_ENDING}")):
        return  # a restore that is not finished needs its file
    for file in folder.glob(".*"):
        found = _LEFTOVER.fullmatch(file.name)
        with suppress(OSError):
            if found is None or not _is_interrupted(file, found):
                continue
            if file.is_dir():
                shutil.rmtree(file, ignore_errors=True)
            else:
                file.unlink(missing_ok=True)


def _is_interrupted(file: Path, name: "re.Match[str]") -> bool:
    """Return True if the process that wrote a temporary file or folder has ended."""
    process = name["process"] or name["repair_process"]
    if os.name == "posix" and _HOST in (name["host"], name["repair_host"]):
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            pass
    return _age(file) > _LONGEST


def _age(file: Path) -> float:
    """Return the seconds since or until the time of a file: the clock may have been wrong."""
    return abs(time.time() - file.stat().st_mtime)


def temporary_name() -> str:
    """Return the part of a temporary name that identifies this process."""
    return f"{_HOST}-{os.getpid()}"


def connect_existing(path: Path) -> sqlite3.Connection:
    """Open a connection to an existing file, for reading and writing."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=READ_PATIENCE,
        isolation_level=None,
    )


def sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
