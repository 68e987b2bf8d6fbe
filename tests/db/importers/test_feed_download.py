"""Downloads of feeds: the feed of a page, moves, and errors with what to do."""

import datetime

import pytest

from db.errors import ImportingError
from db.importers import http
from db.importers.feed_download import (
    FeedError,
    FeedVersion,
    download_feed,
    find_feeds,
    parse_wait,
)
from db.importers.http import FetchOptions, find_site
from tests.support.feed_server import serve_feed

HERE = FetchOptions(allow_private=True)
HEAD = """<html><head><title>Bay News</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<LINK href='/feed?a=1&amp;b=2' type=application/atom+xml rel="home alternate">
<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/look.css">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head></html>"""


def test_the_feeds_of_a_page_are_found_those_of_comments_last() -> None:
    assert list(find_feeds(HEAD, "https://bay.example/news/")) == [
        "https://bay.example/feed?a=1&b=2", "https://bay.example/comments.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("Mon, 02 Mar 2026 10:05:00 GMT", 300), ("soon", 0), ("", 0),
     ("Mon, 02 Mar 2026 09:00:00 GMT", 0), ("99999999999", 30 * 86_400)],
)  # fmt: skip
def test_the_time_for_which_a_server_asks_is_read(header: str, seconds: float) -> None:
    now = datetime.datetime(2026, 3, 2, 10, 0, tzinfo=datetime.UTC)
    assert parse_wait(header, now) == seconds


def test_each_error_of_a_feed_says_what_to_do() -> None:
    form = b"<html><body><form><input name=p type='password'></form></body></html>"
    expected = {
        401: "requires a login (401); use the address with a key",
        403: "refuses programs (403); look on its site",
        404: "does not exist (404); check the address, or give that of the site",
        410: "was removed for good (410); remove it here too",
        503: "answers with an error (503) of its server; it is checked again later",
        418: "answers with an error (418); open the address in a browser",
    }
    http._ROBOTS.clear()
    with serve_feed() as feed:
        site = feed.address.removesuffix("/feed")
        for status, message in expected.items():
            feed.pages["/news"] = status, {"Retry-After": "90"}, b""
            with pytest.raises(FeedError) as failed:
                download_feed(f"{site}/news", HERE, FeedVersion())
            assert (str(failed.value).startswith(message), failed.value.wait) == (True, 90)
        feed.pages["/login"] = 200, {"Content-Type": "text/html"}, form
        with pytest.raises(ImportingError, match="shows a form for a password"):
            download_feed(f"{site}/login", HERE, FeedVersion())
        with pytest.raises(ImportingError, match="is not a feed, and names none"):
            download_feed(f"{site}/page", HERE, FeedVersion())


def test_a_feed_that_moved_for_good_has_another_address() -> None:
    http._ROBOTS.clear()
    with serve_feed() as feed:
        feed.set_entries("May")
        site = feed.address.removesuffix("/feed")
        page = HEAD.replace("?a=1&amp;b=2", "").encode()
        feed.pages |= {
            "/old": (301, {"Location": "/older"}, b""), "/older": (308, {"Location": "/feed"}, b""),
            "/mixed": (302, {"Location": "/old"}, b""), "/away": (301, {"Location": "/page"}, b""),
            "/site": (200, {"Content-Type": "text/html"}, page),
        }  # fmt: skip
        for path, address in (("/old", feed.address), ("/mixed", f"{site}/mixed")):
            found = download_feed(site + path, HERE, FeedVersion())
            assert (found.address, bool(found.remark)) == (address, path == "/old")
        found = download_feed(f"{site}/site", HERE, FeedVersion())
        assert (found.address, len(found.read_items())) == (feed.address, 1)
        assert (
            found.remark == f"found on the page {site}/site, which also names {site}/comments.xml"
        )
        with pytest.raises(ImportingError, match="is not a feed"):
            download_feed(f"{site}/away", HERE, FeedVersion())


def test_only_the_private_host_of_a_feed_is_allowed_not_where_it_leads() -> None:
    http._ROBOTS.clear()
    with serve_feed() as feed, serve_feed() as second:
        feed.set_entries("May")
        own = FetchOptions(private_host=find_site(feed.address))
        assert download_feed(feed.address, own, FeedVersion()).answer
        feed.pages["/away"] = 302, {"Location": second.address}, b""
        for address in (f"{feed.address.removesuffix('/feed')}/away", second.address):
            with pytest.raises(ImportingError, match="on this machine or its network"):
                download_feed(address, own, FeedVersion())
        assert not second.requests
