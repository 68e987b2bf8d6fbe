"""The guided tour: offered once, one action at a time, ended at any moment."""

from pathlib import Path

import pytest

from db import Store
from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp
from tui.tour import STEPS, TourPanel, sample_document


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A store with the sample article, as the worker process would have added it."""
    from analysis import analyze

    path = tmp_path / "sample.sqlite"
    document = sample_document()
    with Store(path) as store:
        store.articles.add(document, analyze(document.text, document.published))
    return path


KEYS = ["j", "] q", "] e", "p t", "escape", "h", "u", "question_mark"]


async def test_the_tour_names_a_key_and_moves_on_when_it_was_pressed(sample: Path) -> None:
    app = OnRecordApp(sample, tour=True)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert len(KEYS) == len(STEPS)
        for number, key in enumerate(KEYS, 1):
            panel = screen_text(app.screen.query_one(TourPanel))
            assert f"Tour {number}/{len(STEPS)}" in panel
            await pilot.press("n")  # anything else leaves the tour where it is
            await pilot.press(*key.split(" "))
            await settle(pilot)
        assert not app.screen_stack[-2].query(TourPanel)
        assert "End of the tour." in screen_text(app.screen)
    app = OnRecordApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert not app.screen.query(TourPanel)


@pytest.mark.parametrize("presses", [0, 1, 4])
async def test_the_tour_is_ended_at_any_moment_and_begun_again(sample: Path, presses: int) -> None:
    app = OnRecordApp(sample)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        for key in KEYS[:presses]:
            await pilot.press(*key.split(" "))
        await pilot.press("f2")
        await settle(pilot)
        assert not app.screen.query(TourPanel)
        await pilot.press("f2")
        await settle(pilot)
        assert "Tour 1/" in screen_text(app.screen.query_one(TourPanel))
        assert " j " in screen_text(app.screen.query_one(TourPanel))
        await pilot.press("f9")
        await settle(pilot)
        assert " ↓ " in screen_text(app.screen.query_one(TourPanel))


async def test_the_tour_goes_along_to_the_screen_in_front(sample: Path) -> None:
    app = OnRecordApp(sample, tour=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert "Tour 1/" in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert "Tour 1/" in screen_text(app.screen)


async def test_an_empty_library_and_search_say_what_to_press(empty: Path) -> None:
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Enter  read the sample article, with a short tour" in shown
        assert "a  add articles" in shown
        await pilot.press("s")
        await settle(pilot)
        assert "No articles to search yet. Press Esc" in screen_text(app.screen)
