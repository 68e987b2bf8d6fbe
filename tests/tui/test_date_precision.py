"""No screen or command shows a day of an event or a publication that is known less exactly."""

import json
import os
from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.date_scan import add_dated_articles, days_in_json, days_in_text
from tests.support.pilot import screen_text, settle, type_in
from tests.support.thoroughness import one_in
from tui.app import OnRecordApp

COMMANDS = (
    "list", "list --order published", "show 1", "edit 1", "versions 1", "compare 1 2",
    "compare 1 2 --json", "positions Brandt", "positions Brandt --json",
    "report person Brandt", "report query quay --format html", "search quay",
    "sources 1", "sources --by month",
    "search quay --facets", "search fares kind:event", "search mole kind:event", "like 1",
    "quotes", "quotes quay", "quotes --repeated", "timeline", "timeline quay", "timeline --group",
    "timeline --article 1", "timeline --by decade", "timeline --by year", "timeline --upcoming",
    "people", "people Brandt", "words --concordance quay", "trash", "corrections rules",
    "corrections", "tag --tree",
)  # fmt: skip
SCREENS = {
    "library": (),
    "details": ("E",),
    "reader": ("enter", "p t"),
    "reader at a date": ("enter", "] t", "] t"),
    "latest events first": ("enter", "p t", "o"),
    "announced events": ("G", "enter", "p t"),
    "names": ("enter", "p n"),
    "notes of an article": ("enter", "p o"),
    "date of an article": ("enter", "D"),
    "date of an event": ("enter", "p t", "c d"),
    "search": ("s", "=quay", "enter"),
    "events of a search": ("s", "=kind:event", "enter"),
    "facets": ("s", "=quay", "enter", "f"),
    "comparison": ("space", "space", "="),
    "events of a comparison": ("space", "space", "=", "tab", "tab"),
    "people": ("P",),
    "person": ("P", "enter"),
    "articles of a person": ("P", "enter", "tab"),
    "names of a person": ("P", "enter", "tab", "tab"),
    "positions of a person": ("P", "enter", "left"),
    "timeline": ("C",),
    "months": ("C", "+"),
    "years": ("C", "-"),
    "decades": ("C", "-", "-"),
    "sources of an event": ("C", "-", "j", "z"),
    "all announced": ("C", "-", "f"),
    "most reported": ("C", "-", "o"),
    "repeated quotations": ("S",),
    "occurrences": ("S", "enter"),
    "all notes": ("g n",),
    "corrections": ("G", "enter", "c r"),
    "trash": ("g d",),
    "words": ("enter", "W"),
    "concordance": ("enter", "W", "slash", "=quay", "enter", "A"),
}  # fmt: skip

NAMES = {keys: name for name, keys in SCREENS.items()}
WITHOUT_DATES = ("corrections", "words", "concordance", "names")
# The screens on the way to others are looked at on that way.
LAST = [
    name for name, keys in SCREENS.items()
    if not any(longer[: len(keys)] == keys for longer in SCREENS.values() if longer != keys)
]  # fmt: skip


@pytest.fixture(scope="module")
def dated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("precision") / "store.sqlite"
    with Store(path) as store:
        add_dated_articles(store)
    return path


@pytest.mark.parametrize("name", one_in(3, LAST))
async def test_no_screen_shows_a_day_that_is_not_known(dated_store: Path, name: str) -> None:
    app = OnRecordApp(dated_store)
    async with app.run_test(size=(200, 50)) as pilot:
        await settle(pilot)
        for number, keys in enumerate(("", *SCREENS[name])):
            if keys.startswith("="):
                await type_in(pilot, keys[1:])
            elif keys:
                await pilot.press(*keys.replace("+", "plus").replace("-", "minus").split())
            await settle(pilot)
            shown = screen_text(app.screen)
            assert days_in_text(shown) == []
            screen = NAMES.get(SCREENS[name][:number])
            assert "196" in shown or screen in (None, *WITHOUT_DATES)


@pytest.mark.parametrize("line", one_in(3, COMMANDS))
def test_no_command_prints_a_day_that_is_not_known(run: Run, line: str) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_dated_articles(store)
    ended = run(*line.split())
    assert ended.code in (0, 1), ended.err
    assert days_in_text(ended.out + ended.err) == []
    if line.split()[0] in ("list", "search", "quotes", "timeline", "people", "show", "trash"):
        # nothing is announced for a day: the message has the month of the newest article
        assert "196" in (ended.err if "--upcoming" in line else ended.out)
    assert days_in_json(json.loads(run(*line.split(), "--json").out or "[]")) == []
