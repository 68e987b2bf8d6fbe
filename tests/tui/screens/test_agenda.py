"""The announced events in the timeline: from today on, as of the newest article."""

import datetime
from pathlib import Path

from db import Store
from tests.support.pilot import screen_text, settle
from tests.support.timeline import Tells, add_events, march
from tui.app import OnRecordApp


async def test_the_agenda_begins_today_and_names_the_newest_article(tmp_path: Path) -> None:
    ahead = datetime.date.today() + datetime.timedelta(days=10)
    with Store(tmp_path / "archive.sqlite") as store:
        add_events(
            store,
            datetime.date(2024, 3, 1),
            Tells("The council votes on fees", march(20).replace(year=2024), upcoming=True),
            Tells("The new bridge opens", ahead, upcoming=True),
        )
    app = OnRecordApp(tmp_path / "archive.sqlite")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("C", "f")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "upcoming only, as of 1 March 2024" in shown
        assert "The new bridge opens" in shown
        assert "The council votes" not in shown
