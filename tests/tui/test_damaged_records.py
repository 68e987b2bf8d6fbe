"""Damaged records are named on the screens, and the rest stays usable."""

from pathlib import Path

import pytest

from tests.support.files import execute_sql
from tests.support.full_store import fill_store
from tests.support.pilot import screen_text, settle, shown_message
from tests.support.thoroughness import one_in
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.virtual_list import VirtualList


async def test_a_damaged_article_in_the_trash_is_named_when_it_is_reached(tmp_path: Path) -> None:
    fill_store(tmp_path / "store.sqlite")
    execute_sql(tmp_path / "store.sqlite", "UPDATE trash SET record = x'00' WHERE id = 7")
    app = OnRecordApp(tmp_path / "store.sqlite")
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "d")
        await settle(pilot)
        assert "Article 7 in the trash is damaged" in " ".join(screen_text(app.screen).split())
        await pilot.press("down")
        await settle(pilot)
        assert "Coastwire" in screen_text(app.screen)


async def test_a_damaged_note_is_named_when_its_article_is_opened(tmp_path: Path) -> None:
    fill_store(tmp_path / "store.sqlite")
    execute_sql(tmp_path / "store.sqlite", "UPDATE note SET body = 'whare? 0' WHERE id = 1")
    app = OnRecordApp(tmp_path / "store.sqlite", article=1)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert "note 1" in shown_message(app)


async def test_the_damaged_records_of_an_article_are_accepted_in_the_reader(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.sqlite"
    fill_store(path)
    execute_sql(path, "UPDATE note SET body = 'whare? 1' WHERE id = 2")
    app = OnRecordApp(path, article=2)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("c", "exclamation_mark", "n")
        assert app.store.list_damaged(2) == ("note 2",)
        await pilot.press("c", "exclamation_mark", "y")
        await settle(pilot)
        assert app.store.list_damaged(2) == ()
        await pilot.press("c", "exclamation_mark")
        assert isinstance(app.screen, ReaderScreen)  # nothing is left to accept


async def test_a_damaged_article_is_marked_and_counted_in_the_library(tmp_path: Path) -> None:
    fill_store(tmp_path / "store.sqlite")
    execute_sql(
        tmp_path / "store.sqlite",
        "UPDATE article SET words = 'many', events = x'ff', published_from = 7 WHERE id = 4",
        "UPDATE article SET title = 'Pilots straik' WHERE id = 1",
    )
    app = OnRecordApp(tmp_path / "store.sqlite")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Pilots straik ★ (damaged)" in shown
        assert shown.count("(damaged)") == 2
        assert "2 damaged" in shown


_UNREADABLE = (
    "UPDATE article SET origins = '{', site = x'ff', updated = x'ff' WHERE id = 2",
    "UPDATE reading_state SET state = 'skimmed', bookmarks = '[1' WHERE article = 1",
    "UPDATE note SET start = 'x', suffix = x'ff', verdict = 'perhaps', created = 'x' WHERE id = 1",
    "UPDATE quotation SET confidence = 'high', content = x'ff' WHERE article = 4",
    "UPDATE event SET last_day = 'later' WHERE article = 4",
    "UPDATE trash SET notes = 'x', trashed = x'ff', title = x'ff' WHERE id = 5",
    "UPDATE collection SET name = x'ff', created = x'ff'",
    "UPDATE identity SET label_code = 'HERO', country = x'ff' WHERE id = 1",
    "UPDATE saved_search SET query = x'ff', is_filter = 'x'",
    "UPDATE watched_source SET paused = 'x', articles = x'ff'",
    "UPDATE proposal SET value = '[1', kind = 'guess' WHERE id = 1",
    "UPDATE edit SET kind = 'guess', items = '[' WHERE id = 4",
    "UPDATE tag SET color = x'ff' WHERE id = 2",
    "UPDATE correction SET value = x'ff', created = x'ff'",
    "UPDATE correction_rule SET value = '{'",
    "UPDATE reason SET origin = x'ff' WHERE id < 5",
)  # fmt: skip


@pytest.mark.parametrize(
    "screen",
    one_in(3, ["trash", "proposals", "timeline", "quote_groups", "all_notes", "tags", "people",
               "watched_sources", "corrections"]),
)  # fmt: skip
async def test_every_list_is_shown_with_unreadable_values(tmp_path: Path, screen: str) -> None:
    fill_store(tmp_path / "store.sqlite")
    execute_sql(tmp_path / "store.sqlite", "PRAGMA ignore_check_constraints = ON", *_UNREADABLE)
    app = OnRecordApp(tmp_path / "store.sqlite")
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        app.open(screen)
        await settle(pilot)
        await pilot.press("down", "down", "up")
        await settle(pilot)
        assert "damaged records" not in shown_message(app)
        assert app.screen.query(VirtualList)
