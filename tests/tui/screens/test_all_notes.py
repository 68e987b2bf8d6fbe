"""The notes of all articles: groups, edits of several notes, export; the tree of tags."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from db import Store
from db.exporters import Selection, render
from tests.support.pilot import screen_text, settle, type_in
from tests.support.refused_store import messages
from tui.app import OnRecordApp
from tui.dialogs.note_editor import NoteEditor
from tui.screens.all_notes import AllNotesScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.tag_tree import TagTreeScreen
from tui.widgets.note_list import NotePreview


@pytest.fixture
def noted(library: Path) -> Path:
    """A store with five notes on two articles."""
    with Store(library) as store:
        cranes = store.articles.text(2)
        for words, body, tags, fields in (
            ("“We wait,”", "Wait for what?", ["strike/harbor"], {"quotation": 0}),
            ("The cranes stood still.", "", ["strike"], {"color": "green"}),
            ("“We always wait,”", "", ["strike/harbor", "mood"], {"verdict": "disputed"}),
        ):
            start = cranes.index(words)
            store.notes.add(2, start, start + len(words), body, tags=tags, **fields)
        store.notes.add(1, 0, 10, "[b]Who[/b] \u202esays?", starred=True)
        store.notes.add(3, 4, 9, "", tags=["[red]x"])
        store.articles.set_tags(1, ["mood"])
    return library


def last_message(pilot: Pilot[None]) -> str:
    return messages(pilot)[-1].text


def is_in_front(pilot: Pilot[None], kind: type[Screen[Any]]) -> bool:
    """Return True if a screen of a class is in front."""
    return isinstance(pilot.app.screen, kind)


async def press_and_read(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return screen_text(pilot.app.screen)


def tags_of(store: Store) -> list[tuple[str, ...]]:
    return [note.tags for note in store.notes.list(2)]


async def test_the_notes_of_all_articles_are_listed_in_groups(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        shown = await press_and_read(pilot, "g", "n")
        assert is_in_front(pilot, AllNotesScreen)
        assert "5 notes" in shown
        assert "by article · in text order" in shown
        assert "A quiet spring at the harbour 3" in shown
        assert "✎ Wait for what?" in shown
        assert "[b]Who[/b] �says?" in shown or "[b]Who[/b]" in shown
        heads = {
            "by tag": ("#strike 1 + 2 below", "  #strike/harbor 2", "#mood 1", "No tag 1"),
            "by speaker": ("Ada Brandt 1", "No speaker 4"),
            "by day": (" 5 ─",),
            "by verdict": ("Disputed 1", "No verdict 4"),
            "by color": ("y Yellow 4", "g Green 1"),
        }
        for name, titles in heads.items():
            shown = await press_and_read(pilot, "b")
            assert name in shown
            assert app.screen.check_action("take_out", ()) is (name == "by tag")
            for title in titles:
                assert title in shown
        shown = await press_and_read(pilot, "b", "o", "o", "o")
        assert "starred first" in shown
        assert shown.index("[b]Who") < shown.index("Wait for what?")


async def test_the_list_is_filtered_folded_and_opened(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n", "slash")
        await type_in(pilot, "tag:strike")
        shown = await press_and_read(pilot, "enter")
        assert "3 notes" in shown
        await press_and_read(pilot, "slash")
        await type_in(pilot, "/harbor")
        assert "2 notes" in screen_text(app.screen)
        shown = await press_and_read(pilot, "down", "z")
        assert "▸ A quiet spring at the harbour 2" in shown
        assert "Wait for what?" not in shown
        assert "Wait for what?" in await press_and_read(pilot, "enter")
        await press_and_read(pilot, "j", "enter")
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        assert screen.model.article_id == 2
        assert screen.model.notes_at_cursor
        await press_and_read(pilot, "q", "escape", "escape")
        assert not is_in_front(pilot, AllNotesScreen)


async def test_a_query_with_an_error_leaves_the_list(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n")
        screen = app.screen
        assert isinstance(screen, AllNotesScreen)
        screen.filter_text = "before:soon x"
        screen.refresh_list()
        await settle(pilot)
        shown = screen_text(screen)
        assert "Wait for what?" in shown
        assert "not a date" in shown.splitlines()[0]


async def test_a_note_is_edited_in_the_list(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n", "e")
        assert is_in_front(pilot, NoteEditor)
        await type_in(pilot, "Since when?")
        shown = await press_and_read(pilot, "f6", "ctrl+s")
        assert is_in_front(pilot, AllNotesScreen)
        assert "✎ Since when?" in shown
        [edited] = [note for note in app.store.notes.list(2) if note.body == "Since when?"]
        assert (edited.color, edited.exact) == ("blue", "The cranes stood still.")
        await press_and_read(pilot, "u")
        assert "Since when?" not in screen_text(app.screen)


async def test_marked_notes_are_tagged_judged_and_deleted_together(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        before = app.store.notes.list()
        shown = await press_and_read(pilot, "g", "n", "V", "j", "j", "V")
        assert "3 marked of 5" in shown
        await press_and_read(pilot, "t", "t", "enter")
        assert is_in_front(pilot, AllNotesScreen)
        await press_and_read(pilot, "t", "t")
        await type_in(pilot, "spring, -strike/harbor")
        await press_and_read(pilot, "enter")
        assert last_message(pilot) == "Changed the tags of 3 notes (u: undo)"
        assert tags_of(app.store) == [("spring", "strike"), ("spring",), ("mood", "spring")]
        await press_and_read(pilot, "t", "c", "t", "r", "F")
        facts = {(note.verdict, note.color, note.starred) for note in app.store.notes.list(2)}
        assert facts == {("checked", "red", True)}
        await press_and_read(pilot, "t", "r")
        assert last_message(pilot) == "Nothing changed: it was so already."
        await press_and_read(pilot, "d")
        assert app.store.notes.list(2) == []
        await press_and_read(pilot, "u", "u", "u", "u", "u")
        after = app.store.notes.list()
        assert [note.tags for note in after] == [note.tags for note in before]
        assert [note.color for note in after] == [note.color for note in before]
        await press_and_read(pilot, "U", "U")
        assert {note.verdict for note in app.store.notes.list(2)} == {"checked"}


async def test_a_tag_is_split_by_its_group(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        shown = await press_and_read(pilot, "g", "n", "b")
        assert isinstance(app.screen, AllNotesScreen)
        listed = app.screen.listed
        assert listed is not None
        app.screen.rows.cursor = listed.row_of_group("strike/harbor") + 1
        await press_and_read(pilot, "x")
        assert last_message(pilot) == "Removed the tag strike/harbor from 1 note (u: undo)"
        assert tags_of(app.store).count(("strike/harbor",)) + shown.count("nothing") == 0


async def test_exactly_the_listed_or_the_marked_notes_are_exported(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n", "slash")
        await type_in(pilot, "tag:strike/harbor")
        await press_and_read(pilot, "enter", "j", "space")
        screen = app.screen
        assert isinstance(screen, AllNotesScreen)
        (marked, chosen), (listed, all_listed) = screen.export_choices
        assert (marked, listed) == ("the marked: 1 note", "the list: 2 notes")
        for query, number in ((chosen, 1), (all_listed, 2)):
            selection: Selection = query.select(app.store)
            table = "".join(render(app.store, selection, "csv", table="notes"))
            assert len(table.splitlines()) == number + 1
            for form in ("markdown", "json"):
                assert "".join(render(app.store, selection, form)).count("wait,”") >= number


async def test_tags_are_renamed_merged_colored_and_deleted_in_their_tree(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        tree, tags = app.store.tags.tree(), tags_of(app.store)
        shown = await press_and_read(pilot, "g", "n", "T")
        assert is_in_front(pilot, TagTreeScreen)
        assert "4 tags" in shown
        assert "1 without those below · 3 notes" in shown
        await press_and_read(pilot, "G", "e")
        await press_and_read(pilot, "ctrl+a", "ctrl+k")
        await type_in(pilot, "mood")
        shown = await press_and_read(pilot, "enter")
        assert "Merge strike/harbor into mood?" in shown
        await press_and_read(pilot, "y")
        assert ("mood",) in tags_of(app.store)
        await press_and_read(pilot, "u")
        assert app.store.tags.tree() == tree
        await press_and_read(pilot, "h")
        await type_in(pilot, "teal")
        assert "● teal" in await press_and_read(pilot, "enter")
        await press_and_read(pilot, "d", "y")
        assert all("strike/harbor" not in found for found in tags_of(app.store))
        await press_and_read(pilot, "u", "u")
        assert (app.store.tags.tree(), tags_of(app.store)) == (tree, tags)
        await press_and_read(pilot, "enter")
        assert is_in_front(pilot, AllNotesScreen)
        assert "2 notes" in screen_text(app.screen)


async def test_two_tags_are_merged_with_five_keys(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n", "T", "G", "k")
        before = app.store.tags.tree()
        keys = ("space", "space", "m", "enter")
        await press_and_read(pilot, *keys)
        assert len(keys) <= 5
        assert last_message(pilot).startswith("Merged ")
        assert len(app.store.tags.tree()) == len(before) - 1
        await press_and_read(pilot, "u")
        assert app.store.tags.tree() == before


async def test_the_preview_has_the_paragraph_of_the_note(noted: Path) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n", "j")
        preview = screen_text(app.screen.query_one(NotePreview))
        assert "The cranes stood still. “We wait,” said Ada Brandt." in preview
        assert "…" not in preview
        assert "said by Ada Brandt" in preview
        assert "#strike/harbor" in preview


async def test_a_tag_that_no_query_can_name_is_refused(noted: Path) -> None:
    with Store(noted) as store:
        store.tag_edits.rename("mood", 'a "so-called" mood')
    app = OnRecordApp(noted)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press_and_read(pilot, "g", "n", "T", "j", "enter")
        assert is_in_front(pilot, TagTreeScreen)
        assert "it has a quotation mark. Rename it." in last_message(pilot)


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (200, 50)])
async def test_the_lists_fit_the_terminal(noted: Path, size: tuple[int, int]) -> None:
    app = OnRecordApp(noted)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for keys in (("g", "n"), ("b",), ("T",)):
            shown = await press_and_read(pilot, *keys)
            assert max(map(len, shown.splitlines())) <= size[0]
            assert len(shown.splitlines()) == size[1]
        await press_and_read(pilot, "q")
        assert app.screen.query_one(NotePreview).display is (size[0] > 60)
