"""The watched feeds and folders: added, checked when due or asked, paused, removed and restored."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from db.importers import host_addresses, http
from db.ingest import IngestService
from db.opml import read_opml
from tests.support.feed_server import STORY, FeedItem, FeedServer, serve_feed
from tests.support.pilot import screen_text, settle, type_in
from tui.app import OnRecordApp
from tui.screens.watched_sources import WatchedSourcesScreen

pytestmark = pytest.mark.usefixtures("jobs_in_a_thread")


@pytest.fixture
def public_feed(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    monkeypatch.setattr(host_addresses, "_is_public", lambda _: True)
    with serve_feed() as server:
        server.set_entries("May", "June")
        yield server


@pytest.fixture
def app(empty: Path, monkeypatch: pytest.MonkeyPatch) -> OnRecordApp:
    """An app whose jobs use its own store, since they run in its process."""
    app = OnRecordApp(empty)
    monkeypatch.setattr("tui.worker_lane.run_worker_task", IngestService(app.store).run)
    return app


def message_texts(app: OnRecordApp) -> list[str]:
    return [message.text for message in app.messages.history]


def sources(app: OnRecordApp) -> list[tuple[str, bool, int]]:
    return [
        (source.address, source.paused, source.articles)
        for source in app.store.watched_sources.list()
    ]


async def test_a_feed_is_added_checked_paused_removed_and_restored(
    app: OnRecordApp, public_feed: FeedServer
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("g", "w")
        await settle(pilot)
        assert isinstance(app.screen, WatchedSourcesScreen)
        assert "Nothing is watched" in screen_text(app.screen)
        await pilot.press("a")
        await type_in(pilot, public_feed.address)
        await pilot.press("enter")
        await settle(pilot)
        assert sources(app) == [(public_feed.address, False, 2)]
        assert "2 articles added · last: 2 new · checked " in screen_text(app.screen)
        assert f"Check {public_feed.address}: 2 new." in message_texts(app)
        await pilot.press("R")
        await settle(pilot)
        assert f"Check {public_feed.address}: nothing new." in message_texts(app)
        public_feed.set_entries("July", "May", "June")
        await pilot.press("R")
        await settle(pilot)
        assert sources(app) == [(public_feed.address, False, 3)]
        await pilot.press("space")
        await settle(pilot)
        assert "3 articles added · last: 1 new · paused" in screen_text(app.screen)
        await pilot.press("d")
        await settle(pilot)
        assert sources(app) == []
        await pilot.press("u")
        await settle(pilot)
        assert sources(app) == [(public_feed.address, True, 3)]
        await pilot.press("u")
        await settle(pilot)
        assert sources(app) == [(public_feed.address, False, 3)]
        assert app.jobs.queue.jobs[-1].added == 1  # checks without news are not listed


async def test_an_error_is_shown_whole_and_reported_once(
    app: OnRecordApp, public_feed: FeedServer
) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        app.source_watcher.add(public_feed.address)
        await settle(pilot)
        public_feed.status, public_feed.version = 503, ""
        reported: list[bool] = []
        for _ in range(2):
            app.messages.history.clear()
            failing = app.store.watched_sources.list()
            app.source_watcher._check(failing, False)  # as when they are due
            await settle(pilot)
            reported.append(any("error (503)" in text for text in message_texts(app)))
        assert reported == [True, False]
        app.action_show("watched_sources")
        await settle(pilot)
        whole = " ".join(screen_text(app.screen.query_one("#error")).split())
        assert whole.startswith("answers with an error (503) of its server; it is checked")


async def test_an_address_without_a_feed_is_reported_and_not_watched(
    app: OnRecordApp, public_feed: FeedServer
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        app.source_watcher.add(public_feed.address.replace("/feed", "/page"))
        await settle(pilot)
        assert "is not a feed" in "\n".join(message_texts(app))
        assert sources(app) == []
        app.messages.clear()
        await pilot.press("g", "w", "a")
        await type_in(pilot, "/no/such/folder")
        await pilot.press("enter")
        await settle(pilot)
        assert "neither a folder nor an address" in "\n".join(message_texts(app))
        assert not isinstance(app.screen, WatchedSourcesScreen)  # the name can be corrected


async def test_a_refused_address_stays_in_the_field_and_a_private_host_is_asked_for(
    app: OnRecordApp,
) -> None:
    http._ROBOTS.clear()
    with serve_feed() as feed:
        feed.set_entries("May")
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press("g", "w", "a")
            await type_in(pilot, feed.address.replace("/feed", "/nothing"))
            await pilot.press("enter")
            await settle(pilot)
            assert "on this machine or its network. Watch its feed?" in screen_text(app.screen)
            await pilot.press("y")
            await settle(pilot)
            field = app.screen.query_one(Input)
            assert field.value == feed.address.replace("/feed", "/nothing")
            assert "does not exist (404); check the address" in screen_text(app.screen)
            await type_in(pilot, feed.address)
            await pilot.press("enter")
            await settle(pilot)
            await pilot.press("n")
            await settle(pilot)
            assert sources(app) == []
            await pilot.press("a")
            await settle(pilot)
            assert app.screen.query_one(Input).value == feed.address
            await pilot.press("enter")
            await settle(pilot)
            await pilot.press("y")
            await settle(pilot)
            assert sources(app) == [(feed.address, False, 1)]
            assert app.store.watched_sources.list()[0].private


PAGE = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article>
</body></html>"""
FOLDED = """<opml><body><outline text="Bay"><outline text="Bay News" xmlUrl="{feed}"/>
</outline><outline text="Gone" xmlUrl="{gone}"/>
<outline text="x" xmlUrl="mailto:a"/></body></opml>"""


async def test_from_a_list_of_feeds_to_the_full_text_of_an_article_and_the_next_unread(
    app: OnRecordApp, public_feed: FeedServer, tmp_path: Path
) -> None:
    http._ROBOTS.clear()
    site = public_feed.address.removesuffix("/feed")
    links = {month: f"{site}/{month}" for month in ("June", "May")}
    public_feed.set_items(
        *(FeedItem(f"The pier may close in {month}.", month, link) for month, link in links.items())
    )
    text = f"<p>{STORY.format(month='June')}</p><p>It opened a hundred years ago, in a storm.</p>"
    page = PAGE.format(title="June", text=text).encode()
    public_feed.pages["/June"] = 200, {"Content-Type": "text/html"}, page
    listed = FOLDED.format(feed=public_feed.address, gone=f"{site}/gone")
    (tmp_path / "feeds.opml").write_text(listed)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("g", "w", "a")
        await type_in(pilot, str(tmp_path / "feeds.opml"))
        await pilot.press("enter")
        await settle(pilot)
        assert "feeds.opml: 2 feeds added, 1 without a web address left out" in "".join(
            message_texts(app)
        )
        shown = screen_text(app.screen)
        assert [word in shown for word in ("All feeds", "Bay News", "✗ does not exist (404)")]
        await pilot.press("n")
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert "It opened a hundred years ago" in screen_text(app.screen)
        [june] = [row for row in app.store.articles.list() if row.title == "June"]
        assert [version.number for version in app.store.versions.list(june.id)] == [1, 2]
        await pilot.press(",")
        await settle(pilot)
        assert "The pier may close in May." in screen_text(app.screen)
        await pilot.press("q")
        await settle(pilot)
        assert "unread · 2 articles" in screen_text(app.screen)
        public_feed.set_items(FeedItem("The pier will close in May.", "May", links["May"]))
        app.source_watcher.check(app.store.watched_sources.list()[:1])
        await settle(pilot)
        assert "changed (=)" in screen_text(app.screen)
        await pilot.press("G", "M", "H")
        await settle(pilot)
        assert "No unread articles" in screen_text(app.screen)
        await pilot.press("escape", "H")
        await settle(pilot)
        assert isinstance(app.screen, WatchedSourcesScreen)
        feed = app.store.watched_sources.find(public_feed.address)
        assert feed is not None
        assert (feed.folder, app.store.feed_articles.counts()[feed.id].unread) == ("Bay", 0)
        await pilot.press("G", "f3", "x", "enter")
        await settle(pilot)
        assert app.store.watched_sources.get(feed.id).name == "x"
        await pilot.press("u")
        await settle(pilot)
        assert app.store.watched_sources.get(feed.id).name == "Bay News"
        await pilot.press("X")
        await type_in(pilot, str(tmp_path / "out.opml"))
        await pilot.press("enter")
        await settle(pilot)
        feeds, _ = read_opml((tmp_path / "out.opml").read_bytes())
        assert [(each.title, each.folder) for each in feeds] == [("Bay News", "Bay"), ("Gone", "")]


async def test_sources_are_checked_when_they_are_due(
    app: OnRecordApp, public_feed: FeedServer, tmp_path: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    app.store.watched_sources.add("feed", public_feed.address)
    paused = app.store.watched_sources.add("folder", str(tmp_path))
    app.store.watched_sources.set_paused(paused.id, True)
    app.store.watched_sources.add("folder", str(news))
    async with app.run_test() as pilot:
        watcher = app.source_watcher
        watcher.check_due()
        await settle(pilot)
        assert [articles for *_, articles in sources(app)] == [2, 0, 0]
        (news / "may.txt").write_text(STORY.format(month="August"))
        watcher.check_due()  # the folder was listed a moment ago
        await settle(pilot)
        assert app.store.articles.count() == 2
        watcher._folder_interval = 0.001
        watcher.check_due()
        await settle(pilot)
        assert app.store.articles.count() == 3
        assert len(public_feed.requests) == 1
