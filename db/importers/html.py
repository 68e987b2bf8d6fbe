"""Importer of web pages, by trafilatura; an extraction that lost the article is detected.

Pages that the extraction handles badly: table layouts, lists of articles, lost headings.

Text of HTML without a parser: for text that a parser dropped, and to detect that it did.

The time is linear for any markup. Parsers took over 12 s for deep nesting, or lost text.
"""

import datetime
import html
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator

import trafilatura
from lxml.etree import ElementDefaultClassLookup, strip_elements
from lxml.html import HtmlElement
from trafilatura.settings import Document as Extract
from trafilatura.settings import set_date_params
from trafilatura.utils import HTML_PARSER

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.page_dates import choose_page_date
from db.importers.page_insertions import remove_links, remove_popups, uncover_posts
from db.importers.page_metadata import read_page_metadata
from db.importers.page_parts import PageParts
from db.models import Document

# One class for all elements: lxml's choice by the tag is a call of Python for each access.
HTML_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))

_HEADING = re.compile(r"<h[1-3]\b[^<>]*>", re.IGNORECASE)
_HEADING_END = re.compile(r"</h[1-3]>", re.IGNORECASE)
_LONGEST_MARKUP = 2_000  # characters of a heading with its markup
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,2000})</title>", re.IGNORECASE)
_LIST_PART = re.compile(
    r"""<(?P<end>/?)(?:(?P<list>ol|ul)\b(?:[^<>]*?\bstart=["']?(?P<start>\d{1,6})\b)?|li\b)[^<>]*>""",
    re.IGNORECASE,
)
_HIDDEN = ("script", "style", "noscript", "template", "svg", "head")
_BESIDE = ("a", "nav", "footer", "button", "select")
_ENDS = {
    "--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE)
        for name in (*_HIDDEN, *_BESIDE, "figure")
    },
}
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|main|header|footer|aside|nav|h[1-6]|ul|ol|li|dl|dt|dd|table|tr"
    r"|blockquote|pre|figure|figcaption|br|hr|form|body)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_LONG_REFERENCE = re.compile("&#[0-9]{1000,};?")  # Python cannot convert more than 4,300 digits


def visible_text(markup: str, *, links: bool = True) -> str:
    """Return the visible text of a page, one line per block, optionally without links and menus."""
    shown = _BLOCK.sub("\n", _without(markup, _HIDDEN if links else (*_HIDDEN, *_BESIDE)))
    shown = _TAG.sub("", _CELL.sub(" ", shown))
    lines = (" ".join(line.split()) for line in unescape(shown).split("\n"))
    return "\n".join(line for line in lines if line)


def unescape(text: str) -> str:
    """Replace character references; one with thousands of digits becomes U+FFFD."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def fragment_text(markup: str) -> str:
    """Return the text of a fragment that is the article alone, as in feeds and exports.

    Headings, tables, list items (with a dash or their number) and quotations are kept; pictures and
    their captions are left out.
    """
    marked = _mark_items(_without(markup, (*_HIDDEN, "figure")))
    return re.sub(r"(?m)^(-|\d+\.) ?\n(?=\S)", r"\1 ", visible_text(marked))


def _mark_items(markup: str) -> str:
    """Write the number of each item of a numbered list, and a dash before the others."""
    lists: list[int] = []  # the open lists: the next number, or 0 for a list without numbers

    def mark(part: re.Match[str]) -> str:
        if part["list"]:
            if part["end"]:
                del lists[-1:]
            else:
                lists.append(int(part["start"] or 1) if part["list"].lower() == "ol" else 0)
            return part[0]
        if part["end"]:
            return part[0]
        if not lists or not lists[-1]:
            return f"{part[0]}- "
        lists[-1] += 1
        return f"{part[0]}{lists[-1] - 1}. "

    return _LIST_PART.sub(mark, markup)


def _without(markup: str, names: tuple[str, ...]) -> str:
    """Remove comments and the elements of these names, found from left to right."""
    beginning = re.compile(rf"<!--|<({'|'.join(names)})\b", re.IGNORECASE)
    pieces, at = [], 0
    while match := beginning.search(markup, at):
        pieces.append(markup[at : match.start()])
        name = (match[1] or "--").lower()
        end = _ENDS[name].search(markup, match.end())
        if end is None:
            break  # an unclosed element must not remove the rest of the page
        at = end.end()
        if name == "figure":
            pieces.append(_tables(markup[match.end() : end.start()]))
    pieces.append(markup[at:])
    return " ".join(pieces)


def _tables(markup: str) -> str:
    """Return the part of a figure from its first table to its last, "" for a picture."""
    lower = markup.lower()
    begin, end = lower.find("<table"), lower.rfind("</table>")
    return markup[begin:end] if 0 <= begin < end else ""


def first_heading(markup: str) -> str:
    """Return the text of the first heading, else of the title element, else ""."""
    ends = [match.start() for match in _HEADING_END.finditer(markup)]
    for match in _HEADING.finditer(markup):
        begin = match.end()
        at = bisect_left(ends, begin + 1)
        if at < len(ends) and ends[at] - begin <= _LONGEST_MARKUP:
            return " ".join(visible_text(markup[begin : ends[at]]).split())
    title = _TITLE.search(markup)
    return " ".join(visible_text(title[1]).split()) if title else ""


_CELL_PART = re.compile(r"(?P<begin><t[dh]\b[^<>]*>)|(?P<end></t[dh]>)|<p", re.IGNORECASE)
_LARGEST_CELL = 200_000  # characters
_TABLE_PART = re.compile(r"<(/?)(?:table|thead|tbody|tfoot|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_TABLE = re.compile("<table", re.IGNORECASE)
_PARAGRAPHS = 2  # in a cell; with so many, a table is used for the layout
_TEASER = re.compile(r"<h[1-4]\b[^<>]*>\s*<a\b", re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b|article:published_time|datePublished", re.IGNORECASE)
_TEASERS = 3  # headings that are links; a page with so many may be a list
_SUBHEADING = re.compile(r"<h[2-4]\b[^<>]*>", re.IGNORECASE)
_BEFORE_PARAGRAPH = re.compile(
    r"(?P<end></h[2-4]>)\s*(?:<(?!/?(?:p|h[1-6])\b)[^<>]*>\s*){0,6}<p\b[^<>]*>", re.IGNORECASE
)
_PARAGRAPH_END = re.compile("</p>", re.IGNORECASE)
_LONGEST_SUBHEADING = 300  # characters with its markup
_PARAGRAPH_LENGTHS = (20, 5_000)  # characters with its markup
_LONGEST = 150  # characters of a heading
_ENOUGH = 40  # characters by which a paragraph is recognized
_PAGE = 2_000_000  # characters; larger pages are left as they are


def replace_layout_tables(markup: str) -> str:
    """Replace layout tables, as in newsletters and old pages, by plain blocks."""
    if len(markup) > _PAGE or not _TABLE.search(markup) or not _has_layout_cell(markup):
        return markup
    return _TABLE_PART.sub(r"<\1div>", markup)


def _has_layout_cell(markup: str) -> bool:
    """Return True if a cell has several paragraphs; a cell ends where the first one in it ends."""
    open_cells: deque[tuple[int, int]] = deque()  # the beginning, and the paragraphs before it
    paragraphs = 0
    for part in _CELL_PART.finditer(markup):
        if part["begin"]:
            open_cells.append((part.end(), paragraphs))
        elif part["end"]:
            while open_cells and part.start() - open_cells[0][0] > _LARGEST_CELL:
                open_cells.popleft()
            if open_cells and paragraphs - open_cells[0][1] >= _PARAGRAPHS:
                return True
            open_cells.clear()
        else:
            paragraphs += 1
    return False


def is_list_page(markup: str) -> bool:
    """Return True if a page is a list: several headings are links, and it has no article itself."""
    head = markup[:_PAGE]
    return len(_TEASER.findall(head)) >= _TEASERS and _ARTICLE.search(head) is None


def restore_headings(text: str, markup: str) -> str:
    """Insert the headings between paragraphs that the extraction lost."""
    if len(markup) > _PAGE:
        return text
    lines = text.split("\n")
    places = {line.strip()[:_ENOUGH]: at for at, line in reversed([*enumerate(lines)])}
    present = {line.strip() for line in lines}
    found: dict[int, str] = {}
    for heading, paragraph in _headed_paragraphs(markup):
        if "<a" in heading.lower():
            continue  # the link to another article
        heading = " ".join(visible_text(heading).split())
        paragraph = " ".join(visible_text(paragraph).split())
        at = places.get(paragraph[:_ENOUGH])
        if at is not None and 0 < len(heading) <= _LONGEST and heading not in present:
            found[at] = heading
    return "\n".join(
        f"{found[at]}\n{line}" if at in found else line for at, line in enumerate(lines)
    )


def _headed_paragraphs(markup: str) -> Iterator[tuple[str, str]]:
    """Yield each heading with the paragraph that follows it, both with their markup.

    The time is linear: the paragraph of each end of a heading is found first.
    """
    least, most = _PARAGRAPH_LENGTHS
    paragraph_ends = [match.start() for match in _PARAGRAPH_END.finditer(markup)]
    ends: list[int] = []
    paragraphs: list[tuple[int, int]] = []
    for match in _BEFORE_PARAGRAPH.finditer(markup):
        at = bisect_left(paragraph_ends, match.end() + least)
        if at < len(paragraph_ends) and paragraph_ends[at] - match.end() <= most:
            ends.append(match.start())
            paragraphs.append((match.end(), paragraph_ends[at]))
    after = 0
    for match in _SUBHEADING.finditer(markup):
        begin = match.end()
        at = bisect_left(ends, begin + 1)
        if match.start() >= after and at < len(ends) and ends[at] - begin <= _LONGEST_SUBHEADING:
            first, last = paragraphs[at]
            yield markup[begin : ends[at]], markup[first:last]
            after = last


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
    markup = _LONG_REFERENCE.sub("\ufffd", _CONTROL.sub("\ufffd", clean(markup)))
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
