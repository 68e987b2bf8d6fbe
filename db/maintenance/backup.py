"""Backups of a store: single files, consistent while the app runs, and verified."""

import datetime
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct

from db.checksums.comparison import DamagedRecord
from db.commit_counter import (
    backup_commits,
    backup_folder,
    connect_read_only,
    count_commits,
    modification_time,
)
from db.connection import VERSION, Connection
from db.errors import StoreError
from db.maintenance.copies import (
    READ_PATIENCE,
    IsWanted,
    Progress,
    copy_store,
    find_damage,
    move_to_new,
    temporary_copy,
    verify_structure,
)
from db.maintenance.replacement import (
    RestoredBackup,
    require_existing,
    require_store,
    restore,
)

BACKUPS_KEPT = 3  # backups of each occasion that are kept
_PERIODS = (  # how many days, weeks and months have a daily backup that is kept
    (3, lambda day: day),
    (4, lambda day: day.isocalendar()[:2]),
    (6, lambda day: (day.year, day.month)),
)


class Backup(Struct, frozen=True):
    """A backup, and its records that differ from their checksums."""

    path: Path
    damaged: tuple[DamagedRecord, ...] = ()


def back_up(
    store: Path | str,
    target: Path | str,
    wanted: IsWanted = lambda: True,
    progress: Progress = lambda _part, _done: None,
) -> Backup:
    """Copy a store to the new file `target`; raises StoreError and leaves no partial file.

    The copy has one consistent state of the store, even while others change it. `wanted` is called
    repeatedly; BackupCancelledError is raised once it returns False. `progress` is called with the
    part of the work and the share of it that is done; the time is linear in the size of the store.
    """
    store, target = Path(store), Path(target)
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target} already exists; choose a new file for the backup")
    require_store(store)
    with temporary_copy(target) as copy:
        damaged = _fill(copy, store, wanted, progress)
        try:
            move_to_new(copy, target)
        except FileExistsError:
            raise StoreError(f"{target} already exists; choose a new file for the backup") from None
    return Backup(target, damaged)


def _fill(
    copy: Path, store: Path, wanted: IsWanted, progress: Progress = lambda _part, _done: None
) -> tuple[DamagedRecord, ...]:
    """Copy a store, and verify the copy; return its damaged records."""
    copy_store(store, copy, wanted, progress)
    progress("checking the copy", 0)
    verify_structure(copy, store)
    return find_damage(copy, wanted, progress)


def list_backups(store: Path) -> list[Path]:
    """Return the automatic backups of a store, the newest first.

    Their order is that of their commits: the clock may have been wrong. Unreadable ones come last.
    """
    commits = backup_commits(store)

    def order(file: Path) -> tuple[int, int, str]:
        return commits.get(file, 0), modification_time(file), file.name

    return sorted(backup_folder(store).glob("*.sqlite"), key=order, reverse=True)


def find_newest_sound(store: Path) -> Backup | None:
    """Return the newest automatic backup without damaged records; None if none can be read.

    If each has some, it is the newest of them.
    """
    newest = None
    for file in list_backups(store):
        with suppress(StoreError):
            require_existing(file)
            verify_structure(file, file)
            found = Backup(file, find_damage(file))
            if not found.damaged:
                return found
            newest = newest or found
    return newest


def restore_newest(store: Path) -> RestoredBackup:
    """Restore the newest sound automatic backup."""
    newest = find_newest_sound(store)
    if newest is None:
        raise StoreError(
            f"There is no sound backup of {store} in {backup_folder(store)}; "
            "name a backup with `onrecord restore FILE`"
        )
    return restore(newest.path, store)


def accept_loss(store: Path) -> None:
    """Continue with an older state of a store: its counter goes on after the lost changes."""
    require_store(store)
    Connection(store, back_up_before_migration, create=False, accept_loss=True).close()


def back_up_daily(
    store: Path, today: datetime.date, wanted: IsWanted = lambda: True
) -> Backup | None:
    """Make today's backup; return None if there is one, or nothing has changed.

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
) -> Backup:
    """Make an automatic backup, named by its day and occasion ("before-repair").

    Of each occasion the newest three are kept, and of the daily backups the newest of each of the
    last days, weeks and months. One with damaged records has an occasion of its own, so that no
    earlier backup is deleted for it. Raises StoreError.
    """
    folder = backup_folder(store)
    folder.mkdir(mode=0o700, exist_ok=True)
    require_store(store)
    with temporary_copy(folder / f"{today.isoformat()}.sqlite") as copy:
        damaged = _fill(copy, store, wanted)
        occasion = "-".join(filter(None, (occasion, "damaged" if damaged else "")))
        target = _move_to_free_name(copy, today, occasion)
    for old in _superfluous(store, occasion, target):
        old.unlink(missing_ok=True)
    return Backup(target, damaged)


def _move_to_free_name(copy: Path, today: datetime.date, occasion: str) -> Path:
    stem = "-".join(filter(None, (today.isoformat(), occasion)))
    for number in range(1, 1000):
        target = copy.with_name(f"{stem}{'' if number == 1 else f'-{number}'}.sqlite")
        with suppress(FileExistsError):
            move_to_new(copy, target)
            return target
    raise StoreError(f"{copy.parent} has too many backups of today; move some of them away")


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
        with closing(connect_read_only(backup, READ_PATIENCE)) as sqlite:
            return int(sqlite.execute("SELECT count(*) FROM article").fetchone()[0])
    except (sqlite3.Error, StoreError):
        return None


def _day(file: Path) -> datetime.date | None:
    """Return the day in the name of an automatic backup; None for another file."""
    try:
        return datetime.date.fromisoformat(file.name[:10])
    except ValueError:
        return None


def _occasion(file: Path) -> str:
    words = file.stem.split("-")[3:]
    return "-".join(words[:-1] if words and words[-1].isdecimal() else words)


def back_up_before_migration(store: Path) -> None:
    """Back up a store of an older version before `Connection` migrates it."""
    back_up_automatically(store, datetime.date.today(), f"before-version-{VERSION}")
