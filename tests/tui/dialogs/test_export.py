"""Exporting, setting facts right, versions and pasting, as the app does them."""

import datetime
import json
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from analysis import analyze
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Document, Store
from db.importers import ImportItem
from db.ingest import IngestService
from db.tasks import Task, TaskResult
from tests.support.pilot import screen_text, settle, type_in
from tests.support.prepared_stores import copy_store
from tui.app import OnRecordApp

TEXT = "“We are open,” the baker Ada Brandt said on Monday, before the bridge was closed again."
PAGE = "https://town.example/bridge"


def _store_bridge(path: Path) -> None:
    document = Document(TEXT, "The bridge", "Ida Quill", source=PAGE)
    with Store(path) as store:
        store.articles.add(document, analyze(TEXT))


@pytest.fixture
def bridge_store(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    copy_store(path, _store_bridge)
    return path


@pytest.fixture
def worked(bridge_store: Path, monkeypatch: pytest.MonkeyPatch, jobs_in_a_thread: None) -> Path:
    """A store whose tasks are done here and not in another process."""
    del jobs_in_a_thread

    def work(task: Task) -> TaskResult:
        with Store(bridge_store) as store:
            return IngestService(store).run(task)

    monkeypatch.setattr("tui.worker_lane.run_worker_task", work)
    return bridge_store


async def test_an_article_is_exported_by_choosing_what_and_how(
    worked: Path, tmp_path: Path
) -> None:
    app = OnRecordApp(worked)
    target = tmp_path / "out.jsonl"
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("X")
        await settle(pilot)
        assert "This article: The bridge" in screen_text(app.screen)
        assert "All articles" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        await type_in(pilot, "jsonl")
        await pilot.press("enter")
        await settle(pilot)
        app.screen.query_one(Input).value = str(target)
        await pilot.press("enter")
        await settle(pilot)
        assert json.loads(target.read_text())["title"] == "The bridge"
        assert any("out.jsonl" in toast.text for toast in app.messages.history)


async def test_a_metadata_field_is_corrected_and_undone(bridge_store: Path) -> None:
    app = OnRecordApp(bridge_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await settle(pilot)
        assert "Ida Quill" in screen_text(app.screen)
        await pilot.press("tab", "tab", "tab", "tab")
        await type_in(pilot, "Roads")
        await pilot.press("enter")
        await settle(pilot)
        document = app.store.articles.get(1).document
        assert (document.section, dict(document.origins)["section"]) == ("Roads", "given")
        await pilot.press("u")
        await settle(pilot)
        assert app.store.articles.get(1).document.section == ""
        assert app.store.articles.get(1).document.origins == ()


async def test_versions_show_what_is_gone_and_new(bridge_store: Path) -> None:
    changed = TEXT.replace("Monday", "Tuesday")
    with Store(bridge_store) as store:
        document = replace(store.articles.get(1).document, text=changed)
        item = ImportItem(document, accept=True)
        assert store.imports.add(item, analyze(changed)).changed
    app = OnRecordApp(bridge_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "v")
        await settle(pilot)
        assert "1 → 2 of 2" in screen_text(app.screen)
        assert "‹Monday›Tuesday" in screen_text(app.screen)
        await pilot.press("escape")
        assert len(app.screen_stack) == 1


async def test_what_is_pasted_into_the_library_is_added_after_asking(worked: Path) -> None:
    app = OnRecordApp(worked)
    pasted = "The ferry will not sail before Friday, the harbour master Lea Holm said this morning."
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.screen.post_message(events.Paste("no article"))
        await settle(pilot)
        assert len(app.screen_stack) == 1
        app.screen.post_message(events.Paste(pasted))
        await settle(pilot)
        assert "Add the pasted text?" in screen_text(app.screen)
        await pilot.press("y")
        await settle(pilot)
        assert app.store.articles.find(pasted) is not None


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        (("s", *"bridge"), "Results for “bridge”"),
        (("C",), "Events of this timeline"),
    ],
)
async def test_the_rows_of_a_list_are_the_first_choice(
    bridge_store: Path, keys: tuple[str, ...], label: str
) -> None:
    day = datetime.date(2024, 5, 6)
    text = "The port opened the bridge on 5 May 2024."
    with Store(bridge_store) as store:
        store.articles.add(
            Document(text, "Port", published=to_partial_date(day)), analyze(text, day)
        )
    app = OnRecordApp(bridge_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        choices = app.screen.export_choices  # type: ignore[attr-defined]
        assert choices[0][0] == label
        assert choices[0][1].only_rows
