"""Pages whose comments, menus or lost paragraphs an extraction may take for the article."""

import lxml.html

from db.importers import read_bytes
from db.importers.page_parts import PageParts
from tests.support.page_layouts import LAST, LEAD, META, MORE, PARAGRAPHS, SAID, TITLE, html

_STORY = "\n".join((LEAD, SAID, MORE, LAST))
_COMMENT = (
    "I never trusted that boat, and my uncle, who built ships, would not board it in a storm."
)


def _parts(body: str) -> PageParts:
    return PageParts(lxml.html.document_fromstring(html(META, body)))


def test_a_text_of_the_marked_article_is_whole() -> None:
    origin = _parts(f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article>").trace(_STORY)
    assert origin.is_whole
    assert not origin.is_doubtful
    assert origin.outside < len(_STORY.split()) / 10  # where two paragraphs meet


def test_a_text_that_lacks_most_of_the_marked_article_is_doubtful() -> None:
    origin = _parts(f"<article>{PARAGRAPHS}</article>").trace(LEAD)
    assert origin.has_lost
    assert origin.is_doubtful


def test_a_text_of_comments_is_doubtful() -> None:
    for comments in (
        f"<div id='reader-comments'><p>{_COMMENT}</p></div>",
        f"<ul class='commentList'><li>{_COMMENT}</li></ul>",
        f"<section class='big leserkommentare'><article><p>{_COMMENT}</p></article></section>",
    ):
        parts = _parts(f"<div>{PARAGRAPHS}</div>{comments}")
        assert parts.trace(_COMMENT).has_comments
        assert not parts.trace(_STORY).is_doubtful
        assert parts.comment_words == len(_COMMENT.split())


def test_the_state_of_comments_and_a_commentary_are_no_comments() -> None:
    for name in ("comments-open", "post has-comments", "commentary", "commentisfree"):
        assert _parts(f"<div class='{name}'>{PARAGRAPHS}</div>").comment_words == 0
    titled = f"<div class='with comments'><h1>{TITLE}</h1>{PARAGRAPHS}</div>"
    assert _parts(titled).comment_words == 0


def test_a_quotation_of_the_article_in_a_comment_is_of_the_article() -> None:
    parts = _parts(f"<article>{PARAGRAPHS}</article><div class='comments'><p>{SAID}</p></div>")
    assert not parts.trace(_STORY).has_comments


def test_teasers_and_equal_articles_are_no_marked_article() -> None:
    teaser = f"<article><p>{LEAD}</p></article>"
    entries = "".join(f"<article><p>{words} {words}</p></article>" for words in (SAID, MORE, LAST))
    for body in (teaser, entries):
        parts = _parts(body)
        assert parts.trace(_COMMENT).kept_share is None
        assert parts.article_markup() == ""


def test_a_menu_without_its_element_is_said_to_be_links() -> None:
    links = "".join(
        f"<li><a href='/{at}'>Number {at} of the stories about the harbor and its ships</a></li>"
        for at in range(60)
    )
    document = read_bytes(html(META, f"<div><ul>{links}</ul></div>").encode(), "saved.html")
    assert document.remark == "most of the text is links: compare it with the page"


def test_an_article_that_is_not_surely_the_better_text_is_left_to_the_reader() -> None:
    letters = "".join(
        f"<p>Letter {at}: the {at + 7} sailors of the island wrote to us that the ferry of {at} "
        "companies is older than the harbor, and asked for a new one before the winter.</p>"
        for at in range(20)
    )
    page = html(META, f"<div class='x'><article>{PARAGRAPHS}</article></div><main "
                f"class='post-content'><h1>{TITLE}</h1>{letters}</main>")  # fmt: skip
    document = read_bytes(page.encode(), "saved.html")
    assert "Letter 7" in document.text
    assert document.remark == (
        "the text lacks most of what the page marks as its article: compare it with the page"
    )


def test_the_rest_of_a_page_that_is_comments_is_not_reported_as_lost() -> None:
    comments = f"<div class='comments'>{f'<p>{_COMMENT}</p>' * 60}</div>"
    page = html(META, f"<div><h1>{TITLE}</h1>{PARAGRAPHS}</div>{comments}")
    document = read_bytes(page.encode(), "saved.html")
    assert LEAD in document.text
    assert document.remark == ""
