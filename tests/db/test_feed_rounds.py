"""Rounds of feeds: several hosts at a time, full texts, lists of feeds, and unread articles."""

import datetime
import threading
import time

import pytest

from db import Store
from db.errors import ImportingError
from db.feed_rounds import FeedRound, download_feeds, split_rounds
from db.importers import http
from db.importers.http import FetchOptions
from db.opml import ListedFeed, format_opml, read_opml
from db.repositories.watched_sources import WatchedSource
from db.source_checks import SourceCheck, add_source, describe_entries
from tests.support.children import DEADLINE
from tests.support.feed_server import FeedItem, serve_feed

HERE = FetchOptions(allow_private=True)
PAGE = (
    "<html><head><title>Pier</title></head><body><article><h1>Pier</h1><p>The pier may close in "
    "June, said the mayor, Ana Reis, after a long debate in the council of the town.</p><p>{}</p>"
    "</article></body></html>"
)


def test_the_feeds_of_one_host_are_fetched_in_turn_and_the_others_do_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running: list[str] = []
    together: list[list[str]] = []
    release = threading.Event()

    def download(address: str, *_: object) -> None:
        host = address.split("/")[2]
        running.append(host)
        together.append(sorted(running))
        if host == "slow.example":
            release.wait(DEADLINE)
        time.sleep(0.005)
        running.remove(host)
        raise ImportingError("no")

    monkeypatch.setattr("db.feed_rounds.download_feed", download)
    hosts = ["slow.example", "a.example", "a.example", "b.example", "a.example"]
    sources = [WatchedSource(at, "feed", f"https://{host}/{at}") for at, host in enumerate(hosts)]
    arrived = []
    for source, _ in download_feeds(sources, HERE):
        arrived.append(source.id)
        if len(arrived) == 4:
            release.set()
    assert (arrived[-1], sorted(arrived)) == (0, [0, 1, 2, 3, 4])
    assert all(hosts.count("a.example") <= 1 for hosts in together)
    assert any("slow.example" in hosts and "a.example" in hosts for hosts in together)


def test_feeds_that_failed_are_in_the_last_round() -> None:
    sources = [
        WatchedSource(number, "feed", f"https://{number}.example/", failures=number % 2)
        for number in range(14)
    ]
    first, last, folder = split_rounds([*sources, WatchedSource(20, "folder", "/news")], HERE)
    assert isinstance(first, FeedRound)
    assert isinstance(last, FeedRound)
    assert isinstance(folder, SourceCheck)
    assert [source.id for source in first.sources][:7] == [0, 2, 4, 6, 8, 10, 12]
    assert [source.failures for source in last.sources] == [1, 1]


def test_the_page_of_an_entry_is_its_text_if_it_has_more(store: Store) -> None:
    http._ROBOTS.clear()
    with serve_feed() as feed:
        site = feed.address.removesuffix("/feed")
        feed.set_items(FeedItem("An old pier.", "Old", f"{site}/old"))
        source, _ = add_source(store, feed.address, HERE)
        store.watched_sources.set_options(source.id, full_text="always")
        feed.pages["/pier"] = 200, {"Content-Type": "text/html"}, PAGE.format("It is old.").encode()
        entry = FeedItem("The pier may close in June.", "Pier", f"{site}/pier")
        lost = FeedItem("The ferry is late.", "Ferry", f"{site}/ferry")
        feed.set_items(entry, lost)
        SourceCheck(store.watched_sources.get(source.id), HERE).run(store)
        texts = {row.title: store.articles.get(row.id).document for row in store.articles.list()}
        assert "Ana Reis" in texts["Pier"].text
        assert texts["Ferry"].text.strip() == "The ferry is late."
        assert texts["Ferry"].remark.startswith("the full text was not fetched: does not exist")
        requests = len(feed.requests)
        feed.set_items(entry, lost, FeedItem("An old pier.", "Old", f"{site}/old"))
        SourceCheck(store.watched_sources.get(source.id), HERE).run(store)
        assert len(feed.requests) == requests + 1  # no page again
        later = PAGE.format("It will be repaired.").encode()
        feed.pages["/pier"] = 200, {"Content-Type": "text/html"}, later
        feed.set_items(FeedItem("The pier will close in June.", "Pier", f"{site}/pier"))
        SourceCheck(store.watched_sources.get(source.id), HERE).run(store)
        [pier] = [row.id for row in store.articles.list() if row.title == "Pier"]
        assert "It will be repaired." in store.articles.text(pier)
        assert store.feed_articles.list_changed([pier]) == {pier}
        assert not store.proposals.list()


def test_an_entry_without_text_is_a_reference_whose_page_can_be_fetched(store: Store) -> None:
    with serve_feed() as feed:
        feed.set_items(FeedItem("", "Ferry", "https://bay.example/ferry"), FeedItem("", "No link"))
        source, result = add_source(store, feed.address, HERE)
        references = [each.is_reference for each in (result, *result.more_results)]
        assert (sorted(references), source.articles) == ([False, True], 1)
        assert "is an entry without text" in source.error
        [ferry] = store.imports.list_references()
        assert store.feed_articles.list_ids() == [ferry]
        SourceCheck(store.watched_sources.get(source.id), HERE).run(store)
        assert store.imports.list_references() == [ferry]


RSS = """<rss version="2.0"><channel><title>Bay</title>{}</channel></rss>"""
DATED = "<item><title>{0}</title><description>The {0} story is here.</description>{1}</item>"


def test_articles_are_listed_newest_first_and_a_future_date_does_not_stay_on_top(
    store: Store,
) -> None:
    http._ROBOTS.clear()
    today = datetime.datetime.now(datetime.UTC)
    days = {"old": -400, "future": 900, "yesterday": -1}
    form = "<pubDate>{:%a, %d %b %Y} 10:00 GMT</pubDate>"
    items = [
        DATED.format(name, form.format(today + datetime.timedelta(days=day)))
        for name, day in days.items()
    ]
    with serve_feed() as feed:
        body = RSS.format("".join([*items, DATED.format("undated", "")])).encode()
        feed.pages["/dated"] = 200, {"Content-Type": "text/xml"}, body
        source, _ = add_source(store, feed.address.replace("/feed", "/dated"), HERE)
    assert source.remark == (
        "1 entry dated in the future, 1 entry without a date, 4 entries without an id: listed by "
        "the day of their first check"
    )
    titles = {row.id: row.title for row in store.articles.list()}
    listed = store.feed_articles.list_ids()
    assert [titles[article] for article in listed] == ["future", "undated", "yesterday", "old"]
    store.reading_state.set_state(listed[:2], "read")
    assert store.feed_articles.find_next_unread([source.id]) == (source.id, listed[2])
    assert store.feed_articles.list_ids([source.id], unread=True, listed_too=listed[:1]) == [
        listed[0], *listed[2:],
    ]  # fmt: skip
    counts = store.feed_articles.counts()[source.id]
    assert (counts.unread, counts.articles) == (2, 4)
    assert describe_entries([], today.date()) == "the feed has no entries yet"


def test_a_list_of_feeds_keeps_titles_and_folders() -> None:
    feeds = [
        ListedFeed("https://bay.example/feed", "Bay & “Sea”", "News/Ports"),
        ListedFeed("https://hill.example/feed", "", "News"),
        ListedFeed("https://vale.example/feed", "Vale <1>", ""),
    ]
    found, left_out = read_opml(format_opml(feeds).encode())
    assert (sorted(feed.folder for feed in found), left_out) == (["", "News", "News/Ports"], 0)
    assert {feed.address: feed.title for feed in found} == {
        "https://bay.example/feed": "Bay & “Sea”",
        "https://hill.example/feed": "https://hill.example/feed",
        "https://vale.example/feed": "Vale <1>",
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html><body>no</body></html>", "is not a list of feeds"),
        (b"<opml><head/></opml>", "is not a list of feeds"),
        (b"<opml><body><outline xmlUrl='file:///etc/passwd'/></body></opml>", "has no feed"),
        (b"nothing", "damaged XML"),
        (b"<opml><body>" + b"<outline text='a'>" * 5000, "has no feed"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(ImportingError, match=message):
        read_opml(data)
