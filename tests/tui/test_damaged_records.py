"""Damaged records are named on the screens, and the rest stays usable."""

from pathlib import Path

from tests.support.files import execute_sql
from tests.support.full_store import fill_store
from tests.support.pilot import screen_text, settle, shown_message
from tui.app import OnRecordApp


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
