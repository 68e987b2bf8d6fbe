"""The remaining tasks of unfinished jobs, in a file beside the store, to go on with after quitting.

Each running app has a file of its own, which it locks. A file without a lock is that of an app that
ended during a job, or was killed.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from analysis.structs import decode_json
from db.commit_counter import session_path

try:
    import fcntl
except ModuleNotFoundError:  # on Windows, where the files of two apps are not told apart
    fcntl = None  # type: ignore[assignment]


class SavedJob(Struct, frozen=True):
    """An unfinished job: its title, and its remaining tasks as `dump_task` returns them.

    The first `started` tasks were running: their texts may be stored already.
    """

    title: str
    tasks: Sequence[Mapping[str, Any]]
    started: int = 0


class SavedJobs:
    """The file with the unfinished jobs of this app; errors of writing never stop a job."""

    def __init__(self, store: Path) -> None:
        """Use a file beside the store at `store`, which is written when the first job starts."""
        start, end = _name_parts(store)
        self._path = store.with_name(f"{start}{os.urandom(4).hex()}{end}")
        self._lock: int | None = None

    def write(self, jobs: Sequence[SavedJob]) -> None:
        """Replace the saved jobs; without any, delete the file. Raises OSError."""
        if not jobs:
            self.delete()
            return
        import tempfile

        handle, name = tempfile.mkstemp(prefix=".jobs-", dir=self._path.parent)  # of mode 0600
        try:
            with os.fdopen(os.dup(handle), "w", encoding="utf-8") as file:
                json.dump(msgspec.to_builtins(jobs), file)
                file.flush()
                os.fsync(handle)
            with suppress(OSError):  # a file system without locks
                _lock(handle)
            Path(name).replace(self._path)
        except OSError:
            os.close(handle)
            Path(name).unlink(missing_ok=True)
            raise
        self.release()
        self._lock = handle

    def delete(self) -> None:
        """Delete the file."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Unlock the file: the jobs in it have stopped."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def find_saved_jobs(store: Path) -> list[Path]:
    """Return the files with the jobs of apps that ended before the jobs did."""
    start, end = _name_parts(store)
    found = (
        path
        for path in store.parent.iterdir()
        if path.name.startswith(start) and path.name.endswith(end)
    )
    return sorted(path for path in found if not _is_locked(path))


def read_saved_jobs(path: Path) -> list[SavedJob]:
    """Return the jobs of a file; raises OSError, and ValueError for a damaged file."""
    try:
        return decode_json(path.read_bytes(), list[SavedJob])
    except ValueError as error:
        raise ValueError(f"{path} is damaged") from error


def _name_parts(store: Path) -> tuple[str, str]:
    """Return the beginning and the end of the names of such files."""
    session = session_path(store)
    return f"{session.stem}-jobs-", session.suffix


def _lock(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_locked(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            _lock(file.fileno())
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    return False
