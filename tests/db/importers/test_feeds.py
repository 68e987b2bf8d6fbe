"""Feeds: the days of their entries, and what of a site is no article."""

import datetime
from pathlib import Path

import pytest

from db import Store
from db.importers import ImportItem, read_all_bytes
from db.ingest import IngestService

WORDS = "The pilots of the harbor left at noon, and no one knew where they went."
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Port</title>
<entry><title>Pilots</title><published>{published}</published><updated>{published}</updated>
<author><name>Ida Quill</name><email>ida@port.example</email></author>
<content>{words}</content></entry></feed>"""
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Port</title><item><title>Pilots</title><author>Ida Quill (ida@port.example)</author>
<pubDate>{published}</pubDate><description>{words}</description>{more}</item></channel></rss>"""
KIND = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://b.example/2008/kind#{}"/>'


def _read(feed: str) -> list[ImportItem]:
    return [item for item in read_all_bytes(feed.encode(), "f.xml") if isinstance(item, ImportItem)]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2021-03-05T00:30:00+02:00", "2021-03-05"),
        ("2021-03-04T23:30:00-05:00", "2021-03-04"),
        ("2021-03-05T10:00:00Z", "2021-03-05"),
        ("1970-01-01T00:00:00Z", ""),
    ],
)
def test_an_entry_has_the_day_of_its_own_time_zone(published: str, day: str) -> None:
    (item,) = _read(ATOM.format(published=published, words=WORDS))
    assert str(item.document.published or "") == day
    assert item.document.byline == "Ida Quill"


@pytest.mark.parametrize(
    ("published", "more", "day"),
    [
        ("Fri, 05 Mar 2021 00:30:00 +0200", "", "2021-03-05"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "<wp:status>draft</wp:status>", ""),
        (
            "Thu, 04 Mar 2021 22:30:00 +0000",
            "<wp:status>publish</wp:status><wp:post_date>2021-03-05 00:30:00</wp:post_date>",
            "2021-03-05",
        ),
    ],
)
def test_an_item_has_the_day_of_its_publisher(published: str, more: str, day: str) -> None:
    (item,) = _read(RSS.format(published=published, words=WORDS, more=more))
    assert str(item.document.published or "") == day
    assert item.document.byline == "Ida Quill"


def test_a_long_comment_before_the_entries_is_skipped() -> None:
    feed = ATOM.format(published="2021-03-05T10:00:00Z", words=WORDS)
    (item,) = _read(feed.replace("?><feed", f"?><!-- {'Made by hand. ' * 50}--><feed"))
    assert item.document.title == "Pilots"


def test_settings_and_comments_of_a_blog_are_no_articles() -> None:
    feed = ATOM.format(published="2021-03-05T10:00:00Z", words=WORDS)
    entry = feed[feed.index("<entry>") : feed.index("</feed>")]
    kinds = ("settings", "post", "template", "comment")
    entries = "".join(entry.replace("<entry>", f"<entry>{KIND.format(kind)}") for kind in kinds)
    (item,) = _read(feed.replace(entry, entries))
    assert item.document.published_day == datetime.date(2021, 3, 5)
    assert "left out: 3" in item.document.remark


def test_entries_that_share_an_address_are_kept_apart_in_a_file_too(tmp_path: Path) -> None:
    entry = (
        "<item><title>Flood</title>{link}<guid>{id}</guid><description>{words}</description></item>"
    )
    link = "<link>https://port.example/live</link>"
    words = "The flood in the valley killed {} people on Monday, the harbor office said."
    entries = "".join(
        entry.format(link=shown, id=number, words=words.format(number))
        for number, shown in enumerate([link, link, "<link>https://port.example/1</link>"], 12)
    )
    path = tmp_path / "feed.xml"
    path.write_text(f"<rss version='2.0'><channel><title>Port</title>{entries}</channel></rss>")
    items = _read(path.read_text())
    assert [item.entry_id for item in items] == ["12", "13", "14"]
    assert [item.shares_address for item in items] == [True, True, False]
    with Store(tmp_path / "s.sqlite") as store:
        results = list(IngestService(store).run_all([path]))
        assert [result.known for result in results] == [False] * 3
        assert store.articles.count() == 3
