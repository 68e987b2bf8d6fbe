"""Downloads of feeds: the feed of a page, moves, and errors with what to do."""

import datetime
import json
import subprocess
import sys

import pytest

from db.errors import ImportingError
from db.importers import ImportItem, http
from db.importers.feed_download import (
    FeedError,
    FeedVersion,
    download_feed,
    find_feeds,
    parse_wait,
)
from db.importers.host_locks import lock_host
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


JSON_FEED = {
    "title": "Bay & Sea",
    "items": [
        {"id": 7, "url": "https://bay.example/7", "title": "Is 3 < 4?", "tags": ["Ports", 5],
         "content_html": "<p>“We wait,” Ana Reis said.</p>", "authors": [{"name": "Li Wei"}, 3],
         "date_published": "2026-03-11T23:30:00-05:00"},
        {"id": "8", "external_url": "https://hill.example/8", "content_text": "A <b> is\n\na tag."},
        {"id": "9"}, "no item",
    ],
    "version": "https://jsonfeed.org/version/1.1",
}  # fmt: skip


def test_a_json_feed_is_watched_like_another() -> None:
    http._ROBOTS.clear()
    with serve_feed() as feed:
        site = feed.address.removesuffix("/feed")
        kind = {"Content-Type": "application/feed+json", "ETag": "1"}
        feed.pages["/feed.json"] = 200, kind, json.dumps(JSON_FEED).replace("/", r"\/").encode()
        link = "<link rel='alternate' type='application/feed+json' href='/feed.json'>"
        feed.pages["/"] = 200, {"Content-Type": "text/html"}, link.encode()
        found = download_feed(f"{site}/", HERE, FeedVersion())
    assert (found.address, found.version.etag) == (f"{site}/feed.json", "1")
    first, second, problem = found.read_items()
    assert isinstance(first, ImportItem)
    assert isinstance(second, ImportItem)
    document = first.document
    assert (document.text, document.title) == ("“We wait,” Ana Reis said.", "Is 3 < 4?")
    assert (document.site, document.byline, first.entry_id) == ("Bay & Sea", "Li Wei", "7")
    assert (str(document.published), first.tags) == ("2026-03-11", ("Ports", "5"))
    assert second.document.source == "https://hill.example/8"
    assert second.document.text == "A <b> is\na tag."
    assert not isinstance(problem, ImportItem)
    assert "is an entry without text" in problem.message


def test_a_host_waits_for_the_request_of_another_process() -> None:
    hold = (
        "import sys; from db.importers.host_locks import lock_host\n"
        "with lock_host('bay.example:80'): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stdout.readline() == b"held\n"
        with lock_host("hill.example:80"):
            pass
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("db.importers.host_locks.PATIENCE", 0.0)
            with (
                pytest.raises(ImportingError, match="another request"),
                lock_host("bay.example:80"),
            ):
                pass
        child.stdin.close()
        with lock_host("bay.example:80"):
            pass
