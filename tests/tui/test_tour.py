"""The guided tour: offered once, one action at a time, ended at any moment."""

import contextlib
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot

from analysis import Analysis, analyze
from db import Store
from tests.support.pilot import screen_text, settle, skip_drawing, wait_until
from tui.app import OnRecordApp
from tui.dialogs.tour import TourPanel
from tui.sample_article import sample_document
from tui.tour import STEPS


@cache
def analyze_sample() -> Analysis:
    """The findings of the sample article."""
    document = sample_document()
    return analyze(document.text, document.published_day)


@pytest.fixture
def sample_store(tmp_path: Path) -> Path:
    """A store with the sample article, as the worker process would have added it."""
    path = tmp_path / "sample.sqlite"
    with Store(path) as store:
        store.articles.add(sample_document(), analyze_sample())
    return path


STEP_KEYS = ["j", "] q", "] e", "p t", "escape"]  # of the first steps


def panel(app: OnRecordApp) -> str:
    """The text of the tour's panel as one line, or "" without a panel."""
    found = [panel for screen in app.screen_stack for panel in screen.query(TourPanel)]
    assert len(found) <= 1
    return " ".join(str(found[0].content).split()) if found else ""


async def press_and_settle(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, two-stroke ones as "p t", and wait after each."""
    for key in keys:
        await pilot.press(*key.split(" "))
        await settle(pilot)


async def choose_speaker(pilot: Pilot[None]) -> None:
    """Give the quotation at the cursor another speaker."""
    await press_and_settle(pilot, "c s", "down", "enter")


def step(number: int) -> str:
    return f"Tour {number}/{len(STEPS)}"


@contextlib.asynccontextmanager
async def tour(
    path: Path, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[OnRecordApp, Pilot[None]]]:
    app = OnRecordApp(path, tour=True)
    with skip_drawing():
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield app, pilot


async def skip_to(pilot: Pilot[None], number: int) -> None:
    """Skip to a step."""
    await press_and_settle(pilot, " ".join(["f2 n"] * (number - 1)))


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_each_step_is_done_by_its_action(sample_store: Path, size: tuple[int, int]) -> None:
    async with tour(sample_store, size) as (app, pilot):
        for number, key in enumerate(STEP_KEYS, 1):
            assert panel(app).startswith(step(number))
            await press_and_settle(pilot, "M", "M")  # any other action changes nothing
            assert panel(app).startswith(step(number))
            await press_and_settle(pilot, key)
        assert panel(app).startswith(step(6) + " cs ")
        before = speaker_numbers(app)
        await press_and_settle(pilot, "] q", "c s")
        assert "Choose another speaker" in panel(app)
        await press_and_settle(pilot, "escape")
        assert panel(app).startswith(step(6))
        await choose_speaker(pilot)
        assert panel(app).startswith(step(7) + " u ")
        assert speaker_numbers(app) != before
        await press_and_settle(pilot, "u")
        assert speaker_numbers(app) == before
        assert panel(app).startswith(step(8) + " s ")
        await press_and_settle(pilot, "s")
        assert panel(app).startswith(step(9) + " Enter ")
        await press_and_settle(pilot, "p o r t", "enter")
        assert "Return to the library" in panel(app)
        await press_and_settle(pilot, "escape", "escape", "q")
        assert panel(app).startswith(step(10) + " a ")
        await press_and_settle(pilot, "a")
        assert "Enter the path or address of an article" in panel(app)
        await press_and_settle(pilot, "escape")
        assert panel(app).startswith(step(11) + " ? ")
        await press_and_settle(pilot, "question_mark")
        assert panel(app) == ""
        assert "End of the tour." in screen_text(app.screen)
        assert app.store.articles.count() == 1
    app = OnRecordApp(sample_store)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert panel(app) == ""


def speaker_numbers(app: OnRecordApp) -> list[int | None]:
    analysis = app.store.articles.get(1).analysis
    return [quotation.speaker for quotation in analysis.quotations]


async def test_another_screen_names_the_key_that_returns(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        for number, away in enumerate(("s", "C", "W", "J", "S", "s"), 1):
            await press_and_settle(pilot, away)
            assert panel(app).startswith(f"{step(number)} Esc ")
            assert "Return to the sample article" in panel(app)
            await press_and_settle(pilot, "f2", "g")
            assert "Return" not in panel(app)
            assert panel(app).startswith(step(number))
            assert getattr(app.screen, "article_id", 0) == 1
            await press_and_settle(pilot, "f2", "n")


async def test_a_closed_article_is_opened_again(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        number = 4
        await skip_to(pilot, number)
        await press_and_settle(pilot, "q")
        assert panel(app).startswith(step(number) + " F2 ")
        assert "closed" in panel(app)
        await press_and_settle(pilot, "j")  # in the library, not in the article
        assert panel(app).startswith(step(number))
        await press_and_settle(pilot, "f2", "g")
        assert getattr(app.screen, "article_id", 0) == 1
        assert panel(app).startswith(step(number))
        assert "closed" not in panel(app)


async def test_a_deleted_sample_is_added_again(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        await press_and_settle(pilot, "j", "q", "d")
        assert app.store.articles.count() == 0
        assert "closed" in panel(app)
        await press_and_settle(pilot, "f2", "g")
        await wait_until(pilot, lambda: bool(getattr(app.screen, "article_id", 0)), 600)
        await settle(pilot)
        assert panel(app).startswith(step(2))
        assert "closed" not in panel(app)
        await press_and_settle(pilot, "] q")
        assert panel(app).startswith(step(3))


async def test_steps_of_other_screens_say_the_way(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        await skip_to(pilot, 8)  # the undo is skipped together with the correction
        assert panel(app).startswith(step(9) + " s ")
        await press_and_settle(pilot, "s", "escape", "f2", "n")
        assert panel(app).startswith(step(10) + " q ")
        assert "Return to the library" in panel(app)
        await press_and_settle(pilot, "q")
        assert panel(app).startswith(step(10) + " a ")


async def test_a_skipped_correction_has_no_undo_that_reverts_something_else(
    sample_store: Path,
) -> None:
    async with tour(sample_store) as (app, pilot):
        await press_and_settle(pilot, "h")
        await skip_to(pilot, 6)
        await press_and_settle(pilot, "f2", "n")
        assert panel(app).startswith(step(8))
        await press_and_settle(pilot, "f2", "backspace")
        assert panel(app).startswith(step(6))
        assert len(app.store.notes.list(1)) == 1


async def test_an_undo_of_something_else_leaves_the_correction_to_be_undone(
    sample_store: Path,
) -> None:
    async with tour(sample_store) as (app, pilot):
        await skip_to(pilot, 6)
        before = speaker_numbers(app)
        await press_and_settle(pilot, "] q")
        await choose_speaker(pilot)
        await press_and_settle(pilot, "h", "u")
        assert panel(app).startswith(step(7))
        await press_and_settle(pilot, "u")
        assert panel(app).startswith(step(8))
        assert speaker_numbers(app) == before


async def test_the_tour_is_stepped_back_and_skipped(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        await press_and_settle(pilot, "f2", "backspace")
        assert panel(app).startswith(step(1))
        await press_and_settle(pilot, "j", "] q", "f2", "backspace")
        assert panel(app).startswith(step(2))
        await press_and_settle(pilot, "f2", "enter")
        assert panel(app).startswith(step(3))
        await press_and_settle(pilot, "f2", "escape")
        assert panel(app).startswith(step(3))
        await press_and_settle(pilot, "f2", "R")
        assert panel(app).startswith(step(1))
        await skip_to(pilot, len(STEPS) - 1)  # one step is skipped with another
        assert panel(app).startswith(step(len(STEPS)))
        await press_and_settle(pilot, "f2", "n")
        assert panel(app) == ""


async def test_the_tour_is_ended_at_any_moment_and_begun_again(sample_store: Path) -> None:
    app = OnRecordApp(sample_store)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        for presses in (0, 1, 4):
            await press_and_settle(pilot, "f2", *STEP_KEYS[:presses])
            assert panel(app).startswith(step(presses + 1))
            await press_and_settle(pilot, "f2", "q")
            assert panel(app) == ""
        await press_and_settle(pilot, "f2")
        assert panel(app).startswith(step(1) + " j ")
        await press_and_settle(pilot, "f9")
        assert panel(app).startswith(step(1) + " ↓ ")


async def test_the_tour_has_the_keys_of_the_plain_preset(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        await press_and_settle(pilot, "f9", "down", "alt+down", "f7", "p t", "escape")
        assert panel(app).startswith(step(6) + " cs ")
        await press_and_settle(pilot, "alt+down")
        await choose_speaker(pilot)
        await press_and_settle(pilot, "ctrl+z")
        assert panel(app).startswith(step(8) + " F4 ")
        await press_and_settle(pilot, "f4", "p o r t", "enter", "escape", "escape", "f10")
        assert panel(app).startswith(step(10) + " ^o ")
        await press_and_settle(pilot, "ctrl+o", "escape", "question_mark")
        assert panel(app) == ""


async def test_the_panel_and_its_dialog_fit_a_narrow_terminal(sample_store: Path) -> None:
    async with tour(sample_store, (60, 20)) as (app, pilot):
        for _ in range(1, len(STEPS)):
            shown = screen_text(app.screen.query_one(TourPanel))
            assert "end" in shown.split()  # the last word
            await press_and_settle(pilot, "f2")
            assert "End the tour" in screen_text(app.screen)
            await press_and_settle(pilot, "n")


async def test_the_tour_waits_below_a_note_and_leaves_it_alone(sample_store: Path) -> None:
    async with tour(sample_store) as (app, pilot):
        await press_and_settle(pilot, "i", "j", "f2")
        assert "Press Esc to close the dialog" in panel(app)
        await press_and_settle(pilot, "ctrl+s")
        assert [note.body for note in app.store.notes.list(1)] == ["j"]
        assert panel(app).startswith(step(1) + " j ")


async def test_an_empty_library_and_search_say_what_to_press(empty: Path) -> None:
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Enter  Read the sample article, with a guided tour" in shown
        assert "a  Add articles" in shown
        await pilot.press("s")
        await settle(pilot)
        assert "No articles yet. Press Esc" in screen_text(app.screen)
