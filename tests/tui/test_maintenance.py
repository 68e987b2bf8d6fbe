import datetime
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import LostStoreError, NoStoreError, Store
from db.commit_counter import commit_counter_path
from db.maintenance import recovery
from db.maintenance.backup import back_up_automatically, list_backups
from db.maintenance.recovery import RecoveryReport
from tests.support.findings import TEXT, analysis, document
from tests.support.pilot import screen_text, settle, wait_until
from tests.support.read_only import read_only
from tests.support.refused_store import Typed, forget_messages, messages, press
from tui import maintenance
from tui.app import OnRecordApp
from tui.cli import onrecord
from tui.launch import _open_app
from tui.store_choice import StoreChoice, StoreChoiceApp, _create


def make_noted_store(folder: Path) -> Path:
    path = folder / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 7, "where?")
    return path


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(onrecord, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_store_is_checked_backed_up_damaged_and_saved(tmp_path: Path) -> None:
    path, copy, saved = make_noted_store(tmp_path), tmp_path / "copy", tmp_path / "saved"
    assert invoke("check", "--store", path) == (0, "", "onrecord: 1 article checked, 0 problems\n")
    assert invoke("backup", copy, "--store", path)[0] == 0

    data = path.read_bytes()
    at = data.index(b"PORT LUNA, March 3 (Coastwire)")
    path.write_bytes(data[:at] + b"X" + data[at + 1 :])
    code, output, _ = invoke("check", "--store", path, "--json")
    report = json.loads(output)
    assert (code, report["whole"]) == (1, False)
    assert {"text", "index"} <= {problem["kind"] for problem in report["problems"]}

    code, output, words = invoke("repair", "--store", path)
    assert (code, "nothing was written" in words) == (1, True)
    assert "article 1: its text differs from the stored one" in output
    assert invoke("repair", "--output", saved, "--store", path)[0] == 1
    code, output, _ = invoke("check", "--store", saved)
    assert (code, "article 1: the details: damaged" in output) == (1, True)
    assert invoke("check", "--accept", "--store", saved)[0] == 0

    code, _, words = invoke("restore", copy, "--store", path)
    assert (code, "before-restore" in words) == (0, True)
    with Store(path) as store:
        assert store.articles.text(1) == TEXT
        assert [note.body for note in store.notes.list()] == ["where?"]


def test_rows_lost_without_a_count_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = RecoveryReport({"import_log": 7}, {"import_log": 1}, (), (), 0, ("import_log",))
    monkeypatch.setattr(recovery, "repair", lambda *_: found)
    output = invoke("repair", "--store", make_noted_store(tmp_path))[1]
    assert output == "import_log\t7 saved\tan unknown number lost\n"


async def test_the_app_backs_up_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_noted_store(tmp_path)
    leftover = tmp_path / ".store.sqlite.elsewhere-7.unfinished"
    leftover.touch()
    os.utime(leftover, (0, 0))
    monkeypatch.setattr(maintenance, "MAINTENANCE_DELAY", 0.01)
    app = OnRecordApp(path)
    async with app.run_test() as pilot:
        await settle(pilot)
        await wait_until(pilot, lambda: bool(list_backups(path)))
        await app.workers.wait_for_complete()
    assert [file.name for file in list_backups(path)] == [f"{datetime.date.today()}.sqlite"]
    assert invoke("backup", "--store", path)[1] == f"{list_backups(path)[0]}\n"
    assert not leftover.exists()


@pytest.mark.parametrize(
    "command", ["list", "search ferry", "export csv", "people", "corrections rules"]
)
def test_a_reading_command_creates_no_store(tmp_path: Path, command: str) -> None:
    path = tmp_path / "none" / "typo.sqlite"
    with pytest.raises(NoStoreError, match=r"no store at .*typo\.sqlite; check its name"):
        CliRunner().invoke(
            onrecord, [*command.split(), "--store", str(path)], catch_exceptions=False
        )
    assert list(tmp_path.iterdir()) == []


def test_a_lost_store_is_named_with_the_ways_to_continue(tmp_path: Path) -> None:
    path = make_noted_store(tmp_path)
    os.truncate(path, 0)
    with pytest.raises(LostStoreError) as lost:
        CliRunner().invoke(onrecord, ["list", "--store", str(path)], catch_exceptions=False)
    ways = ("restore FILE", "--store PATH", "restore --start-empty", f"--store {path}")
    assert all(way in str(lost.value) for way in ways)
    assert "--as-is" not in str(lost.value)
    code, _, words = invoke("restore", "--start-empty", "--store", path)
    assert (code, "created an empty store" in words) == (0, True)
    assert invoke("list", "--store", path)[:2] == (0, "")


def test_a_lost_store_is_restored_or_accepted(tmp_path: Path) -> None:
    path = make_noted_store(tmp_path)
    older = path.read_bytes()
    back_up_automatically(path, datetime.date(2026, 3, 12))
    with Store(path) as store:
        store.notes.add(1, 0, 7, "since then")
    path.write_bytes(older)
    assert invoke("list", "--store", path)[0] == 1  # raised to `main`, which exits with 3
    code, _, words = invoke("restore", "--newest", "--store", path)
    assert (code, "restored" in words, "2026-03-12.sqlite" in words) == (0, True, True)
    path.write_bytes(older)
    assert invoke("restore", "--as-is", "--store", path)[0] == 0
    assert invoke("list", "--store", path)[0] == 0
    for options in ((), ("--newest", "--as-is"), (path, "--newest")):
        assert invoke("restore", *options, "--store", path)[0] == 2


def test_a_command_says_that_a_store_is_read_only(tmp_path: Path) -> None:
    path = make_noted_store(tmp_path / "medium")
    with read_only(path.parent):
        code, output, words = invoke("list", "--store", path)
        assert (code, output.count("\n"), "is read-only" in words) == (0, 1, True)
        code, _, words = invoke("check", "--store", path)
        assert (code, "indexes were not checked" in words) == (0, True)


async def test_the_app_says_that_a_store_is_read_only(tmp_path: Path) -> None:
    path = make_noted_store(tmp_path / "medium")
    with read_only(path.parent):
        app = OnRecordApp(path)
        async with app.run_test() as pilot:
            await settle(pilot)
            assert any("is read-only" in message.text for message in messages(pilot))
            await forget_messages(pilot)
            await press(pilot, ("enter", "j", "q"))  # the reading position is not saved
            assert messages(pilot) == []


async def choose(error: LostStoreError | NoStoreError, *keys: str) -> StoreChoice | None:
    """Return the choice that keys make in the dialog about `error`."""
    app = StoreChoiceApp(error)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "Open another store" in screen_text(app.screen)
        await press(pilot, keys)
    return app.return_value


def lose(path: Path) -> LostStoreError:
    os.truncate(path, 0)
    with pytest.raises(LostStoreError) as lost:
        Store(path)
    return lost.value


async def test_the_app_offers_to_restore_a_lost_store(tmp_path: Path) -> None:
    path = make_noted_store(tmp_path)
    back_up_automatically(path, datetime.date(2026, 3, 12))
    error = lose(path)
    assert await choose(error, "escape") is None
    choice = await choose(error, "enter")
    assert choice is not None
    assert path.stat().st_size == 0
    assert "2026-03-12.sqlite" in choice.prepare()
    with Store(choice.path) as store:
        assert [note.body for note in store.notes.list()] == ["where?"]


async def test_an_empty_store_needs_a_typed_word(tmp_path: Path) -> None:
    error = lose(make_noted_store(tmp_path))
    assert await choose(error, "enter", Typed("y"), "enter", "escape", "escape") is None
    choice = await choose(error, "enter", Typed("empty"), "enter")
    assert choice is not None
    assert "created" in choice.prepare()
    with Store(choice.path) as store:
        assert store.articles.count() == 0


async def test_another_store_is_opened_instead(tmp_path: Path) -> None:
    second_store = make_noted_store(tmp_path / "other")
    error = lose(make_noted_store(tmp_path))
    wrong = (Typed("other/none.sqlite"), "enter", "ctrl+u")
    choice = await choose(error, "down", "enter", *wrong, Typed(str(second_store)), "enter")
    assert choice == StoreChoice(second_store)
    assert choice.prepare() == ""


async def test_an_older_store_is_opened_as_it_is(tmp_path: Path) -> None:
    path = make_noted_store(tmp_path)
    commit_counter_path(path).write_text(f"{99:020}\n")
    with pytest.raises(LostStoreError) as lost:
        Store(path)
    choice = await choose(lost.value, "enter")
    assert choice is not None
    choice.prepare()
    with Store(path) as store:
        assert [note.body for note in store.notes.list()] == ["where?"]


async def test_a_store_that_is_not_there_is_created_if_wanted(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    choice = await choose(NoStoreError(path), "enter")
    assert not path.exists()
    assert choice is not None
    choice.prepare()
    with Store(path, create=False) as store:
        assert store.articles.count() == 0


def test_the_app_starts_after_a_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "none.sqlite"
    choice = StoreChoice(path, lambda: _create(path))
    monkeypatch.setattr(StoreChoiceApp, "run", lambda _: choice)
    app = _open_app(path, False)
    assert app.store.path == path
    app.store.close()
    monkeypatch.setattr(StoreChoiceApp, "run", lambda _: None)
    with pytest.raises(NoStoreError):
        _open_app(tmp_path / "other.sqlite", False)
