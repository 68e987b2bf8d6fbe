"""Plain text: nothing is taken out, its first lines say what it is."""

import datetime
import re

from analysis import clean
from db.importing.language import language_of
from db.importing.opening import read_opening
from db.records import Document, Origin, PublishedFrom
from db.wording import one_line

_FEW_WORDS = 20  # in which the language cannot be told surely


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
    section: str = "",
    updated: datetime.date | None = None,
    language: str = "",
    today: datetime.date | None = None,
) -> Document:
    """A document of cleaned text; what its metadata does not say is read from its first lines."""
    opening = read_opening(text, today)
    came_from: PublishedFrom = "metadata" if published else "unknown"
    if published is None and opening.published is not None:
        published, came_from = opening.published, "dateline"
    facts: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    for field, said, read in (
        ("title", title, opening.title),
        ("byline", byline, opening.byline),
        ("site", site, opening.agency or _host(source)),
        ("section", section, ""),
    ):
        facts[field] = one_line(said) or one_line(read)
        if facts[field]:
            origins[field] = "metadata" if one_line(said) else "first lines"
    if facts["site"] and not one_line(site) and not opening.agency:
        origins["site"] = "address"
    if source:
        origins["source"] = "metadata" if _host(source) else "file name"
    if updated is not None:
        origins["updated"] = "metadata"
    told = language_of(text)
    declared = re.split("[-_]", language.lower())[0]
    origins["language"] = "words"
    # templates call pages of any language English: the words of a text are surer, if enough
    if (told == "und" or len(text.split()) < _FEW_WORDS) and re.fullmatch("[a-z]{2}", declared):
        told, origins["language"] = declared, "metadata"
    return Document(
        text,
        facts["title"],
        facts["byline"],
        facts["site"],
        one_line(source),
        published,
        came_from,
        told,
        remark,
        facts["section"],
        updated,
        tuple(sorted(origins.items())),
    )


def _host(source: str) -> str:
    """The host of an address, "" for what is none."""
    match = re.match(r"https?://(?:www\.)?([^/?#:@\s]+)", source)
    return match[1].lower() if match else ""
