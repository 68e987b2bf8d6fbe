"""The dialog that picks one of several choices."""

import threading
from collections.abc import Sequence

from textual.app import App

from tests.support.pilot import screen_text, settle
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import ConfirmDialog
from tui.strings import DialogText


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


async def test_a_picker_without_choices_says_what_to_do() -> None:
    app = App[None]()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PickerDialog[int]("Who?", [], find=lambda _: []))
        await settle(pilot)
        assert DialogText.TYPE_TO_FIND in screen_text(app.screen)
        await pilot.press("x")
        await settle(pilot)
        assert DialogText.NO_MATCH in screen_text(app.screen)
        await pilot.press("escape")
        app.push_screen(PickerDialog[int]("Who?", []))
        await settle(pilot)
        assert DialogText.NO_CHOICE in screen_text(app.screen)


async def test_a_confirmation_names_its_answers() -> None:
    answers: list[bool | None] = []
    app = App[None]()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(
            ConfirmDialog("Overwrite a.csv?", "It exists.", "Overwrite"), answers.append
        )
        await settle(pilot)
        assert "y Overwrite   n Cancel" in screen_text(app.screen)
        await pilot.press("y")
        await settle(pilot)
    assert answers == [True]
