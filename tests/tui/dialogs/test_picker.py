"""The dialog that picks one of several choices."""

import threading
from collections.abc import Sequence

from textual.app import App

from tests.support.pilot import settle
from tui.dialogs.picker import Choice, PickerDialog


async def test_the_cursor_stays_on_its_choice_when_more_are_found() -> None:
    goes_on = threading.Event()

    def more() -> Sequence[Choice[int]]:
        assert goes_on.wait(10)
        return [Choice("Linden", "", 3)]

    picked: list[Choice[int] | None] = []
    app = App[None]()
    async with app.run_test(size=(80, 24)) as pilot:
        choices = [Choice("Anders Lind", "", 1), Choice("Petra Lind", "", 2)]
        app.push_screen(PickerDialog("Who?", choices, more=more), picked.append)
        await pilot.press(*"lind", "down")
        goes_on.set()
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert picked == [Choice("Petra Lind", "", 2)]
