"""The header: an error in the detail stays in sight, whatever else does not fit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult

from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp
from tui.screens import is_screen, load_screen
from tui.widgets.header import Header

ERROR = "Unknown field “speakr”: did you mean “speaker”?"


class HeaderApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Header("Timeline", "March 2026: 12 events, 4 articles", ERROR)


async def test_the_title_links_to_the_address() -> None:
    app = HeaderApp()
    async with app.run_test(size=(100, 5)) as pilot:
        header = app.screen.query_one(Header)
        header.address = "https://press.example/ferry\x1b]0;x"
        await pilot.pause()
        [line, *_] = app.screen._compositor.render_strips()
        links = {segment.text: segment.style.link for segment in line if segment.style}
        linked = [text for text, link in links.items() if link]
        assert linked == ["March 2026: 12 events, 4 articles"]
        assert links[linked[0]] == "https://press.example/ferry\ufffd]0;x"


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (100, f"Timeline March 2026: 12 events, 4 articles {ERROR}"),
        (70, f"Timeline March 2026… {ERROR}"),
        (40, "Timeline Unknown field “speakr”: did …"),
        (8, "Timeli…"),
    ],
)  # fmt: skip
async def test_the_detail_is_truncated_last(width: int, line: str) -> None:
    app = HeaderApp()
    async with app.run_test(size=(width, 5)):
        shown = screen_text(app.screen.query_one(Header)).rstrip()
        assert " ".join(shown.split()) == line


async def test_the_library_shows_that_an_article_opens(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, shown = OnRecordApp(library), []

    def load(name: str) -> Callable[..., Any]:
        shown.append(screen_text(app.screen.query_one(Header)).rstrip())
        return load_screen(name)

    async with app.run_test(size=(100, 20)) as pilot:
        monkeypatch.setattr("tui.screens.load_screen", load)
        await pilot.press("enter")
        await settle(pilot)
        assert is_screen(app.screen, "reader")
        await pilot.press("q")
        await settle(pilot)
        assert ["opening …" in line for line in shown] == [True], shown
        assert "opening" not in screen_text(app.screen.query_one(Header))
