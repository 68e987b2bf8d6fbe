"""Help and palette say what the bindings say."""

from pathlib import Path
from typing import cast

import pytest
from textual.actions import parse
from textual.binding import ActiveBinding, Binding
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.widgets import Input

from tests.support.bindings import iter_bindings
from tests.support.pilot import screen_text, settle, squeeze, type_in
from tui.actions import format_action_keys, list_actions, read_group
from tui.app import OnRecordApp
from tui.dialogs.help import HelpScreen, binding_group_name, group_keys
from tui.palette import CommandProvider
from tui.screens import SCREENS, load_screen
from tui.screens.library import LibraryScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.search import SearchScreen
from tui.strings.help_text import HelpText
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList


async def test_help_lists_every_key_of_the_focused_part_its_screen_and_the_app(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 110)) as pilot:
        await settle(pilot)
        bindings = [
            active.binding
            for active in app.screen.active_bindings.values()
            if active.enabled and not active.binding.system
        ]
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        shown = screen_text(app.screen)
        for binding in bindings:
            assert binding.description in shown
        assert [part in shown for part in ("List", "Library", "Everywhere")] == [True] * 3
        assert "j ↓ Down" in squeeze(shown)
        await pilot.press("question_mark")
        assert isinstance(app.screen_stack[-1], LibraryScreen)


async def test_help_has_a_line_for_every_action_that_can_be_bound(library: Path) -> None:
    app = OnRecordApp(library)
    every = [
        ActiveBinding(cast(DOMNode, node), single, True, single.tooltip)
        for node, binding in iter_bindings()
        for single in Binding.make_bindings([binding])
    ]
    listed = {(part, key.name) for part, keys in group_keys(every, app) for key in keys}
    assert listed == {
        (binding_group_name(active.node), active.binding.description) for active in every
    }


@pytest.mark.parametrize("opened_by", ["question_mark", "f1"])
async def test_help_is_filtered_by_words_and_keys(library: Path, opened_by: str) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await pilot.press(opened_by)
        await settle(pilot)
        assert "Tab everywhere · / filters the keys · Esc closes" in screen_text(app.screen)
        await pilot.press("slash")
        await type_in(pilot, "favorite")
        shown = screen_text(app.screen.query_one(VirtualList))
        assert "Star the articles, or unstar them if all are starred" in shown
        assert "Change the tags of the articles" not in shown
        assert "Everywhere" not in shown  # no heading without keys
        await pilot.press(*["backspace"] * 8)
        await type_in(pilot, "F")
        assert "Star the articles, or unstar them if all are starred" in screen_text(
            app.screen.query_one(VirtualList)
        )
        await pilot.press("backspace")
        await type_in(pilot, "qqqq")
        assert "No key matches." in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        assert "j ↓ Down" in squeeze(screen_text(app.screen))
        assert not app.screen.query(FilterInput)
        await pilot.press("escape")
        assert isinstance(app.screen_stack[-1], LibraryScreen)


async def test_help_begins_with_what_the_screen_does_and_everywhere_is_a_key_away(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        rows = app.screen.query_one(VirtualList)
        first, second = (line.strip("▌ ") for line in screen_text(rows).splitlines()[:2])
        assert first.startswith("The articles of your library. Enter reads one, / filters the list")
        assert second == "searches all texts."
        assert rows.item.description.startswith("The articles of your library.")
        await pilot.press("tab")
        await settle(pilot)
        assert "Everywhere" in screen_text(rows)
        assert rows.item.name in {action.label for action in read_group("app")}
        await pilot.press("tab")
        assert rows.cursor == 0


async def test_help_of_the_plain_preset_speaks_in_its_own_keys(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 110)) as pilot:
        await settle(pilot)
        await pilot.press("f9", "f1")
        await settle(pilot)
        shown = screen_text(app.screen.query_one(VirtualList))
        words = " ".join(shown.replace("▌", "").split())
        assert "^f filters the list, ^o adds articles, F4 searches all texts" in words
        assert "5↓ moves five" in shown


def test_every_purpose_is_of_a_screen_and_names_its_actions() -> None:
    screens = {load_screen(name).__name__ for name in SCREENS}
    for name, purpose in HelpText.PURPOSES.items():
        assert name in screens
        shown = format_action_keys(purpose, lambda id: list_actions()[id].keys[0])
        assert "{" not in shown


async def test_enter_moves_from_the_filter_to_the_filtered_keys(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark", "slash")
        await type_in(pilot, "tag")
        await pilot.press("enter")
        await settle(pilot)
        rows = app.screen.query_one(VirtualList)
        assert rows.has_focus
        assert "tags" in screen_text(rows)
        await pilot.press("slash")
        await type_in(pilot, "s")
        assert app.screen.query_one(FilterInput).value == "tags"


async def test_the_filter_of_help_has_the_keys_of_the_preset(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f9")
        await pilot.press("f1")
        await settle(pilot)
        assert "^f filters the keys" in screen_text(app.screen)
        await pilot.press("ctrl+f")
        await type_in(pilot, "quit")
        assert "Quit OnRecord" in screen_text(app.screen.query_one(VirtualList))


async def test_help_is_of_the_part_that_has_the_focus(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)
        parts = dict(group_keys(app.screen.active_bindings.values(), app))
        assert "To the list" in {key.name for key in parts["Search field"]}
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, SearchScreen)


async def test_a_key_remapped_is_shown_as_remapped(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 60)) as pilot:
        app.set_keymap({"library.star": "x"})
        await settle(pilot)
        parts = dict(group_keys(app.screen.active_bindings.values(), app))
        (star,) = (key for key in parts["Articles of the marked rows"] if key.name == "Star")
        assert star.keys == "x"
        await pilot.press("x")
        await settle(pilot)
        assert app.store.articles.list()[0].starred


async def test_the_palette_finds_an_action_and_runs_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "star")
        await pilot.press("enter")
        await settle(pilot)
        assert app.store.articles.list()[0].starred


@pytest.mark.parametrize(
    "keys",
    [
        (), ("s",), ("K",), ("J",), ("enter",), ("enter", "tab"), ("enter", "W"),
        ("enter", "W", "tab", "tab"),
    ],
)  # fmt: skip
async def test_the_palette_has_every_action_of_the_screen_and_the_app(
    library: Path, keys: tuple[str, ...]
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        screen = app.screen
        commands = {command.binding.action for command in CommandProvider(screen).list_commands()}
        parts = [app, screen, *(part for part in screen.focus_chain if not isinstance(part, Input))]
        of_parts = {
            binding.action
            for part in parts
            for node, binding in iter_bindings()
            if isinstance(part, node) and part.check_action(*parse(binding.action)[1:])
        }
        assert of_parts - commands == {"command_palette"}


async def test_an_action_of_another_part_takes_the_reader_there(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("p", "q")
        await settle(pilot)
        in_pane = app.screen.focused
        await pilot.press("ctrl+p")
        await type_in(pilot, "text: next sentence")
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.focused is not in_pane


async def test_legend_scrolls_to_its_last_mark(library: Path) -> None:
    app = OnRecordApp(library, article=1)
    async with app.run_test(size=(80, 16)) as pilot:
        await settle(pilot)
        await pilot.press("M")
        await settle(pilot)
        lines = app.screen.query_one(VerticalScroll)
        shown = screen_text(lines)
        assert "Names" in shown
        await pilot.press("j", "k")
        await settle(pilot)
        assert screen_text(lines) == shown
        await pilot.press("j", "j")
        await settle(pilot)
        assert lines.scroll_y == 8  # two steps of four lines
        await pilot.press(*"jjjjjjjj")
        await settle(pilot)
        assert lines.scroll_y == lines.max_scroll_y
        assert "hidden by the speaker filter" in screen_text(lines)
        await pilot.press("M")
        assert isinstance(app.screen, ReaderScreen)
