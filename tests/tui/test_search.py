"""The search: answers as you type, and the way from an answer to its place in the text."""

from pathlib import Path

import pytest

from tests.tui.driving import screen_text, settle, type_in
from tui.app import OnRecord
from tui.screens.library import LibraryScreen
from tui.screens.search import SearchScreen
from tui.widgets.hits import Hits
from tui.widgets.line import Line
from tui.widgets.rows import Rows


def kinds(app: OnRecord) -> list[str]:
    source = app.screen.query_one("#hits", Rows).source
    assert isinstance(source, Hits)
    return [hit.kind for hit in source.hits]


async def test_answers_come_as_you_type_and_go_with_the_words(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        assert isinstance(app.screen, SearchScreen)
        await settle(pilot)
        assert "Words that must all be there" in screen_text(app.screen)
        await type_in(pilot, "wai")
        assert set(kinds(app)) == {"article", "quotation"}
        shown = screen_text(app.screen)
        assert "A quiet spring at the harbour" in shown
        assert "Harbour Post · 9 Apr 2026" in shown
        assert "newest first" in shown
        await type_in(pilot, "lrus")
        assert kinds(app) == []
        assert "Nothing has all of these words." in screen_text(app.screen)


async def test_enter_keeps_the_answers_to_a_word_half_typed(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "wai")
        typed = set(kinds(app))
        await pilot.press("enter")
        await settle(pilot)
        assert set(kinds(app)) == typed == {"article", "quotation"}


async def test_a_match_is_marked_without_colour_too(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "sacks")
        hits = app.screen.query_one("#hits", Rows)
        marked = [
            segment.text
            for y in range(hits.size.height)
            for segment in hits.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert set(marked) == {"sacks"}


@pytest.mark.parametrize(
    "query", ['"', "[/]", "a* OR (", "NEAR(", "-", "“sic", "\\", "x'); --", "*"]
)
async def test_no_query_breaks_the_screen(query: str, library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        app.screen.query_one(Line).value = query
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)
        assert all(line.isprintable() for line in screen_text(app.screen).split("\n"))


async def test_enter_ranks_and_moves_on_and_choosing_opens_the_place(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[int, int, int]] = []
    app = OnRecord(library)
    monkeypatch.setattr(app, "open_article", lambda *place: opened.append(place))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "always")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.focused, Rows)
        assert "best first" in screen_text(app.screen)
        source = app.focused.source
        assert isinstance(source, Hits)
        at = [hit.kind for hit in source.hits].index("quotation")
        await pilot.press(*("j" * at), "enter")
        [(article, start, end)] = opened
        assert app.store.text(article)[start:end] == "“We always wait,”"
        await pilot.press("o")
        await settle(pilot)
        assert "newest first" in screen_text(app.screen)


async def test_escape_leads_back_step_by_step(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "flour")
        await pilot.press("down")
        assert isinstance(app.focused, Rows)
        await pilot.press("escape")
        assert isinstance(app.focused, Line)
        await pilot.press("down", "slash")
        assert isinstance(app.focused, Line)
        await pilot.press("escape")
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press("s", "x", "s")  # typed, not obeyed
        assert app.screen.query_one(Line).value == "xs"


async def test_s_in_the_answers_goes_to_the_words_and_opens_no_second_search(
    library: Path,
) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "flour")
        await pilot.press("down", "s")
        assert isinstance(app.focused, Line)
        assert len(app.screen_stack) == 2
