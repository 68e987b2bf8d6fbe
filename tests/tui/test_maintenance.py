import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import Store
from db.commit_counter import commit_counter_path
from db.maintenance import recovery
from db.maintenance.backup import list_backups
from db.maintenance.recovery import RecoveryReport
from tests.support.findings import TEXT, analysis, document
from tests.support.pilot import settle, wait_until
from tui import maintenance
from tui.app import OnRecordApp
from tui.cli import onrecord


def stored(folder: Path) -> Path:
    path = folder / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "where?")
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(onrecord, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_store_is_checked_backed_up_damaged_and_saved(tmp_path: Path) -> None:
    path, copy, saved = stored(tmp_path), tmp_path / "copy", tmp_path / "saved"
    assert run("check", "--store", path) == (0, "", "onrecord: 1 article checked, 0 problems\n")
    assert run("backup", copy, "--store", path)[0] == 0

    data = path.read_bytes()
    at = data.index(b"PORT LUNA, March 3 (Coastwire)")
    path.write_bytes(data[:at] + b"X" + data[at + 1 :])
    code, told, _ = run("check", "--store", path, "--json")
    report = json.loads(told)
    assert (code, report["whole"]) == (1, False)
    assert {"text", "index"} <= {problem["kind"] for problem in report["problems"]}

    code, told, words = run("repair", "--store", path)
    assert (code, "nothing was written" in words) == (1, True)
    assert "article 1: its text differs from the stored one" in told
    assert run("repair", "--output", saved, "--store", path)[0] == 1
    assert run("check", "--store", saved)[0] == 0

    code, _, words = run("restore", copy, "--store", path)
    assert (code, "before-restore" in words) == (0, True)
    with Store(path) as store:
        assert store.articles.text(1) == TEXT
        assert [note.body for note in store.notes.list()] == ["where?"]


def test_rows_lost_without_a_count_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = RecoveryReport({"import_log": 7}, {"import_log": 1}, (), (), 0, ("import_log",))
    monkeypatch.setattr(recovery, "repair", lambda *_: found)
    told = run("repair", "--store", stored(tmp_path))[1]
    assert told == "import_log\t7 saved\tan unknown number lost\n"


async def test_the_app_says_what_a_store_lost_and_backs_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored(tmp_path)
    commit_counter_path(path).write_text(f"{99:020}\n")
    monkeypatch.setattr(maintenance, "MAINTENANCE_DELAY", 0.01)
    app = OnRecordApp(path)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert any("lost from this store" in one.message for one in app._notifications)
        await wait_until(pilot, lambda: bool(list_backups(path)))
        await app.workers.wait_for_complete()
    assert [file.name for file in list_backups(path)] == [f"{datetime.date.today()}.sqlite"]
    assert run("backup", "--store", path)[1] == f"{list_backups(path)[0]}\n"
