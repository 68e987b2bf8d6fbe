"""The view of the days that matter in a story."""

import datetime
from pathlib import Path

import pytest

from db import Store
from tests.support.pilot import screen_text, settle
from tests.support.prepared_stores import copy_store
from tests.support.timeline import Tells, add_events, march
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen
from tui.screens.story_days import StoryDaysScreen
from tui.screens.timeline import TimelineScreen


def _store_story(path: Path) -> None:
    with Store(path) as store:
        for site in ("Coastwire", "Harbour Post"):
            add_events(
                store,
                march(5),
                Tells("Harbour pilots resigned over the second crane", march(4)),
                site=site,
            )
        add_events(
            store,
            march(6),
            Tells("The council closed the fish hall", march(4)),
            Tells("A ferry sank off the pier", march(2)),
            site="The Wire",
        )


@pytest.fixture
def story_store(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sqlite"
    copy_store(path, _store_story)
    return path


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (200, 50)])
async def test_each_day_has_a_bar_its_best_event_and_its_sources(
    story_store: Path, size: tuple[int, int]
) -> None:
    app = OnRecordApp(story_store)
    async with app.run_test(size=size) as pilot:
        await pilot.press("C", "v")
        await settle(pilot)
        assert isinstance(app.screen, StoryDaysScreen)
        shown = screen_text(app.screen)
        assert "3 articles, 2 report the same event" in shown
        assert "2 articles: Coastwire, Harbour Post" in shown
        assert "█░" in shown
        assert shown.index("A ferry sank") < shown.index("Harbour pilots resigned")


async def test_the_bars_begin_behind_the_longest_date(story_store: Path) -> None:
    with Store(story_store) as store:
        opened = datetime.date(2026, 9, 23)
        add_events(store, opened, Tells("The council opened the fish hall", opened))
    app = OnRecordApp(story_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "v")
        await settle(pilot)
        bars = [line.index("█") for line in screen_text(app.screen).splitlines() if "█" in line]
        assert len(bars) == 3
        assert len(set(bars)) == 1


async def test_enter_opens_the_article_at_the_event_and_v_goes_back(story_store: Path) -> None:
    app = OnRecordApp(story_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "v")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("q")
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(app.screen, TimelineScreen)


async def test_z_lists_the_sources_of_a_day(story_store: Path) -> None:
    app = OnRecordApp(story_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "v")
        await settle(pilot)
        await pilot.press("j", "z")
        await settle(pilot)
        assert "↳ Harbour Post" in screen_text(app.screen)


async def test_the_view_has_the_query_of_the_timeline(story_store: Path) -> None:
    app = OnRecordApp(story_store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.open("story_days", query="ferry")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "ferry" in shown.splitlines()[0]
        assert "A ferry sank off the pier" in shown
        assert "Harbour pilots resigned" not in shown
