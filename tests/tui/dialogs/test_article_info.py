"""The form with the details of articles: fields, errors beside them, several articles, undo."""

import datetime
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from analysis import Analysis
from analysis.partial_dates import PartialDate, to_partial_date
from db import Document, NotFound, Store
from db.importers import ImportItem
from db.repositories.articles import MetadataChanges
from tests.support.pilot import screen_text, settle, shown_message, type_in
from tui.app import OnRecordApp
from tui.dialogs.article_info import MetadataDialog
from tui.screens.app_screen import AppScreen


def add_articles(folder: Path) -> Path:
    """Return a new store with two articles of one site."""
    path = folder / "store.sqlite"
    day = datetime.date(2026, 3, 12)
    with Store(path) as store:
        for number, title in enumerate(("Ferry fares rise", "Ferry fares fall"), 1):
            text = f"The ferry to Sund carried {number}00 people on Friday."
            document = Document(
                text, title, "Ida Quill", "Sund Post", published=to_partial_date(day)
            )
            store.articles.add(document, Analysis(text, day))
    return path


def is_open(app: OnRecordApp) -> bool:
    """Return whether the form is open."""
    return isinstance(app.screen, MetadataDialog)


def remark(app: OnRecordApp, field: str) -> str:
    """Return the text beside a field."""
    return str(app.screen.query_one(f"#remark-{field}", Static).render())


async def test_all_fields_are_saved_at_once_and_undone_by_one_step(tmp_path: Path) -> None:
    app = OnRecordApp(add_articles(tmp_path), article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        before = app.store.articles.get(1).document
        await pilot.press("E")
        await settle(pilot)
        assert app.screen.query_one("#title", Input).value == "Ferry fares rise"
        await type_in(pilot, "Ferry fares double")  # replaces the title, which is selected
        await pilot.press("tab", "end")
        await type_in(pilot, " and Bo Lind")  # continues the author
        await pilot.press(*["down"] * 5)
        await type_in(pilot, "13 march 2026")
        assert "Friday, 13 March 2026" in remark(app, "published")
        await pilot.press("enter")
        await settle(pilot)
        document = app.store.articles.get(1).document
        assert document.title == "Ferry fares double"
        assert document.byline == "Ida Quill and Bo Lind"
        assert document.published == PartialDate(2026, 3, 13)
        assert document.site == before.site
        await pilot.press("u")
        await settle(pilot)
        assert app.store.articles.get(1).document == before
        assert "Changed the title, author, publication date of 1 article" in shown_message(app)
        await pilot.press("U")
        await settle(pilot)
        assert app.store.articles.get(1).document == document


async def test_an_error_is_beside_its_field_and_nothing_is_stored(tmp_path: Path) -> None:
    app = OnRecordApp(add_articles(tmp_path), article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        before = app.store.articles.get(1).document
        await pilot.press("E", "delete", *["tab"] * 5)
        await type_in(pilot, "english")
        assert "Not a language code" in remark(app, "language")
        assert remark(app, "title") == "removed when saved"
        await pilot.press("tab")
        await type_in(pilot, "31 june")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert is_open(app)
        assert app.focused is app.screen.query_one("#language", Input)
        assert app.store.articles.get(1).document == before
        await pilot.press("escape")
        assert "Esc again discards the changes" in screen_text(app.screen)
        await pilot.press("e", "escape", "escape")
        assert not is_open(app)
        assert app.store.articles.get(1).document == before


async def test_fields_in_which_articles_differ_change_only_if_typed(tmp_path: Path) -> None:
    app = OnRecordApp(add_articles(tmp_path))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, AppScreen)
        app.screen.edit_metadata([1, 2])
        await settle(pilot)
        assert "Edit details of 2 articles" in screen_text(app.screen)
        title = app.screen.query_one("#title", Input)
        assert (title.value, title.placeholder) == ("", "(several)")
        await pilot.press("tab", "tab")
        assert app.focused is app.screen.query_one("#site", Input)
        await type_in(pilot, "Skarvik Post")
        await pilot.press("ctrl+s")
        await settle(pilot)
        rows = [app.store.articles.row(number) for number in (1, 2)]
        assert [row.title for row in rows] == ["Ferry fares rise", "Ferry fares fall"]
        assert [row.site for row in rows] == ["Skarvik Post"] * 2
        await pilot.press("u")
        await settle(pilot)
        assert "Changed the site of 2 articles" in shown_message(app)
        assert [app.store.articles.row(number).site for number in (1, 2)] == ["Sund Post"] * 2


async def test_a_form_closed_without_changes_changes_nothing(tmp_path: Path) -> None:
    app = OnRecordApp(add_articles(tmp_path), article=2)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("E", "enter")
        await settle(pilot)
        assert not is_open(app)
        await pilot.press("u")
        assert shown_message(app) == "Nothing to undo"
        await pilot.press("E", "escape")
        assert not is_open(app)


def test_metadata_that_articles_have_in_common(tmp_path: Path) -> None:
    with Store(add_articles(tmp_path)) as store:
        store.articles.set_metadata([2], MetadataChanges(section="Islands"))
        both, second = (
            store.articles.common_metadata([1, 2, 2]),
            store.articles.common_metadata([2]),
        )
        assert both.values == {
            "title": None, "byline": "Ida Quill", "site": "Sund Post", "source": "",
            "section": None, "language": "en", "published": "2026-03-12", "updated": "",
        }  # fmt: skip
        assert "section" not in both.origins
        assert (second.values["section"], second.origins["section"]) == ("Islands", "given")
        with pytest.raises(NotFound):
            store.articles.common_metadata([1, 7])


async def test_the_near_duplicates_are_listed_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    text = (
        "The ferry to Sund was late on every day of the week, and the mayor asked the line "
        "to explain why three boats of four had stayed in the harbor."
    )
    with Store(path) as store:
        for title, words in (("Late ferry", text), ("Ferry late again", f"From our desk. {text}")):
            item = ImportItem(Document(words, title))
            store.imports.add(item, Analysis(words))
        assert store.articles.near_duplicates(1) == [2]
    app = OnRecordApp(path, article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await settle(pilot)
        assert "1 near-duplicate (F3 lists them)" in screen_text(app.screen)
        await pilot.press("f3")
        await settle(pilot)
        assert "Ferry late again" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert getattr(app.screen, "article_id", 0) == 2
