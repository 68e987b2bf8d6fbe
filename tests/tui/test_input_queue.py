"""Keys, pastes and clicks wait for what the key before them opened, and not for ever."""

import asyncio
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from db import StoreError
from tests.support.children import DEADLINE
from tests.support.key_flows import Paste, Resize, Step, keys, type_keys
from tests.support.pilot import mouse_event, settle, shown_message, wait_until
from tui import input_queue
from tui.app import OnRecordApp
from tui.change_progress import run_with_progress
from tui.changes import ChangeProgress
from tui.dialogs.prompts import ProgressDialog, PromptDialog
from tui.dialogs.too_small import TooSmallScreen
from tui.screens.library import LibraryScreen
from tui.screens.people import PeopleScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.search import SearchScreen
from tui.screens.trash import TrashScreen
from tui.widgets.text_line import SearchInput


async def burst(pilot: Pilot[None], app: OnRecordApp, *steps: Step) -> None:
    """Type keys at once, and wait for their effects."""
    await type_keys(app, steps, Path())
    await pilot.pause()
    await wait_until(pilot, lambda: app.input_queue.is_idle)
    await settle(pilot)


def delay_trash(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Delay the list of deleted articles until the event is set."""
    loaded, load = Event(), TrashScreen.load_list

    def load_late(screen: TrashScreen, run: object) -> object:
        loaded.wait(DEADLINE)
        return load(screen, run)  # type: ignore[arg-type]

    monkeypatch.setattr(TrashScreen, "load_list", load_late)
    return loaded


async def test_the_keys_after_one_that_opens_a_dialog_are_typed_into_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("a/tmp/dur"), Paste("chur.txt"), "!")
        assert isinstance(app.screen, PromptDialog)
        assert app.screen.query_one(Input).value == "/tmp/durchur.txt!"
        assert app.store.articles.count() == 3


async def test_two_screens_open_in_one_burst_and_the_last_keys_are_for_the_second(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("Psflour"))
        assert [type(screen) for screen in app.screen_stack[1:]] == [PeopleScreen, SearchScreen]
        assert app.screen.query_one(Input).value == "flour"


async def test_keys_after_one_that_closes_a_screen_act_on_the_one_below(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("<enter>qj?<escape>j<enter>"))
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.article_id == 1


async def test_keys_wait_for_rows_that_are_loading(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, loaded = OnRecordApp(library), delay_trash(monkeypatch)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("dd"))
        await type_keys(app, keys("gdjr"), Path())
        await wait_until(pilot, lambda: isinstance(app.screen, TrashScreen))
        await pilot.pause()
        assert not app.input_queue.is_idle
        loaded.set()
        await burst(pilot, app)
        assert "Restored" in shown_message(app)
        assert app.store.articles.count() == 2


async def test_the_message_that_keys_wait_ends_with_the_wait(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, loaded = OnRecordApp(library), delay_trash(monkeypatch)
    async with app.run_test() as pilot:
        await type_keys(app, keys("gdj"), Path())
        await wait_until(pilot, lambda: "typed ahead wait" in shown_message(app))
        loaded.set()
        await burst(pilot, app)
        assert shown_message(app) == ""
        assert any("typed ahead wait" in message.text for message in app.messages.history)


async def test_esc_after_the_message_drops_the_keys_that_wait_and_leaves(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_queue, "_REACTION", 0)
    app, loaded = OnRecordApp(library), delay_trash(monkeypatch)
    async with app.run_test() as pilot:
        await type_keys(app, keys("gdjr"), Path())
        await wait_until(pilot, lambda: "typed ahead wait" in shown_message(app))
        await type_keys(app, keys("<escape>"), Path())
        await wait_until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        assert "dropped: 2" in shown_message(app)
        loaded.set()
        await burst(pilot, app, "j", "enter")
        assert isinstance(app.screen, ReaderScreen)


async def test_keys_wait_for_a_query_that_another_one_starts(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, loaded, shown = OnRecordApp(library), delay_trash(monkeypatch), Event()
    show = TrashScreen.show_list

    def show_and_load_again(screen: TrashScreen, found: Any) -> None:
        if shown.is_set():
            show(screen, found)
        else:
            shown.set()
            screen.refresh_list()

    monkeypatch.setattr(TrashScreen, "show_list", show_and_load_again)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("d"))
        await type_keys(app, keys("gdr"), Path())
        await wait_until(pilot, lambda: isinstance(app.screen, TrashScreen))
        await pilot.pause()
        loaded.set()
        await burst(pilot, app)
        assert "Restored" in shown_message(app)


async def test_keys_that_waited_too_long_are_dropped_with_a_message(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_queue, "_LONGEST", 0.1)
    app, loaded = OnRecordApp(library), delay_trash(monkeypatch)
    async with app.run_test() as pilot:
        await type_keys(app, keys("gdjrjr"), Path())
        await wait_until(pilot, lambda: "waited for ten seconds: 4" in shown_message(app))
        await type_keys(app, keys("q"), Path())
        await wait_until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        loaded.set()
        await burst(pilot, app, *keys("<enter>"))
        assert isinstance(app.screen, ReaderScreen)


async def test_a_query_that_fails_frees_the_keys(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The store is locked; try again")

    monkeypatch.setattr(TrashScreen, "load_list", fail)
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("gdjq<enter>"))
        assert isinstance(app.screen, ReaderScreen)


async def test_an_action_that_opens_nothing_leaves_the_keys_to_its_screen(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        newest = app.store.articles.list(limit=1)[0].id
        app.store.trash.move([newest])  # by another program: the list still has its row
        await burst(pilot, app, *keys("<enter>gvj<enter>"))
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.article_id != newest


async def test_keys_wait_for_the_end_of_a_long_step(library: Path) -> None:
    app, ended = OnRecordApp(library), Event()
    async with app.run_test() as pilot:
        await settle(pilot)
        progress = ChangeProgress(3)
        run_with_progress(app, "Undoing", progress, lambda: ended.wait(DEADLINE), lambda *_: None)
        await wait_until(pilot, lambda: isinstance(app.screen, ProgressDialog))
        await type_keys(app, keys("j<enter>"), Path())
        await pilot.pause()
        assert isinstance(app.screen, ProgressDialog)
        ended.set()
        await burst(pilot, app)
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.article_id == 2


async def test_letters_of_a_field_wait_while_the_terminal_is_too_small(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("a/tmp"))
        await type_keys(app, [Resize(30, 8)], Path())
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await type_keys(app, keys("/x"), Path())
        await pilot.pause()
        assert not app.input_queue.is_idle
        await burst(pilot, app, Resize(80, 24), "y")
        assert app.screen.query_one(Input).value == "/tmp/xy"


async def test_a_terminal_made_too_small_takes_no_key_typed_before(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        hold = app.input_queue.add_hold(app.screen)
        await type_keys(app, [*keys("a/tmp"), Resize(30, 8)], Path())
        await pilot.pause()
        assert not isinstance(app.screen, TooSmallScreen)
        hold.release()
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await type_keys(app, [Resize(80, 24)], Path())
        await wait_until(pilot, lambda: not isinstance(app.screen, TooSmallScreen))
        assert app.screen.query_one(Input).value == "/tmp"


async def test_a_click_on_a_screen_that_another_has_covered_since_is_dropped(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app._driver is not None
        before = app.screen.query_one("#articles").region.offset
        await type_keys(app, keys("P"), Path())
        for kind in (events.MouseDown, events.MouseUp):
            app._driver.send_message(mouse_event(kind, before.x + 3, before.y + 4))
        await burst(pilot, app, "s")
        assert [type(screen) for screen in app.screen_stack[1:]] == [PeopleScreen, SearchScreen]
        assert app.screen_stack[1].query_one("#people").has_focus


async def test_a_click_between_keys_is_processed_in_its_turn(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app._driver is not None
        offset = app.screen.query_one("#articles").region.offset
        await type_keys(app, keys("G"), Path())
        for kind in (events.MouseDown, events.MouseUp):
            app._driver.send_message(mouse_event(kind, offset.x + 6, offset.y + 3))
        await burst(pilot, app, "enter")
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.article_id == 2


async def test_keys_typed_before_the_first_frame_act_on_the_library(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def type_early(app: OnRecordApp) -> None:
        app.post_message(events.Key("j", "j"))
        app.post_message(events.Key("ctrl+j", "\n"))

    monkeypatch.setattr(OnRecordApp, "on_load", type_early, raising=False)
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app)
        assert isinstance(app.screen, ReaderScreen)


async def test_tab_inserts_a_completion_that_is_still_loading(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("ssou<tab>har"))
        line = app.screen.query_one(SearchInput)
        assert (line.value, line.has_focus) == ("source:har", True)


async def test_a_long_text_pasted_without_brackets_arrives_whole(library: Path) -> None:
    app, text = OnRecordApp(library), "The mayor said so twice, and went. " * 20
    async with app.run_test() as pilot:
        await burst(pilot, app, *keys("<enter>i"), *text, *keys("<ctrl+s>q"))
        assert isinstance(app.screen, LibraryScreen)
        assert [note.body for note in app.store.notes.list(3)] == [text.strip()]


async def test_the_event_loop_has_the_callbacks_that_are_ready() -> None:
    """The queue reads this attribute, which asyncio does not document."""
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: None)
    assert len(vars(loop)["_ready"]) > 0
