"""Tags, stars, verdicts and the ends of notes, each at a key or two."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple
from rich.cells import cell_len
from textual.pilot import Pilot

from analysis.structs import replace
from db import Note
from db.edits.models import StoreChange
from tests.support.pilot import screen_text, settle, type_in
from tests.support.refused_store import messages
from tests.support.sample_article import TEXT, open_reader, span
from tui.screens.reader.screen import ReaderScreen
from tui.settings import MAX_TAGS, RecentTags


def only(screen: ReaderScreen) -> Note:
    (note,) = screen.store.notes.list(1)
    return note


def last_text(pilot: Pilot[None]) -> str:
    return messages(pilot)[-1].text


def text_at(screen: ReaderScreen, row: int) -> str:
    return screen.view.render_line(row).text


async def press_keys(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def test_a_note_with_a_tag_and_a_verdict_on_the_next_quotation_takes_six_keys(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        pressed = 0
        for keys, words in (
            (("]", "q", "i"), "Ask for the minutes."),
            (("tab",), "minutes"),
            (("f3", "ctrl+s"), ""),
        ):
            pressed += len(keys)
            await press_keys(pilot, *keys)
            await type_in(pilot, words)
        assert pressed <= 6
        note = only(screen)
        assert (note.quotation, note.body) == (0, "Ask for the minutes.")
        assert (note.tags, note.verdict) == (("minutes",), "disputed")


async def test_verdicts_and_stars_are_set_and_undone(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await press_keys(pilot, "]", "q", "t", "d")
        assert only(screen).verdict == "disputed"
        assert "has a note · disputed" in screen_text(screen)
        assert "✗" in screen_text(screen.view)
        await press_keys(pilot, "t", "c", "t", "*")
        assert (only(screen).verdict, only(screen).starred) == ("checked", True)
        await press_keys(pilot, "t", "c")
        assert only(screen).verdict == ""
        await press_keys(pilot, "u", "u", "u")
        assert (only(screen).verdict, only(screen).starred) == ("disputed", False)
        await press_keys(pilot, "u")
        assert screen.store.notes.list(1) == []
        await press_keys(pilot, "U", "U", "U")
        assert (only(screen).verdict, only(screen).starred) == ("checked", True)


async def test_colors_are_given_and_the_next_note_has_the_last_one(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await press_keys(pilot, "]", "q", "t", "g")
        assert only(screen).color == "green"
        await press_keys(pilot, "t", "g")
        assert "The note here is green already" in last_text(pilot)
        await press_keys(pilot, "t", "r", "u")
        assert only(screen).color == "green"
        await press_keys(pilot, "h")
        assert screen.store.notes.list(1) == []
        await press_keys(pilot, "h")
        assert only(screen).color == "red"
        await press_keys(pilot, "i", "f6", "ctrl+s")
        assert only(screen).color == "yellow"
        assert screen.context.settings.get("note.color", "") == "yellow"


async def test_enter_and_a_click_on_the_sign_open_the_note(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        start, end = span("ninety stalls")
        screen.store.notes.add(1, start, end, "Eighty?")
        screen.context.store_changed.publish(StoreChange.in_article(1, "notes"))
        await settle(pilot)
        screen.view.go_to(start)
        await press_keys(pilot, "enter")
        assert screen.model.finding_at_cursor == screen.model.note_ref(only(screen).id)
        assert "Eighty?" in screen_text(screen.panes)
        await press_keys(pilot, "escape", "escape")
        row = next(y for y in range(screen.view.size.height) if "✎" in text_at(screen, y))
        column = cell_len(text_at(screen, row).partition("✎")[0])
        await pilot.click(screen.view, offset=(column, row))
        await settle(pilot)
        assert screen.model.chosen_note == only(screen)


async def test_recent_tags_are_given_by_their_digits(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await press_keys(pilot, "]", "q", "t", "1")  # there is none yet
        assert screen.store.notes.list(1) == []
        await press_keys(pilot, "t", "t")
        await type_in(pilot, "money, roof")
        await press_keys(pilot, "enter")
        assert only(screen).tags == ("money", "roof")
        await press_keys(pilot, "]", "q", "t")
        assert "Recent: 1 money  2 roof" in screen_text(screen)
        await press_keys(pilot, "2")
        assert [note.tags for note in screen.store.notes.list(1)] == [("money", "roof"), ("roof",)]
        await press_keys(pilot, "t", "2", "i", "tab")
        await type_in(pilot, "sea, 1")
        await press_keys(pilot, "enter")
        assert screen.store.notes.list(1)[1].tags == ("money", "sea")


async def test_tab_completes_a_tag_and_else_goes_on(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.store.notes.add(1, 0, 3, "", tags=("harbour",))
        await press_keys(pilot, "]", "q", "i", "tab")
        await type_in(pilot, "har")
        await press_keys(pilot, "tab", "tab")
        assert pilot.app.focused
        assert pilot.app.focused.id == "note-body"
        await press_keys(pilot, "ctrl+s")
        assert screen.store.notes.list(1)[1].tags == ("harbour",)


async def test_the_ends_of_a_note_are_moved_by_words(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.store.notes.add(1, *span("ninety stalls"), "Eighty?")
        screen.context.store_changed.publish(StoreChange.in_article(1, "notes"))
        await press_keys(pilot, "]", "a", "right", "right")
        assert only(screen).exact == "ninety stalls to the"
        await press_keys(pilot, "2", "shift+left", "left")
        assert only(screen).exact == "would move ninety stalls to"
        assert only(screen).prefix == TEXT[: span("would move")[0]][-32:]
        await press_keys(pilot, "shift+right")
        assert only(screen).exact == "move ninety stalls to"
        assert screen.model.chosen_note == only(screen)
        await press_keys(pilot, *"uuuuu")
        assert (only(screen).exact, only(screen).body) == ("ninety stalls", "Eighty?")


async def test_a_key_in_passing_moves_no_note(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.store.notes.add(1, *span("old fish market"), "")
        screen.context.store_changed.publish(StoreChange.in_article(1, "notes"))
        await press_keys(pilot, "left")
        assert only(screen).exact == "old fish market"
        assert screen.model.chosen_note == only(screen)
        await press_keys(pilot, "left")
        assert only(screen).exact == "old fish"


async def test_what_overlaps_is_gone_through_with_one_key(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        for words in ("ninety stalls to the north quay", "ninety stalls", "the north quay"):
            screen.store.notes.add(1, *span(words), "")
        screen.context.store_changed.publish(StoreChange.in_article(1, "notes"))
        await press_keys(pilot, "]", "a", "o")
        seen = []
        for _ in range(3):
            note = screen.model.chosen_note
            assert note
            seen.append(note.exact)
            await press_keys(pilot, "o")
        outer = "ninety stalls to the north quay"
        assert seen == [outer, "ninety stalls", outer]
        await press_keys(pilot, "escape", "o")  # and everything in the sentence
        assert "Petra Holm" in screen_text(screen.query_one("#foot"))


async def test_of_several_notes_here_the_reader_is_shown_which_one_goes(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        for words in ("would move", "ninety stalls"):
            screen.store.notes.add(1, *span(words), "")
        screen.context.store_changed.publish(StoreChange.in_article(1, "notes"))
        screen.view.go_to(span("Holm's plan")[0])
        await press_keys(pilot, "d")
        assert len(screen.store.notes.list(1)) == 2
        assert screen.model.chosen_note
        assert screen.model.chosen_note.exact == "would move"
        await press_keys(pilot, "]", "a")
        await press_keys(pilot, "d")
        assert only(screen).exact == "would move"


async def test_a_note_just_made_on_a_selection_is_what_the_next_key_is_for(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.view.select(*span("third of their customers"))
        await press_keys(pilot, "h", "t", "v")
        assert (only(screen).exact, only(screen).verdict) == (
            "third of their customers", "to verify",
        )  # fmt: skip
        await press_keys(pilot, "i")
        await type_in(pilot, "Whose figure?")
        await press_keys(pilot, "ctrl+s")
        assert (only(screen).body, only(screen).verdict) == ("Whose figure?", "to verify")
        await press_keys(pilot, "y", "y")
        assert pilot.app.clipboard.startswith("“third of their customers”, Anders Lind, ")
        assert pilot.app.clipboard.endswith("2026\nWhose figure?\nto verify")


async def test_words_are_copied_with_their_speaker_or_alone(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await press_keys(pilot, "3", "]", "q", "y", "y")
        assert pilot.app.clipboard == (
            "“People came with their own hammers”, Anders Lind, "
            "leader of the fishermen's union, “Skarvik votes on its fish market”, Skarvik Post, "
            "11 March 2026"
        )
        assert not screen.view.selected
        await press_keys(pilot, "y", "w")
        assert pilot.app.clipboard == "People came with their own hammers"
        await press_keys(pilot, "y", "m")
        assert pilot.app.clipboard.startswith("> People came with their own hammers\n>\n> — Anders")


def test_a_recent_tag_keeps_its_digit() -> None:
    recent = RecentTags(["roof", "money"])
    recent.mark_used(["sea", "money"])
    assert recent.tags == ("roof", "money", "sea")
    recent.mark_used(f"tag {number}" for number in range(MAX_TAGS - 2))
    assert recent.tags[:3] == (f"tag {MAX_TAGS - 3}", "money", "sea")  # roof was unused the longest


@given(st.lists(st.sampled_from("abcdefghijklmnop")))
def test_a_tag_used_has_a_digit_and_moves_no_other(used: list[str]) -> None:
    recent = RecentTags()
    for tag in used:
        before = recent.tags
        recent.mark_used([tag])
        assert tag in recent.tags
        assert len(set(recent.tags)) == len(recent.tags) <= MAX_TAGS
        assert sum(old != new for old, new in zip(before, recent.tags, strict=False)) <= 1


async def test_every_change_is_undone_and_redone_in_turn(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):

        def state() -> list[Note]:
            """The notes without the moment of their last change."""
            return [replace(note, changed=note.created) for note in screen.store.notes.list(1)]

        states = [state()]
        screen.view.select(*span("ninety stalls"))
        for keys in ("h", "tv", "t*", ("right",), ("shift+left",), "d", "h", "td"):
            await press_keys(pilot, *keys)
            states.append(state())
        different = {str([*map(astuple, notes)]) for notes in states}
        assert len(different) == len(states) - 1  # none, twice
        for before in reversed(states[:-1]):
            await press_keys(pilot, "u")
            assert state() == before
        for after in states[1:]:
            await press_keys(pilot, "U")
            assert state() == after


async def test_the_verdict_in_the_editor_can_be_clicked(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await press_keys(pilot, "i")
        line = pilot.app.screen.query_one("#note-verdict")
        await pilot.click(line, offset=(screen_text(line).index("disputed"), 0))
        await press_keys(pilot, "x", "ctrl+s")
        assert (only(screen).body, only(screen).verdict) == ("x", "disputed")
