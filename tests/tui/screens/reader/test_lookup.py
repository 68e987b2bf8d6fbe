from pathlib import Path

from db import Store
from tests.support.pilot import screen_text, settle
from tests.tui.conftest import add_spoken
from tui.app import OnRecordApp


async def test_what_an_article_hides_is_listed_and_gone_to(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        add_spoken(
            store, "Banks", "Write to us.\n\n" * 40 + "Sign in at pаypal.example, zero\u200bwidth."
        )
        add_spoken(store, "Calm", "Nothing is hidden here.")
    app = OnRecordApp(path, article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("!")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "2 hidden or look-alike characters" in shown
        assert "look-alike: cyrillic small letter a" in shown
        assert "zero▯width" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert "Sign in at" in screen_text(app.screen)
        await pilot.press("q")
        app.open_article(2)
        await settle(pilot)
        await pilot.press("!")
        await settle(pilot)
        assert any(
            "No hidden or look-alike characters" in note.text for note in app.messages.history
        )
