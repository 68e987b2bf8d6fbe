"""Kills and embargoes of agencies, in the app and on the command line."""

import datetime
from pathlib import Path

import pytest

from db import Store
from db.importers import ImportItem
from db.models import Document
from db.wire_records import WireRecord, WireStatus
from tests.support import wire_samples
from tests.support.cli import Run
from tests.support.pilot import screen_text, settle
from tests.support.prepared_stores import copy_store
from tui.app import OnRecordApp
from tui.screens.proposals import ProposalsScreen

TEXT = "The ferries of Port Luna stayed in the harbour on Tuesday."
EMBARGO = datetime.datetime(2999, 1, 2, 12, 30, tzinfo=datetime.UTC)


def wired(
    version: str, status: WireStatus = "usable", note: str = "", *, is_free: bool = False
) -> ImportItem:
    wire = WireRecord("urn:ferry", version, None, status, note, None if is_free else EMBARGO)
    return ImportItem(Document(TEXT, "Ferry strike", source="urn:ferry", wire=wire))


def _store_killed(path: Path) -> None:
    with Store(path) as store:
        store.imports.add(wired("1"), None)
        store.imports.add(wired("2", "killed", "Not true."), None)


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A store with an item under embargo, and its proposed kill."""
    path = tmp_path / "wires.sqlite"
    copy_store(path, _store_killed)
    return path


async def test_an_embargo_and_a_kill_are_shown_with_the_article(killed: Path) -> None:
    app = OnRecordApp(killed)
    async with app.run_test(size=(140, 30)) as pilot:
        await settle(pilot)
        assert "embargoed until 2 January 2999, 12:30 UTC" in screen_text(app.screen)
        assert "kill proposed; embargoed until" in screen_text(app.screen)
        assert "killed by" not in screen_text(app.screen)
        await pilot.press("c", "p")
        await settle(pilot)
        assert isinstance(app.screen, ProposalsScreen)
        assert "Killed by the source: Not true." in screen_text(app.screen)
        await pilot.press("y")
        await settle(pilot)
        assert app.store.articles.row(1).wire_status == "killed"
        await pilot.press("u")
        await settle(pilot)
        assert app.store.articles.row(1).wire_status == "usable"
        assert app.store.proposals.count() == 1
        await pilot.press("y")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "kill proposed" not in screen_text(app.screen)
        assert "killed by the source; embargoed until" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert "Killed by the source: Not true.; embargoed until" in screen_text(app.screen)


def test_the_commands_print_a_kill_and_an_embargo(killed: Path, run: Run) -> None:
    assert "A file says that the source has killed" in run("show", "1", "--store", killed).err
    listed = run("corrections", "--store", killed)
    assert "Killed by the source: Not true." in listed.out
    run("corrections", "--accept", "all", "--store", killed)
    assert "(killed by the source; embargoed until" in run("list", "--store", killed).out
    shown = run("show", "1", "--store", killed)
    assert "Killed by the source: Not true.; embargoed until 2 January 2999" in shown.err
    found = run("list", "is:killed", "is:embargoed", "--json", "--store", killed)
    assert [row["wire_status"] for row in found.json] == ["killed"]
    assert run("show", "1", "--json", "--store", killed).json["wire"]["note"] == "Not true."


def test_a_folder_of_an_agency_is_added_in_any_order(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "wires"
    folder.mkdir()
    longer = f"<p>{wire_samples.FIRST}</p><p>{wire_samples.THIRD}</p>"
    for name, item in (
        ("a-kill.xml", wire_samples.newsml_g2(4, "canceled", text="")),
        ("b-second.xml", wire_samples.newsml_g2(2)),
        ("c-first.xml", wire_samples.newsml_g2(1, text=longer)),
    ):
        (folder / name).write_text(wire_samples.newsml_message(item), encoding="utf-8")
    added = run("add", folder, "--store", tmp_path / "s.sqlite")
    assert added.code == 0
    [row] = run("list", "--json", "--store", tmp_path / "s.sqlite").json
    assert (row["title"], row["wire_status"]) == (wire_samples.TITLE, "killed")
