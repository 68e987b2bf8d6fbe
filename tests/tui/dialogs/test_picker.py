"""The dialog that picks one of several choices."""

import threading
from collections.abc import Callable, Sequence

import pytest

from tests.support.children import DEADLINE
from tests.support.pilot import screen_text, settle
from tests.support.themed_app import ThemedApp
from tui.dialogs.picker import Choice, PickerDialog, filter_choices
from tui.dialogs.prompts import ConfirmDialog
from tui.strings.dialog_text import DialogText


async def test_the_cursor_stays_on_its_choice_when_more_are_found() -> None:
    goes_on = threading.Event()

    def more() -> Sequence[Choice[int]]:
        assert goes_on.wait(DEADLINE)
        return [Choice("Linden", "", 3)]

    picked: list[Choice[int] | None] = []
    app = ThemedApp()
    async with app.run_test(size=(80, 24)) as pilot:
        choices = [Choice("Anders Lind", "", 1), Choice("Petra Lind", "", 2)]
        app.push_screen(PickerDialog("Who?", choices, more=more), picked.append)
        await pilot.press(*"lind", "down")
        goes_on.set()
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert picked == [Choice("Petra Lind", "", 2)]


def pick_from(
    choices: Sequence[Choice[int]], more: Callable[[], Sequence[Choice[int]]] | None = None
) -> PickerDialog[int]:
    """A dialog with these choices, in which a new name has the value of its length."""
    return PickerDialog("Who?", choices, new=len, more=more)


HERE = [Choice("Rafael Carrillo", "person · 3 mentions", 1), Choice("El Universo", "paper", 2)]
ELSEWHERE = [
    Choice("Carrot Zhang", "person", 3, is_far=True),
    Choice("University of Chicago", "body", 4, is_far=True),
]


@pytest.mark.parametrize(("typed", "value"), [("carr", 1), ("univ", 2), ("zhang", 3), ("of", 4)])
async def test_names_of_this_article_stand_above_those_of_others(typed: str, value: int) -> None:
    picked: list[Choice[int] | None] = []
    app = ThemedApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(pick_from(HERE, lambda: ELSEWHERE), picked.append)
        await settle(pilot)
        await pilot.press(*typed, "enter")
        await settle(pilot)
    assert [choice and choice.value for choice in picked] == [value]


def test_of_names_that_match_equally_well_those_of_the_lower_rank_stand_above() -> None:
    reis, rena = Choice("Ana Reis", "", 1, typed_rank=1), Choice("Rena Holm", "", 2)
    assert filter_choices([reis, rena], "re") == [rena, reis]
    assert filter_choices([reis, rena], "") == [reis, rena]


def test_a_choice_is_near_unless_it_is_far() -> None:
    near, far = Choice("Old Harbor", "place", 1), Choice("Harbor", "place", 2, is_far=True)
    assert filter_choices([far, near], "harbor") == [near, far]


async def test_late_choices_join_below_the_listed_ones() -> None:
    goes_on = threading.Event()

    def more() -> Sequence[Choice[int]]:
        assert goes_on.wait(DEADLINE)
        return [Choice("Carr", "person", 3)]

    picked: list[Choice[int] | None] = []
    app = ThemedApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(pick_from(HERE, more), picked.append)
        await pilot.press(*"carr")
        goes_on.set()
        await settle(pilot)
        shown = screen_text(app.screen)
        assert shown.index("Rafael Carrillo") < shown.index("Carr ")
        await pilot.press("enter")
        await settle(pilot)
    assert [choice and choice.value for choice in picked] == [1]


async def test_enter_without_a_match_adds_the_name_once_all_choices_are_known() -> None:
    goes_on = threading.Event()

    def more() -> Sequence[Choice[int]]:
        assert goes_on.wait(DEADLINE)
        return ELSEWHERE

    picked: list[Choice[int] | None] = []
    app = ThemedApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in ("Zhang", "Bello"):
            app.push_screen(pick_from(HERE, more), picked.append)
            await pilot.press(*typed, "enter")
            assert isinstance(app.screen, PickerDialog)  # it waits
            goes_on.set()
            await settle(pilot)
            goes_on.clear()
    assert [choice and choice.value for choice in picked] == [3, len("Bello")]


async def test_a_picker_of_new_names_says_what_enter_does() -> None:
    app = ThemedApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PickerDialog[int]("Which?", [], new=len, new_noun="collection"))
        await settle(pilot)
        text = "No collection yet. Type a name; Enter then adds it."
        assert text in screen_text(app.screen)


async def test_a_picker_without_choices_says_what_to_do() -> None:
    app = ThemedApp()
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
    app = ThemedApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(
            ConfirmDialog("Overwrite a.csv?", "It exists.", "Overwrite"), answers.append
        )
        await settle(pilot)
        assert "y Overwrite   n Cancel" in screen_text(app.screen)
        await pilot.press("y")
        await settle(pilot)
    assert answers == [True]
