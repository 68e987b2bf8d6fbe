"""Locks of hosts, each of which gets one request at a time from all processes of a user.

The app, its worker processes and commands run at the same time. A byte of one file is the lock of a
host; the system releases it when a process ends. Without such locks, as on Windows or in a folder
that cannot be written, a lock holds within its process.
"""

import os
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from weakref import WeakValueDictionary

from db.errors import ImportingError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_HAS_FILE_LOCKS = fcntl is not None
PATIENCE = 120.0  # seconds: two slow answers of a host
_PAUSE = 0.02  # seconds between two tries
_BYTES = 1 << 30
_BUSY = "is not fetched: its host is answering another request for long; try again later"


class _ThreadLock:
    """A lock among the threads of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


_THREADS: WeakValueDictionary[str, _ThreadLock] = WeakValueDictionary()
_GUARD = threading.Lock()


@contextmanager
def lock_host(host: str) -> Iterator[float]:
    """Wait until no other request to a host is running; yields the seconds of the wait.

    Raises ImportingError after `PATIENCE` seconds.
    """
    began = time.monotonic()
    with _GUARD:
        held = _THREADS.get(host) or _THREADS.setdefault(host, _ThreadLock())
    if not held.lock.acquire(timeout=PATIENCE):
        raise ImportingError(_BUSY)
    try:
        at = zlib.crc32(host.encode("utf-8", "surrogatepass")) % _BYTES
        file = _open_locks(_state_folder())
        while file is not None and not _lock_byte(file, at):
            if time.monotonic() - began > PATIENCE:
                raise ImportingError(_BUSY)
            time.sleep(_PAUSE)
        try:
            yield time.monotonic() - began
        finally:
            if file is not None:
                fcntl.lockf(file, fcntl.LOCK_UN, 1, at)
    finally:
        held.lock.release()


def _state_folder() -> Path:
    from platformdirs import user_state_path

    configured = os.environ.get("ONRECORD_STATE")
    return Path(configured).expanduser() if configured else user_state_path("onrecord")


@cache
def _open_locks(folder: Path) -> int | None:
    """Open the file of the locks, once: closing it would release all locks of the process."""
    if not _HAS_FILE_LOCKS:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.open(folder / "hosts.lock", flags, 0o600)
    except OSError:
        return None


def _lock_byte(file: int, at: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a file system without such locks
    return True
