"""The key line: what fits, always help, and keys that can be clicked."""

from pathlib import Path

from tests.support.pilot import screen_text, settle, type_in
from tui.app import OnRecordApp
from tui.dialogs.help import HelpScreen
from tui.widgets.footer import Footer
from tui.widgets.text_line import FilterInput


async def test_help_is_in_sight_at_every_width(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        for width in (40, 60, 100, 200):
            await pilot.resize_terminal(width, 20)
            await settle(pilot)
            line = screen_text(app.screen.query_one(Footer))
            assert line.startswith(" Enter open")
            assert line.endswith("? help")
            assert len(line) < width


async def test_a_click_presses_the_key(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        keys = app.screen.query_one(Footer)
        await pilot.click(keys, offset=(screen_text(keys).index("filter"), 0))
        await settle(pilot)
        assert isinstance(app.focused, FilterInput)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.click(keys, offset=(95, 0))
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)


async def test_while_typing_only_keys_that_are_not_typed_are_shown(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "flour")
        line = screen_text(app.screen.query_one(Footer))
        assert "Enter apply" in line
        assert "F1 help" in line
        assert "tags" not in line
        assert "/" not in line


async def test_the_order_is_the_same_with_keys_of_the_reader_s_own(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(200, 30)) as pilot:
        await settle(pilot)
        usual = screen_text(app.screen.query_one(Footer))
        await pilot.press("f9")
        await settle(pilot)
        plain = screen_text(app.screen.query_one(Footer))
        assert usual != plain
        names = ("open", "mark", "tags", "filter", "add", "sort", "quit", "help")
        assert [word for word in usual.split() if word in names] == list(names)
        assert [word for word in plain.split() if word in names] == list(names)
