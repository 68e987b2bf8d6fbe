"""A saved web page into its article, by trafilatura; what it leaves out is noticed."""

import datetime
import re

import trafilatura
from trafilatura.settings import set_date_params

from analysis import clean
from db.importing.errors import ImportingError
from db.importing.markup import prose, without_tags
from db.importing.plain import described
from db.records import Document

_KEPT = 0.25  # of the page's prose, less than which an extraction has lost the article
_FEW = 10  # words, less than which it has found nothing

# A character reference to a control, on which the parser would give the whole page up.
_CONTROL = re.compile(
    "&#(?:0*(?:[0-8]|1[1-9]|2[0-9]|3[01]|12[7-9]|1[3-5][0-9])|x0*(?:[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f]));?(?![0-9a-f])",
    re.IGNORECASE,
)


def html_document(markup: str, name: str, today: datetime.date | None = None) -> Document:
    """The document of a page; raises ImportingError for one without text.

    Where the extraction kept next to nothing of the page's prose, everything that the page shows
    is kept instead, and `remark` says so.
    """
    markup = _CONTROL.sub("\ufffd", clean(markup))
    shown = without_tags(markup)
    expected = max(_KEPT * _words(prose(shown)), min(_FEW, _words(shown)))
    text, remark = "", ""
    metadata = None
    for recall in (False, True):
        extracted = _extracted(markup, recall)
        if extracted is None:
            continue
        metadata = metadata or extracted
        if _words(extracted.text or "") > _words(text):
            text, metadata = extracted.text or "", extracted
        if _words(text) >= expected:
            break
    if _words(text) < expected:
        text = shown
        remark = "no article could be told from the rest of the page: the whole page was kept"
    if not _words(text):
        raise ImportingError("is a page without text; save the page again when it has loaded")
    found = metadata or trafilatura.settings.Document()
    return described(
        clean(text),
        found.url or name,
        title=found.title or "",
        byline=(found.author or "").replace("; ", ", "),
        site=found.sitename or "",
        published=_day(found.date),
        remark=remark,
        today=today,
    )


def _words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _extracted(markup: str, recall: bool) -> trafilatura.settings.Document | None:
    try:
        return trafilatura.bare_extraction(
            markup,
            favor_recall=recall,
            include_comments=False,
            with_metadata=True,
            # the day it appeared, not that of a change, and none guessed from the text
            date_extraction_params=set_date_params(extensive=False),
        )
    except Exception:  # whatever a hostile page does to a parser, its text can still be kept
        return None


def _day(date: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(date) if date else None
    except ValueError:
        return None
