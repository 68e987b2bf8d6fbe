"""Importer of plain text: all of it is kept, and metadata is read from its first lines."""

import datetime
import re

from analysis import clean
from db.importers.language import language_of
from db.importers.opening import read_opening
from db.models import Document, Origin, PublishedFrom
from db.text import one_line

_FEW_WORDS = 20  # too few to detect the language reliably


def plain_document(text: str, name: str, today: datetime.date | None = None) -> Document:
    """Read the document of a plain text; its headline and dateline are left in."""
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
    """Build a document of cleaned text; missing metadata is read from its first lines."""
    opening = read_opening(text, today)
    came_from: PublishedFrom = "metadata" if published else "unknown"
    if published is None and opening.published is not None:
        published, came_from = opening.published, "dateline"
    facts: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    for field, given, read in (
        ("title", title, opening.title),
        ("byline", byline, opening.byline),
        ("site", site, opening.agency or _host(source)),
        ("section", section, ""),
    ):
        facts[field] = one_line(given) or one_line(read)
        if facts[field]:
            origins[field] = "metadata" if one_line(given) else "first lines"
    if facts["site"] and not one_line(site) and not opening.agency:
        origins["site"] = "address"
    if source:
        origins["source"] = "metadata" if _host(source) else "file name"
    if updated is not None:
        origins["updated"] = "metadata"
    detected = language_of(text)
    declared = re.split("[-_]", language.lower())[0]
    origins["language"] = "words"
    # templates declare English for pages in any language: enough words are more reliable
    if (detected == "und" or len(text.split()) < _FEW_WORDS) and re.fullmatch("[a-z]{2}", declared):
        detected, origins["language"] = declared, "metadata"
    return Document(
        text,
        facts["title"],
        facts["byline"],
        facts["site"],
        one_line(source),
        published,
        came_from,
        detected,
        remark,
        facts["section"],
        updated,
        tuple(sorted(origins.items())),
    )


def _host(source: str) -> str:
    """Return the host of an address, "" if it is not an address."""
    match = re.match(r"https?://(?:www\.)?([^/?#:@\s]+)", source)
    return match[1].lower() if match else ""
