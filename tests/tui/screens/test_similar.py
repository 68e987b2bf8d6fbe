"""The key ~: similar articles, quotations, and articles on the subjects of a person."""

from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from db import Store
from tests.support.pilot import screen_text, settle, type_in
from tests.support.prepared_stores import copy_store
from tests.tui.conftest import add_spoken
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen
from tui.screens.similar import SimilarScreen

TEXTS = {
    "Ferry sinks": "The Luna ferry sank in a storm. Divers searched the wreck for its captain.",
    "Inquiry": "An inquiry into the wreck of the Luna ferry began; its captain ignored a storm.",
    "Choir": "The choir sang old songs in the hall until midnight.",
}


def _store_similar(path: Path) -> None:
    with Store(path) as store:
        for title, text in TEXTS.items():
            add_spoken(store, title, text)


@pytest.fixture
def similar_store(tmp_path: Path) -> Path:
    path = tmp_path / "similar.sqlite"
    copy_store(path, _store_similar)
    return path


def screen_of(app: OnRecordApp) -> Screen[Any]:
    return app.screen


async def test_similar_articles_open_from_the_library_and_the_reader(similar_store: Path) -> None:
    app = OnRecordApp(similar_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("G", "tilde")
        await settle(pilot)
        assert isinstance(screen_of(app), SimilarScreen)
        shown = screen_text(app.screen)
        assert "Similar to “Ferry sinks”" in shown
        assert "Inquiry" in shown
        assert "shares" in shown
        assert "wreck" in shown
        assert "Choir" not in shown
        await pilot.press("enter")
        await settle(pilot)
        opened = screen_of(app)
        assert isinstance(opened, ReaderScreen)
        assert opened.article_id == 2
        await pilot.press("tilde")
        await settle(pilot)
        assert "Similar to “Inquiry”" in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert screen_of(app) is opened


async def test_an_article_without_similar_ones_is_reported(similar_store: Path) -> None:
    app = OnRecordApp(similar_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "g", "tilde")
        await settle(pilot)
        assert "Nothing similar" in screen_text(app.screen)


async def test_an_empty_library_has_nothing_to_compare(tmp_path: Path) -> None:
    app = OnRecordApp(tmp_path / "empty.sqlite")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("tilde")
        await settle(pilot)
        assert not isinstance(screen_of(app), SimilarScreen)


async def test_a_person_and_a_quotation_are_compared(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("tilde")
        await settle(pilot)
        assert "Similar to Ada Brandt" in screen_text(app.screen)
        await pilot.press("escape", "q", "q", "s")
        await type_in(pilot, "sacks kind:quotation ")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("tilde")
        await settle(pilot)
        assert "Similar to “The sacks are empty,”" in screen_text(app.screen)
