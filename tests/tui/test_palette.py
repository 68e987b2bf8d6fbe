"""The command palette finds actions by their names and by everyday words."""

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandList, CommandPalette, Hit
from textual.screen import Screen

from tests.support.pilot import settle, type_in, wait_until
from tui.actions import list_actions
from tui.actions.matches import MatchRank, match_action
from tui.app import OnRecordApp
from tui.dialogs.help import HelpScreen
from tui.palette import CommandProvider
from tui.screens.people import PeopleScreen
from tui.screens.reader.screen import ReaderScreen
from tui.strings.app_text import AppText
from tui.strings.palette_text import PaletteText

# Parts whose actions move a cursor, scroll, or answer a dialog: nobody looks for these by a word.
MOVING = {
    "rows", "text", "input", "query", "tags", "find", "legend", "help", "themes", "note", "picker",
    "date", "event_date", "prompt", "confirm", "quit", "interrupted", "tour",
}  # fmt: skip


async def command_hits(screen: Screen[Any], words: str) -> list[Hit]:
    found = [hit async for hit in CommandProvider(screen).search(words)]
    assert all(isinstance(hit, Hit) for hit in found)
    return sorted((hit for hit in found if isinstance(hit, Hit)), reverse=True)


async def first_hits(screen: Screen[Any], words: str) -> list[str]:
    return [str(hit.match_display) for hit in await command_hits(screen, words)][:3]


def test_every_action_but_motions_has_synonyms() -> None:
    lacking = {
        id
        for id, action in list_actions().items()
        if not action.synonym_list or "" in action.synonym_list
    }
    assert {id for id in lacking if id.partition(".")[0] not in MOVING} == set()
    assert {*PaletteText.THEME_SYNONYMS} == {*AppText.THEMES}
    assert all(synonyms and all(synonyms) for _, _, synonyms in PaletteText.HINTS)


def test_every_place_of_the_palette_has_actions() -> None:
    parts = {id.partition(".")[0] for id in list_actions()}
    assert set(PaletteText.PLACES) <= parts
    ways = {action for _, action in PaletteText.PLACES.values()} - {"", "library"}
    assert ways <= list_actions().keys()


@pytest.mark.parametrize(
    ("typed", "rank", "synonym"),
    [
        ("sta", MatchRank.LABEL, ""),
        ("article", MatchRank.LABEL_WORD, ""),
        ("library: star", MatchRank.LABEL_WORD, ""),
        ("book", MatchRank.SYNONYM, "bookmark"),
        ("bookmarks", MatchRank.SYNONYM, "bookmark"),
        ("star book", MatchRank.ANYWHERE, ""),
        ("remove star", MatchRank.DESCRIPTION, ""),
        ("ookmark", None, ""),
    ],
)
def test_the_best_part_of_an_action_matches(
    typed: str, rank: MatchRank | None, synonym: str
) -> None:
    found = match_action(
        typed, "Library", "Star article", "Add or remove the star", ("favorite", "bookmark")
    )
    assert (found.rank if found else None) == rank
    assert (found.synonym if found else "") == synonym


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("bookmark", "Star – bookmark  F"),
        ("dark", "Theme – dark  ^t"),
        ("paste", "Add – paste  a"),
        ("import", "Add – import  a"),
        ("delete", "Delete  d"),
        ("settings", "Switch keys – settings  F9"),
        ("favorite", "Star – favorite  F"),
        ("order", "Sort – order  o"),
        ("print", "Export – print  X"),
        ("history", "Versions – history  gv"),
        ("exit", "Quit – exit  q"),
        ("shortcuts", "Help – shortcuts  ?"),
        ("calendar", "Timeline – calendar  C"),
        ("speaker", "Speaker – in an open article"),
        ("merge", "Merge – in an open article"),
        ("comment", "Note – in an open article"),
        ("backup", "Back up or restore the library"),
    ],
)
async def test_an_everyday_word_finds_its_command(library: Path, typed: str, wanted: str) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert any(hit.endswith(wanted) for hit in await first_hits(app.screen, typed))


async def test_actions_of_this_screen_rank_before_those_of_others(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        found = await first_hits(app.screen, "find")
        assert found[0] == "Library: Filter – find  /"
        assert "Find – in an open article" in found
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert (await first_hits(app.screen, "find"))[0] == "Reader: Find  /"


async def test_a_word_that_matches_nothing_says_what_to_try(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "qqqq")
        options = app.screen.query_one(CommandList).options
        assert ["No command matches “qqqq”" in str(option.prompt) for option in options] == [True]
        assert "Try another word" in str(options[0].prompt)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)


async def test_the_letters_of_a_name_find_it_if_nothing_else_matches(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "Library: Versions  gv" in await first_hits(app.screen, "vrsns")


async def test_a_theme_is_chosen_by_its_name(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "accessibility")
        await pilot.press("enter")
        await settle(pilot)
        assert app.theme == "onrecord-contrast"
        assert app.settings.get("theme", "") == "onrecord-contrast"


async def test_an_action_of_another_screen_goes_there(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "keep apart")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PeopleScreen)
        await pilot.press("ctrl+p")
        await type_in(pilot, "versions")
        await pilot.press("enter")
        await settle(pilot)
        assert len(app.screen_stack) == 1
        await pilot.press("ctrl+p")
        await type_in(pilot, "set bookmark")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.message is not None)
        shown = [notification.text for notification in app.messages.history]
        assert shown == [PaletteText.OPEN_ARTICLE]


async def test_an_action_that_waits_for_a_key_is_marked(library: Path) -> None:
    app = OnRecordApp(library, article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "bookmark")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.message is not None)
        assert "Press a letter" in app.messages.history[-1].text


async def test_a_hint_says_how_it_is_done(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "backup")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.message is not None)
        assert "onrecord backup" in app.messages.history[-1].text
        assert not isinstance(app.screen, CommandPalette)
