"""The key W of a person's profile: a dossier in a file, written again between its markers."""

from pathlib import Path

from textual.widgets import Input

from db import Store
from tests.support.compared_texts import add_marked
from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp
from tui.screens.person import PersonScreen

TEXT = "[Ana Reis: “The pier is closed.”] [Tom Berg: “It is open.”]"


async def test_a_person_gets_a_dossier_that_keeps_what_is_beside_it(tmp_path: Path) -> None:
    path, target = tmp_path / "one.sqlite", tmp_path / "reis.md"
    with Store(path) as store:
        add_marked(store, "Pier closed", TEXT, "Coastwire")
        [row] = store.identities.rows("Ana Reis", limit=2)
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.push_screen(PersonScreen(row.id))
        await settle(pilot)
        for times in (1, 2):
            await pilot.press("W")
            await settle(pilot)
            app.screen.query_one(Input).value = str(target)
            await pilot.press("enter")
            await settle(pilot)
            text = target.read_text(encoding="utf-8")
            assert text.count("The pier is closed.") == 1
            if times == 1:
                target.write_text(f"My own words.\n{text}", encoding="utf-8")
        assert "My own words." in text
        assert "part between the markers" in screen_text(app.screen)
