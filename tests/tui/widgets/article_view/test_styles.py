"""The screens as a terminal shows them, for the few states that define the look.

Each is kept as plain text under `snapshots/` and compared exactly. When a change of the look is
meant, renew them with `ONRECORD_RENEW=1 pytest tests/tui/widgets/article_view/test_styles.py`,
and read the difference before keeping it.
"""

import os
from pathlib import Path

import pytest

from tests.support.pilot import screen_text, settle
from tests.support.sample_article import stored
from tui.app import OnRecordApp

SNAPSHOTS = Path(__file__).parents[2] / "snapshots"
SIZES = {"narrow": (60, 20), "usual": (100, 30), "wide": (200, 50)}
LOOKS: dict[str, list[str]] = {
    "library-narrow": [],
    "library-usual": [],
    "reader-narrow": ["enter", "] q", "] q"],
    "reader-usual": ["enter", "] q", "] q"],
    "reader-wide": ["enter", "] q", "] q"],
    "timeline-usual": ["enter", "p t"],
    "note-usual": ["enter", "] q", "i"],
    "search-usual": ["s", "h", "o", "l", "m"],
    "people-usual": ["P"],
    "person-usual": ["P", "enter"],
    "person-narrow": ["P", "enter"],
    "help-usual": ["question_mark"],
}


def compare(name: str, shown: str) -> None:
    """Fail where a screen is not as it is kept; keep it where snapshots are renewed."""
    snapshot = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("ONRECORD_RENEW"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(f"{shown}\n", encoding="utf-8")
    assert f"{shown}\n" == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOOKS)
async def test_a_screen_looks_as_it_should(name: str, tmp_path: Path) -> None:
    path, _ = stored(tmp_path)
    app = OnRecordApp(path)
    async with app.run_test(size=SIZES[name.partition("-")[2]]) as pilot:
        await settle(pilot)
        for key in LOOKS[name]:
            await pilot.press(*key.split(" "))
            await settle(pilot)
        compare(name, screen_text(app.screen))


async def test_an_empty_library_looks_as_it_should(empty: Path) -> None:
    app = OnRecordApp(empty)
    async with app.run_test(size=SIZES["usual"]) as pilot:
        await settle(pilot)
        compare("welcome-usual", screen_text(app.screen))
