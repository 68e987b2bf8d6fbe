"""Importer of web pages, by trafilatura; an extraction that lost the article is detected."""

import datetime
import re

import trafilatura
from trafilatura.settings import Document as Extract
from trafilatura.settings import set_date_params

from analysis import clean
from db.errors_errors import ImportingError
from db.importers.markup import without_tags
from db.importers.metadata import page_facts
from db.importers.page_shapes import is_list, with_headings, without_layout_tables
from db.importers.plain_text import described
from db.models import Document

_KEPT = 0.25  # of the page's words outside links; an extraction with fewer has lost the article
_MOST_TAGS = 50_000  # the extraction of a page with more takes longer than 10 s
_HEAD = 100_000  # characters that contain the metadata of a larger page
_FEW = 10  # words; an extraction with fewer has found nothing

# Embedded pictures are most of a page that was saved as one file, and slow to parse.
_PICTURE = re.compile(r"data:[\w/+.;=-]{1,100};base64,[A-Za-z0-9+/=]+")

# A character reference to a control character, at which the parser would reject the whole page.
_CONTROL = re.compile(
    "&#(?:0*(?:[0-8]|1[1-9]|2[0-9]|3[01]|12[7-9]|1[3-5][0-9])|x0*(?:[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f]));?(?![0-9a-f])",
    re.IGNORECASE,
)


def html_document(markup: str, name: str, today: datetime.date | None = None) -> Document:
    """Extract the document of a page; raises ImportingError for one without text.

    If the extraction kept almost none of the page's words, the text of the whole page is kept
    instead, and `remark` says so.
    """
    markup = _PICTURE.sub("data:,", _CONTROL.sub("\ufffd", clean(markup)))
    markup = without_layout_tables(markup)
    shown, prose = without_tags(markup), without_tags(markup, links=False)
    if not _words(shown):
        raise ImportingError("is a page without text; save it again after it has loaded")
    listed = is_list(markup)
    found = _extract(markup, recall=listed)
    if not listed and _has_lost_article(found, shown, prose):
        found = _extract(markup, recall=True)
    text = with_headings(found.text or "", markup)
    remark = "the page is a list of articles: add those that you want" if listed else ""
    if _has_lost_article(found, shown, prose):
        text = shown
        remark = "no article was found on the page: the whole page was kept"
    facts = page_facts(markup)
    address = found.url or facts.address
    return described(
        clean(text),
        address if address.startswith(("http://", "https://")) else name,
        title=found.title or "",
        byline=(found.author or "").replace("; ", ", "),
        site=found.sitename or "",
        published=_day(found.date),
        remark=remark,
        section=facts.section,
        updated=facts.updated,
        language=facts.language,
        today=today,
    )


def _has_lost_article(found: Extract, shown: str, prose: str) -> bool:
    """Return True if an extraction dropped so much of a page that it lost the article."""
    article_words = _words(found.text or "")
    # readers' comments were recognized, not lost
    recognized = article_words + _words(found.comments or "")
    return article_words < min(_FEW, _words(shown)) or recognized < _KEPT * _words(prose)


def _words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _extract(markup: str, *, recall: bool) -> Extract:
    """Run trafilatura; return an empty result if it rejects the page."""
    # the publication date, not that of an update, and none guessed from the text
    dates = set_date_params(extensive=False)
    try:
        if markup.count("<") > _MOST_TAGS:
            found = trafilatura.extract_metadata(markup[:_HEAD], date_config=dates)
        else:
            found = trafilatura.bare_extraction(
                markup, favor_recall=recall, with_metadata=True, date_extraction_params=dates
            )
    except Exception:  # a hostile page may raise anything; its text can still be kept
        found = None
    return found or Extract()


def _day(date: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(date) if date else None
    except ValueError:
        return None
