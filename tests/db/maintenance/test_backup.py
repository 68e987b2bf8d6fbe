import datetime
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from db import Store, StoreError
from db.maintenance.backup import (
    BACKUPS_KEPT,
    back_up,
    back_up_automatically,
    back_up_daily,
    backup_folder,
    list_backups,
    restore,
)
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


def test_a_backup_never_takes_the_place_of_a_file(path: Path, tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("Today it rained.")
    for target in (diary, path):
        with pytest.raises(StoreError, match="already exists"):
            back_up(path, target)
    assert diary.read_text() == "Today it rained."


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

    kept = restore(tmp_path / "copy", path)
    assert notes_in(path) == []
    assert kept is not None
    assert notes_in(kept) == ["since then"]
    with Store(path) as store:
        assert not store.lost_commits  # it was meant to go back
        assert store.articles.text(1) == TEXT


def test_a_store_in_use_is_not_replaced(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy")
    other = sqlite3.connect(path)
    other.execute("SELECT count(*) FROM article").fetchone()
    with pytest.raises(StoreError, match="in use"):
        restore(tmp_path / "copy", path)
    other.close()
    assert restore(tmp_path / "copy", path)


def test_a_backup_is_restored_where_there_was_no_store(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "new" / "store.sqlite") is None
    with Store(tmp_path / "new" / "store.sqlite") as store:
        assert store.articles.count() == 1


def test_a_store_is_backed_up_once_a_day_and_only_where_it_changed(path: Path) -> None:
    first = back_up_daily(path, DAY)
    assert first == backup_folder(path) / "2026-03-12.sqlite"
    assert back_up_daily(path, DAY) is None
    assert back_up_daily(path, DAY + datetime.timedelta(1)) is None
    with Store(path) as store:
        store.reading_state.set_starred(1, True)
    assert back_up_daily(path, DAY + datetime.timedelta(1))


def test_what_a_killed_backup_left_goes_with_the_next_one(path: Path) -> None:
    backup_folder(path).mkdir()
    old, new = (backup_folder(path) / f".2026-03-1{day}.sqlite.7.unfinished" for day in (0, 1))
    for file in (old, new):
        file.touch()
    os.utime(old, (0, 0))
    back_up_automatically(path, DAY)
    assert (old.exists(), new.exists()) == (False, True)


def test_the_ring_keeps_the_newest_of_each_occasion(path: Path) -> None:
    for number in range(BACKUPS_KEPT + 2):
        made = back_up_automatically(path, DAY, "before-repair")
        os.utime(made, (number, number))  # file systems may count time too coarsely
    with Store(path) as store:
        store.reading_state.set_starred(1, True)
    back_up_daily(path, DAY + datetime.timedelta(1))
    names = [file.name for file in list_backups(path)]
    assert len(names) == BACKUPS_KEPT + 1
    assert "2026-03-13.sqlite" in names
    assert made.name in names
