"""Writing on an article: notes, highlights, tags; nothing typed is lost."""

import asyncio
import threading
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from db import Store
from db.edits.models import StoreChange
from db.models import ArticleFindings
from tests.support.children import DEADLINE
from tests.support.pilot import screen_text, settle, type_in
from tests.support.sample_article import TEXT, open_reader, span
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.text_line import split_tags


def list_notes(folder: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    with Store(folder / "store.sqlite") as store:
        return [(note.exact, note.body, note.tags) for note in store.notes.list(1)]


def stored_notes(screen: ReaderScreen) -> list[tuple[str, str]]:
    return [(note.exact, note.body) for note in screen.store.notes.list(1)]


async def test_a_note_on_the_next_quotation_with_a_tag(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("3", "]", "q", "i")
        await type_in(pilot, "Ask for the books.")
        await pilot.press("tab")
        await type_in(pilot, "money, #to check")
        await pilot.press("ctrl+s")
        await settle(pilot)
        (note,) = screen.store.notes.list(1)
        assert note.quotation == 2
        (line,) = [row for row in screen_text(screen.view).splitlines() if "✎" in row]
        assert line.rstrip().endswith(" y")  # the letter of the note's color
        await pilot.press("p", "o")
        await pilot.pause()
        assert "Ask for the books." in screen_text(screen.panes)
        assert "#money #to check" in screen_text(screen.panes)
    assert list_notes(tmp_path) == [
        ('"People came with their own hammers,"', "Ask for the books.", ("money", "to check"))
    ]


async def test_a_note_is_on_the_selection_else_the_sentence(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("h")
        await settle(pilot)
        screen.view.select(*span("ninety stalls"))
        await pilot.press("h")
        await settle(pilot)
        assert stored_notes(screen) == [(TEXT.partition("\n")[0], ""), ("ninety stalls", "")]
        assert screen.view.selected is None
        await pilot.press("u")
        await settle(pilot)
        assert [words for words, _ in stored_notes(screen)] == [TEXT.partition("\n")[0]]
        await pilot.press("g", "g", "h")  # the same words again: taken away
        await settle(pilot)
        assert stored_notes(screen) == []


async def test_an_event_chosen_is_noted_whole(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "t", "h")
        await settle(pilot)
        assert stored_notes(screen) == [("The harbour council will vote on Friday", "")]


async def test_an_edit_and_a_deletion_of_a_note_are_undone(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.store.notes.add(1, *span("ninety stalls"), "Eighty?", tags=("count",))
        screen.context.store_changed.publish(StoreChange.in_article(1, "notes"))
        await pilot.press("]", "a", "e")
        await type_in(pilot, " Or so.")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert stored_notes(screen) == [("ninety stalls", "Eighty? Or so.")]
        await pilot.press("u")
        await settle(pilot)
        assert stored_notes(screen) == [("ninety stalls", "Eighty?")]
        await pilot.press("p", "o", "d")
        await settle(pilot)
        assert stored_notes(screen) == []
        await pilot.press("u")
        await settle(pilot)
        (note,) = screen.store.notes.list(1)
        assert note.tags == ("count",)
        assert "Eighty?" in screen_text(screen.panes)


async def test_a_note_written_while_the_article_is_loaded_again_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        was_read, goes_on = threading.Event(), threading.Event()
        load_findings = screen.store.load_findings

        def slow(article: int) -> ArticleFindings:
            loaded = load_findings(article)
            was_read.set()
            assert goes_on.wait(DEADLINE)
            return loaded

        monkeypatch.setattr(screen.store, "load_findings", slow)
        screen.context.store_changed.publish(StoreChange.in_article(1, "findings"))
        await pilot.pause()
        assert await asyncio.to_thread(was_read.wait, 10)
        await pilot.press("h")
        await pilot.pause()
        goes_on.set()
        await settle(pilot)
        assert [note.exact for note in screen.model.notes] == [TEXT.partition("\n")[0]]


async def test_leaving_a_note_half_written_asks_first(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("i")
        await type_in(pilot, "Half a thou")
        await pilot.press("escape")
        assert len(pilot.app.screen_stack) == 3
        assert "Not saved yet" in screen_text(pilot.app.screen)
        await type_in(pilot, "ght")
        assert "Not saved yet" not in screen_text(pilot.app.screen)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert stored_notes(screen) == []


async def test_what_was_typed_outlives_the_app(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, _):
        await pilot.press("]", "q", "i")
        await type_in(pilot, "Almost lost")
        await pilot.press("tab")
        await type_in(pilot, "money, 2")
        await pilot.press("f3", "ctrl+q")
    assert list_notes(tmp_path) == []
    async with open_reader(tmp_path) as (pilot, screen):
        assert "Draft restored" in screen_text(pilot.app.screen)
        assert "Almost lost" in screen_text(pilot.app.screen)
        await pilot.press("ctrl+s")
        await settle(pilot)
        (note,) = screen.store.notes.list(1)
        assert (note.body, note.tags, note.verdict) == ("Almost lost", ("2", "money"), "disputed")
        assert note.quotation == 0
    async with open_reader(tmp_path) as (pilot, screen):
        assert pilot.app.screen is screen


async def test_what_was_typed_is_kept_while_it_is_typed(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("i")
        await type_in(pilot, "On the way")
        while (draft := screen.store.notes.draft(1)) is None or draft.body != "On the way":
            await pilot.pause(0.05)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert screen.store.notes.draft(1) is None


async def test_an_unchanged_note_is_left_at_once(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("i", "escape")
        assert pilot.app.screen is screen


async def test_tags_complete_from_those_in_use(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.store.notes.add(1, 0, 3, "", tags=("harbour",))
        await pilot.press("T")
        await type_in(pilot, "har")
        await pilot.press("right", "enter")
        await settle(pilot)
        assert screen.store.articles.row(1).tags == ("harbour",)
        assert "#harbour" in screen_text(screen.view)
        await pilot.press("u")
        await settle(pilot)
        assert screen.store.articles.row(1).tags == ()


async def test_markup_in_notes_and_tags_stays_text(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.view.select(*span("[sic] and would"))
        await pilot.press("i")
        pilot.app.screen.query_one(TextArea).text = "[/] [b]bold[/b] [@click=app.quit]x[/]"
        pilot.app.screen.query_one("#note-tags", Input).value = "[/], a [b"
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("p", "o", "j", "e")
        await settle(pilot)
        assert "[sic] and would" in screen_text(pilot.app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert "[/] [b]bold[/b]" in screen_text(screen.panes)
        assert "#[/] #a [b" in screen_text(screen.panes)


def test_tags_are_split_at_commas_and_hashes() -> None:
    assert split_tags(" money, #to check,,money") == ("money", "to check")
    assert split_tags("#one #two") == ("one", "two")
    assert split_tags("  ") == ()
