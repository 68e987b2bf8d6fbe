"""The library: the list, the filter, the preview, and what can be done with an article."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import Analysis
from analysis.partial_dates import PartialDate
from db import ArticleRow, Document, Store
from db.edits.models import StoreChange
from db.importers import ImportItem
from db.tasks import ReapplyRules, Task, TaskResult, task_name
from tests.support.pilot import screen_text, settle, squeeze, type_in
from tests.tui.conftest import add_spoken
from tui.app import OnRecordApp
from tui.dialogs.prompts import ConfirmDialog, PathSuggester, PromptDialog
from tui.screens.library import LibraryScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.views import ViewList
from tui.store_query import QueryRun
from tui.widgets.article_list import ArticleList
from tui.widgets.preview import Preview
from tui.widgets.row_source import WINDOW
from tui.widgets.text_line import FilterInput, LastTagSuggester
from tui.widgets.virtual_list import VirtualList


def library_of(app: OnRecordApp) -> LibraryScreen:
    assert isinstance(app.screen, LibraryScreen)
    return app.screen


def titles(app: OnRecordApp) -> list[str]:
    source = library_of(app).query_one("#articles", VirtualList).source
    rows = [source.item(index) for index in range(source.count())]
    return [row.title.split()[0] for row in rows if row]


def current(app: OnRecordApp) -> ArticleRow:
    row = library_of(app).current
    assert row is not None
    return row


async def test_the_list_shows_what_is_known_of_each_article(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Library: 3 articles" in shown
        assert "by date added" in shown
        assert "● A quiet spring at the harbour" in shown
        assert "9 Apr 2026 Harbour Post · 2 quotations" in squeeze(shown)
        assert "no date" in shown


async def test_a_correction_below_the_reader_is_listed_once_the_library_is_back(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        listed = library_of(app).rows.source
        await pilot.press("j", "enter")
        await settle(pilot)
        await pilot.press("]", "q", "c", "x")
        await settle(pilot)
        bottom = app.screen_stack[0]
        assert isinstance(bottom, LibraryScreen)
        assert bottom.rows.source is listed
        await pilot.press("q")
        await settle(pilot)
        assert "Harbour Post · 1 quotation " in f"{screen_text(app.screen)} ".replace("\n", " ")


async def test_the_list_marks_near_duplicates(tmp_path: Path) -> None:
    report = " ".join(f"word{number}" for number in range(40))
    with Store(tmp_path / "s.sqlite") as store:
        for end in ("", " More."):
            text = f"{report}.{end}"
            store.imports.add(ImportItem(Document(text, "A report")), Analysis(text))
    app = OnRecordApp(tmp_path / "s.sqlite")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert screen_text(app.screen).count("1 near-duplicate") == 2


async def test_counts_of_an_article_are_never_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.sqlite"
    with Store(path) as store:
        words = " ".join(f"“Pier {number},” Ada Brandt said." for number in range(12))
        add_spoken(store, "Piers", words, site="The Very Long Harbour and Coast Evening Post",
                   published=datetime.date(2026, 2, 3))  # fmt: skip
    app = OnRecordApp(path)
    async with app.run_test(size=(60, 20)) as pilot:
        for width in (60, 80, 100, 160):
            await pilot.resize_terminal(width, 20)
            await settle(pilot)
            row = screen_text(app.screen).splitlines()[3]
            assert "3 Feb 2026  The" in row, width
            assert re.search(r"12 quot(\.|ations)", row), width


async def test_the_list_is_read_on_from_article_to_article(library: Path) -> None:
    with Store(library) as store:
        first, second, third = (row.id for row in store.articles.list())
        store.reading_state.set_state(second, "read")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        read = []
        for key in ("]u", "[[", "]]", "]]", "]u", "[u"):
            await settle(pilot)
            await pilot.press(*key)
            await settle(pilot)
            assert isinstance(app.screen, ReaderScreen)
            read.append(app.screen.article_id)
        assert read == [third, second, third, third, third, third]
        await pilot.press("[", "[")
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
        assert current(app).id == second  # the cursor went along
        assert app.store.articles.row(first).state == "reading"


async def test_an_article_without_a_title_goes_by_its_first_words(tmp_path: Path) -> None:
    path = tmp_path / "untitled.sqlite"
    with Store(path) as store:
        text = "The ferry\nran [aground] twice. " * 9
        store.articles.add(Document(text), Analysis(text))
    app = OnRecordApp(path)
    async with app.run_test(size=(140, 24)) as pilot:
        await settle(pilot)
        assert "● The ferry ran [aground] twice. The" in screen_text(app.screen)
        await pilot.press("d")
        await settle(pilot)
        [note] = app.messages.history
        assert note.text.startswith("Moved to the trash: The ferry ran [aground] twice.")
        await pilot.press("g", "d")
        await settle(pilot)
        assert "The ferry ran [aground] twice. The" in screen_text(app.screen)


async def test_a_title_made_from_the_address_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "made.sqlite"
    with Store(path) as store:
        text = "The ferry ran aground twice. " * 9
        made = Document(text, "Ferry runs aground", origins=(("title", "slug"),))
        store.articles.add(made, Analysis(text))
    app = OnRecordApp(path)
    async with app.run_test(size=(140, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Title made from the address" in screen_text(app.screen)


async def test_the_preview_follows_the_cursor_and_goes_where_there_is_no_room(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("j")
        await settle(pilot)
        preview = app.screen.query_one(Preview)
        shown = screen_text(preview)
        assert "9 April 2026, from the dateline" in shown
        assert "2 Ada Brandt" in squeeze(shown)
        assert "The cranes stood still." in shown
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert not preview.display
        await pilot.press("j")
        await pilot.resize_terminal(120, 30)
        await settle(pilot)
        assert "Bakers strike" in screen_text(preview)


async def test_the_filter_narrows_as_it_is_typed_and_escape_clears_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "harbour")
        assert titles(app) == ["A", "Bakers"]
        assert "Library: 2 of 3 articles" in screen_text(app.screen)
        await type_in(pilot, " bello")
        assert titles(app) == ["Bakers"]
        await pilot.press("enter")
        assert isinstance(app.focused, VirtualList)
        assert app.screen.query(FilterInput)
        await pilot.press("escape")
        await settle(pilot)
        assert len(titles(app)) == 3
        assert not app.screen.query(FilterInput)
        await pilot.press("slash")
        await type_in(pilot, "[/] nowhere")
        assert titles(app) == []
        assert "No article matches “[/] nowhere”" in screen_text(app.screen)
        await pilot.press("down", "escape")
        await settle(pilot)
        assert len(titles(app)) == 3


async def test_o_takes_the_next_order(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        orders = []
        for _ in range(4):
            orders.append(titles(app))
            await pilot.press("o")
            await settle(pilot)
        assert orders == [
            ["[sic]", "A", "Bakers"],
            ["A", "Bakers", "[sic]"],
            ["[sic]", "A", "Bakers"],
            ["[sic]", "A", "Bakers"],
        ]


async def test_read_state_star_and_tags_are_stored_and_undone(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("j", "r")
        await settle(pilot)
        await pilot.press("F")
        await settle(pilot)
        await pilot.press("t")
        await type_in(pilot, "ports, to check,, ports")
        await pilot.press("enter")
        await settle(pilot)
        row = current(app)
        assert row.title == "A quiet spring at the harbour"
        assert (row.state, row.starred, set(row.tags)) == ("read", True, {"ports", "to check"})
        shown = screen_text(app.screen)
        assert "A quiet spring at the harbour ★" in shown
        assert "#ports" in shown
        for _ in range(3):
            await pilot.press("u")
            await settle(pilot)
        row = current(app)
        assert (row.state, row.starred, row.tags) == ("unread", False, ())


async def test_a_deleted_article_is_in_the_trash_until_it_is_restored(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(180, 30)) as pilot:
        await settle(pilot)
        before = titles(app)
        row = current(app)
        app.store.notes.add(row.id, 0, 3, "Ask")
        opened = app.store.open_article(row.id)
        await pilot.press("d")
        await settle(pilot)
        assert titles(app) == before[1:]
        assert [note.text for note in app.messages.history] == [
            f"Moved to the trash: {row.title}. u brings it back."
        ]
        await pilot.press("u")
        await settle(pilot)
        assert titles(app) == before
        await pilot.press("U", "g", "d")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "1 article" in shown
        assert row.title in shown
        assert "1 note · 30 days of use left · deleted" in shown
        await pilot.press("r")
        await settle(pilot)
        assert "The trash is empty." in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert titles(app) == before
        assert app.store.open_article(row.id) == opened


async def test_the_last_deleted_article_leaves_an_empty_library(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        for _ in range(3):
            await pilot.press("d")
            await settle(pilot)
        assert "The library is empty." in screen_text(app.screen)
        await pilot.press("u", "u")
        await settle(pilot)
        assert len(titles(app)) == 2


async def test_the_trash_is_emptied_after_a_question(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("g", "d")
        await settle(pilot)
        for no in ("n", "escape", "enter"):
            await pilot.press("D")
            assert isinstance(app.screen, ConfirmDialog)
            await pilot.press(no)
            if no == "enter":  # Enter alone deletes nothing
                assert isinstance(app.screen, ConfirmDialog)
                await pilot.press("n")
        assert app.store.trash.count() == 2
        await pilot.press("D", "y")
        await settle(pilot)
        assert app.store.trash.count() == 0
        assert "The trash is empty." in screen_text(app.screen)
        await pilot.press("D", "r", "enter")  # nothing is left to delete or to restore
        assert app.store.articles.count() == 1


async def test_the_trash_is_filtered_by_title_and_site(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        for _ in range(2):
            await pilot.press("d")
            await settle(pilot)
        trashed = [article.title for article in app.store.trash.list()]
        await pilot.press("g", "d")
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, trashed[0].split()[-1])
        await settle(pilot)
        shown = screen_text(app.screen)
        assert trashed[0] in shown
        assert trashed[1] not in shown


async def test_a_long_library_is_fetched_by_windows(tmp_path: Path) -> None:
    path = tmp_path / "long.sqlite"
    with Store(path) as store:
        for number in range(2 * WINDOW + 5):
            add_spoken(store, f"Number {number}", f"Text {number}.")
    app = OnRecordApp(path)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        assert current(app).title == "Number 0"
        await pilot.press("r")
        await settle(pilot)
        assert (current(app).title, current(app).state) == ("Number 0", "read")


def without_analysis(store: Path, problem: str = "") -> Callable[[Task], TaskResult]:
    """The work of a process, done at once: stores an article, or fails."""

    def work(task: Task) -> TaskResult:
        assert not isinstance(task, (int, ReapplyRules))
        if problem:
            return TaskResult(task_name(task), problem=problem)
        document = Document(f"Of {task.stem}.", task.stem) if isinstance(task, Path) else task
        assert isinstance(document, Document)
        with Store(store) as opened:
            added = opened.articles.add(document, Analysis(document.text, document.published_day))
        return TaskResult(task_name(task), added.article, document.title, added.known)

    return work


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_file_is_added_and_shown(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.worker_lane.run_worker_task", without_analysis(library))
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("a")
        assert isinstance(app.screen, PromptDialog)
        await type_in(pilot, "notes/fishmarket.txt")
        await pilot.press("enter")
        await settle(pilot)
        assert current(app).title == "fishmarket"
        assert app.job_progress == ""
        assert "Library: 4 articles" in screen_text(app.screen)


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_the_cursor_stays_while_a_job_adds_one_article_after_another(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.worker_lane.run_worker_task", without_analysis(library))
    monkeypatch.setattr("tui.job_runner._PUBLISH_INTERVAL", 0.0)
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("j")
        before = current(app).id
        app.jobs.start("Add two", [Path("fishmarket.txt"), Path("lighthouse.txt")])
        await settle(pilot)
        assert "Library: 5 articles" in screen_text(app.screen)
        assert current(app).id == before


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_file_that_cannot_be_read_is_said_and_nothing_else_happens(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tui.worker_lane.run_worker_task", without_analysis(library, "[/] is binary")
    )
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("a")
        await type_in(pilot, "x.bin")
        await pilot.press("enter")
        await settle(pilot)
        assert "x.bin: [/] is binary" in screen_text(app.screen)
        assert len(titles(app)) == 3


@pytest.mark.usefixtures("jobs_in_a_thread")
@pytest.mark.parametrize("key", ["enter", "y"])
async def test_an_empty_store_offers_the_sample(
    key: str, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.worker_lane.run_worker_task", without_analysis(empty))
    opened: list[int] = []
    app = OnRecordApp(empty)
    monkeypatch.setattr(app, "open_article", opened.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Read the sample article" in screen_text(app.screen)
        await pilot.press("j", "r", "d", "slash", "t", "o")  # nothing to do these to
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press(key)
        await settle(pilot)
        assert opened == [1]
        assert current(app).published == PartialDate(2026, 3, 12)


async def test_the_last_word_of_tags_and_the_end_of_a_path_are_completed(tmp_path: Path) -> None:
    words = LastTagSuggester(["economy", "Eurozone"])
    assert await words.get_suggestion("Ports, e") == "Ports, economy"
    assert await words.get_suggestion("eu") == "eurozone"
    assert await words.get_suggestion("Ports, ") is None
    (tmp_path / "harbour").mkdir()
    (tmp_path / "hammer.txt").touch()
    ends = PathSuggester()
    assert await ends.get_suggestion(f"{tmp_path}/har") == f"{tmp_path}/harbour/"
    assert await ends.get_suggestion(f"{tmp_path}/h") == f"{tmp_path}/hammer.txt"
    assert await ends.get_suggestion(f"{tmp_path}/nothing") is None
    assert await ends.get_suggestion("/no/such/folder/x") is None


async def test_an_article_in_another_language_is_kept_and_said_to_be(
    empty: Path, tmp_path: Path
) -> None:
    path = tmp_path / "hafen.txt"
    path.write_text(
        "Der Hafen war still. Die Kräne standen, und das Wasser war ruhig.\n\n"
        "Es ist nicht klar, wann die Schiffe wieder fahren, und niemand hat es gesagt."
    )
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.jobs.add_files(str(path))
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert any("but not analyzed" in toast.text for toast in app.messages.history)
        assert "stored, but not analyzed" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert "stored, but not analyzed" in screen_text(app.screen)


async def test_a_covered_list_is_loaded_again_only_for_what_it_shows(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        screen, refreshed = library_of(app), list[StoreChange]()
        monkeypatch.setattr(screen, "refresh_content", refreshed.append)
        app.open("people")
        await settle(pilot)
        app.store_changed.publish(StoreChange.in_article(1, "notes"))
        app.store_changed.publish(StoreChange.in_article(2, "findings", "identities"))
        app.store_changed.publish(StoreChange.in_any_article("rules"))
        await settle(pilot)
        assert refreshed == []
        await pilot.press("escape")
        await settle(pilot)
        articles = frozenset({1, 2})
        assert refreshed == [StoreChange(articles, frozenset({"notes", "findings", "identities"}))]
        app.store_changed.publish(StoreChange.in_article(1, "identities"))
        await settle(pilot)
        assert len(refreshed) == 1


async def test_undo_publishes_what_was_changed(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        published: list[StoreChange] = []
        app.store_changed.subscribe(app, published.append)
        await pilot.press("F", "u", "U")
        await settle(pilot)
        assert published == [StoreChange.in_article(current(app).id, "reading_state")] * 3


async def test_a_covered_preview_is_filled_when_it_is_visible_again(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(160, 30)) as pilot:
        await settle(pilot)
        screen, loaded = library_of(app), list[int | None]()
        monkeypatch.setattr(screen, "_look", loaded.append)
        app.open("people")
        await settle(pilot)
        first = screen.current
        assert first is not None
        number = screen.adjacent_article(first.id, 1)
        await settle(pilot)
        assert loaded == []
        await pilot.press("escape")
        await settle(pilot)
        assert loaded == [number]


async def test_marks_are_counted_in_the_header_and_survive_another_order(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        marked = current(app).id
        await pilot.press("space")
        await settle(pilot)
        assert "1 marked of 3 · by date added" in screen_text(app.screen)
        await pilot.press("o")
        await settle(pilot)
        assert library_of(app).rows.list_articles() == [marked]
        assert "1 marked of 3 · by publication date" in screen_text(app.screen)
        await pilot.press("*")
        await settle(pilot)
        assert "3 marked of 3" in screen_text(app.screen)
        await pilot.press("slash")
        await type_in(pilot, "harbour")
        assert "2 marked of 2, 1 not shown" in screen_text(app.screen)
        await pilot.press("enter", "escape")  # first the marks, then the filter
        await settle(pilot)
        assert "marked" not in screen_text(app.screen)
        assert "Library: 2 of 3 articles" in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert "Library: 3 articles" in screen_text(app.screen)


async def test_a_mark_is_removed_with_its_article_and_reported(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("2", "space")
        gone = library_of(app).rows.list_articles()[0]
        app.apply_change(StoreChange.in_article(gone, "list"), lambda: app.store.trash.move([gone]))
        await settle(pilot)
        assert library_of(app).rows.marked == 1
        texts = [message.text for message in app.messages.history]
        assert "Removed 1 mark: the list no longer has these rows" in texts


async def test_all_articles_are_marked_also_those_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "many.sqlite"
    with Store(path) as store:
        for number in range(WINDOW * 3):
            text = f"The ferry number {number} left late."
            store.articles.add(Document(text, f"Ferry {number}"), Analysis(text))
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("*")
        rows = library_of(app).rows
        assert rows.list_articles() == app.store.articles.list_ids()
        await pilot.press("home", "V", "1", "5", "0", "j")
        assert rows.marked == WINDOW * 3
        await pilot.press("escape", "V", "1", "5", "0", "k", "V")
        await settle(pilot)
        assert rows.list_articles() == app.store.articles.list_ids(limit=151)


async def test_a_filter_has_fields_and_an_error_leaves_the_list(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.store.articles.set_tags(1, ["ports/cranes"])
        await pilot.press("slash")
        await type_in(pilot, "tag:por")
        await pilot.press("tab")
        await settle(pilot)
        line = app.screen.query_one(FilterInput)
        assert line.value == "tag:ports/cranes"
        assert [current(app).id, len(titles(app))] == [1, 1]
        line.value = "tag:ports spekaer:x"
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "No field has the name spekaer: did you mean speaker:?" in shown
        assert "The list is still that of “tag:ports/cranes”." in shown
        assert [current(app).id, len(titles(app))] == [1, 1]
        line.value = "about:rain"
        await settle(pilot)
        assert "About: finds quotations in a search only" in screen_text(app.screen)
        await pilot.press("escape")
        await settle(pilot)
        assert len(titles(app)) == 3


def shown_views(app: OnRecordApp) -> list[str]:
    source = library_of(app).query_one(ViewList).source
    return [" ".join(source.row(at, 28)[0].plain.split()) for at in range(source.count())]


async def test_views_are_beside_the_library_and_filter_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(150, 30)) as pilot:
        await settle(pilot)
        store = app.store
        store.reading_state.set_flag("starred", 2, True)
        store.collections.add("Ports & ships", [1, 3])
        store.search.save("Rain", "about:rain")
        store.search.save("Harbor", "harbour is:unread")
        store.search.save("New", "is:unread")
        await pilot.press("v")
        await settle(pilot)
        assert shown_views(app) == [
            "✓ All 3", "Unread 3", "Starred 1", "Originals 0", "Added this week 3", "Undated 1",
            "Not fully analyzed 0", "Collections", "Ports & ships 2", "Saved searches",
            "Harbor search", "New 3", "Rain search",
        ]  # fmt: skip
        await pilot.press("j", "j", "enter")
        await settle(pilot)
        assert library_of(app).filter_text == "is:starred"
        assert current(app).id == 2
        assert app.focused is library_of(app).rows
        await pilot.press("v", "a")
        await pilot.pause()
        await pilot.press("ctrl+u", *"Best", "enter")
        await settle(pilot)
        assert shown_views(app)[-4:] == ["✓ Best 1", "Harbor search", "New 3", "Rain search"]
        await pilot.press("G", "k", "k", "k", "e")
        await pilot.pause()
        await pilot.press("ctrl+u", *"Top", "enter")
        await settle(pilot)
        saved = {search.name: search.is_filter for search in app.store.search.list_saved()}
        assert saved == {"Harbor": False, "New": False, "Rain": False, "Top": True}
        assert app.store.search.get_saved("top").query == "is:starred"


async def test_a_collection_is_renamed_and_deleted_among_the_views(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        app.store.collections.add("Ports", [1, 3])
        await pilot.press("v")
        await settle(pilot)
        assert not library_of(app).rows.display  # the views take the place of the articles
        await pilot.press("d", "e", "r", "F")  # the view of all articles is fixed
        await settle(pilot)
        assert app.store.articles.count() == 3
        assert {row.state for row in app.store.articles.list()} == {"unread"}
        assert app.store.articles.count("is:starred") == 0
        await pilot.press("G", "e")
        await pilot.pause()
        await pilot.press("ctrl+u", *"Ships", "enter")
        await settle(pilot)
        assert shown_views(app)[-1] == "Ships 2"
        await pilot.press("d")
        await settle(pilot)
        assert "Collections" not in shown_views(app)
        app.action_undo()
        await settle(pilot)
        assert shown_views(app)[-1] == "Ships 2"
        await pilot.press("G", "enter")
        await settle(pilot)
        assert library_of(app).filter_text == "collection:Ships"
        assert len(titles(app)) == 2
        assert library_of(app).rows.display
        assert library_of(app).library_state.filter == "collection:Ships"


async def test_articles_are_loaded_while_their_list_is_removed(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        screen = library_of(app)
        await screen.query(ArticleList).remove()  # as when the app ends meanwhile
        assert screen.load_list(QueryRun(screen, None)).total == 3
