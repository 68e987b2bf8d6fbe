"""The trash: its list, preview and order, and what is restored or deleted for good."""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis
from analysis.partial_dates import to_partial_date
from db import Document, Store
from tests.support.pilot import screen_text, settle
from tests.support.prepared_stores import copy_store
from tui.app import OnRecordApp
from tui.screens.trash import TrashScreen


def _store_deleted(path: Path) -> None:
    with Store(path) as store:
        for number, title in enumerate(("Ferry", "Anchor", "Tram", "Bridge")):
            text = f"The {title.lower()} is late.\nNo one knows why."
            day = datetime.date(2024, 5, 9 - number)
            document = Document(text, title, published=to_partial_date(day))
            article = store.articles.add(document, Analysis(text, day)).article
            store.articles.set_tags(article, ["transport"])
            if title == "Bridge":
                store.notes.add(article, 4, 10, "Ask the council")
            store.trash.move([article])


@pytest.fixture
def deleted(tmp_path: Path) -> Path:
    """Return a store with four articles in the trash, the last of them with a note."""
    path = tmp_path / "deleted.sqlite"
    copy_store(path, _store_deleted)
    return path


def trashed_titles(app: OnRecordApp) -> Iterator[str]:
    """Yield the titles of the listed articles."""
    assert isinstance(app.screen, TrashScreen)
    for line in screen_text(app.screen.rows).splitlines():
        if (words := line.strip("▌✓ ")) in {"Ferry", "Anchor", "Tram", "Bridge"}:
            yield words


async def test_the_preview_shows_the_text_and_the_notes(deleted: Path) -> None:
    app = OnRecordApp(deleted)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "d")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Trash: 4 articles" in shown
        for words in ("“bridge”  Ask the council", "#transport", "No one knows why."):
            assert words in shown


async def test_the_order_is_by_deletion_date_or_title(deleted: Path) -> None:
    app = OnRecordApp(deleted)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "d")
        await settle(pilot)
        assert list(trashed_titles(app)) == ["Bridge", "Tram", "Anchor", "Ferry"]
        for order in (
            ["Ferry", "Anchor", "Tram", "Bridge"],
            ["Anchor", "Bridge", "Ferry", "Tram"],
            ["Bridge", "Tram", "Anchor", "Ferry"],
        ):
            await pilot.press("o")
            await settle(pilot)
            assert list(trashed_titles(app)) == order


async def test_marked_articles_are_restored_in_one_step(deleted: Path) -> None:
    app = OnRecordApp(deleted)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "d")
        await settle(pilot)
        await pilot.press("3", "space", "r")
        await settle(pilot)
        assert list(trashed_titles(app)) == ["Ferry"]
        assert app.messages.history[-1].text == "Restored 3 articles"
        await pilot.press("u")
        await settle(pilot)
        assert sorted(trashed_titles(app)) == ["Anchor", "Bridge", "Ferry", "Tram"]
        await pilot.press("home", "enter")
        await settle(pilot)
        assert app.store.articles.count() == 1


async def test_only_marked_articles_are_deleted_for_good(deleted: Path) -> None:
    app = OnRecordApp(deleted)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "d")
        await settle(pilot)
        await pilot.press("2", "space", "D")
        await settle(pilot)
        assert "Delete 2 articles for good?" in screen_text(app.screen)
        await pilot.press("y")
        await settle(pilot)
        assert list(trashed_titles(app)) == ["Anchor", "Ferry"]
        await pilot.press("D", "y")
        await settle(pilot)
        assert app.store.trash.count() == 0


async def test_undo_restores_everything_of_deleted_articles(tmp_path: Path) -> None:
    """The tables of a store are the same after a deletion in the app and its undo."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        ids = []
        for title in ("Ferry", "Anchor"):
            text = f"The {title.lower()} is late."
            ids.append(store.articles.add(Document(text, title), Analysis(text)).article)
        store.articles.tag(ids, ["boats/old"])
        store.tag_edits.color(["boats/old"], "red")
        store.notes.add(ids[0], 4, 9, "Ask", tags=["boats/new"], starred=True, color="green")
        store.collections.add("Strike", ids)
        store.reading_state.set_state(ids[1], "read")
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        query = """INSERT INTO proposal (kind, article, value, sha256, origin, created)
            VALUES ('version', ?, '{}', 'abc', 'ferry.html', '2026-03-04T05:06:07')"""
        sqlite.execute(query, (ids[0],))
    before = read_tables(path)
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("*", "d")
        await settle(pilot)
        assert app.store.articles.count() == 0
        assert read_tables(path) != before
        await pilot.press("u")
        await settle(pilot)
        assert read_tables(path) == before


def read_tables(path: Path) -> dict[str, list[str]]:
    """Return the rows of the tables of articles, notes, tags and collections."""
    tables = ("article", "note", "tag", "article_tag", "note_tag", "reading_state", "collection",
              "collection_article", "proposal", "trash")  # fmt: skip
    with closing(sqlite3.connect(path)) as sqlite:
        return {
            table: sorted(map(repr, sqlite.execute(f"SELECT * FROM {table}"))) for table in tables
        }
