"""The Words screen: words counted, paired and plotted; the concordance; and the ways out."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from analysis import Analysis
from db import Document, Store
from tests.support.pilot import screen_text, settle, type_in
from tests.support.sample_article import open_reader, span, stored
from tui.app import OnRecordApp
from tui.screens.concordance import ConcordanceScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.text_statistics import WordsScreen
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList


def visible_text(pilot: Pilot[None]) -> str:
    return screen_text(pilot.app.screen)


def words_screen(pilot: Pilot[None]) -> WordsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, WordsScreen)
    return screen


def concordance(pilot: Pilot[None]) -> ConcordanceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ConcordanceScreen)
    return screen


def others(path: Path, *texts: str) -> None:
    with Store(path) as store:
        for number, text in enumerate(texts):
            store.articles.add(Document(text, f"Other {number}", site="Far Post"), Analysis(text))


async def test_the_words_of_the_article_by_how_often_they_stand_in_it(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, _):
        await pilot.press("W")
        await settle(pilot)
        rows = words_screen(pilot).rows
        assert screen_text(rows).split()[1:4] == ["3", "27.8", "council"]
        assert "most frequent first" in visible_text(pilot)
        assert " the " not in screen_text(rows)
        await pilot.press("o")
        await settle(pilot)
        assert "alphabetical" in visible_text(pilot)
        words = [rows.source.item(row).word.lower() for row in range(rows.source.count())]
        assert words == sorted(words)
        await pilot.press("q")
        assert isinstance(pilot.app.screen, ReaderScreen)


async def test_a_word_leads_to_its_places_and_a_place_into_the_text(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, reader):
        await pilot.press("W")
        await settle(pilot)
        await pilot.press("enter")  # council, the most frequent
        await settle(pilot)
        assert concordance(pilot)
        assert "3 matches in this article" in visible_text(pilot)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert pilot.app.screen is reader
        start, end = span("council", 1)
        assert reader.view.sentence[0] <= start < reader.view.sentence[1]
        await pilot.press("W", "enter")  # the same word again, as it was left
        await settle(pilot)
        rows = concordance(pilot).rows
        assert rows.cursor == 1
        assert (rows.item.line.start, rows.item.line.end) == (start, end)


def plotted(rows: VirtualList) -> list[str]:
    return [rows.source.item(row).track.name for row in range(rows.source.count())]


async def test_escape_leaves_the_statistics_step_by_step(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, reader):
        await pilot.press("W")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("slash")
        assert isinstance(pilot.app.focused, FilterInput)
        await pilot.press("escape")
        assert isinstance(pilot.app.focused, VirtualList)
        assert concordance(pilot)
        await pilot.press("escape")
        assert words_screen(pilot)
        await pilot.press("escape")
        assert pilot.app.screen is reader


async def test_any_words_are_shown_in_context_as_they_are_typed(tmp_path: Path) -> None:
    async with open_reader(tmp_path, size=(60, 20)) as (pilot, _):
        await pilot.press("W", "slash")
        await type_in(pilot, "on fri")
        assert "2 matches in this article" in visible_text(pilot)
        await pilot.press("enter")  # now for the words as they are
        await settle(pilot)
        assert "No matches in this article" in visible_text(pilot)
        await pilot.press("slash")
        await type_in(pilot, "on friday")
        assert "2 matches in this article" in visible_text(pilot)
        lines = [
            line for line in visible_text(pilot).splitlines() if "riday" in line and "%" in line
        ]
        [first, second] = lines
        assert first.index("on Friday") == second.index("On Friday")
        await pilot.press("enter", "o")
        await settle(pilot)
        assert "by right context" in visible_text(pilot)


async def test_the_matches_that_are_not_shown_are_counted(tmp_path: Path) -> None:
    others(tmp_path / "store.sqlite", "word " * 700)
    async with open_reader(tmp_path) as (pilot, _):
        await pilot.press("W", "slash")
        await type_in(pilot, "word")
        await pilot.press("enter")
        await settle(pilot)
        assert "500 of 700 matches" in visible_text(pilot)


async def test_a_concordance_goes_on_in_all_articles_and_opens_them(tmp_path: Path) -> None:
    path, _ = stored(tmp_path)
    others(path, "A fish market [/] elsewhere.", "No market.")
    async with open_reader(tmp_path) as (pilot, _):
        await pilot.press("W", "slash")
        await type_in(pilot, "market")
        assert "2 matches in this article" in visible_text(pilot)
        await pilot.press("enter", "A")
        await settle(pilot)
        assert "4 matches in 3 articles" in visible_text(pilot)
        assert "fish market [/] elsewhere" in visible_text(pilot)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)
        assert pilot.app.screen.article_id == 2
        await pilot.press("q")
        assert concordance(pilot).rows.cursor == 1
        await pilot.press("q", "enter")  # a word of this article, in this article
        await settle(pilot)
        assert "in this article" in visible_text(pilot)


async def test_a_key_shows_the_name_chosen_or_the_selection_in_context(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, reader):
        await pilot.press("]", "e", "K")
        await settle(pilot)
        assert concordance(pilot).line.value == "Petra Holm, Holm"
        assert "2 matches in this article" in visible_text(pilot)
        await pilot.press("q")
        reader.view.select(*span("fish market"))
        await pilot.press("K")
        await settle(pilot)
        assert concordance(pilot).line.value == "fish market"
        await pilot.press("q")


async def test_the_plot_shows_names_and_words_and_changes_as_asked(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, _):
        await pilot.press("W")
        await settle(pilot)
        await pilot.press("tab", "tab")
        await settle(pilot)
        rows = words_screen(pilot).rows
        names = plotted(rows)
        assert names[:2] == ["Anders Lind", "Petra Holm"]
        assert "█" in visible_text(pilot) or "▇" in visible_text(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert plotted(rows) == names[1:]
        await pilot.press("a")
        await type_in(pilot, "roof, stalls")
        await pilot.press("enter")
        await settle(pilot)
        assert plotted(rows)[rows.cursor] == "roof, stalls"
        await pilot.press("u", "u")
        await settle(pilot)
        assert plotted(rows) == names
        await pilot.press("U")
        await settle(pilot)
        assert plotted(rows) == names[1:]
        await pilot.press("U")
        await settle(pilot)
        assert screen_text(rows).split("\n")[rows.cursor].split()[1] == "2"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", (60, 20)),
        ("…\n\n", (100, 30)),
        ("word", (200, 50)),
        ("汉字 word 汉字 " * 200, (60, 20)),
        ("é" * 5000, (100, 30)),
    ],
)
async def test_no_text_is_too_odd_for_any_view(
    text: str, size: tuple[int, int], tmp_path: Path
) -> None:
    others(tmp_path / "store.sqlite", text)
    async with open_reader(tmp_path, size) as (pilot, _):
        await pilot.press("W")
        await settle(pilot)
        for _ in range(4):
            await pilot.press("tab", "o", "j", "G")
        await settle(pilot)
        words_screen(pilot)


async def test_the_library_leads_to_the_concordance_of_all_articles(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("K")
        assert isinstance(app.screen, ConcordanceScreen)
        await type_in(pilot, "said")
        assert "5 matches in 3 articles" in visible_text(pilot)
        await pilot.press("enter", "o", "j")
        await settle(pilot)
        assert "by right context" in visible_text(pilot)
        source = app.screen.query_one(VirtualList).source
        line = source.item(1).line
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert app.store.articles.text(app.screen.article_id)[line.start : line.end] == "said"
        await pilot.press("q", "escape")
        await settle(pilot)
        assert not isinstance(app.screen, ReaderScreen | ConcordanceScreen)


async def test_no_query_breaks_a_concordance(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("K")
        for query in ('"', "[/]", "a* OR (", "NEAR(", "-", "“sic", "\\", ",,", "*"):
            app.screen.query_one(FilterInput).value = query
            await settle(pilot)
            assert isinstance(app.screen, ConcordanceScreen)
            assert all(line.isprintable() for line in visible_text(pilot).split("\n"))
