"""A repair takes damaged records from the backups."""

import datetime
from pathlib import Path

import pytest

from db import Store
from db.maintenance.backup import back_up_automatically
from db.maintenance.integrity import accept_changes, check_store
from db.maintenance.recovery import RecoveryReport, repair
from tests.support.files import execute_sql
from tests.support.findings import TEXT
from tests.support.full_store import fill_store

DAY = datetime.date(2026, 3, 12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with everything, and a backup of it."""
    path = tmp_path / "store.sqlite"
    fill_store(path)
    back_up_automatically(path, DAY)
    return path


def names(report: RecoveryReport) -> list[tuple[str, int | None, bool]]:
    return [(each.record.group, each.record.key, each.is_exact) for each in report.mended]


@pytest.mark.parametrize(
    ("statement", "group", "key"),
    [
        ("UPDATE note SET body = 'whare? 0' WHERE id = 1", "note", 1),
        ("UPDATE note SET body = CAST(x'ff' AS TEXT) WHERE id = 1", "note", 1),
        ("DELETE FROM note_tag WHERE note = 2", "note_tag", 2),
        ("UPDATE article SET text = 'Pilots' WHERE id = 1", "article", 1),
        ("UPDATE article SET title = 'Titel' WHERE id = 1", "article", 1),
        ("UPDATE trash SET record = x'00' WHERE id = 5", "trash", 5),
        ("UPDATE quotation SET speaker_names = 'Ivo Brandt' WHERE article = 1", "quotation", 1),
        ("UPDATE reason SET code = 'unknown' WHERE id = 1", "reason", 1),
        ("UPDATE correction SET value = '{'", "correction", 1),
        ("DELETE FROM collection_article", "collection_article", 1),
        ("UPDATE saved_search SET query = 'pilot'", "saved_search", 1),
        ("UPDATE proposal SET value = '{}' WHERE id = 1", "proposal", 1),
        ("UPDATE edit SET changes = x'00' WHERE id = 1", "edit", 1),
        ("UPDATE article_version SET text = 'nothing'", "article_version", 13),
    ],
)
def test_a_damaged_record_is_taken_from_the_backup(
    path: Path, tmp_path: Path, statement: str, group: str, key: int
) -> None:
    execute_sql(path, statement)
    report = repair(path, tmp_path / "repaired.sqlite")
    assert (group, key, True) in names(report)
    assert report.complete
    assert check_store(tmp_path / "repaired.sqlite").whole
    with Store(tmp_path / "repaired.sqlite") as store:
        assert store.notes.list(1)[0].body == "where? 0"
        assert store.articles.text(1) == TEXT
        assert store.trash.load(5, 100).row.id == 5


def test_an_earlier_state_of_a_note_is_better_than_a_damaged_one(
    path: Path, tmp_path: Path
) -> None:
    with Store(path) as store:
        store.notes.edit(1, body="at the harbor")
    execute_sql(path, "UPDATE note SET body = 'at the haxbor' WHERE id = 1")
    report = repair(path, tmp_path / "repaired.sqlite")
    assert names(report) == [("note", 1, False)]
    with Store(tmp_path / "repaired.sqlite") as store:
        assert store.notes.list(1)[0].body == "where? 0"


def test_a_record_that_no_backup_has_is_named(path: Path, tmp_path: Path) -> None:
    with Store(path) as store:
        note = store.notes.add(1, 0, 7, "since the backup").id
    execute_sql(path, f"UPDATE note SET body = 'sinze the backup' WHERE id = {note}")
    report = repair(path, tmp_path / "repaired.sqlite")
    assert [(record.group, record.key) for record in report.unmended] == [("note", note)]
    assert not report.complete


def test_findings_that_no_backup_has_are_analyzed_again(path: Path, tmp_path: Path) -> None:
    execute_sql(path, "DELETE FROM mention WHERE article = 2 AND number = 1")
    for backup in path.with_name("store.sqlite-backups").glob("*.sqlite"):
        backup.unlink()
    report = repair(path, tmp_path / "repaired.sqlite")
    assert report.bare == (2,)
    with Store(tmp_path / "repaired.sqlite") as store:
        assert store.analyses.state(2) == "pending"


def test_accepted_changes_are_kept_by_a_repair(path: Path, tmp_path: Path) -> None:
    execute_sql(path, "UPDATE article SET site = 'The Gazette' WHERE id = 2")
    assert accept_changes(path) == 1
    assert not [each for each in check_store(path).problems if each.kind == "record"]
    assert repair(path, tmp_path / "repaired.sqlite").mended == ()
