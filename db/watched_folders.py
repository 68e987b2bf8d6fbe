"""Files of a watched folder: those that changed since a check, and are written completely."""

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from db.errors import ImportingError
from db.importers.file_names import expand_name, is_listed

QUIET = 2.0
"""Seconds without a change after which a file is complete."""

_State = tuple[int, float]  # bytes, and the time of the last change


class FolderListing(Struct, frozen=True):
    """The files of a folder to read, and the number of links that lead out of it."""

    files: tuple[Path, ...]
    links_outside: int = 0


def list_changed_files(folder: str, since: float = 0.0) -> FolderListing:
    """List the files of a folder that changed since a time; raises ImportingError.

    A file that was moved there has an old time of change, but its entry has a new one. A symbolic
    link that leads out of the folder is not followed.
    """
    root = Path(folder)
    if not root.is_dir():
        raise ImportingError("is not there; check the folder, or remove it from the list")
    outside = {
        path
        for path in root.rglob("*")
        if path.is_symlink() and is_listed(path, root) and leads_outside(path, root)
    }
    files = (file for file in expand_name(folder) if file not in outside)
    return FolderListing(
        tuple(file for file in files if (state := _state(file)) and state[1] >= since), len(outside)
    )


def leads_outside(file: Path, folder: Path) -> bool:
    """Return True if a file within a folder is a link to a target outside of it."""
    try:
        with suppress(FileNotFoundError):
            file.stat()  # fails for a loop of links; `resolve` does so only before Python 3.13
        return not file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop of links
        return True


def wait_for_writers(files: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files that are not being written: they do not change for `QUIET` seconds."""
    states = {file: _state(file) for file in files}
    latest = max((state[1] for state in states.values() if state), default=0.0)
    wait = QUIET - (time.time() - latest)
    if wait <= 0:
        return tuple(files)
    time.sleep(min(wait, QUIET))  # a time of change may be in the future
    return tuple(file for file in files if states[file] and _state(file) == states[file])


def _state(file: Path) -> _State | None:
    try:
        status = file.stat()
    except OSError:  # deleted meanwhile
        return None
    return status.st_size, max(status.st_mtime, status.st_ctime)
