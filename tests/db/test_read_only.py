import shutil
from pathlib import Path

import pytest

from db import Store, StoreError
from db.maintenance.backup import back_up
from db.maintenance.integrity import check_store
from tests.support.findings import TEXT, analysis, document
from tests.support.older_store import make_older
from tests.support.read_only import read_only


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    path = tmp_path / "medium" / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "kept")
    return path


def test_a_store_on_a_read_only_medium_is_read_and_not_changed(medium: Path) -> None:
    with read_only(medium.parent), Store(medium) as store:
        assert store.read_only
        assert store.articles.text(1) == TEXT
        assert [note.body for note in store.notes.list()] == ["kept"]
        with pytest.raises(StoreError, match=r"is read-only; the change was not saved\. Copy"):
            store.notes.add(1, 0, 7, "refused")
    with Store(medium) as store:
        assert not store.read_only
        assert [note.body for note in store.notes.list()] == ["kept"]


def test_a_sound_store_on_a_read_only_medium_is_not_called_damaged(medium: Path) -> None:
    with read_only(medium.parent):
        report = check_store(medium)
    assert (report.whole, report.articles, report.indexes_checked) == (True, 1, False)


def test_a_damaged_text_on_a_read_only_medium_is_found(medium: Path) -> None:
    data = medium.read_bytes()
    at = data.index(b"PORT LUNA, March 3 (Coastwire)")
    medium.write_bytes(data[:at] + b"X" + data[at + 1 :])
    with read_only(medium.parent):
        report = check_store(medium)
    assert [problem.kind for problem in report.problems] == ["text"]


def test_a_store_on_a_read_only_medium_is_backed_up_elsewhere(medium: Path, tmp_path: Path) -> None:
    with read_only(medium.parent):
        back_up(medium, tmp_path / "copy.sqlite")
    with Store(tmp_path / "copy.sqlite") as store:
        assert store.articles.count() == 1


def test_a_log_on_a_read_only_medium_is_never_ignored(medium: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied" / "store.sqlite"
    copy.parent.mkdir()
    with Store(medium) as store:
        store.notes.add(1, 0, 7, "in the log")
        for ending in ("", "-wal"):
            shutil.copyfile(f"{medium}{ending}", f"{copy}{ending}")
    with read_only(copy.parent):
        for use in (Store, check_store):
            with pytest.raises(StoreError, match=r"changes in its log; copy store\.sqlite and"):
                use(copy)


def test_an_older_store_on_a_read_only_medium_is_not_migrated(
    medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(medium, monkeypatch)
    with read_only(medium.parent), pytest.raises(StoreError, match=r"older version and read-only"):
        Store(medium)
