"""The key gs of the reader: the audit of the article's sources, whose numbers open."""

from pathlib import Path

from db import Store
from tests.support.compared_texts import add_marked
from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp
from tui.screens.passages import PassagesScreen
from tui.screens.reader.screen import ReaderScreen
from tui.screens.source_audit import SourceAuditScreen
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.source_rows import SourceRow

TEXT = (
    "[Ana Reis: “The [b]pier[/b] is closed.”] [Tom Berg: “It is open.”] "
    "[Ana Reis: “It stays closed.”]"
)


async def test_each_number_of_an_audit_opens_its_statements(tmp_path: Path) -> None:
    path = tmp_path / "one.sqlite"
    with Store(path) as store:
        add_marked(store, "Pier closed", TEXT, "Coastwire")
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter", "g", "s")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, SourceAuditScreen)
        assert "3 statements · 2 sources" in screen_text(screen)
        source = screen.rows.source
        assert isinstance(source, ListSource)
        rows = [item for item in source.items if isinstance(item, SourceRow)]
        for row in rows:
            if "statement" in row.beside or "mention" in row.beside:
                assert row.beside.startswith(f"{len(row.passages)} ")
        assert isinstance(source.items[0], Heading)
        assert source.items[0].text == "By source: 2"
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PassagesScreen)
        assert "2 passages" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
