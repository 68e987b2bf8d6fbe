"""Plain text: nothing is taken out, its first lines say what it is."""

import datetime

from analysis import clean
from db.importing.language import language_of
from db.importing.opening import read_opening
from db.records import Document, PublishedFrom
from db.wording import one_line


def plain_document(text: str, name: str, today: datetime.date | None = None) -> Document:
    """The document of a plain text, the headline and dateline left in it."""
    return described(clean(text), name, today=today)


def described(
    text: str,
    source: str,
    *,
    title: str = "",
    byline: str = "",
    site: str = "",
    published: datetime.date | None = None,
    remark: str = "",
    today: datetime.date | None = None,
) -> Document:
    """A document of cleaned text; what its metadata does not say is read from its first lines."""
    opening = read_opening(text, today)
    came_from: PublishedFrom = "metadata" if published else "unknown"
    if published is None and opening.published is not None:
        published, came_from = opening.published, "dateline"
    return Document(
        text,
        one_line(title) or one_line(opening.title),
        one_line(byline) or one_line(opening.byline),
        one_line(site) or one_line(opening.agency),
        one_line(source),
        published,
        came_from,
        language_of(text),
        remark,
    )
