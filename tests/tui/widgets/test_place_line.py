"""The start line: the main screens and their keys, in every terminal and both presets."""

from pathlib import Path

import pytest

from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp
from tui.screens import is_screen
from tui.widgets.place_line import PlaceLine

SCREENS = {"gh": "library", "s": "search", "P": "people", "C": "timeline", "gn": "all_notes"}


def read_places(app: OnRecordApp) -> list[str]:
    return screen_text(app.screen.query_one(PlaceLine)).split()


@pytest.mark.parametrize("width", [60, 100])
async def test_every_main_screen_names_the_places_with_their_keys(
    library: Path, width: int
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        for key, name in SCREENS.items():
            await pilot.press(*("escape", "escape") if name == "people" else (), *key)
            await settle(pilot)
            assert is_screen(app.screen, name)
            assert read_places(app) == [
                "gh", "library", "s", "search", "P", "people", "C", "timeline", "gn", "notes",
            ]  # fmt: skip
        await pilot.press("g", "h")
        await settle(pilot)
        assert len(app.screen_stack) == 1


async def test_the_reader_names_the_key_of_the_people_that_works_in_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert read_places(app)[4:6] == ["gp", "people"]
        await pilot.press("g", "p")
        await settle(pilot)
        assert is_screen(app.screen, "people")


async def test_the_plain_preset_names_its_own_keys(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert read_places(app)[2:6] == ["F4", "search", "F5", "people"]
        await pilot.press("f5")
        await settle(pilot)
        assert is_screen(app.screen, "people")


async def test_the_smallest_terminal_shortens_the_names_and_has_every_key(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        assert read_places(app)[::2] == list(SCREENS)


async def test_a_click_opens_a_place(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        at = screen_text(app.screen.query_one(PlaceLine)).index("people")
        await pilot.click(PlaceLine, offset=(at, 0))
        await settle(pilot)
        assert is_screen(app.screen, "people")
