"""A commit counter beside a store, which detects lost changes.

If the write-ahead log was truncated, or left behind by a copy, SQLite opens an older state without
an error. The store counts its commits inside each transaction. The counter file is written after
each commit, without a sync. A power loss can leave it behind the store; only a loss of commits can
leave it ahead.

The counter never goes back: a restored backup continues after the highest known number. So the
backups of a store have an order that does not depend on the clock.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from db.errors import LossKind, LostStoreError, StoreError

JOURNAL_ENDING = "-restore.json"
_DIGITS = 20
_IMMUTABLE = "mode=ro&immutable=1"  # without the mode, a missing file would be created
_PATIENCE = 10.0  # seconds to wait for another program's transaction


def commit_counter_path(path: Path) -> Path:
    """Return the path of the counter file of the store at `path`."""
    return path.with_name(f"{path.name}-commits")


def restore_journal_path(path: Path) -> Path:
    """Return the path of the journal of a restore of the store at `path` that has begun."""
    return path.with_name(f"{path.name}{JOURNAL_ENDING}")


def session_path(path: Path) -> Path:
    """Return the path of the file with the state of the app's last session with a store."""
    return path.with_name(f"{path.name}-session.json")


def increment_commits(sqlite: sqlite3.Connection) -> int:
    """Increment the store's commit counter, inside the transaction; return the new count."""
    (count,) = sqlite.execute(
        "UPDATE commit_counter SET changes = changes + 1 RETURNING changes"
    ).fetchone()
    return int(count)


def stored_commits(sqlite: sqlite3.Connection) -> int:
    """Return the store's commit counter; raises sqlite3.DatabaseError if it is damaged."""
    row = sqlite.execute("SELECT changes FROM commit_counter").fetchone()
    if row is None or not isinstance(row[0], int):
        raise sqlite3.DatabaseError("the count of changes is damaged")
    return int(row[0])


def record_commit(path: Path, count: int) -> None:
    """Record in the counter file that `count` commits are on the disk; a failure is ignored."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with suppress(OSError):
        file = os.open(commit_counter_path(path), flags, 0o600)
        try:
            os.write(file, f"{count:0{_DIGITS}}\n".encode())
        finally:
            os.close(file)


def recorded_commits(path: Path) -> int:
    """Return the number of recorded commits; 0 if the counter file is missing or unreadable."""
    try:
        return int(commit_counter_path(path).read_bytes()[: _DIGITS + 1])
    except (OSError, ValueError):
        return 0


def backup_folder(path: Path) -> Path:
    """Return the folder beside a store for its automatic backups."""
    return path.with_name(f"{path.name}-backups")


def backup_commits(path: Path) -> dict[Path, int]:
    """Return the commits of each automatic backup of the store at `path`; 0 for a damaged one."""
    return {file: count_commits(file) for file in backup_folder(path).glob("*.sqlite")}


def count_commits(path: Path) -> int:
    """Return the commits of a store or a backup; 0 if it is damaged or of an early version."""
    try:
        with closing(_connect_to_read(path)) as sqlite:
            return stored_commits(sqlite)
    except (sqlite3.Error, StoreError):
        return 0


def known_commits(path: Path) -> int:
    """Return the highest number of commits that the counter file or a backup records."""
    return max(recorded_commits(path), *backup_commits(path).values(), 0)


def require_complete(path: Path) -> None:
    """Raise LostStoreError if a file has fewer commits than its counter or a backup records.

    It writes nothing. A damaged file is left to the functions that read it.
    """
    # Counts of the past are read first: a commit made meanwhile is no loss.
    recorded, latest = recorded_commits(path), _latest_backup_commits(path)
    kind, stored = _state(path)
    if kind is None or (stored == recorded and stored >= latest and kind == "older"):
        return
    backups = backup_commits(path)
    known = max(recorded, *backups.values(), 0)
    kind, stored = _state(path)
    if kind is not None and stored < known:
        raise LostStoreError(path, kind, known, stored, backups)


def _latest_backup_commits(path: Path) -> int:
    """Return the commits of the latest backup: if the counter agrees, opening reads only this."""
    backups = backup_folder(path).glob("*.sqlite")
    latest = max(backups, key=modification_time, default=None)
    return 0 if latest is None else count_commits(latest)


def modification_time(file: Path) -> int:
    """Return the time of a file in nanoseconds; 0 if it was deleted meanwhile."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _state(path: Path) -> tuple[LossKind | None, int]:
    """Return the state of a file if it is incomplete, and its commits; None if it is damaged."""
    try:
        if not path.stat().st_size:
            return "empty", 0
        with closing(_connect_to_read(path)) as sqlite:
            if not sqlite.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return "empty", 0
            return "older", stored_commits(sqlite)
    except FileNotFoundError:
        return "missing", 0
    except sqlite3.Error as error:
        is_overwritten = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB
        return ("overwritten" if is_overwritten else None), 0
    except (OSError, StoreError):
        return None, 0


def _has_log(path: Path) -> bool:
    log = Path(f"{path.resolve()}-wal")  # SQLite follows links
    return log.exists() and log.stat().st_size > 0


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a file for a moment; without a log it is complete, and none is created for it."""
    return connect_read_only(path) if _has_log(path) else _connect(path, _IMMUTABLE, _PATIENCE)


def is_writable(path: Path) -> bool:
    """Return True if SQLite can write the file at `path`, and the log beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def connect_read_only(path: Path, patience: float = _PATIENCE) -> sqlite3.Connection:
    """Open a SQLite file for reading, also on a read-only medium.

    SQLite needs a log and its index to read a store. It cannot create them on a read-only medium;
    without a log, the file is complete and is opened as immutable. Raises sqlite3.Error, and
    StoreError if there is a log that cannot be read.
    """
    try:
        return _connect(path, "mode=ro", patience)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        if not path.is_file() or is_writable(path):
            raise
    if _has_log(path):
        raise StoreError(
            f"The store {path} is read-only and has changes in its log; "
            f"copy {path.name} and {path.name}-wal to a writable folder, and open the copy"
        )
    return _connect(path, _IMMUTABLE, patience)


def _connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    sqlite = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        sqlite.execute("PRAGMA trusted_schema=OFF")
        sqlite.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except UnicodeDecodeError as error:  # of the message about a damaged schema
        sqlite.close()
        damaged = sqlite3.DatabaseError("the schema is damaged")
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damaged from error
    except BaseException:
        sqlite.close()
        raise
    return sqlite
