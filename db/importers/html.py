"""Importer of web pages, by trafilatura; an extraction that lost the article is detected."""

import datetime
import re

import trafilatura
from lxml.etree import ElementDefaultClassLookup, strip_elements
from lxml.html import HtmlElement
from trafilatura.settings import Document as Extract
from trafilatura.settings import set_date_params
from trafilatura.utils import HTML_PARSER

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.markup_text import LONG_REFERENCE, fragment_text, visible_text
from db.importers.page_dates import choose_page_date
from db.importers.page_insertions import remove_links, remove_popups, uncover_posts
from db.importers.page_layouts import is_list_page, replace_layout_tables, restore_headings
from db.importers.page_metadata import read_page_metadata
from db.importers.page_parts import PageParts
from db.models import Document

# One class for all elements: lxml's choice by the tag is a call of Python for each access.
HTML_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))


# Share of the page's words outside links: an extraction with fewer may have lost the article.
_KEPT = 0.25
_MOST_TAGS = 50_000  # the extraction of a page with more takes longer than 10 s
_HEAD = 100_000  # characters that contain the metadata of a larger page
_FEW = 10  # words; an extraction with fewer has found nothing
_WORD = re.compile(r"[^\W_]\S*")
_SHORT = 50  # words; an extraction with fewer may be a notice beside the article
_AGREED = 0.5  # of a line's word sequences; a line with so many is in both extractions
_SEQUENCE = 3  # words
_DIGITS = 7  # of the first number of a list
_SENTENCE = 7  # spaces; a line with fewer words may be a label
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_UNREAD = (
    *("style", "svg", "noscript", "iframe", "nav", "footer", "aside", "button", "select", "menu"),
    *("link", "picture", "video", "audio", "input", "label", "canvas", "object"),
)
_UNNUMBERED = re.compile(r"(?m)^- (?=\d+\. )")
_PLACEHOLDERS = re.compile(
    r"(?:\w*admin(?:istrator)?|user ?name|user|author|guest|unknown|none)$", re.I
)
# Soft hyphens and characters without width, which pad the hidden first line of newsletters.
_UNSEEN = re.compile("[\xad\u034f\u200b\u2060\ufeff]|\u200c(?![^\\W0-9_])|(?<!\\w)\u200c")

# Embedded pictures are most of a page that was saved as one file, and slow to parse.
_PICTURE = re.compile(r"data:[\w/+.;=-]{1,100};base64,[A-Za-z0-9+/=]+")

# A character reference to a control character, at which the parser would reject the whole page.
_CONTROL = re.compile(
    "&#(?:0*(?:[0-8]|1[1-9]|2[0-9]|3[01]|12[7-9]|1[3-5][0-9])|x0*(?:[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f]));?(?![0-9a-f])",
    re.IGNORECASE,
)


def read_html(markup: str, name: str) -> Document:
    """Extract the document of a page; raises ImportingError for one without text.

    If the extraction found no article, the text of the whole page is stored, and `remark` says so.
    """
    markup = LONG_REFERENCE.sub("\ufffd", _CONTROL.sub("\ufffd", clean(markup)))
    markup = _PICTURE.sub("data:,", markup)
    markup = replace_layout_tables(markup)
    shown = visible_text(markup)
    most = _count_words(shown)
    if not most:
        raise ImportingError("is a page without text; save it again after it has loaded")
    page = _parse(markup)
    listed = is_list_page(markup)
    remark = "the page is a list of articles: add those that you want" if listed else ""
    parts = None
    if page is None:
        found = _extract_metadata(markup[:_HEAD])
    elif listed:
        found = _extract_list(page)
    else:
        found = _extract_article(page, most)
        parts = PageParts(page)
        remark = _correct_text(page, parts, found)
    text = restore_headings(_UNNUMBERED.sub("", found.text or ""), markup)
    words = _count_words(text)
    # readers' comments were recognized, not lost
    comments = max(_count_words(found.comments or ""), parts.comment_words if parts else 0)
    if words + comments < _KEPT * most:
        most = _count_words(visible_text(markup, links=False))
    lost = words + comments < _KEPT * most
    if words < _FEW or (lost and words < _SHORT):
        if text != shown:
            text, remark = shown, "no article was found on the page: the whole page was kept"
    elif lost and not remark and not (parts and parts.trace(text).is_whole):
        remark = f"the article has {words:,} of the page's {most:,} words: check its end"
    facts = read_page_metadata(markup)
    address = found.url or facts.address
    return build_document(
        _UNSEEN.sub("", clean(text)),
        address if address.startswith(("http://", "https://")) else name,
        title=found.title or "",
        byline=_byline(found.author or ""),
        site=found.sitename or "",
        published=choose_page_date(_day(found.date), facts.published, markup, text),
        remark=remark,
        section=facts.section,
        updated=facts.updated,
        language=facts.language,
    )


def _correct_text(page: HtmlElement, parts: PageParts, found: Extract) -> str:
    """Replace a text that is not the article by a better one; return a remark if none is better.

    A text of comments or links, or without most of the marked article, is replaced by the marked
    article, or by an extraction without comments.
    """
    origin = parts.trace(found.text or "")
    if not origin.is_doubtful:
        return ""
    candidates = []
    if parts.has_article(origin):
        candidates.append(fragment_text(parts.article_markup()))
    if origin.has_comments:
        parts.drop_comments()
        candidates.append(_extract(page, fast=True).text or "")
    for text in candidates:
        if _count_words(text) >= _FEW and not parts.trace(text).is_doubtful:
            found.text = text
            return ""
    if origin.has_comments:
        return "a part of the text may be readers' comments: compare it with the page"
    if origin.is_linked:
        return "most of the text is links: compare it with the page"
    return "the text lacks most of what the page marks as its article: compare it with the page"


def _byline(authors: str) -> str:
    """Return the names of the authors, without the placeholders of publishing systems."""
    names = (name.strip() for name in authors.split(";"))
    return ", ".join(name for name in names if name and not _PLACEHOLDERS.match(name))


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


def _parse(markup: str) -> HtmlElement | None:
    """Parse a page and number the items of its lists; None if it is rejected or too long."""
    if markup.count("<") > _MOST_TAGS:
        return None
    try:
        page = trafilatura.load_html(markup)
    except Exception:  # as in `_extract`
        page = None
    if page is None:
        return None
    for numbered in page.iter("ol"):
        start = numbered.get("start", "1")
        first = int(start) if start.isdecimal() and len(start) < _DIGITS else 1
        for number, item in enumerate(numbered.iterchildren("li"), first):
            block = item
            while not (block.text or "").strip() and len(block) and block[0].tag in ("p", "div"):
                block = block[0]
            block.text = f"{number}. {(block.text or '').lstrip()}"
    return page


def _extract_article(page: HtmlElement, most: int) -> Extract:
    """Extract an article by trafilatura, without what a stricter extraction drops at its ends.

    `most` is the number of words of the page. The stricter extraction also drops links inside
    sentences, so that only its ends are used; it is left out if both ends are sentences.
    """
    found = _extract_metadata(page)
    _remove_unread(page)
    _set_text(found, _extract(page, fast=True))
    if _count_words(found.text or "") < max(_FEW, min(_SHORT, _KEPT * most)):
        return _set_text(found, _extract(page, favor_recall=True))
    first, _, rest = (found.text or "").partition("\n")
    if not (_is_sentence(first) and _is_sentence(rest.rpartition("\n")[2])):
        strict = _extract(page, fast=True, favor_precision=True, include_comments=False)
        found.text = _without_ends(found.text or "", strict.text or "")
    return found


def _remove_unread(page: HtmlElement) -> None:
    """Remove the elements that are no part of an article, before each extraction searches them."""
    for script in [*page.iter("script")]:
        if script.get("type") != "application/ld+json":  # which may have the text
            script.drop_tree()
    strip_elements(page, *_UNREAD, with_tail=False)
    remove_links(page)
    remove_popups(page)
    uncover_posts(page)


def _set_text(found: Extract, extracted: Extract) -> Extract:
    """Return `found` with the text and the comments of `extracted`."""
    found.text, found.comments = extracted.text, extracted.comments
    return found


def _is_sentence(line: str) -> bool:
    return line.count(" ") >= _SENTENCE and _SENTENCE_END.search(line) is not None


def _extract_list(page: HtmlElement) -> Extract:
    return _set_text(_extract_metadata(page), _extract(page, favor_recall=True))


def _without_ends(text: str, strict: str) -> str:
    """Return `text` from the first to the last of its lines that `strict` has too."""
    agreed = set(_sequences(strict))
    lines = text.split("\n")
    shared = [
        number
        for number, line in enumerate(lines)
        if (parts := _sequences(line))
        and sum(part in agreed for part in parts) >= _AGREED * len(parts)
    ]
    return "\n".join(lines[shared[0] : shared[-1] + 1]) if shared else text


def _sequences(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return [
        tuple(words[at : at + _SEQUENCE]) for at in range(max(min(len(words), 1), len(words) - 2))
    ]


def _extract(page: HtmlElement, **options: bool) -> Extract:
    """Run trafilatura; return an empty result if it rejects the page."""
    try:
        found = trafilatura.bare_extraction(page, **options)
    except Exception:  # a hostile page may raise anything; its text can still be kept
        found = None
    return found or Extract()


def _extract_metadata(page: HtmlElement | str) -> Extract:
    """Extract the metadata alone, from a page or from its beginning."""
    # the publication date, not that of an update, and none guessed from the text
    dates = set_date_params(extensive=False)
    try:
        found = trafilatura.extract_metadata(page, date_config=dates)
    except Exception:  # as in `_extract`
        found = None
    return found or Extract()


def _day(date: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(date) if date else None
    except ValueError:
        return None
