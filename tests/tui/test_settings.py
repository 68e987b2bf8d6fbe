"""Settings between sessions, also with damaged files."""

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.commit_counter import session_path
from tests.support.pilot import screen_text, settle
from tests.support.refused_store import Typed, press
from tests.support.thoroughness import count_examples
from tui.app import OnRecordApp
from tui.screens.library import LibraryScreen
from tui.settings import Settings
from tui.widgets.text_line import SearchInput


def test_another_session_finds_what_was_set(tmp_path: Path) -> None:
    warnings: list[str] = []
    memory = Settings(tmp_path / "state", warnings.append)
    assert memory.get("theme", "night") == "night"
    memory.set("theme", "day")
    memory.set("width", 72)
    memory.set("panes", False)
    again = Settings(tmp_path / "state", warnings.append)
    assert again.get("theme", "night") == "day"
    assert again.get("width", 80) == 72
    assert again.get("panes", True) is False
    assert not warnings
    if os.name == "posix":  # Windows has no file modes
        assert (tmp_path / "state" / "settings.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["settings.json"]


def test_a_value_of_another_type_counts_as_none(tmp_path: Path) -> None:
    memory = Settings(tmp_path, print)
    memory.set("width", True)
    assert memory.get("width", 80) == 80
    assert memory.get("width", "wide") == "wide"


def test_two_sessions_keep_what_each_of_them_changed(tmp_path: Path) -> None:
    first, second = Settings(tmp_path, print), Settings(tmp_path, print)
    assert second.get("theme", "night") == "night"
    first.set("theme", "day")
    second.set("width", 60)
    third = Settings(tmp_path, print)
    assert (third.get("theme", ""), third.get("width", 0)) == ("day", 60)


async def test_many_changes_are_written_once_soon_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Settings(tmp_path, print)
    for width in range(40, 90):
        memory.set("width", width)
    assert not (tmp_path / "settings.json").exists()
    memory.save()
    assert json.loads((tmp_path / "settings.json").read_text()) == {"width": 89}
    monkeypatch.setattr("tui.settings._SOON", 0)
    memory.set("width", 20)
    await asyncio.sleep(0)  # to the loop, which writes what is due
    await asyncio.sleep(0)
    assert json.loads((tmp_path / "settings.json").read_text()) == {"width": 20}


@given(st.binary(max_size=60) | st.sampled_from([b"[" * 100_000, b"[1]", b'{"theme": 1']))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count_examples(50)
)
def test_a_damaged_file_is_reported_at_most_once_and_rewritten(
    tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "settings.json").write_bytes(damage)
    warnings: list[str] = []
    memory = Settings(tmp_path, warnings.append)
    assert memory.get("theme", "night") == "night"
    memory.set("theme", "day")
    assert len(warnings) <= 1
    assert Settings(tmp_path, warnings.append).get("theme", "night") == "day"


def test_a_folder_that_cannot_be_written_is_reported_once(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    warnings: list[str] = []
    memory = Settings(tmp_path / "state", warnings.append)
    memory.set("theme", "day")
    memory.set("theme", "night")
    assert memory.get("theme", "") == "night"
    assert len(warnings) == 1
    assert str(tmp_path / "state") in warnings[0]


async def test_the_app_remembers_its_theme_and_says_what_is_damaged(
    library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+t", "j")
        assert app.theme == "onrecord-day"
        await pilot.press("enter")
    app = OnRecordApp(library)
    async with app.run_test():
        assert app.theme == "onrecord-day"
    monkeypatch.setenv("ONRECORD_STATE", str(tmp_path / "other"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "settings.json").write_text('{"theme": "no such')
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert app.theme == "onrecord-night"
        assert "Settings file is corrupt; using defaults" in screen_text(app.screen)


async def recall(path: Path, key: str = "s") -> str:
    """Return the last search that the search screen recalls, or that of the timeline."""
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, ("s", "up") if key == "s" else ("C", "slash", "up"))
        return app.screen.query_one(SearchInput).value


async def test_two_stores_have_searches_and_sessions_of_their_own(
    library: Path, tmp_path: Path
) -> None:
    second_store = tmp_path / "other.sqlite"
    shutil.copyfile(library, second_store)
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, ("s", Typed("flour"), "enter", "escape"))
        while not isinstance(app.screen, LibraryScreen):
            await press(pilot, ("escape",))
        await press(pilot, ("slash", Typed("harbour"), "enter"))
        app.exit()
    assert await recall(second_store) == ""
    assert await recall(second_store, "C") == ""
    assert await recall(library) == "flour"
    assert await recall(library, "C") == "flour"
    for path, words in ((second_store, ""), (library, "harbour")):
        app = OnRecordApp(path)
        async with app.run_test() as pilot:
            await settle(pilot)
            assert isinstance(app.screen, LibraryScreen)
            assert app.screen.library_state.filter == words
    assert session_path(library).stat().st_mode & 0o777 == 0o600
    assert not any(b"flour" in file.read_bytes() for file in (tmp_path / "state").glob("*.json"))
