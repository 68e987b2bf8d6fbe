"""Insertions between and inside paragraphs of a page that are no part of its article."""

import pytest

from db.importers import read_bytes
from tests.support.page_layouts import LAST, LEAD, META, MORE, SAID, TITLE, html


def _read(*paragraphs: str) -> str:
    body = "".join(paragraphs)
    page = html(META, f"<main><article><h1>{TITLE}</h1>{body}</article></main>")
    return " ".join(read_bytes(page.encode(), "saved.html").text.split())


@pytest.mark.parametrize(
    "link",
    [
        "<strong><a href='/1'>MAYOR OF PORT LUNA OPENS UP ABOUT HER BOAT</a></strong>",
        "<b>READ MORE:</b> <a href='/1'>Mayor of Port Luna buys a boat</a>",
        "Related | <a href='/1'>Mayor of Port Luna buys a boat</a>",
        "<a href='/1'>See also: Mayor of Port Luna buys a boat</a>",
        "Lesen Sie auch: <a href='/1'>Mayor of Port Luna buys a boat</a>",
    ],
)
def test_a_paragraph_that_links_to_another_story_is_left_out(link: str) -> None:
    text = _read(f"<p>{LEAD}</p><p>{SAID}</p><p>{link}</p><p>{MORE}</p><p>{LAST}</p>")
    assert text.split(LEAD)[1] == f" {SAID} {MORE} {LAST}"


@pytest.mark.parametrize(
    "paragraph",
    [
        "The whole report of the divers is on the page of <a href='/r'>the harbor of Port Luna</a>",
        "<a href='/r'>The divers wrote a report of forty pages about what they saw there.</a>",
        "The report says: <a href='/r'>no boat of this age may sail</a>",
    ],
)
def test_a_sentence_with_a_link_is_kept(paragraph: str) -> None:
    text = _read(f"<p>{LEAD}</p><p>{SAID}</p><p>{paragraph}</p><p>{MORE}</p><p>{LAST}</p>")
    assert "report" in text


def test_a_popup_of_links_does_not_get_into_the_sentence() -> None:
    popup = (
        "<span class='rollover-person'><a href='/lea'>Lea Holm</a><span class='rollover-block'>"
        "<a href='/lea'>Lea Holm</a><a href='/2'>Harbor master rejects plan of the town</a>"
        "<a href='/3'>Crown prince visits Port Luna</a></span></span>"
    )
    text = _read(
        f"<p>{LEAD}</p><p>“It leaks,” said {popup} on Monday.</p><p>{MORE}</p><p>{LAST}</p>"
    )
    assert "said Lea Holm on Monday." in text


def test_the_explanation_of_a_term_is_kept() -> None:
    term = "<span class='tooltip'>bilge pump <a href='/b'>(?)</a></span>"
    text = _read(f"<p>{LEAD}</p><p>The {term} had failed before.</p><p>{MORE}</p><p>{LAST}</p>")
    assert "The bilge pump" in text


def test_a_quoted_post_is_a_part_of_the_article() -> None:
    post = (
        "<div class='social-media-embed'><blockquote class='chirper-tweet'><p>I will not send two "
        "hundred people out on that boat.</p>— Lea Holm (@leaholm) <a href='/s'>May 9, 2023</a>"
        "</blockquote></div>"
    )
    text = _read(f"<p>{LEAD}</p>{post}<p>{SAID}</p><p>{MORE}</p><p>{LAST}</p>")
    before, _, after = text.partition("I will not send two hundred people out on that boat.")
    assert before.rstrip().endswith(LEAD)
    assert "Lea Holm (@leaholm)" in after
