"""Open a store's file safely, for read transactions and write transactions."""

import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.checksums.tracked_connection import TrackedConnection
from db.commit_counter import (
    connect_read_only,
    increment_commits,
    is_writable,
    known_commits,
    record_commit,
    require_complete,
)
from db.errors import UNREADABLE, NoStoreError, StoreError, locked_error, to_store_error
from db.file_kinds import describe_special_file, is_unfinished
from db.progress import ReportPart, report_no_part
from db.schema_check import require_own_schema
from db.sql_functions import register_functions
from db.temporary_files import set_temporary_folder
from db.writer_lock import PATIENCE, wait_at_most, writer_lock

APPLICATION_ID = 0x4F6E5265  # "OnRe", in the header of every store
VERSION = 31  # of the schema
_OLDEST = 30  # the oldest version that is opened or repaired; earlier ones were never released
_PRAGMAS = (
    "trusted_schema=OFF",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else REPLACE deletes rows without a trigger
    "synchronous=FULL",
    "cache_size=-32768",  # KiB: reduces the time of a search while typing by a quarter
)
_LARGE_LOG = 16_384  # pages (64 MB) of the log before a checkpoint after large transactions
_HEADER = 100  # bytes of a SQLite file's header

# How often each file (by device and inode) is open in this process. Closing any descriptor of a
# file releases this process's POSIX locks on it, SQLite's included: another process would then
# delete the write-ahead log. So the header of a store that is already open is not read again.
_open_files: Counter[tuple[int, int]] = Counter()
_opening = threading.Lock()


class Connection:
    """One open store file, used by one thread at a time.

    `read_only` is True if the file or its folder cannot be written; every write transaction then
    raises StoreError.
    """

    def __init__(
        self,
        path: Path,
        before_migration: Callable[[Path], None] | None = None,
        *,
        create: bool = True,
        accept_loss: bool = False,
        read_only: bool = False,
        migration_progress: ReportPart = report_no_part,
    ) -> None:
        """Open or create the file; raises StoreError, and never changes a foreign file.

        `before_migration` gets the path of an older store before its schema changes, and
        `migration_progress` each part of the migration. With `read_only`, nothing changes. Without
        `create`, raises NoStoreError for a missing or empty file; LostStoreError if it lost
        commits. `accept_loss` accepts that older state, and counts on after the highest number.
        """
        self.path = path = path.absolute()
        self.name_reader: Callable[[], str] = str  # the author of changes
        self._before_migration = before_migration
        self._accept_loss, self._report = accept_loss, migration_progress
        self._lock = threading.RLock()
        self._is_writing = self._has_failed_part = False
        self._is_tracking = False  # the changes, for checksums
        try:
            with _opening:
                _require_own_file(path, create, accept_loss)
                self._log_path = Path(f"{path.resolve()}-wal")  # SQLite follows links
                self._log_file: tuple[int, int] | None = None  # its device and inode
                self._size = self._log_size = 0  # bytes after the last commit here
                self._truncated = False
                self.read_only = read_only or not is_writable(path)
                self._sqlite = connect_read_only(path) if self.read_only else _connect(path)
                # only now: some file systems copy a file when it is first opened for writing
                self._file = _identify(path)
                _open_files[self._file] += 1
                self._open = True
        except (OSError, sqlite3.Error) as error:
            raise _opening_error(error, path) from error
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        try:
            for pragma in _PRAGMAS:
                self._sqlite.execute(f"PRAGMA {pragma}")
            set_temporary_folder(self._sqlite, self.path.parent)
            register_functions(self._sqlite, lambda: self.name_reader())
            if not self.read_only:
                if not self.path.stat().st_size:
                    from db.new_file import write_new_file  # needed only once

                    with suppress(TimeoutError), write_new_file(self._sqlite, self.path):
                        self._update_schema()
                _write_ahead(self._sqlite)
            self._is_behind = self._number("user_version") < VERSION
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise to_store_error(error, self.path) from error
        if self._is_behind and self.read_only:
            raise StoreError(
                f"The store {self.path} is of an older version and read-only; "
                "copy it to a writable folder, and open the copy"
            )
        if self._is_behind:
            self._migrate()
            self._is_behind = False
        with self.read_transaction() as sqlite:
            require_own_schema(sqlite, self.path)
        if not self.read_only:
            self._size, self._log_size = self._require_same_file()
        if self._accept_loss:
            known = known_commits(self.path)
            with self.transaction() as sqlite:
                sqlite.execute("UPDATE commit_counter SET changes = max(changes, ?)", (known,))

    def _update_schema(self) -> None:
        """Create or migrate the tables, unless another process has done so."""
        from db.schema import migrate

        if self._number("user_version") < VERSION:
            migrate(self._sqlite, self._report)
            self._sqlite.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._sqlite.execute(f"PRAGMA user_version = {VERSION}")

    def _migrate(self) -> None:
        """Migrate an older file after a backup, or create the tables of an empty one."""
        with self.read_transaction() as sqlite:
            older = sqlite.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
        if older and self._before_migration is not None:
            self._report("backing up the store", 0)
            self._before_migration(self.path)
        with self.transaction():
            self._update_schema()
        if older:
            self._report("compacting the store", 0)
            self.vacuum()

    def _number(self, pragma: str) -> int:
        return int(self._sqlite.execute(f"PRAGMA {pragma}").fetchone()[0])

    def close(self) -> None:
        """Close the file; the last connection to close it also empties the write-ahead log."""
        with self._lock, _opening:
            if self._open:
                self._open = False
                with suppress(TimeoutError), writer_lock(self.path, PATIENCE):
                    self._sqlite.close()  # runs a checkpoint if this is the last connection
                self._sqlite.close()
                _open_files[self._file] -= 1

    @contextmanager
    def exclusive(self) -> Iterator[sqlite3.Connection]:
        """Lock the connection against other threads, with no transaction open."""
        with self._lock:
            yield self._sqlite

    def vacuum(self) -> None:
        """Run VACUUM under the writer lock: rewrite the file with full pages.

        The file stays as it is if the disk has no room or another program keeps writing.
        """
        with self._lock, suppress(sqlite3.Error, TimeoutError), writer_lock(self.path, PATIENCE):
            self._sqlite.execute("VACUUM")
            self._sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def read_transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a read transaction: its queries see one state of the store; raises StoreError.

        Within a transaction of the same thread, it is a part of that one.
        """
        with self._lock:
            if self._open and self._sqlite.in_transaction:
                yield self._sqlite
                return
            with self._transact("BEGIN") as sqlite:
                yield sqlite

    @contextmanager
    def transaction(
        self, *, is_large: bool = False, patience: float | None = None
    ) -> Iterator[sqlite3.Connection]:
        """Open a write transaction: atomic, and on the disk when it ends; raises StoreError.

        BEGIN IMMEDIATE waits for another writer. A deferred transaction that becomes a writer
        later would fail at once in spite of the busy timeout.

        Within a transaction of the same thread, it is a part of that one. Nothing of a transaction
        is stored if one of its parts raises an error, even if it is caught.

        A commit writes each changed page once, so that one large transaction writes far less than
        its parts. For the same reason, the log of a connection with `is_large` transactions grows
        larger before a checkpoint.

        `patience` are the seconds for which it waits for another program, by default 10.
        """
        patience = PATIENCE if patience is None else patience
        with self._lock:
            if self._is_writing:
                with self._part() as sqlite:
                    yield sqlite
                return
        if self.read_only:
            raise StoreError(
                f"The store {self.path} is read-only; the change was not saved. "
                "Copy the store to a writable folder to change it"
            )
        try:
            with self._lock, writer_lock(self.path, patience), wait_at_most(self._sqlite, patience):
                self._require_whole_file()
                self._track_changes()
                with self._transact("BEGIN IMMEDIATE") as sqlite, self._with_parts(is_large):
                    yield sqlite
                    if self._has_failed_part:
                        raise self._failed_error()
                    count = increment_commits(sqlite)
                    self._require_same_file()
                self._size, self._log_size = self._require_same_file()
                record_commit(self.path, count)
        except TimeoutError:
            raise locked_error(self.path) from None

    def _track_changes(self) -> None:
        """Write checksums from the first change of a complete store on."""
        if self._is_tracking or self._is_behind:
            return
        assert isinstance(self._sqlite, TrackedConnection)
        self._sqlite.track_changes()
        self._is_tracking = True

    @contextmanager
    def _with_parts(self, is_large: bool) -> Iterator[None]:
        self._is_writing, self._has_failed_part = True, False
        if is_large:
            self._sqlite.execute(f"PRAGMA wal_autocheckpoint = {_LARGE_LOG}")
        try:
            yield
        finally:
            self._is_writing = False

    @contextmanager
    def _part(self) -> Iterator[sqlite3.Connection]:
        # Savepoints would undo one part alone. But FTS5 writes its index at each savepoint.
        try:
            # an error such as a full disk ends the whole transaction
            if self._has_failed_part or not self._sqlite.in_transaction:
                raise self._failed_error()
            yield self._sqlite
        except sqlite3.Error as error:
            self._has_failed_part = True
            raise to_store_error(error, self.path) from error
        except BaseException:
            self._has_failed_part = True
            raise

    def _failed_error(self) -> StoreError:
        return StoreError(f"A change to the store {self.path} failed; nothing was saved")

    def _require_same_file(self) -> tuple[int, int]:
        """Return the sizes of the file and its log; raise StoreError if they are other files.

        Where a file was moved, deleted or replaced, SQLite still commits to the one that it opened.
        """
        try:
            status, log = self.path.stat(), self._log_path.stat()
        except OSError:
            raise self._changed_error("moved or deleted") from None
        log_file = (log.st_dev, log.st_ino)
        self._log_file = self._log_file or log_file
        if (status.st_dev, status.st_ino) != self._file or log_file != self._log_file:
            raise self._changed_error("replaced")
        if not status.st_size:
            raise self._changed_error("emptied")
        return status.st_size, log.st_size

    def _require_whole_file(self) -> None:
        """Raise StoreError if the file or its log was truncated since the last commit here.

        OnRecord itself shortens them only in `vacuum`. All changes are then in the file.
        """
        if not self._open:
            return  # reported when the transaction begins
        size, log_size = self._require_same_file()
        if not self._truncated and (size < self._size or log_size < self._log_size):
            self._truncated = not self._has_all_pages(size)
        if self._truncated:  # for good: a checkpoint may have filled the file with zeros
            raise self._changed_error("truncated")

    def _has_all_pages(self, size: int) -> bool:
        """Return True if a file that became shorter, to `size` bytes, has lost no pages."""
        try:
            if self._sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise locked_error(self.path)
            if size >= min(self._size, self._number("page_count") * self._number("page_size")):
                return True
            # truncated, or extended after another process compacted it
            self._sqlite.execute("PRAGMA shrink_memory")  # pages in memory would hide a loss
            found = self._sqlite.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.Error:
            return False
        return bool(found == ("ok",))

    def _changed_error(self, change: str) -> StoreError:
        moved = "Put the file and its log back, or close OnRecord and open another store"
        emptied = "Close OnRecord and open it again to restore a backup"
        return StoreError(
            f"The store {self.path} was {change} while it was open; the change was not saved. "
            f"{emptied if change in ('emptied', 'truncated') else moved}"
        )

    @contextmanager
    def _transact(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._sqlite.execute(begin)
                try:
                    yield self._sqlite
                    self._sqlite.execute("COMMIT")
                except BaseException:
                    if self._sqlite.in_transaction:
                        self._sqlite.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise to_store_error(error, self.path) from error
            except UNREADABLE as error:
                self._explain(error)
                raise

    def _explain(self, error: Exception) -> None:
        """Raise StoreError if a record is damaged, which a value of it caused to fail."""
        from db.checksums.comparison import list_damage

        with suppress(sqlite3.Error):
            for record in list_damage(self._sqlite):
                raise StoreError(
                    f"The store {self.path} has damaged records ({record.label}): {error}; "
                    "run `onrecord check` to list them, and `onrecord repair`"
                ) from error


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path.as_uri(),
        uri=True,  # for the stores that are attached for reading
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        factory=TrackedConnection,
    )


def _require_own_file(path: Path, create: bool, accept_loss: bool) -> None:
    """Refuse a foreign file, and one that lost commits; create a missing one if wanted."""
    require_regular_file(path)
    with suppress(FileNotFoundError):
        require_store_file(path)
    if not accept_loss:
        require_complete(path)
    if create:
        _create(path)
    elif not path.exists() or not path.stat().st_size:
        raise NoStoreError(path)


def _identify(path: Path) -> tuple[int, int]:
    """Return the device and inode of a file."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _create(path: Path) -> None:
    """Create the file, readable by its owner only, if it does not exist."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        require_regular_file(path)


def require_regular_file(path: Path) -> None:
    """Raise StoreError for a folder, a pipe, a socket or a device, without opening it."""
    if kind := describe_special_file(path):
        raise StoreError(f"{path} is {kind}; choose a file for the store")


def is_older(path: Path) -> bool:
    """Return True if a file is a store of an older version, which opening it migrates."""
    application, version = _read_versions(_read_header(path))
    return application == APPLICATION_ID and _OLDEST <= version < VERSION


def is_current(path: Path) -> bool:
    """Return True if a file is a store of this version: opening it creates and migrates nothing."""
    return _read_versions(_read_header(path)) == (APPLICATION_ID, VERSION)


def _read_header(path: Path) -> bytes:
    """Read a file's SQLite header; empty if the file cannot be read or is open here."""
    if describe_special_file(path):
        return b""
    try:
        if _open_files[_identify(path)]:
            return b""
        with path.open("rb") as file:
            return file.read(_HEADER)
    except OSError:
        return b""


def require_store_file(path: Path) -> None:
    """Raise StoreError unless a file is empty or a store of this version or one that is migrated.

    The header is read as bytes first, since SQLite may change a file when it opens it.
    """
    require_regular_file(path)
    if _open_files[_identify(path)]:
        return  # it was one when it was opened
    with path.open("rb") as file:
        header = file.read(_HEADER)
    application, version = _read_versions(header)
    if not header or (application != APPLICATION_ID and is_unfinished(path)):
        return
    if not header.startswith(b"SQLite format 3\0") or len(header) < _HEADER:
        require_complete(path)  # if it was a store, its backups can be restored
        raise StoreError(f"{path} is not an OnRecord store; choose another file")
    if application == APPLICATION_ID and version > VERSION:
        raise StoreError(f"{path} was written by a newer OnRecord; update OnRecord to open it")
    if application == APPLICATION_ID and 0 < version < _OLDEST:
        raise StoreError(
            f"{path} is a store of an earlier development version of OnRecord; export it as "
            "JSON with that version and add the export to a new store, or import the articles again"
        )
    if application != APPLICATION_ID and (application or version or not _is_empty(path)):
        raise StoreError(f"{path} is a database of another program; choose another file")


def _read_versions(header: bytes) -> tuple[int, int]:
    """Read the application id and the schema version from a SQLite header."""
    return int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")


def _is_empty(path: Path) -> bool:
    """Return True if a SQLite file has no tables, or its store header is still in the log."""
    log = Path(f"{path.resolve()}-wal")
    mode = "mode=ro" if log.exists() else "mode=ro&immutable=1"
    sqlite = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=PATIENCE)
    try:
        application = sqlite.execute("PRAGMA application_id").fetchone()[0]
        tables = sqlite.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return bool(application == APPLICATION_ID or tables == 0)
    finally:
        sqlite.close()


def _write_ahead(sqlite: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, and retry while busy: SQLite itself does not wait here."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            sqlite.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _opening_error(error: Exception, path: Path) -> StoreError:
    if isinstance(error, PermissionError):
        return StoreError(f"The store {path} cannot be opened: permission denied; check its owner")
    if isinstance(error, OSError):
        return StoreError(f"The store {path} cannot be opened: {error.strerror or error}")
    return to_store_error(error, path)
