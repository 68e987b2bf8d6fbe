"""The timeline of all articles: moving on the axis, the list that follows, and the way back."""

import datetime
import os
from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.pilot import screen_text, settle, squeeze, type_in
from tests.support.prepared_stores import copy_store
from tests.support.timeline import Tells, add_events, march
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen
from tui.screens.timeline import TimelineScreen
from tui.widgets.header import Header

PILOTS = ("Harbour Pilots",)


def add_strike(store: Store) -> None:
    """A strike that was announced, told twice and once dated otherwise; a vote; an old fire."""
    add_events(
        store,
        march(1),
        Tells(
            "Harbour pilots will resign over the second crane",
            march(4),
            upcoming=True,
            names=PILOTS,
        ),
        site="Coastwire",
    )
    resigned = Tells("Harbour pilots resigned over the second crane", march(4), names=PILOTS)
    add_events(store, march(5), resigned, site="Harbour Post")
    add_events(
        store,
        march(6),
        Tells("The harbour pilots resigned over a second crane", march(2), names=PILOTS),
        Tells("The council votes on fees", march(20), upcoming=True),
        site="The Wire",
    )
    add_events(store, march(7), Tells("Fire burnt the old quay", datetime.date(2019, 7, 2)))


def _store_timeline(path: Path) -> None:
    with Store(path) as store:
        add_strike(store)


@pytest.fixture
def timeline_store(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sqlite"
    copy_store(path, _store_timeline)
    return path


async def test_the_list_has_sources_outcomes_and_differing_dates(
    timeline_store: Path,
) -> None:
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C")
        await settle(pilot)
        assert isinstance(app.screen, TimelineScreen)
        shown = screen_text(app.screen)
        assert "7 March 2021: 0 events, 1 article" in shown  # the latest article's day
        await pilot.press("minus", "minus")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "March 2021: 4 events, 4 articles" in shown
        assert "Thu 4 March 2021" in shown
        assert "2 articles: Coastwire, Harbour Post" in shown
        assert "announced 1 Mar 2021 by Coastwire · reported 5 Mar 2021 by Harbour Post" in shown
        assert "dated Tue 2 March 2021 by The Wire" in shown
        await pilot.press("f")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "announced 6 Mar 2021 by The Wire · over, without a later article" in shown
        assert "Wed 3 March 2021\n" not in shown


async def test_reported_events_have_a_sign_and_can_be_hidden(timeline_store: Path) -> None:
    with Store(timeline_store) as store:
        add_events(store, march(5), Tells("Prosecutors have indicted three managers", march(5),
                                   precision="reported"))  # fmt: skip
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "minus", "minus")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "reported Fri 5 March 2021" in shown
        assert "◇ Prosecutors have indicted three managers" in shown
        assert "March 2021: 5 events" in shown
        await pilot.press("w")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Prosecutors" not in shown
        assert "March 2021: 4 events" in shown
        assert "without reported events" in shown
        await pilot.press("w")
        await settle(pilot)
        assert "◇ Prosecutors" in screen_text(app.screen)


async def test_a_day_after_the_publication_without_an_announcement_has_no_sign_of_the_past(
    timeline_store: Path,
) -> None:
    with Store(timeline_store) as store:
        add_events(store, march(5), Tells("The ferry loses its subsidy", march(9)))
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "minus", "minus")
        await settle(pilot)
        assert "◌ The ferry loses its subsidy" in screen_text(app.screen)


async def test_the_axis_moves_the_list_and_the_list_the_axis(timeline_store: Path) -> None:
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C")
        await settle(pilot)
        await pilot.press("h")
        await settle(pilot)
        assert "Timeline 6 March 2021" in screen_text(app.screen)
        await pilot.press("h", "h", "h", "h")
        await settle(pilot)
        assert "Timeline 2 March 2021: 1 event, 0 articles" in screen_text(app.screen)
        await pilot.press("j")
        await settle(pilot)
        assert "Timeline 4 March 2021: 2 events, 0 articles" in screen_text(app.screen)
        await pilot.press("g", "g", "k")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Fire burnt the old quay" in shown  # what lay before was fetched
        await pilot.press("g", "l")
        await settle(pilot)
        assert "Timeline 7 March 2021" in screen_text(app.screen)


async def test_sources_unfold_and_enter_opens_an_article_at_the_event(timeline_store: Path) -> None:
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C")
        await settle(pilot)
        await pilot.press("h", "h", "h")
        await settle(pilot)
        assert "↳" not in screen_text(app.screen)
        await pilot.press("z")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "↳ Coastwire 1 Mar 2021 · upcoming" in squeeze(shown)
        assert "↳ The Wire 6 Mar 2021 · dated Tue 2 March 2021" in squeeze(shown)
        await pilot.press("j", "j", "j", "enter")
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        assert reader.article_id == 3
        assert reader.view.text[reader.view.position :].startswith("The harbour pilots")
        await pilot.press("q")
        await settle(pilot)
        assert "↳ The Wire" in screen_text(app.screen)  # as it was left


async def test_a_search_is_a_timeline_of_its_own(timeline_store: Path) -> None:
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "slash")
        await type_in(pilot, "council")
        await pilot.press("enter", "minus")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "1 article · by" in shown
        assert "The council votes on fees" in shown
        assert "over a second crane" in shown
        await pilot.press("ampersand")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "1 event · by" in shown
        assert "over a second crane" not in shown
        await pilot.press("slash")
        await type_in(pilot, "x")
        assert "No events match the query." in screen_text(app.screen)
        await pilot.press("escape", "escape", "escape")
        assert not isinstance(app.screen, TimelineScreen)


async def test_what_most_articles_tell_comes_first_when_asked(timeline_store: Path) -> None:
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("C", "minus", "minus", "minus", "o")
        await settle(pilot)
        lines = screen_text(app.screen).splitlines()
        first = next(at for at, line in enumerate(lines) if "● " in line)
        assert "resigned over the second crane" in "".join(lines[first : first + 2])


async def test_a_store_without_dated_events_is_explained(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("C")
        await settle(pilot)
        assert "No dated events yet." in screen_text(app.screen)
        await pilot.press("h", "plus", "g", "l", "f", "z", "ampersand", "H")
        await settle(pilot)
        assert isinstance(app.screen, TimelineScreen)


@pytest.fixture
def timeline(run: Run) -> Run:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_strike(store)
    return lambda *arguments: run("timeline", *arguments)


def test_the_command_groups_an_event_of_several_articles(timeline: Run) -> None:
    ended = timeline("--group", "--from", "2021-03-04", "--to", "2021-03-04")
    assert ended.code == 0
    assert "2 articles: Coastwire, Harbour Post (1, 2)" in ended.out
    assert "dated Tue 2 March 2021 by The Wire" in ended.out
    [strike] = timeline("--upcoming", "--to", "2021-03-10", "--json").json
    assert (strike["fate"], strike["reported"]["article"]) == ("reported", 2)
    assert [event["article"] for event in strike["events"]] == [1, 2]


def test_the_command_counts_by_units_of_the_calendar(timeline: Run) -> None:
    assert timeline("--by", "year", "--json").json == [
        {"from": "2019-01-01", "to": "2019-12-31", "events": 1, "articles": 0},
        {"from": "2021-01-01", "to": "2021-12-31", "events": 4, "articles": 4},
    ]
    assert "March 2021" in timeline("--by", "month").out


def test_the_command_takes_a_query(timeline: Run) -> None:
    assert len(timeline("council", "--json").json) == 2
    assert [event["headline"] for event in timeline("council", "--events-only", "--json").json] == [
        "The council votes on fees"
    ]
    assert timeline("herring").code == 1
    assert "»someday«" in timeline("before:someday", "crane").err
    assert timeline("--by", "day", "--upcoming").code == 2
    assert timeline("crane", "--article", "1").code == 2


async def test_the_timeline_of_a_search_for_many_articles_says_that_it_has_the_latest(
    timeline_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.timeline.MOST_ARTICLES", 1)
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("C", "slash")
        await type_in(pilot, "council OR crane OR harbour")
        await pilot.press("enter")
        await settle(pilot)
        assert "the 1 most recent articles · by" in screen_text(app.screen)


async def test_from_a_search_it_is_the_timeline_of_what_was_searched(timeline_store: Path) -> None:
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "council")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("C")
        await settle(pilot)
        assert "1 article · by" in screen_text(app.screen)


async def test_a_search_for_tags_follows_the_tags(timeline_store: Path) -> None:
    with Store(timeline_store) as store:
        first = store.articles.list()[0].id
    app = OnRecordApp(timeline_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.edit("tags", lambda: app.store.articles.set_tags(first, ("port",)), "Tagged")
        app.open("timeline", query="tag:port")
        await settle(pilot)
        assert "1 article" in app.screen.query_one(Header).detail
        app.action_undo()
        await settle(pilot)
        assert "0 articles" in app.screen.query_one(Header).detail


async def test_events_that_wait_for_a_publication_date_are_counted(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "harbor.txt"
    path.write_text("The mayor of Luna, Ana Reis, closed the harbor on Tuesday.\n", "utf-8")
    run("add", path)
    store = tmp_path / "data" / "store.sqlite"
    remark = (
        "1 event of 1 article has no date: set the day of publication with D in the article; "
        "D lists the articles."
    )
    app = OnRecordApp(store)
    async with app.run_test(size=(160, 30)) as pilot:
        await pilot.press("C")
        await settle(pilot)
        assert remark in screen_text(app.screen)
    with Store(store) as opened:
        add_strike(opened)
    app = OnRecordApp(store)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("C")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert remark not in shown
        assert "1 event without a date (D)" in shown
        await pilot.press("D")
        await settle(pilot)
        assert "The mayor of Luna, Ana Reis, closed the harbor" in screen_text(app.screen)
        assert "is:undated" in screen_text(app.screen)
