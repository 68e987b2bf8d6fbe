"""Selecting a stretch of the text without a mouse."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.pilot import screen_text, settle
from tests.support.sample_article import TEXT, open_reader, span
from tui.screens.reader.screen import ReaderScreen

Press = Callable[..., Awaitable[str]]


@asynccontextmanager
async def cursor_at(folder: Path, words: str) -> AsyncIterator[tuple[ReaderScreen, Press]]:
    """The reader with the cursor at the words; pressing keys gives what is selected then."""
    async with open_reader(folder) as (pilot, screen):
        screen.view.go_to(span(words)[0])

        async def press(*keys: str) -> str:
            await pilot.press(*keys)
            await settle(pilot)
            return TEXT[slice(*(screen.view.selected or (0, 0)))]

        yield screen, press


async def test_a_selection_begins_with_the_sentence_and_motions_grow_it(tmp_path: Path) -> None:
    async with cursor_at(tmp_path, "Holm's plan") as (_, press):
        sentence = await press("v")
        assert sentence.startswith("Holm's plan")
        assert sentence.endswith("north quay.")
        assert await press("w", "w") == f"{sentence} Anders Lind"
        assert await press("b") == f"{sentence} Anders"
        assert (await press("right_parenthesis")).endswith("customers.")
        assert (await press("right_curly_bracket")).endswith("this time.")
        assert await press("left_curly_bracket", "left_parenthesis") == sentence
        assert await press("3", "b") == sentence.removesuffix(" north quay.")


async def test_the_other_end_moves_after_one_key(tmp_path: Path) -> None:
    async with cursor_at(tmp_path, "The market burned") as (screen, press):
        sentence = await press("v")
        assert "moving the end" in screen_text(screen)
        assert await press("o", "2", "w") == sentence.removeprefix("The market ")
        assert "moving the start" in screen_text(screen)
        assert await press("b") == sentence.removeprefix("The ")


async def test_v_again_takes_the_paragraph_then_the_word(tmp_path: Path) -> None:
    async with cursor_at(tmp_path, "The market burned") as (screen, press):
        sentence = await press("v")
        paragraph = await press("v")
        assert paragraph.startswith(sentence)
        assert paragraph.endswith("this time.")
        assert await press("v") == "The"
        assert await press("w") == "The market"
        assert await press("v") == sentence
        assert await press("escape") == ""
        assert screen.view.selected is None


async def test_a_selection_begins_with_the_finding_chosen(tmp_path: Path) -> None:
    async with cursor_at(tmp_path, "The market burned") as (_, press):
        assert await press("]", "q", "v") == '"People came with their own hammers,"'
        assert await press("v") == '"People came with their own hammers," Lind said.'


async def test_a_selection_grows_to_where_further_motions_lead(tmp_path: Path) -> None:
    async with cursor_at(tmp_path, "The market burned") as (_, press):
        sentence = await press("v")
        assert await press("G") == TEXT[TEXT.index("The market burned") :].rstrip()
        assert await press("v", "v", "v") == sentence
        assert await press("o", "g", "g") == TEXT[: TEXT.index(sentence) + len(sentence)]
        assert (
            await press("3", "g", "g")
            == TEXT[TEXT.index("Holm's plan") :].partition("year.")[0] + "year."
        )
        assert (await press("escape", "v", "ctrl+d")).startswith(sentence)


async def test_four_keys_move_both_ends(tmp_path: Path) -> None:
    async with cursor_at(tmp_path, "The market burned") as (screen, press):
        await press("v", "v", "v")
        assert await press("right", "right", "right") == "The market burned in"
        assert await press("shift+right", "left") == "market burned"
        screen.view.select(*span("ninety stalls"))  # as with the mouse
        assert await press("right") == "ninety stalls to"
        assert await press("shift+left") == "move ninety stalls to"
