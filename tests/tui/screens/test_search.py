"""The search: answers as you type, and the way from an answer to its place in the text."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from analysis import Analysis
from analysis import Event as EventFinding
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db import Document, Store
from db.errors import Cancelled
from db.search.engine import SearchEngine, SearchResult
from db.search.executor import HitRef, SearchContext
from db.search.facets import Facets
from db.search.parser import RowLanguage
from db.search.sql import SearchOrder
from db.search.suggestions import Completion
from tests.support.children import DEADLINE
from tests.support.pilot import screen_text, settle, squeeze, type_in
from tui.app import OnRecordApp
from tui.screens.library import LibraryScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.search import SearchScreen
from tui.screens.search_answers import PAGE_SIZE
from tui.widgets.query_line import QueryLine
from tui.widgets.search_results import HitListing
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList


def hit_rows(app: OnRecordApp) -> HitListing:
    assert isinstance(app.screen, SearchScreen)
    assert app.screen.listing is not None
    return app.screen.listing


def kinds(app: OnRecordApp) -> list[str]:
    return [hit.kind for hit in hit_rows(app).exact]


async def test_answers_come_as_you_type_and_go_with_the_words(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        assert isinstance(app.screen, SearchScreen)
        await settle(pilot)
        assert "All words must match" in screen_text(app.screen)
        await type_in(pilot, "wai")
        assert set(kinds(app)) == {"article", "quotation"}
        shown = screen_text(app.screen)
        assert "A quiet spring at the harbour" in shown
        assert "Harbour Post · 9 Apr 2026" in shown
        assert "newest first" in shown
        await type_in(pilot, "lrus")
        assert kinds(app) == []
        assert "No results" in screen_text(app.screen)


def delay_search(held: Event, cancelled: Callable[[], bool]) -> None:
    """Work until it is cancelled, as a slow store would."""
    held.set()
    ends = time.monotonic() + DEADLINE
    while not cancelled():
        assert time.monotonic() < ends, "no one gave the question up"
        time.sleep(0.001)
    raise Cancelled


async def wait_for(pilot: Pilot[None], event: Event) -> None:
    while not event.is_set():
        await pilot.pause()


async def test_a_newer_key_gives_up_the_search_before(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, really_find = Event(), SearchEngine.execute

    def find(
        self: SearchEngine,
        query: str,
        order: SearchOrder,
        limit: int,
        *,
        cancelled: Callable[[], bool],
    ) -> SearchResult:
        if query == "wa":
            delay_search(held, cancelled)
        return really_find(self, query, order, limit, cancelled=cancelled)

    monkeypatch.setattr(SearchEngine, "execute", find)
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s", "w", "a")
        await wait_for(pilot, held)
        await type_in(pilot, "it")
        assert hit_rows(app).query == "wait"
        assert "Search: 3 results" in screen_text(app.screen)


async def test_a_newer_key_gives_up_what_goes_with_the_search_before(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    completing, counting = Event(), Event()
    really_complete, really_count = SearchEngine.complete, SearchEngine.facets

    def complete(
        self: SearchEngine,
        query: str,
        cursor: int,
        cancelled: Callable[[], bool] = bool,
        *,
        rows: RowLanguage | None = None,
    ) -> list[Completion]:
        if query == "wa":
            delay_search(completing, cancelled)
        return really_complete(self, query, cursor, cancelled, rows=rows)

    def count(
        self: SearchEngine, found: Sequence[HitRef], cancelled: Callable[[], bool] = bool
    ) -> Facets:
        if not counting.is_set():
            delay_search(counting, cancelled)
        return really_count(self, found, cancelled)

    monkeypatch.setattr(SearchEngine, "complete", complete)
    monkeypatch.setattr(SearchEngine, "facets", count)
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s", "w", "a")
        await wait_for(pilot, completing)
        await pilot.press("i")
        await wait_for(pilot, counting)
        assert hit_rows(app).query == "wai"
        await type_in(pilot, "t")
        facets = app.screen.query_one("#facets", VirtualList).source
        assert facets.row_of('source:"Harbour Post"') is not None
        assert hit_rows(app).query == "wait"


async def test_more_answers_leave_the_cursor_on_its_answer(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for_more, let_go, really_find = Event(), Event(), SearchEngine.execute

    def find(
        self: SearchEngine,
        query: str,
        order: SearchOrder,
        limit: int,
        *,
        cancelled: Callable[[], bool],
    ) -> SearchResult:
        answer = really_find(self, query, order, limit, cancelled=cancelled)
        many = [
            replace(hit, kind="note", id=number, article=number + 1)
            for hit in answer.hits[:1]
            for number in range(1_003)
        ]
        if limit > PAGE_SIZE:
            asked_for_more.set()
            assert let_go.wait(DEADLINE)
            many.insert(0, many.pop())
        return replace(answer, hits=tuple(many[:limit]))

    monkeypatch.setattr(SearchEngine, "execute", find)
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "wait")
        await pilot.press("enter")
        await settle(pilot)
        assert "Search: 1,000+ results" in screen_text(app.screen)
        await pilot.press("G")
        await wait_for(pilot, asked_for_more)
        await pilot.press("k", "k")  # the reader moves on meanwhile
        let_go.set()
        await settle(pilot)
        rows = app.screen.query_one("#hits", VirtualList)
        assert (rows.cursor, hit_rows(app).exact[rows.cursor].id) == (998, 997)
        assert "Search: 1,003 results" in screen_text(app.screen)


async def test_enter_keeps_the_answers_to_a_word_half_typed(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "wai")
        typed = set(kinds(app))
        await pilot.press("enter")
        await settle(pilot)
        assert set(kinds(app)) == typed == {"article", "quotation"}


async def test_a_match_is_marked_without_color_too(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "sacks")
        rows = app.screen.query_one("#hits", VirtualList)
        marked = [
            segment.text
            for y in range(rows.size.height)
            for segment in rows.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert set(marked) == {"sacks"}


async def test_no_query_breaks_the_screen(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        for query in ('"', "[/]", "a* OR (", "NEAR(", "-", "“sic", "\\", "x'); --", "*"):
            app.screen.query_one(FilterInput).value = query
            await settle(pilot)
            assert isinstance(app.screen, SearchScreen)
            shown = screen_text(app.screen)
            assert all(line.isprintable() for line in shown.split("\n")), query


async def test_enter_ranks_and_moves_on_and_choosing_opens_the_place(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[int, int, int, SearchContext]] = []
    app = OnRecordApp(library)
    monkeypatch.setattr(app, "open_article", lambda *address: opened.append(address))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "always")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.focused, VirtualList)
        assert "most relevant first" in screen_text(app.screen)
        at = kinds(app).index("quotation")
        await pilot.press("right", *("j" * at), "enter")
        [(article, start, end, found_by)] = opened
        assert found_by == ("always", "rank")
        assert app.store.articles.text(article)[start:end] == "“We always wait,”"
        await pilot.press("o")
        await settle(pilot)
        assert "newest first" in screen_text(app.screen)


async def test_escape_leads_back_step_by_step(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "flour")
        await pilot.press("down")
        assert isinstance(app.focused, VirtualList)
        await pilot.press("escape")
        assert isinstance(app.focused, FilterInput)
        await pilot.press("down", "slash")
        assert isinstance(app.focused, FilterInput)
        await pilot.press("escape")
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press("s", "x", "s")  # typed, not obeyed
        assert app.screen.query_one(FilterInput).value == "xs"


async def test_s_in_the_answers_goes_to_the_words_and_opens_no_second_search(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "flour")
        await pilot.press("down", "s")
        assert isinstance(app.focused, FilterInput)
        assert len(app.screen_stack) == 2


async def test_the_answers_are_narrowed_by_what_they_have_in_common(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "the")
        await pilot.press("enter")
        await settle(pilot)
        assert "Sources" in screen_text(app.screen)
        await pilot.press("f")
        await settle(pilot)
        facets, line = (
            app.screen.query_one("#facets", VirtualList),
            app.screen.query_one(FilterInput),
        )
        assert app.focused is facets
        facets.cursor = facets.source.row_of('source:"Harbour Post"') or 0
        await pilot.press("enter")
        await settle(pilot)
        assert line.value == 'the source:"Harbour Post"'
        assert {hit.article for hit in hit_rows(app).exact} == {1, 2}
        assert "✓ Harbour Post" in screen_text(app.screen)
        await pilot.press("x")
        await settle(pilot)
        assert line.value == 'the -source:"Harbour Post"'
        assert {hit.article for hit in hit_rows(app).exact}.isdisjoint({1, 2})


async def test_a_narrow_screen_shows_the_facets_in_place_of_the_answers(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "the")
        await pilot.press("enter")
        await settle(pilot)
        assert "Sources" not in screen_text(app.screen)
        await pilot.press("f")
        await settle(pilot)
        assert "Sources" in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert app.focused is app.screen.query_one("#hits")


async def test_tab_completes_fields_and_values_and_puts_words_right(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "sou")
        await pilot.press("tab")
        await settle(pilot)
        line = app.screen.query_one(FilterInput)
        assert line.value == "source:"
        assert '"Harbour Post"' in screen_text(app.screen)
        await pilot.press("tab")
        await settle(pilot)
        assert line.value == 'source:"Harbour Post"'
        line.value = "harbuor "
        await settle(pilot)
        assert "Did you mean harbour" in screen_text(app.screen)
        await pilot.press("tab")
        await settle(pilot)
        assert line.value == "harbour "
        assert hit_rows(app).exact


async def test_what_cannot_be_read_is_said_below_the_line(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        line = app.screen.query_one(FilterInput)
        line.value = "harbour"
        await settle(pilot)
        before = hit_rows(app).exact
        assert before
        for typed, message in (
            ("harbour) [/]", "harbour) [/]  Unmatched closing parenthesis"),
            ("harbour spekaer:x", "Did you mean speaker:?"),
            ("harbour after:yesterdy", "Not a date"),
        ):
            line.value = typed
            await settle(pilot)
            assert message.lower() in screen_text(app.screen).lower()
            assert "The list is still that of “harbour”." in screen_text(app.screen)
            assert hit_rows(app).exact == before
        await pilot.press("enter")
        assert app.focused is line  # the error is not left behind


async def test_searches_are_remembered_saved_and_forgotten(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        line = app.screen.query_one(FilterInput)
        for words in ("flour", "harbour"):
            line.value = words
            await pilot.press("enter")
            await settle(pilot)
            await pilot.press("slash")
        await pilot.press("up")
        assert line.value == "flour"
        await pilot.press("down")
        assert line.value == "harbour"
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("ctrl+u", *"Ports", "enter")
        await settle(pilot)
        assert [
            (saved_search.name, saved_search.query)
            for saved_search in app.store.search.list_saved()
        ] == [("Ports", "harbour")]
        await pilot.press("ctrl+r")
        await pilot.pause()
        await type_in(pilot, "Port")
        await pilot.press("enter")
        await settle(pilot)
        assert line.value == "harbour"
        assert isinstance(app.focused, VirtualList)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.store.search.list_saved() == []
        await pilot.press("u")
        await settle(pilot)
        assert [saved_search.name for saved_search in app.store.search.list_saved()] == ["Ports"]
    again = OnRecordApp(library)
    async with again.run_test(size=(100, 30)) as pilot:
        await pilot.press("s", "up")
        assert again.screen.query_one(FilterInput).value == "harbour"


async def test_n_goes_on_through_the_hits_in_the_article(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "wait OR harbour")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        assert "“wait OR harbour” 1 of" in screen_text(reader)
        await pilot.press("n")
        assert "“wait OR harbour” 2 of" in screen_text(reader)
        match = reader.find_bar.match
        assert match is not None
        assert reader.view.text[match:].lower().startswith(("wait", "harbour"))


async def test_the_day_of_news_without_a_date_is_marked(tmp_path: Path) -> None:
    text = "Judge frees three managers\n\nThe managers will appeal on 9 May.\n"
    published = date(2024, 5, 6)
    ninth = text.index("The managers"), text.index(".\n")
    found = Analysis(
        text,
        published,
        events=(
            EventFinding(0, 26, None, "Judge frees three managers", published, published,
                         "reported"),
            EventFinding(*ninth, None, "The managers will appeal", date(2024, 5, 9),
                         date(2024, 5, 9), "day"),
        ),
    )  # fmt: skip
    with Store(tmp_path / "s.sqlite") as store:
        store.articles.add(Document(text, "Judge frees", published=PartialDate(2024, 5, 6)), found)
    app = OnRecordApp(tmp_path / "s.sqlite")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        await type_in(pilot, "managers kind:event")
        await pilot.press("enter")
        await settle(pilot)
        assert "▸2 ◷ Judge frees" in squeeze(screen_text(app.screen))
        await pilot.press("right")
        lines = [line.strip() for line in screen_text(app.screen).splitlines()]
        assert any("◇ reported 6 May 2024 Judge frees" in squeeze(line) for line in lines)
        assert any(
            "9 May 2024 The managers" in squeeze(line) and "reported" not in line for line in lines
        )


async def test_the_closest_results_are_listed_below_a_heading(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "which walrus waited at the harbour in spring ")
        shown = screen_text(app.screen)
        assert "No result has all words; closest:" in shown
        assert "lacks walrus" in shown
        assert "Search: 0 results" in shown
        assert not hit_rows(app).exact
        rows = app.screen.query_one("#hits", VirtualList)
        assert rows.cursor == 1  # below the heading
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)


async def test_a_request_becomes_a_query_and_backspace_restores_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "what did Ada Brandt say about sacks but not choirs?")
        reading = "Enter: speaker: ada brandt · about: sacks · not: choirs · kind: quotation"
        assert reading in squeeze(screen_text(app.screen))
        await pilot.press("enter")
        await settle(pilot)
        line = app.screen.query_one(QueryLine)
        assert line.value == "speaker:(ada brandt) sacks -choirs"
        assert hit_rows(app).exact[0].kind == "quotation"
        await pilot.press("backspace")
        await settle(pilot)
        assert line.value == "what did Ada Brandt say about sacks but not choirs?"
        await pilot.press("end", "backspace")
        assert line.value == "what did Ada Brandt say about sacks but not choirs"
        await pilot.press("enter")
        await settle(pilot)
        shown = squeeze(screen_text(app.screen))
        assert "[speaker: Ada Brandt] [about: sacks] [not: choirs] [kind: quotation]" in shown
        await pilot.press("e", "right", "right", "delete")
        await settle(pilot)
        assert line.value == "speaker:(ada brandt) sacks"
        await pilot.press("enter")  # on the chip that is now the last one
        assert line.input.has_focus
        assert line.input.selected_text == "sacks"


async def test_a_condition_that_leaves_no_results_is_named_and_left_out(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "what did Ada Brandt say about sacks before 1990")
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.query_one(QueryLine).value.endswith("before:1990")
        assert "Nothing for before: 1990" in squeeze(screen_text(app.screen))


async def test_the_hits_in_one_article_are_one_row_that_opens(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "wait")
        await pilot.press("enter")
        await settle(pilot)
        rows = app.screen.query_one("#hits", VirtualList)
        assert len(hit_rows(app).exact) > rows.source.count()
        assert "▸" in screen_text(app.screen)
        await pilot.press("space", "home")
        found = hit_rows(app).exact
        assert rows.marked == sum(hit.article == found[0].article for hit in found) > 1
        await pilot.press("space", "home")
        assert rows.marked == 0
        await pilot.press("right")
        opened = rows.source.count()
        assert "▾" in screen_text(app.screen)
        await pilot.press("j", "left")
        assert (rows.cursor, rows.source.count() < opened) == (0, True)


async def test_what_is_new_for_a_saved_search_is_marked_and_counted(library: Path) -> None:
    with Store(library) as store:
        store.search.save("Ports", "wait")
        with store._connection.transaction() as sqlite:
            sqlite.execute("UPDATE saved_search SET seen = 0, opened = NULL")
        number = store.search.count_new()["Ports"]
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s", "ctrl+r")
        await settle(pilot)
        assert f"Ports {number} new" in squeeze(screen_text(app.screen))
        await pilot.press("enter")
        await settle(pilot)
        assert "new " in screen_text(app.screen)
        assert app.store.search.count_new() == {"Ports": 0}


async def test_articles_near_in_meaning_are_listed_once_a_request_is_entered(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "walkout at bread ovens")
        assert "near in meaning" not in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert shown.index("Bakers strike over flour") < shown.index("near in meaning")


async def test_quotations_near_in_meaning_are_listed_with_their_words(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(110, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, 'about:"they wait all the time"')
        shown = screen_text(app.screen)
        assert "nearest in meaning first, of" in shown
        assert "in common:" in shown or "no words in common" in shown
        assert {hit.kind for hit in hit_rows(app).exact} == {"quotation"}
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)


async def test_a_search_by_meaning_reports_that_nothing_is_near(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(110, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, 'about:"chess championship of penguins"')
        assert "near enough in meaning" in screen_text(app.screen)
