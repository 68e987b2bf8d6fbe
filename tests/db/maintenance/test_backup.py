import datetime
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db import LostStoreError, Store, StoreError
from db.commit_counter import (
    backup_commits,
    backup_folder,
    count_commits,
    recorded_commits,
    session_path,
)
from db.maintenance import replacement
from db.maintenance.backup import (
    BACKUPS_KEPT,
    Backup,
    accept_loss,
    back_up,
    back_up_automatically,
    back_up_daily,
    find_newest_sound,
    list_backups,
    restore_newest,
)
from db.maintenance.copies import delete_leftovers, move_to_new, temporary_name
from db.maintenance.recovery import repair
from db.maintenance.replacement import restore, start_empty
from tests.support.children import DEADLINE
from tests.support.files import execute_sql
from tests.support.findings import TEXT, analysis, document

DAY = datetime.date(2026, 3, 12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.articles.add(document(), analysis())
    return path


def notes_in(path: Path) -> list[str]:
    with Store(path) as store:
        return [note.body for note in store.notes.list()]


def test_a_backup_holds_the_store_as_it_is_while_it_is_open(path: Path, tmp_path: Path) -> None:
    with Store(path) as store:
        store.notes.add(1, 0, 7, "before")
        back_up(path, tmp_path / "copy.sqlite")
        store.notes.add(1, 0, 7, "after")
    assert notes_in(tmp_path / "copy.sqlite") == ["before"]
    assert notes_in(path) == ["before", "after"]
    if os.name == "posix":  # Windows has no file modes
        assert stat.S_IMODE((tmp_path / "copy.sqlite").stat().st_mode) == 0o600


def test_a_backup_reports_its_progress(path: Path, tmp_path: Path) -> None:
    reports: list[tuple[str, float]] = []
    back_up(path, tmp_path / "copy.sqlite", progress=lambda *report: reports.append(report))
    assert ("copying the store", 1) in reports
    assert ("checking the copy", 0) in reports


def test_a_backup_never_takes_the_place_of_a_file(path: Path, tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("Today it rained.")
    for target in (diary, path):
        with pytest.raises(StoreError, match="already exists"):
            back_up(path, target)
    assert diary.read_text() == "Today it rained."


def test_a_backup_is_made_on_a_file_system_without_links(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    back_up(path, tmp_path / "copy.sqlite")
    assert notes_in(tmp_path / "copy.sqlite") == []
    assert stat.S_IMODE((tmp_path / "copy.sqlite").stat().st_mode) == 0o600
    assert repair(path, tmp_path / "repaired.sqlite").complete
    assert notes_in(tmp_path / "repaired.sqlite") == []
    (tmp_path / "diary.txt").write_text("Today it rained.")
    with pytest.raises(FileExistsError):
        move_to_new(tmp_path / "copy.sqlite", tmp_path / "diary.txt")
    assert (tmp_path / "diary.txt").read_text() == "Today it rained."


def test_what_is_no_store_is_not_backed_up(path: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("Dear diary")
    for name, reason in (("none", "no store"), ("empty", "empty"), ("text", "not an OnRecord")):
        with pytest.raises(StoreError, match=reason):
            back_up(tmp_path / name, tmp_path / "copy")
        with pytest.raises(StoreError, match=reason):
            restore(tmp_path / name, path)
    assert not (tmp_path / "copy").exists()


def test_a_damaged_store_makes_no_backup(path: Path, tmp_path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        back_up(path, tmp_path / "copy")
    assert [file.name for file in tmp_path.iterdir() if "copy" in file.name] == []


def test_a_restored_store_is_the_backup_and_the_other_is_kept(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy")
    with Store(path) as store:
        store.notes.add(1, 0, 7, "since then")

    replaced = restore(tmp_path / "copy", path).replaced
    assert notes_in(path) == []
    assert replaced is not None
    assert notes_in(replaced) == ["since then"]
    with Store(path) as store:
        assert store.articles.text(1) == TEXT


def test_a_store_in_use_is_not_replaced(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy")
    connection = sqlite3.connect(path)
    connection.execute("SELECT count(*) FROM article").fetchone()
    with pytest.raises(StoreError, match="in use"):
        restore(tmp_path / "copy", path)
    connection.close()
    assert restore(tmp_path / "copy", path).replaced


def test_a_backup_is_restored_where_there_was_no_store(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "new" / "store.sqlite").replaced is None
    with Store(tmp_path / "new" / "store.sqlite") as store:
        assert store.articles.count() == 1


def test_a_store_is_backed_up_once_a_day_and_only_where_it_changed(path: Path) -> None:
    first = back_up_daily(path, DAY)
    assert first == Backup(backup_folder(path) / "2026-03-12.sqlite")
    assert back_up_daily(path, DAY) is None
    assert back_up_daily(path, DAY + datetime.timedelta(1)) is None
    with Store(path) as store:
        store.reading_state.set_flag("starred", 1, True)
    assert back_up_daily(path, DAY + datetime.timedelta(1))


def test_what_a_killed_backup_left_goes_with_the_next_one(path: Path) -> None:
    backup_folder(path).mkdir()
    old, new = (
        backup_folder(path) / f".2026-03-1{day}.sqlite.elsewhere-7.unfinished" for day in (0, 1)
    )
    for file in (old, new):
        file.touch()
    os.utime(old, (0, 0))
    back_up_automatically(path, DAY)
    assert (old.exists(), new.exists()) == (False, True)


def test_the_ring_keeps_the_newest_of_each_occasion(path: Path) -> None:
    for number in range(BACKUPS_KEPT + 2):
        made = back_up_automatically(path, DAY, "before-repair").path
        os.utime(made, (number, number))  # file systems may count time too coarsely
    with Store(path) as store:
        store.reading_state.set_flag("starred", 1, True)
    back_up_daily(path, DAY + datetime.timedelta(1))
    names = [file.name for file in list_backups(path)]
    assert len(names) == BACKUPS_KEPT + 1
    assert "2026-03-13.sqlite" in names
    assert made.name in names


def write_note(path: Path, words: str) -> None:
    with Store(path) as store:
        store.notes.add(1, 0, 7, words)


def back_up_on(path: Path, *days: datetime.date) -> list[str]:
    for day in days:
        write_note(path, day.isoformat())
        back_up_daily(path, day)
    return [file.stem for file in list_backups(path)]


def test_backups_of_days_weeks_and_months_are_kept(path: Path) -> None:
    days = (
        "2026-01-31", "2026-02-14", "2026-02-28", "2026-03-08", "2026-03-15", "2026-03-22",
        "2026-03-29", "2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02",
    )  # fmt: skip
    assert back_up_on(path, *map(datetime.date.fromisoformat, days)) == [
        "2026-04-02", "2026-04-01", "2026-03-31",  # days
        "2026-03-29", "2026-03-22", "2026-03-15",  # Sundays of the three weeks before
        "2026-02-28", "2026-01-31",  # months
    ]  # fmt: skip


def test_a_clock_that_ran_ahead_costs_no_later_backup(path: Path) -> None:
    ahead = [datetime.date(2031, 1, number) for number in (1, 2, 3)]
    later = [datetime.date(2026, 3, number) for number in (9, 10, 11, 12, 13)]
    back_up_on(path, *ahead)
    for number, file in enumerate(reversed(list_backups(path))):
        os.utime(file, (2e9 + number, 2e9 + number))
    assert back_up_on(path, *later)[:3] == ["2026-03-13", "2026-03-12", "2026-03-11"]


def test_the_backup_with_the_most_articles_is_kept(path: Path) -> None:
    with Store(path) as store:
        store.articles.add(document(f"{TEXT} Again."), analysis(f"{TEXT} Again."))
    back_up_on(path, datetime.date(2020, 1, 1))
    with Store(path) as store:
        store.articles.delete(2)
    for number in range(BACKUPS_KEPT + 1):
        write_note(path, f"{number}")
        back_up_automatically(path, DAY, "before-repair")
    backups = back_up_on(path, *(datetime.date(2021, month, 1) for month in range(1, 12)))
    assert "2020-01-01" in backups


def test_a_damaged_backup_takes_no_place_and_is_not_restored(path: Path) -> None:
    write_note(path, "in the backup")
    sound = back_up_automatically(path, DAY)
    for number in range(BACKUPS_KEPT):
        write_note(path, f"{number}")
        made = back_up_automatically(path, DAY, "before-repair").path
        made.write_bytes(made.read_bytes()[:5000])
    os.truncate(path, 0)
    assert find_newest_sound(path) == sound
    assert restore_newest(path).backup == sound.path
    assert notes_in(path) == ["in the backup"]
    write_note(path, "since then")
    made = back_up_automatically(path, DAY, "before-repair").path
    assert made.exists()
    assert len(list_backups(path)) == BACKUPS_KEPT + 2


def test_a_backup_of_damaged_records_replaces_none_and_is_not_restored(path: Path) -> None:
    write_note(path, "years of work")
    good = [
        back_up_automatically(path, DAY + datetime.timedelta(number)).path for number in range(3)
    ]
    execute_sql(path, "UPDATE note SET body = 'yeazs of work'")
    for number in range(3, 12):
        write_note(path, f"{number}")
        made = back_up_daily(path, DAY + datetime.timedelta(number))
        assert made is not None
        assert [(record.label, record.article) for record in made.damaged] == [("note 1", 1)]
        assert made.path.stem.endswith("-damaged")
    assert len(list_backups(path)) == len(good) + BACKUPS_KEPT
    assert {*good} <= {*list_backups(path)}
    assert restore_newest(path).backup == good[-1]
    assert notes_in(path) == ["years of work"]


def test_a_backup_with_damaged_records_is_restored_if_there_is_no_other(path: Path) -> None:
    execute_sql(path, "UPDATE article SET title = 'Titel'")
    made = back_up_automatically(path, DAY)
    path.unlink()
    restored = restore_newest(path)
    assert (restored.backup, restored.damaged) == (made.path, made.damaged)
    assert [record.label for record in restored.damaged] == ["the details"]


def test_a_backup_that_is_deleted_meanwhile_is_not_created(path: Path) -> None:
    made = back_up_automatically(path, DAY).path
    made.unlink()
    assert count_commits(made) == 0
    assert not made.exists()


def test_a_damaged_backup_of_today_is_replaced_by_a_sound_one(path: Path) -> None:
    made = back_up_automatically(path, DAY).path
    made.write_bytes(made.read_bytes()[:5000])
    again = back_up_daily(path, DAY)
    assert again is not None
    assert again.path == list_backups(path)[0] != made


def test_a_restored_store_is_newer_than_all_backups(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy")
    for number in range(5):
        write_note(path, f"{number}")
    back_up_automatically(path, DAY)
    restore(tmp_path / "copy", path)
    assert recorded_commits(path) > max(backup_commits(path).values())
    assert back_up_daily(path, DAY + datetime.timedelta(1)) == Backup(list_backups(path)[0])


def test_an_empty_store_replaces_one_that_was_lost(path: Path) -> None:
    made = back_up_automatically(path, DAY).path
    session_path(path).write_text("{}")
    log = path.with_name("store.sqlite-wal")
    path.rename(log)  # a log without its store
    assert start_empty(path) is None
    with Store(path) as store:
        assert store.articles.count() == 0
    assert made.exists()
    assert not session_path(path).exists()
    names = [file.name for file in path.parent.glob("store.sqlite-before-restore-*")]
    assert {name[-4:] for name in names} == {"-wal", "json"}


def test_a_missing_store_is_not_accepted_as_it_is(path: Path) -> None:
    path.unlink()
    with pytest.raises(LostStoreError, match="is missing"):
        accept_loss(path)
    with pytest.raises(
        LostStoreError, match=r"is missing, although it had .*`onrecord restore FILE"
    ):
        Store(path)
    with pytest.raises(StoreError, match="no sound backup"):
        restore_newest(path)
    assert not path.exists()


def test_an_interrupted_restore_is_finished_when_the_store_is_opened(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(path, tmp_path / "copy")
    write_note(path, "since then")

    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replacement, "_finish", stop)
        with pytest.raises(KeyboardInterrupt):
            restore(tmp_path / "copy", path)
    delete_leftovers(path)
    assert notes_in(path) == []
    (old,) = tmp_path.glob("store.sqlite-before-restore-*[0-9]")
    assert notes_in(old) == ["since then"]
    assert not list(tmp_path.glob("*restore.json"))


def test_what_killed_processes_left_is_deleted_at_once(path: Path) -> None:
    code = "import os; print(os.getpid())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = temporary_name()
    gone = here.replace(str(os.getpid()), ended.stdout.strip())
    folder = backup_folder(path)
    folder.mkdir()
    for name in (gone, here, f"elsewhere-{os.getpid()}"):
        (folder / f".2026-03-12.sqlite.{name}.unfinished").touch()
        (path.parent / f".store.sqlite.{name}.unfinished-restore").touch()
        (path.parent / f".onrecord-repair-{name}-x1").mkdir()
        (path.parent / f".onrecord-repair-{name}-x1" / "damaged").touch()
    (path.parent / ".notes.unfinished").touch()  # of another program
    delete_leftovers(path)
    left = [file.name for directory in (folder, path.parent) for file in directory.glob(".*")]
    assert len(left) == (7 if os.name == "posix" else 10)
    assert not any(gone in name for name in left)


def test_a_command_after_a_backup_leaves_the_log_of_an_open_store(path: Path) -> None:
    # closing any descriptor of the file would release the locks that keep the log
    star = (
        "import sys; from pathlib import Path; from db import Store\n"
        "with Store(Path(sys.argv[1])) as store: store.reading_state.set_flag('starred', 1, True)"
    )
    with Store(path) as store:
        store.reading_state.set_flag("starred", 1, False)
        back_up_automatically(path, DAY)
        subprocess.run([sys.executable, "-c", star, str(path)], check=True, timeout=DEADLINE)
        store.reading_state.set_state(1, "read")
        assert store.articles.row(1).starred
