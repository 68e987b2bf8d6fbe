"""The positions of a person: the topic, statements side by side, a note on two of them."""

from pathlib import Path

from db import Store
from tests.db.comparison.test_positions import find, schools
from tests.support.pilot import screen_text, settle, shown_message, type_in
from tui.app import OnRecordApp
from tui.screens.person import PersonScreen
from tui.screens.reader.screen import ReaderScreen

__all__ = ["schools"]


async def test_a_pair_gets_a_verdict_and_a_note_which_undo_removes(schools: Path) -> None:
    app = OnRecordApp(schools)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("P", "enter", "left")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "3 statements, 1 with a sign of change · all statements" in shown
        assert "negation differs: not" in shown
        assert "beside 3 Mar 2026, Wire" in shown
        await pilot.press("i")
        assert "no earlier one" in shown_message(app)
        await pilot.press("j", "j", "i")
        await type_in(pilot, "After the vote")
        await pilot.press("f3", "ctrl+s")
        await settle(pilot)
        assert "✗ disputed After the vote" in screen_text(app.screen)
        await pilot.press("u")
        await settle(pilot)
        assert "After the vote" not in screen_text(app.screen)
        await pilot.press("a")
        await type_in(pilot, "closing schools")
        await pilot.press("enter")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "2 statements, 1 with a sign of change · about “closing schools”" in shown
        assert "ferry" not in shown.partition("Positions")[2].partition("│")[0]
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, PersonScreen)
    with Store(schools) as store:
        assert find(store).pairs[0].notes == ()
