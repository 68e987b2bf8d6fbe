"""Quotations beside their originals: from the reader to the verdicts, and to the passage."""

from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store
from db.original_marks import OriginalMark
from tests.support.pilot import screen_text, settle, squeeze
from tests.support.prepared_stores import copy_store
from tests.support.quote_groups import add_quotations
from tui.app import OnRecordApp
from tui.screens.quotation_checks import QuotationChecksScreen
from tui.screens.reader.screen import ReaderScreen
from tui.strings.check_text import CheckText

WORDS = "“We will not raise the harbor tax this year, and I ask the council to say the same.”"
FIRST = "“Good evening to all who came to the chamber of commerce,”"
FOREIGN = "“Forty new houses stand in the western quarter of the town,”"


def _store_quoting(path: Path) -> None:
    with Store(path) as store:
        speech = f"{FIRST[1:-2]}.\n\n{WORDS[1:-1]}\n"
        store.articles.add(Document(speech, "Speech"), Analysis(speech))
        add_quotations(store, 2, FIRST, WORDS.replace("not ", ""), FOREIGN, speaker="Ida Lund")


@pytest.fixture
def quoting_store(tmp_path: Path) -> Path:
    """A store with a speech, and an article that quotes it without a "not"."""
    path = tmp_path / "papers.sqlite"
    copy_store(path, _store_quoting)
    return path


async def test_a_quotation_is_read_beside_its_original(quoting_store: Path) -> None:
    app = OnRecordApp(quoting_store)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("enter", "Q")
        await settle(pilot)
        assert "No other article is marked as an original" in squeeze(screen_text(app.screen))
        await pilot.press("escape", "q", "G", "O", *"Ida", "enter")
        await settle(pilot)
        assert "original of Ida" in screen_text(app.screen)
        await pilot.press("k", "enter", "]", "q", "]", "q", "Q")
        await settle(pilot)
        checks = app.screen
        assert isinstance(checks, QuotationChecksScreen)
        assert checks.rows.cursor == 1  # the second quotation, where the cursor was
        shown = squeeze(screen_text(checks))
        assert "≠ negation or number changed · differs: not" in shown
        assert "We will ‹not› raise the harbor tax" in shown
        await pilot.press("n")
        assert CheckText.NONE_DIFFERS in squeeze(screen_text(checks))
        await pilot.press("f")
        assert [check.dangers for check in checks._listed] == [("not",)]
        await pilot.press("f")
        assert "No original has these words." in screen_text(checks)
        await pilot.press("enter")
        assert isinstance(app.screen, QuotationChecksScreen)
        await pilot.press("f", "f", "g", "g", "n", "enter")
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        assert reader.article_id == 1
        await pilot.press("q", "o")
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        assert reader.article_id == 2


async def test_the_verdicts_follow_an_original_that_is_deleted(quoting_store: Path) -> None:
    with Store(quoting_store) as store:
        store.originals.mark([1], OriginalMark("Ida Lund"))
    app = OnRecordApp(quoting_store)
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.press("enter", "Q")
        await settle(pilot)
        checks = app.screen
        assert isinstance(checks, QuotationChecksScreen)
        assert "3 quotations · 1 differ · 1 not found" in squeeze(screen_text(checks))
        app.article_actions.delete([1], lambda: None)
        await settle(pilot)
        assert "No other article is marked as an original" in squeeze(screen_text(checks))
        app.article_actions.delete([2], lambda: None)
        await settle(pilot)
        assert not checks.is_current  # the reader of the article shows that it is deleted
