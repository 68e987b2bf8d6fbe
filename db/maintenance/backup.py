"""Backups of a store: single files, consistent while the app runs, and verified.

A restore replaces the store in one step: once its journal is on the disk, it is finished by
whoever opens the store next; before that, the old store is unchanged.
"""

import datetime
import json
import os
import platform
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from db.commit_counter import (
    JOURNAL_ENDING,
    backup_commits,
    commit_counter_path,
    connect_read_only,
    count_commits,
    known_commits,
    modification_time,
    record_commit,
    require_complete,
    restore_journal_path,
    session_path,
    stored_commits,
)
from db.commit_counter import backup_folder as backup_folder
from db.connection import VERSION, Connection, require_store_file
from db.errors import StoreError, to_store_error
from db.writer_lock import writer_lock

IsWanted = Callable[[], bool]
Progress = Callable[[str, float], None]

BACKUPS_KEPT = 3  # backups of each occasion that are kept
_PERIODS = (  # how many days, weeks and months have a daily backup that is kept
    (3, lambda day: day),
    (4, lambda day: day.isocalendar()[:2]),
    (6, lambda day: (day.year, day.month)),
)
_UNFINISHED = ".unfinished"
_HOST = re.sub(r"\W", "", platform.node()) or "host"
# The file of an interrupted backup, or the folder of an interrupted repair: the host, and the
# process. Earlier versions named only the process.
_LEFTOVER = re.compile(
    r"\..+\.(?:(?P<host>\w+)-)?(?P<process>\d+)\.unfinished(-\w+)?"
    r"|\.onrecord-repair-(?:(?P<repair_host>\w+)-(?P<repair_process>\d+)-)?\w+"
)
_LONGEST = 3600.0  # seconds without a write after which a backup of another machine is interrupted
_PAGES = 512  # copied at once
_PATIENCE = 10.0  # seconds to wait for another program's transaction
_READ_PATIENCE = 2.0


class BackupCancelledError(Exception):
    """The backup was cancelled."""


def back_up(
    store: Path | str,
    target: Path | str,
    wanted: IsWanted = lambda: True,
    progress: Progress = lambda _part, _done: None,
) -> None:
    """Copy a store to the new file `target`; raises StoreError and leaves no partial file.

    The copy has one consistent state of the store, even while others change it. `wanted` is called
    repeatedly; BackupCancelledError is raised once it returns False. `progress` is called with the
    part of the work and the share of it that is done; the time is linear in the size of the store.
    """
    store, target = Path(store), Path(target)
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target} already exists; choose a new file for the backup")
    require_store(store)
    with _temporary_copy(target) as copy:
        _copy(store, copy, wanted, progress)
        progress("checking the copy", 0)
        _verify(copy, store)
        try:
            move_to_new(copy, target)
        except FileExistsError:
            raise StoreError(f"{target} already exists; choose a new file for the backup") from None


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
    _sync_folder(target.parent)


def restore(backup: Path | str, store: Path | str) -> Path | None:
    """Replace a store by a backup; return the new path of the old store, None if there was none.

    The old store is kept beside the new one, with its log. Raises StoreError if the backup is
    damaged or not a store, or if the store is in use; the store is then unchanged.
    """
    backup, store = Path(backup), Path(store)
    _require_backup(backup)

    def fill(copy: Path) -> None:
        _copy(backup, copy)
        _verify(copy, backup)

    return _replace(store, fill)


def restore_newest(store: Path) -> tuple[Path, Path | None]:
    """Restore the newest sound automatic backup; return its path, and that of the old store."""
    newest = find_newest_sound(store)
    if newest is None:
        raise StoreError(
            f"There is no sound backup of {store} in {backup_folder(store)}; "
            "name a backup with `onrecord restore FILE`"
        )
    return newest, restore(newest, store)


def start_empty(store: Path) -> Path | None:
    """Replace a store by an empty one; return the new path of the old store, None without one.

    The state of the last session is put aside too. The backups are preserved.
    """

    def fill(copy: Path) -> None:
        Connection(copy).close()
        commit_counter_path(copy).unlink(missing_ok=True)

    return _replace(store, fill, with_session=True)


def accept_loss(store: Path) -> None:
    """Continue with an older state of a store: its counter goes on after the lost changes."""
    require_store(store)
    Connection(store, back_up_before_migration, create=False, accept_loss=True).close()


def finish_restore(store: Path) -> None:
    """Finish a restore that was interrupted after its journal was written."""
    if not restore_journal_path(store).exists():
        return
    try:
        with writer_lock(store, _PATIENCE):
            _finish(store)
    except TimeoutError:
        raise _in_use(store) from None
    except OSError as error:
        raise StoreError(
            f"An interrupted restore of {store} cannot be finished: {error.strerror}; "
            "make its folder writable, and try again"
        ) from error


def _replace(
    store: Path, fill: Callable[[Path], None], *, with_session: bool = False
) -> Path | None:
    """Replace a store by the file that `fill` writes; return the new path of the old one."""
    finish_restore(store)
    delete_leftovers(store)
    with _temporary_copy(store) as copy:
        fill(copy)
        commits = _continue_commits(copy, store)
        moment = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
        aside = store.with_name(f"{store.name}-before-restore-{moment}")
        names = {"": aside.name, "-wal": f"{aside.name}-wal"}
        if with_session:
            names |= {"-session.json": session_path(aside).name}
        # deleted as a leftover if this process ends before the journal names it
        prepared = copy.with_name(f"{copy.name}-restore")
        journal = {"prepared": prepared.name, "aside": names, "commits": commits}
        try:
            with writer_lock(store, _PATIENCE):
                existed = store.exists()
                if existed:
                    _require_unused(store)
                copy.replace(prepared)
                _sync_folder(store.parent)  # before the journal names it
                _write_journal(store, json.dumps(journal))
                _finish(store)
        except TimeoutError:
            raise _in_use(store) from None
    return aside if existed else None


def _write_journal(store: Path, text: str) -> None:
    """Write the journal of a restore in one step: it is complete or missing."""
    journal = restore_journal_path(store)
    with _temporary_copy(journal) as copy:
        with copy.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        copy.replace(journal)
        _sync_folder(store.parent)


def _finish(store: Path) -> None:
    """Carry out the steps of a restore's journal that have not been carried out."""
    journal = restore_journal_path(store)
    try:
        steps = json.loads(journal.read_bytes())
    except FileNotFoundError:  # finished by another process
        return
    prepared = store.with_name(steps["prepared"])
    if prepared.exists():  # else it is in place
        store.with_name(f"{store.name}-shm").unlink(missing_ok=True)  # SQLite creates it again
        log = store.with_name(f"{store.name}-wal")
        if log.exists() and not log.stat().st_size:
            log.unlink()
        for ending, name in steps["aside"].items():
            file, aside = store.with_name(store.name + ending), store.with_name(name)
            if file.exists() and not aside.exists():
                _put_aside(file, aside, linked=not ending)
        _sync_folder(store.parent)
        prepared.replace(store)
        _sync_folder(store.parent)
    record_commit(store, steps["commits"])
    journal.unlink(missing_ok=True)
    _sync_folder(store.parent)


def _put_aside(file: Path, aside: Path, *, linked: bool) -> None:
    """Rename a file; with `linked`, its old name remains too, until it is replaced."""
    if linked:
        with suppress(OSError):  # a file system without links
            os.link(file, aside)
            return
    file.rename(aside)


def _continue_commits(copy: Path, store: Path) -> int:
    """Make the counter of a copy continue after every known commit of the store; return it."""
    known = known_commits(store)
    if store.exists():
        known = max(known, count_commits(store))
    try:
        with closing(_connect(copy)) as sqlite:
            sqlite.execute("PRAGMA journal_mode=DELETE")  # one file without a log
            sqlite.execute("UPDATE commit_counter SET changes = max(changes, ?) + 1", (known,))
            commits = stored_commits(sqlite)
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    _sync_file(copy)
    return commits


def list_backups(store: Path) -> list[Path]:
    """Return the automatic backups of a store, the newest first.

    Their order is that of their commits: the clock may have been wrong. Unreadable ones come last.
    """
    commits = backup_commits(store)

    def order(file: Path) -> tuple[int, int, str]:
        return commits.get(file, 0), modification_time(file), file.name

    return sorted(backup_folder(store).glob("*.sqlite"), key=order, reverse=True)


def find_newest_sound(store: Path) -> Path | None:
    """Return the newest automatic backup that passes the integrity check, or None."""
    for file in list_backups(store):
        with suppress(StoreError):
            _require_backup(file)
            _verify(file, file)
            return file
    return None


def back_up_daily(
    store: Path, today: datetime.date, wanted: IsWanted = lambda: True
) -> Path | None:
    """Make today's backup and return its path; None if there is one, or nothing has changed.

    Raises StoreError, and BackupCancelledError once `wanted` returns False.
    """
    newest = next(iter(list_backups(store)), None)
    commits = count_commits(newest) if newest is not None else 0  # 0 for a damaged one too
    if newest is not None and commits:
        is_of_today = newest.name.startswith(today.isoformat())
        if is_of_today or commits == count_commits(store):
            return None
    return back_up_automatically(store, today, wanted=wanted)


def back_up_automatically(
    store: Path, today: datetime.date, occasion: str = "", wanted: IsWanted = lambda: True
) -> Path:
    """Make an automatic backup, named by its day and occasion ("before-repair"); return its path.

    Of each occasion the newest three are kept, and of the daily backups the newest of each of the
    last days, weeks and months. Raises StoreError.
    """
    folder = backup_folder(store)
    folder.mkdir(mode=0o700, exist_ok=True)
    stem = "-".join(filter(None, (today.isoformat(), occasion)))
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.sqlite" for number in range(1, 1000))
    target = next(folder / name for name in names if not (folder / name).exists())
    back_up(store, target, wanted)
    for old in _superfluous(store, occasion, target):
        old.unlink(missing_ok=True)
    return target


def _superfluous(store: Path, occasion: str, made: Path) -> list[Path]:
    """Return the backups of an occasion that need not be preserved.

    The one just made and verified is preserved, and of all occasions the one with most articles.
    Unreadable files and files with other names are not counted and not deleted.
    """
    articles = {file: _count_articles(file) for file in list_backups(store)}
    backups = [file for file, count in articles.items() if count is not None]
    # of several with the most articles, the newest
    preserved = {made, max(backups, key=lambda file: articles[file] or 0, default=made)}
    same_occasion = [file for file in backups if _day(file) and _occasion(file) == occasion]
    if occasion:
        preserved.update(same_occasion[:BACKUPS_KEPT])
    else:
        for number, period in _PERIODS:
            newest: dict[object, Path] = {}
            for file in same_occasion:
                if day := _day(file):
                    newest.setdefault(period(day), file)
            preserved.update(list(newest.values())[:number])
    return [file for file in same_occasion if file not in preserved]


def _count_articles(backup: Path) -> int | None:
    """Return the number of articles in a backup; None if it is unreadable."""
    try:
        with closing(connect_read_only(backup, _READ_PATIENCE)) as sqlite:
            return int(sqlite.execute("SELECT count(*) FROM article").fetchone()[0])
    except (sqlite3.Error, StoreError):
        return None


def _day(file: Path) -> datetime.date | None:
    """Return the day in the name of an automatic backup; None for another file."""
    try:
        return datetime.date.fromisoformat(file.name[:10])
    except ValueError:
        return None


def back_up_before_migration(store: Path) -> None:
    """Back up a store of an older version before `Connection` migrates it."""
    back_up_automatically(store, datetime.date.today(), f"before-version-{VERSION}")


def require_store(path: Path) -> None:
    """Raise StoreError unless there is a store at `path`; finish an interrupted restore of it."""
    finish_restore(path)
    if not path.exists() or not path.stat().st_size:
        require_complete(path)  # names the ways to continue if there was a store
    _require_backup(path)


def _require_backup(path: Path) -> None:
    try:
        require_store_file(path)
        empty = not path.stat().st_size
    except FileNotFoundError:
        raise StoreError(f"There is no store at {path}; check its name") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    except sqlite3.Error as error:
        raise to_store_error(error, path) from error
    if empty:
        raise StoreError(f"{path} is empty; choose another file")


def delete_leftovers(store: Path) -> None:
    """Delete the files of interrupted backups, restores and repairs beside a store."""
    for folder in (store.parent, backup_folder(store)):
        _delete_leftovers(folder)


def _delete_leftovers(folder: Path) -> None:
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


def _occasion(file: Path) -> str:
    words = file.stem.split("-")[3:]
    return "-".join(words[:-1] if words and words[-1].isdecimal() else words)


@contextmanager
def _temporary_copy(target: Path) -> Iterator[Path]:
    """Create a temporary file beside `target`, for its owner only, and delete it at the end."""
    copy = target.with_name(f".{target.name}.{temporary_name()}{_UNFINISHED}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _delete_leftovers(target.parent)
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


def _copy(
    store: Path,
    copy: Path,
    wanted: IsWanted = lambda: True,
    progress: Progress = lambda _part, _done: None,
) -> None:
    def look(_status: int, left: int, pages: int) -> None:
        progress("copying the store", 1 - left / pages if pages else 1)
        if not wanted():
            raise BackupCancelledError

    try:
        with (
            closing(connect_read_only(store, _READ_PATIENCE)) as source,
            closing(_connect(copy)) as target,
        ):
            # a read transaction: otherwise the copy would restart at each change
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=look)
            target.execute("PRAGMA journal_mode=DELETE")  # one file without a log
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    _sync_file(copy)


def _verify(copy: Path, store: Path) -> None:
    try:
        with closing(connect_read_only(copy, _READ_PATIENCE)) as sqlite:
            found = [line for (line,) in sqlite.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        raise to_store_error(error, store) from error
    if found != ["ok"]:
        raise StoreError(f"The store {store} is damaged; run `onrecord check` for the details")


def _require_unused(store: Path) -> None:
    """Raise StoreError if another connection has the store open, unless it is damaged."""
    try:
        with closing(_connect(store)) as sqlite:
            sqlite.execute("PRAGMA locking_mode=EXCLUSIVE")
            sqlite.execute("BEGIN EXCLUSIVE")
            sqlite.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise _in_use(store) from None
    except sqlite3.DatabaseError:
        pass  # a damaged store may be replaced


def _in_use(store: Path) -> StoreError:
    return StoreError(f"The store {store} is in use; close OnRecord everywhere first")


def _connect(path: Path) -> sqlite3.Connection:
    """Open a connection to an existing file, for reading and writing."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_READ_PATIENCE,
        isolation_level=None,
    )


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
