import datetime
import json

import pytest

from analysis.partial_dates import PartialDate
from db.importers import read_bytes
from db.importers.markup_text import fragment_text
from db.importers.page_dates import choose_page_date

HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Pilots leave the boats | Coastwire</title>
<meta property="og:title" content="Pilots leave the boats">
<meta property="og:site_name" content="Coastwire"><meta name="author" content="Ida Quill">
<meta property="article:published_time" content="2021-03-03T10:00:00Z">
<meta property="article:modified_time" content="2021-03-09T10:00:00Z">
<link rel="canonical" href="https://coast.example/pilots"></head>"""
BODY = """<body><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Pilots leave the boats</h1>
<p>The pilots of the harbour will walk out on Friday, their union&#8217;s leader
<a href="/o">Mara Ortiz</a> said on Tuesday, and no one in the port knows for how long.</p>
<h2>What comes next</h2>
<p>&#8220;We have asked for a caf&eacute; and got a bucket,&#8221; she said. She had asked for it
again and again, in letters that the port says it never received.</p>
<ul><li>Boats wait outside.</li><li>Fish gets dear.</li></ul></article>
<aside><p>Subscribe to our newsletter today.</p></aside>
<footer><p>Copyright 2024 Coastwire</p></footer><script>track("pilots")</script></body></html>"""
WORDS = "The pilots of the harbour will walk out on Friday, their union said on Tuesday. "


def test_a_page_becomes_its_article() -> None:
    document = read_bytes((HEAD + BODY).encode(), "saved.html")

    assert (document.title, document.byline) == ("Pilots leave the boats", "Ida Quill")
    assert (document.site, document.source) == ("Coastwire", "https://coast.example/pilots")
    assert (document.published, document.published_from) == (
        PartialDate(2021, 3, 3),
        "metadata",
    )
    assert document.remark == ""
    for sentence in (
        "union’s leader Mara Ortiz said",
        "What comes next",
        "“We have asked for a café and got a bucket,” she said.",
        "Fish gets dear.",
    ):
        assert sentence in document.text
    for dropped in ("Sport", "newsletter", "Copyright", "track"):
        assert dropped not in document.text


def test_what_readers_wrote_under_it_is_not_the_article() -> None:
    comment = "<div class='comment'><p>I have thought about boats for a long time, and must say: "
    comments = f"<div id='comments'>{(comment + WORDS * 2 + '</p></div>') * 30}</div></article>"
    document = read_bytes((HEAD + BODY.replace("</article>", comments)).encode())
    assert "got a bucket" in document.text
    assert "must say" not in document.text
    assert document.remark == ""


def test_a_page_is_known_by_its_first_tag() -> None:
    assert read_bytes((HEAD + BODY).encode()).site == "Coastwire"


def test_a_page_says_which_encoding_it_is_in() -> None:
    page = (HEAD.replace("utf-8", "iso-8859-1") + BODY).replace("&eacute;", "é")
    assert "a café and" in read_bytes(page.encode("cp1252"), "a.html").text


def test_a_date_that_only_the_text_gives() -> None:
    page = f"<html><body><p>PORT LUNA, May 3, 2021 (Coastwire) – {WORDS * 3}</p></body></html>"
    document = read_bytes(page.encode(), "a.html")
    assert (document.site, document.published) == ("Coastwire", PartialDate(2021, 5, 3))
    assert document.published_from == "dateline"


def test_controls_behind_character_references_are_harmless() -> None:
    text = read_bytes((HEAD + BODY.replace("on Friday", "&#27;[2J&#x9b;on Friday")).encode()).text
    assert "will walk out \ufffd[2J\ufffdon Friday" in text


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{WORDS}",
        "<html><body>" + "<div>" * 50_000 + WORDS + "</div>" * 50_000,
        "<html><body><p>" + WORDS * 130_000,
        "<html><body>" + "<!-- " * 100_000 + WORDS,
        "<html><body>" + "<script " * 100_000 + WORDS,
        "<html><body>" + "<" * 100_000 + WORDS,
    ],
    ids=["fragment", "deep", "large", "comments", "scripts", "brackets"],
)
def test_text_that_a_parser_loses_is_kept_and_said(page: str) -> None:
    document = read_bytes(page.encode(), "a.html")
    assert WORDS.strip() in document.text
    assert "whole page was kept" in document.remark


@pytest.mark.parametrize("name", ["a.html", "a.eml", "a.xml", "a.json"])
def test_a_reference_of_thousands_of_digits_costs_only_itself(name: str) -> None:
    markup = f"<p>{WORDS}</p><p>Before &#{'9' * 5_000}; after &#x41; that.</p>"
    data = {
        "a.html": f"<html><body>{markup}</body></html>",
        "a.eml": f"From: a\nTo: b\nSubject: c\nContent-Type: text/html\n\n{markup}\n",
        "a.xml": f"<rss version='2.0'><channel><item><title>a</title><description><![CDATA[{markup}"
        "]]></description></item></channel></rss>",
        "a.json": json.dumps([{"text": markup}]),
    }
    text = read_bytes(data[name].encode(), name).text
    assert WORDS.strip() in text
    assert "Before \ufffd after A that." in text
    assert "999" not in text


def test_numbered_lists_keep_their_numbers() -> None:
    steps = (
        "<ol start='4'><li>Boats wait outside the port.</li><li><p>Fish gets dear.</p></li></ol>"
    )
    text = read_bytes((HEAD + BODY.replace("</article>", steps + "</article>")).encode()).text
    assert "\n4. Boats wait outside the port.\n5. Fish gets dear." in text
    assert "\n- Boats wait outside." in text


def test_numbered_lists_of_a_fragment() -> None:
    item = f"<item><title>a</title><description><![CDATA[<p>{WORDS}</p><ol><li>Boats<ul><li>old"
    feed = f"{item}</ul><li><p>Fish</p></ol>]]></description></item>"
    text = read_bytes(f"<rss version='2.0'><channel>{feed}</channel></rss>".encode(), "a.xml").text
    assert text.endswith("1. Boats\n- old\n2. Fish")


def test_invisible_padding_is_not_text() -> None:
    padded = BODY.replace("<p>The pilots", "<p>&#847;&zwnj;&nbsp;&#847;&zwnj;&shy;The pi&shy;lots")
    text = read_bytes((HEAD + padded).encode()).text
    assert "The pilots of the harbour" in text
    assert not set("\u034f\u200c\xad") & set(text)


@pytest.mark.parametrize("name", ["Username", "admin", "jdadmin", "Guest"])
def test_the_placeholder_of_a_publishing_system_is_no_byline(name: str) -> None:
    assert read_bytes((HEAD.replace("Ida Quill", name) + BODY).encode()).byline == ""


def test_links_to_other_stories_at_the_end_are_not_the_article() -> None:
    others = "".join(
        f"<li><a href='/{number}'><b>Ferry line {number} closes</b> The line was the last one of "
        "its kind in the bay</a></li>"
        for number in range(9)
    )
    page = HEAD + BODY.replace("</article>", f"<h3>Read also</h3><ul>{others}</ul></article>")
    text = read_bytes(page.encode()).text
    assert "union’s leader Mara Ortiz said" in text
    assert "Ferry line" not in text


def test_an_article_above_many_comments_does_not_become_the_whole_page() -> None:
    crew = f"<div class='reply'>{WORDS.replace('pilots', 'crew')}</div>"
    article = f"<p>{WORDS * 3}</p></article><div class='commentlist'>{crew * 60}</div>"
    document = read_bytes((HEAD + BODY.replace("</article>", article)).encode())
    assert "The crew of the harbour" not in document.text


def test_the_cells_of_a_table_are_apart_in_a_fragment() -> None:
    table = "<table><tr><th>Ferry</th><th>Age</th></tr><tr><td>Luna</td><td>31</td></tr></table>"
    assert fragment_text(f"<p>Old boats:</p>{table}") == "Old boats:\nFerry Age\nLuna 31"
    figure = f"<figure>{table}<figcaption>Ages of boats</figcaption></figure>"
    assert fragment_text(f"<p>Old boats:</p>{figure}") == "Old boats:\nFerry Age\nLuna 31"
    assert fragment_text("<figure><img><figcaption>A boat</figcaption></figure><p>Up.</p>") == "Up."


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ('<meta property="article:published_time" content="2022-03">', "2022-03"),
        ('<meta name="citation_publication_date" content="2022/03">', "2022-03"),
        ('<meta name="date" content="2022">', "2022"),
        ('<script type="application/ld+json">{"datePublished": "2022-03"}</script>', "2022-03"),
        ('<meta property="article:published_time" content="2022-03-17T10:00:00Z">', "2022-03-17"),
        ('<meta name="date" content="2022-03-17"><time>March 2022</time>', "2022-03-17"),
    ],
)
def test_the_date_of_a_page_is_as_exact_as_its_metadata(stated: str, published: str) -> None:
    paragraphs = "".join(
        f"<p>The pier was closed for the {number} time after a storm broke its old planks.</p>"
        for number in ("first", "second", "third", "fourth", "fifth", "sixth")
    )
    page = f"<html><head><title>Pier closed</title>{stated}</head><body><article>{paragraphs}"
    document = read_bytes(f"{page}</article></body></html>".encode(), "pier.html")
    assert (str(document.published), document.published_from) == (published, "metadata")


def test_the_number_of_a_version_is_no_date() -> None:
    body = "<p>The harbor office uses version 2.8.10 of its charts, and the pilots like it.</p>" * 9
    page = f"<html><head><title>Charts</title></head><body><article>{body}</article></body></html>"
    assert read_bytes(page.encode(), "charts.html").published is None


def test_the_day_of_the_article_counts_more_than_the_day_of_the_visit() -> None:
    day = datetime.date(2023, 12, 25)
    text = "Pilots meet\n\nBy Ida Quill\n15 April 2019\n\nThe pilots met for hours at the quay.\n"
    shown = '<div class="date">Mon, 25 Dec 2023</div>'
    assert choose_page_date(day, None, shown, text) is None  # that of the first lines is found next
    stated = '<meta name="date" content="2023-12-25">'
    assert choose_page_date(day, None, stated, text) == day
