"""A filter that is removed: the row that was selected stays selected, however long the list is."""

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Mention
from analysis.partial_dates import to_partial_date
from db import Document, Store
from tests.support.pilot import settle, type_in
from tests.support.timeline import Tells, add_events, march
from tui.app import OnRecordApp
from tui.screens.app_screen import FilteredListScreen
from tui.screens.timeline import TimelineScreen
from tui.widgets.event_rows import cluster_at
from tui.widgets.row_source import WINDOW

COUNT = WINDOW + 40
FAR = COUNT - 5  # a row of the second window


@pytest.fixture(scope="module")
def long_lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with lists of more rows than are loaded at a time."""
    path = tmp_path_factory.mktemp("long") / "long.sqlite"
    with Store(path) as store:
        for number in range(COUNT):
            store.articles.add(*article(f"Pier {number:03}", f"Ada Brandt{letters(number)}"))
        for number in range(3):
            ids = [store.articles.add(*article(f"Quay {number}", "Tor Vik")).article]
            store.trash.move(ids)
        store.notes.add(1, 0, 4, "See the first plan")
        store.notes.add(2, 0, 4, "Ask the harbor master")
        store.notes.add(3, 0, 4, "Ask the council")
    return path


def letters(number: int) -> str:
    """Return a number as letters: 12 → "bc"."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def article(title: str, person: str) -> tuple[Document, Analysis]:
    """Return an article that mentions one person."""
    text = f"{title} is closed, {person} wrote."
    start = text.index(person)
    day = datetime.date(2026, 3, 1)
    document = Document(text, title, published=to_partial_date(day))
    mention = Mention(start, start + len(person), "PERSON", "name", 0)
    return document, Analysis(text, day, (Entity(0, person, "PERSON"),), (mention,))


def current_title(app: OnRecordApp) -> str:
    """Return the title or the words of the item at the cursor."""
    assert isinstance(app.screen, FilteredListScreen)
    item = app.screen.rows.item
    names = (getattr(item, name, "") for name in ("title", "name"))
    return next(filter(None, names), "") if item is not None else ""


@pytest.mark.parametrize(
    ("keys", "words", "expected"),
    [
        ((), f"pier {FAR:03}", f"Pier {FAR:03}"),
        (("P",), f"brandt{letters(FAR)}", f"Ada Brandt{letters(FAR)}"),
        (("g", "d"), "quay 0", "Quay 0"),
    ],
)
@pytest.mark.parametrize("removal", [("enter", "escape"), ("ctrl+u",)])
async def test_the_row_found_by_a_filter_stays_selected_without_it(
    long_lists: Path, keys: Sequence[str], words: str, expected: str, removal: Sequence[str]
) -> None:
    app = OnRecordApp(long_lists)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        if keys:
            await pilot.press(*keys)
            await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, words)
        assert current_title(app) == expected
        await pilot.press(*removal)
        await settle(pilot)
        assert isinstance(app.screen, FilteredListScreen)
        rows = app.screen.rows
        assert (current_title(app), app.screen.filter_text) == (expected, "")
        assert rows.source.count() > 1
        assert rows.cursor in rows.visible_rows


async def test_a_filter_without_a_match_returns_to_the_row_before_it(long_lists: Path) -> None:
    app = OnRecordApp(long_lists)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press(*str(FAR), "G")
        before = current_title(app)
        await pilot.press("slash")
        await type_in(pilot, "nowhere")
        assert current_title(app) == ""
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert current_title(app) == before


async def test_a_filter_removed_before_its_rows_are_shown_leaves_the_cursor(
    long_lists: Path,
) -> None:
    app = OnRecordApp(long_lists)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press(*str(FAR), "G")
        before = current_title(app)
        assert isinstance(app.screen, FilteredListScreen)
        app.screen.filter_text = "pier 001"
        app.screen.restart_list()
        app.screen.action_clear()
        await settle(pilot)
        assert (current_title(app), app.screen.filter_text) == (before, "")


async def test_a_note_found_by_a_filter_stays_selected_without_it(long_lists: Path) -> None:
    app = OnRecordApp(long_lists)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "n")
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, "council")
        await pilot.press("enter", "G", "escape")
        await settle(pilot)
        assert isinstance(app.screen, FilteredListScreen)
        assert app.screen.rows.item.note.body == "Ask the council"


async def test_an_event_found_by_a_search_stays_selected_without_it(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite"
    with Store(path) as store:
        for day in range(1, 9):
            add_events(store, march(20), Tells(f"Crane {day} was lifted over the quay", march(day)))
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("C")
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, "“crane 6”")
        assert isinstance(app.screen, TimelineScreen)
        rows = app.screen.rows
        await pilot.press("enter", "minus", "minus")
        await settle(pilot)
        found = cluster_at(rows.source, rows.cursor)
        assert found is not None
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen.related_query == ""
        now = cluster_at(rows.source, rows.cursor)
        assert now is not None
        assert (now.shown.article, now.shown.start) == (found.shown.article, found.shown.start)


async def test_a_name_found_in_a_pane_stays_selected_without_the_filter(tmp_path: Path) -> None:
    path = tmp_path / "names.sqlite"
    names = ["Ada Brandt", "Olu Bello", "Tor Vik", "Mara Ortiz"]
    text = " ".join(f"{name} wrote." for name in names)
    mentions = [
        Mention(text.index(name), text.index(name) + len(name), "PERSON", "name", number)
        for number, name in enumerate(names)
    ]
    entities = [Entity(number, name, "PERSON") for number, name in enumerate(names)]
    with Store(path) as store:
        store.articles.add(Document(text), Analysis(text, None, tuple(entities), tuple(mentions)))
    app = OnRecordApp(path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("p", "n")
        await settle(pilot)
        pane = app.screen.query_one("#pane-names")
        for words in ("ortiz", "nowhere"):
            await pilot.press("slash")
            await type_in(pilot, words)
            await pilot.press("enter", "escape")
            await settle(pilot)
            assert pane.finding.start == text.index("Mara Ortiz")  # type: ignore[attr-defined]
