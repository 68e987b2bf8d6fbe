"""Actions on the articles of marked rows: one transaction, one undo, and counts in the message."""

import datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from analysis import Analysis, Quotation, analyze
from analysis.partial_dates import PartialDate, to_partial_date
from db import Document, Store
from db.edits.models import StoreChange
from db.repositories.articles import MetadataChanges
from tests.support.pilot import screen_text, settle, type_in
from tests.support.prepared_stores import copy_store
from tui import article_actions
from tui.app import OnRecordApp
from tui.changes import ChangeProgress
from tui.screens.search_answers import PAGE_SIZE
from tui.widgets.article_list import ArticleList

pytestmark = pytest.mark.usefixtures("last_frames")


def _store_many_ports(path: Path) -> None:
    with Store(path) as store:
        for number in range(60):
            text = f"The ferry left port number {number} late."
            store.articles.add(Document(text, f"Port {number:02}"), Analysis(text))


@pytest.fixture
def many_ports(tmp_path: Path) -> Path:
    """Return a store of 60 articles."""
    path = tmp_path / "ports.sqlite"
    copy_store(path, _store_many_ports)
    return path


def tag_texts(app: OnRecordApp) -> list[str]:
    """Return the tags of each article as one text, in the order of the list."""
    return [" ".join(row.tags) for row in app.store.articles.list(limit=1000)]


def last_article_message(app: OnRecordApp) -> str:
    return app.messages.history[-1].text


async def test_fifty_articles_are_tagged_with_eight_keys(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press(*"50", "space", *"tsea", "enter")
        await settle(pilot)
        assert tag_texts(app) == ["sea"] * 50 + [""] * 10
        assert last_article_message(app) == "Tagged 50 articles"
        assert "50 marked of 60" in screen_text(app.screen)  # still, for the next action
        await pilot.press("u")
        await settle(pilot)
        assert tag_texts(app) == [""] * 60
        assert last_article_message(app) == "Undone: Tagged 50 articles"
        await pilot.press("U")
        await settle(pilot)
        assert tag_texts(app) == ["sea"] * 50 + [""] * 10
        await pilot.press("u")
        await settle(pilot)
        assert tag_texts(app) == [""] * 60


async def test_tags_are_added_to_and_removed_from_a_range(many_ports: Path) -> None:
    with Store(many_ports) as store:
        first, second, third, *_ = store.articles.list_ids()
        store.articles.set_tags(first, ["old", "ferry"])
        store.articles.set_tags(second, ["harbor"])
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("V", "2", "j", "t")
        assert "Tags of 3 articles" in screen_text(app.screen)
        await type_in(pilot, "harbor -old")
        await pilot.press("enter")
        await settle(pilot)
        assert tag_texts(app)[:4] == ["ferry harbor", "harbor", "harbor", ""]
        assert (
            last_article_message(app) == "Changed the tags of 2 articles; 1 had these tags already"
        )
        assert app.store.articles.row(third).tags == ("harbor",)


async def test_an_action_without_marks_is_for_the_row_at_the_cursor(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("j", "F", "j", "r")
        await settle(pilot)
        rows = app.store.articles.list()
        assert [row.starred for row in rows][:3] == [False, True, False]
        assert [row.state for row in rows][:3] == ["unread", "unread", "read"]


async def test_stars_and_read_states_are_toggled_together(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("F", "3", "space", "F")
        await settle(pilot)
        assert last_article_message(app) == "Starred 2 articles; 1 had a star already"
        assert sum(row.starred for row in app.store.articles.list()) == 3
        await pilot.press("F")
        await settle(pilot)
        assert last_article_message(app) == "Unstarred 3 articles"
        await pilot.press("r")
        await settle(pilot)
        assert last_article_message(app) == "Marked 3 articles as read"
        await pilot.press("r", "u", "u", "u")
        await settle(pilot)
        rows = app.store.articles.list()
        assert sum(row.starred for row in rows) == 3
        assert {row.state for row in rows} == {"unread"}


async def test_several_articles_are_deleted_in_one_step(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        before = app.store.articles.list_ids()
        await pilot.press("j", "3", "space", "d")
        await settle(pilot)
        assert app.store.articles.list_ids() == [before[0], *before[4:]]
        assert last_article_message(app) == "Moved 3 articles to the trash"
        assert app.screen.query_one(ArticleList).marks.hidden == 0
        await pilot.press("u")
        await settle(pilot)
        assert app.store.articles.list_ids() == before


async def test_a_long_deletion_shows_its_progress_and_can_be_undone(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("*", "d")
        await settle(pilot)
        assert app.store.articles.count() == 0
        assert app.store.trash.count() == 60
        assert last_article_message(app) == "Moved 60 articles to the trash"
        await pilot.press("u")
        await settle(pilot)
        assert app.store.articles.count() == 60
        assert last_article_message(app) == "Undone: Moved 60 articles to the trash"
        await pilot.press("U")
        await settle(pilot)
        assert app.store.trash.count() == 60


async def test_escape_cancels_a_long_deletion_and_nothing_is_changed(
    many_ports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Canceling(ChangeProgress):
        """Progress that the user cancels at the 30th article."""

        def report(self, done: int) -> None:
            self.is_canceled = done >= 30
            super().report(done)

    monkeypatch.setattr(article_actions, "ChangeProgress", Canceling)
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("*", "d")
        await settle(pilot)
        assert last_article_message(app) == "Canceled; nothing was changed"
        assert app.store.articles.count() == 60
        assert app.screen.query_one(ArticleList).marked == 60
        await pilot.press("u")
        await settle(pilot)
        assert last_article_message(app) == "Nothing to undo"


async def test_undo_leaves_what_was_changed_since(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("3", "space", "F")
        await settle(pilot)
        app.store.reading_state.set_flag("starred", app.store.articles.list_ids()[0], False)
        await pilot.press("u")
        await settle(pilot)
        assert last_article_message(app) == (
            "Undone: Starred 3 articles; 1 changed since then stay as they are"
        )


async def test_a_collection_gets_the_marked_articles_and_loses_them(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("3", "space", "A")
        await type_in(pilot, "Strike {x}")
        await pilot.press("down", "enter")
        await settle(pilot)
        assert last_article_message(app) == "Added 3 articles to “Strike {x}”"
        await pilot.press("space", "A")
        await settle(pilot)
        assert "has 3 of them" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert last_article_message(app) == "Added 1 article to “Strike {x}”; 3 were in it already"
        await pilot.press("A")
        await settle(pilot)
        assert "has 4 articles: Enter takes out" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert last_article_message(app) == "Took 4 articles out of “Strike {x}”"
        await pilot.press("u")
        await settle(pilot)
        [collection] = app.store.collections.list()
        assert (collection.name, collection.articles) == ("Strike {x}", 4)
        await pilot.press("u", "u")
        await settle(pilot)
        assert app.store.collections.list() == []


async def test_exactly_the_marked_are_offered_for_export(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("j", "2", "space", "X")
        await settle(pilot)
        assert "The 2 articles of the marked rows" in screen_text(app.screen)
        await pilot.press("escape")
        rows = app.screen.query_one(ArticleList)
        [(_, query)] = rows.marked_exports
        assert query.select(app.store).articles == app.store.articles.list_ids()[1:3]


async def test_many_articles_get_a_new_date_in_one_step(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        rows, facts = app.screen.query_one(ArticleList), MetadataChanges(site="Sea")
        await pilot.press("3", "0", "space")
        app.article_actions.edit_metadata(rows.list_articles(), facts, "2024-05-06", "site")
        await settle(pilot)
        listed = app.store.articles.list(limit=100)
        assert sum(row.published == PartialDate(2024, 5, 6) for row in listed) == 30
        assert sum(row.site == "Sea" for row in listed) == 30
        await pilot.press("u")
        await settle(pilot)
        listed = app.store.articles.list(limit=100)
        assert {(row.published, row.site) for row in listed} == {(None, "")}


async def test_a_source_is_set_in_the_form_for_all_marked(many_ports: Path) -> None:
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4", "space", "E")
        await settle(pilot)
        await pilot.press("down", "down")
        await type_in(pilot, "Harbor Post")
        await pilot.press("enter")
        await settle(pilot)
        sites = [row.site for row in app.store.articles.list(limit=100)]
        assert sites == ["Harbor Post"] * 4 + [""] * 56
        assert last_article_message(app) == "Changed the site of 4 articles"
        await pilot.press("u")
        await settle(pilot)
        assert {row.site for row in app.store.articles.list(limit=100)} == {""}


# Other lists

NEWS = (
    "The council of Sandvik met on Tuesday. “The bridge opens on 9 June 2024,” said Ada Brandt. "
    "“The ferry stays,” said Tom Lund."
)


def _store_quoted(path: Path) -> None:
    with Store(path) as store:
        for number in range(3):
            day = datetime.date(2024, 5, 6 + number)
            text = f"Report {number}. {NEWS}"
            document = Document(
                text, f"Report {number}", published=to_partial_date(day), site=f"Post {number}"
            )
            store.articles.add(document, analyze(text, day))


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    """Return a store of three analyzed articles that share a quotation and an event."""
    path = tmp_path / "quoted.sqlite"
    copy_store(path, _store_quoted)
    return path


async def open_with(pilot: Pilot[None], *keys: str) -> ArticleList:
    await settle(pilot)
    await pilot.press(*keys)
    await settle(pilot)
    focused = pilot.app.focused
    assert isinstance(focused, ArticleList)
    return focused


async def search(pilot: Pilot[None], query: str) -> ArticleList:
    await pilot.press("s")
    await type_in(pilot, query)
    return await open_with(pilot, "enter")


async def test_marked_results_are_exported_and_their_articles_tagged(quoted: Path) -> None:
    app = OnRecordApp(quoted)
    async with app.run_test(size=(100, 30)) as pilot:
        rows = await search(pilot, "ferry")
        await pilot.press("right", "2", "space")
        assert rows.marked == 2
        articles = rows.list_articles()
        await pilot.press("X")
        await settle(pilot)
        assert "The marked 2 rows" in screen_text(app.screen)
        await pilot.press("escape", "t")
        await type_in(pilot, "boats")
        await pilot.press("enter")
        await settle(pilot)
        tagged = [row.id for row in app.store.articles.list("boats")]
        assert sorted(tagged) == sorted(articles)
        (_, query), _ = rows.marked_exports
        selected = query.select(app.store)
        assert sum(len(found) for found in (selected.rows or {}).values()) == 2


async def test_a_marked_event_stands_for_the_articles_of_all_its_sources(quoted: Path) -> None:
    app = OnRecordApp(quoted)
    async with app.run_test(size=(100, 30)) as pilot:
        rows = await open_with(pilot, "C")
        await pilot.press("*")
        assert sorted(rows.list_articles()) == sorted(app.store.articles.list_ids())
        (label, query), _ = rows.marked_exports
        events = [row for found in (query.select(app.store).rows or {}).values() for row in found]
        assert label.startswith("The marked ")
        assert {kind for kind, _ in events} == {"event"}
        await pilot.press("F")
        await settle(pilot)
        assert all(row.starred for row in app.store.articles.list())


async def test_a_marked_repeated_quotation_stands_for_its_articles(quoted: Path) -> None:
    app = OnRecordApp(quoted)
    async with app.run_test(size=(100, 30)) as pilot:
        rows = await open_with(pilot, "S")
        await pilot.press("space")
        assert sorted(rows.list_articles()) == sorted(app.store.articles.list_ids())
        occurrences = await open_with(pilot, "enter")
        await pilot.press("2", "space", "r")
        await settle(pilot)
        read = [row.id for row in app.store.articles.list() if row.state == "read"]
        assert sorted(read) == sorted(occurrences.list_articles())
        assert len(read) == 2


async def test_marks_of_findings_are_lost_with_a_new_analysis(quoted: Path) -> None:
    app = OnRecordApp(quoted)
    async with app.run_test(size=(100, 30)) as pilot:
        rows = await search(pilot, "kind:quotation ferry")
        await pilot.press("*")
        assert rows.marked == 3
        [article, *_] = rows.list_articles()
        app.store_changed.publish(StoreChange.in_article(article, "findings"))
        await settle(pilot)
        assert rows.marked == 2
        assert last_article_message(app) == "Removed 1 mark: the list no longer has these rows"


async def test_all_results_are_marked_also_those_not_loaded(tmp_path: Path) -> None:
    sentence, number = "“The ferry stays.” ", PAGE_SIZE + 100
    text = sentence * number
    starts = range(0, len(text), len(sentence))
    quotations = tuple(Quotation(((at, at + len(sentence) - 1),), "direct") for at in starts)
    path = tmp_path / "long.sqlite"
    with Store(path) as store:
        store.articles.add(Document(text, "Ferry"), Analysis(text, quotations=quotations))
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        rows = await search(pilot, "kind:quotation ferry")
        assert rows.source.count_markable() == PAGE_SIZE
        await pilot.press("*")
        await settle(pilot)
        assert rows.source.count_markable() == rows.marked == number
        await pilot.press("F")
        await settle(pilot)
        assert rows.marked == number  # the results are loaded again, all of them
        await pilot.press("*")
        assert rows.marked == 0


async def test_the_articles_are_analyzed_again_in_one_job(
    many_ports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[tuple[list[int], str]] = []
    app = OnRecordApp(many_ports)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        monkeypatch.setattr(
            app.jobs, "reanalyze", lambda ids, title: jobs.append((list(ids), title))
        )
        await pilot.press("3", "space", "R", "escape", "R")
        ids = app.store.articles.list_ids()
        assert jobs == [(ids[:3], "3 articles"), ([ids[3]], "“Port 56”")]
