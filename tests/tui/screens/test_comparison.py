"""The key = on two marked articles, and on two versions: lists, passages and their numbers."""

import threading
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store
from db.comparison.models import ASPECTS, PRESENCES, ComparedItem
from tests.support.children import DEADLINE
from tests.support.compared_texts import add_marked, add_versions, read_statements
from tests.support.pilot import screen_text, settle, shown_message, wait_until
from tui.app import OnRecordApp
from tui.screens.comparison import ArticleComparisonScreen
from tui.screens.passages import PassagesScreen
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.virtual_list import VirtualList

FIRST = (
    "Ana Reis led 12 crews. [Ana Reis: “The pier has been closed since the storm in March.”] "
    "[Ana Reis: “Come back.”]"
)
SECOND = "[Ana Reis: “The pier has been closed since the great storm in March.”] [Tom Berg: “No.”]"


async def test_two_marked_articles_are_compared_and_each_number_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pair.sqlite"
    with Store(path) as store:
        add_marked(store, "Pier closed", FIRST, "Coastwire", day=11)
        add_marked(store, "[b]Pier[/b] \u202e again", SECOND, "Harbour Post")
    app = OnRecordApp(path)
    async with app.run_test(size=(120, 34)) as pilot:
        await settle(pilot)
        await pilot.press("equals_sign")
        assert "Mark two articles with Space" in shown_message(app)
        is_read, later = threading.Event(), list[object]()

        def compare_slowly(*_: object) -> tuple[ComparedItem, ...]:
            is_read.wait(DEADLINE)
            return ()

        with monkeypatch.context() as slow:
            slow.setattr("tui.screens.comparison._LONG", 0.0)
            slow.setattr("db.comparison.texts.compare_numbers", compare_slowly)
            slow.setattr("db.comparison.texts.compare_named", lambda *texts: later.append(texts))
            await pilot.press("space", "equals_sign")  # the marked one, and the one at the cursor
            await wait_until(pilot, lambda: "Comparing numbers" in screen_text(app.screen))
            await pilot.press("escape")
            assert not isinstance(app.screen, ArticleComparisonScreen)
            is_read.set()
            await pilot.pause(0.1)
            assert not later
        await pilot.press("equals_sign")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Coastwire / Harbour Post" in shown
        assert "no. 1 · 2 statements · 100%" in shown
        screen = app.screen
        assert isinstance(screen, ArticleComparisonScreen)
        comparison = screen._comparison
        assert comparison is not None
        for aspect in ASPECTS:
            source = screen.rows.source
            assert isinstance(source, ListSource)
            headings = [item.text for item in source.items if isinstance(item, Heading)]
            numbers = [int(text.rpartition(" ")[2]) for text in headings]
            assert numbers == [comparison.count(aspect, presence) for presence in PRESENCES]
            assert sum(numbers) == source.count_markable()
            await pilot.press("tab")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PassagesScreen)
        assert app.screen.query_one(VirtualList).source.count() == 3
        assert "3 passages" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("q", "escape", "tab")
        await settle(pilot)
        assert "longer in the second" in screen_text(app.screen)
        with Store(path) as store:
            store.trash.move([1])
        screen.refresh_list()
        await settle(pilot)
        assert "deleted" in shown_message(app)


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_two_versions_show_what_vanished_and_what_appeared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def analyze(document: Document) -> Analysis:
        statement = document.text.partition("\n")[0]
        return read_statements(document.text.replace(statement, f"[Ana Reis: {statement}]"))

    path = tmp_path / "versions.sqlite"
    with Store(path) as store:
        add_versions(store, "“We close the pier.”", "“We never said a word of that.”", analyze)
    monkeypatch.setattr("tui.screens.comparison.analyze_in_worker", analyze)
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "v", "equals_sign")
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Only in version 1: 1" in shown
        assert "“We close the pier.”" in shown
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "an earlier version" in shown_message(app)
