"""Documents of cleaned text, with the metadata of their file, their address and their first lines.

A publication date without a year is confirmed by the time of the file.
"""

import datetime
import re

from analysis.partial_dates import PartialDate, to_partial_date
from analysis.structs import replace
from db.dates import EARLIEST_YEAR
from db.importers.first_lines import find_published, parse_first_lines
from db.importers.language_detection import detect_language
from db.importers.publication_dates import DateEvidence
from db.languages import parse_language
from db.models import Document, Origin
from db.text import one_line
from db.web_addresses import without_password

_FEW_WORDS = 20  # too few to detect the language reliably
_TURN = re.compile(r"\[\d\d:\d\d:\d\d\] ")


def build_document(
    text: str,
    source: str,
    *,
    title: str = "",
    byline: str = "",
    site: str = "",
    published: PartialDate | datetime.date | None = None,
    remark: str = "",
    section: str = "",
    updated: datetime.date | None = None,
    language: str = "",
    source_from: Origin | None = None,
) -> Document:
    """Build a document of cleaned text, without the metadata in its first lines.

    `source_from` is the origin of an address that the text itself has.
    """
    origins: dict[str, Origin] = {}
    given = {"title": title, "byline": byline, "site": site, "section": section}
    facts = {field: one_line(value) for field, value in given.items()}
    for field in facts:
        if facts[field]:
            origins[field] = "metadata"
    if not facts["site"] and (host := one_line(host_of(source))):
        facts["site"], origins["site"] = host, "address"
    if source:
        origins["source"] = source_from or ("metadata" if host_of(source) else "file name")
    date = to_partial_date(published)
    if date is not None and date.year < EARLIEST_YEAR:
        date = None  # "0001-01-01" stands for no date
    if updated is not None and updated.year < EARLIEST_YEAR:
        updated = None
    if updated is not None:
        origins["updated"] = "metadata"
    detected = detect_language(text) if text else "und"
    declared = parse_language(language)
    origins["language"] = "words"
    # templates declare English for pages in any language: enough words are more reliable
    if declared and (detected == "und" or len(text.split()) < _FEW_WORDS):
        detected, origins["language"] = declared, "metadata"
    return Document(
        text,
        facts["title"],
        facts["byline"],
        facts["site"],
        one_line(source),
        date,
        "metadata" if date else "unknown",
        detected,
        remark,
        facts["section"],
        updated,
        tuple(sorted(origins.items())),
    )


def add_first_lines(document: Document) -> Document:
    """Return a document with the metadata in its first lines, where it has no other metadata.

    A transcript with times has no such lines, and a reference has no text.
    """
    if not document.text or _TURN.match(document.text):
        return document
    opening = parse_first_lines(document.text, evidence=_evidence(document))
    facts = {"title": document.title, "byline": document.byline, "site": document.site}
    origins = dict(document.origins)
    source = document.source
    if opening.address and not host_of(source):
        source, origins["source"] = one_line(without_password(opening.address)), "first lines"
        if not facts["site"] and (host := host_of(source)):
            facts["site"], origins["site"] = host, "address"
    if origins.get("site") == "address" and opening.outlet:
        facts["site"] = ""  # the name of an outlet is more exact than the host of an address
    read: tuple[tuple[str, str, Origin], ...] = (
        ("title", opening.title, opening.title_from),
        ("byline", opening.byline, "first lines"),
        ("site", opening.outlet or opening.agency, "first lines"),
    )
    for field, found, origin in read:
        if not facts[field] and (value := one_line(found)):
            facts[field], origins[field] = value, origin
    published, came_from = document.published, document.published_from
    if published is None and opening.published is not None:
        published, came_from = opening.published, opening.published_from
    return replace(
        document, source=source, title=facts["title"], byline=facts["byline"], site=facts["site"],
        published=published, published_from=came_from, origins=tuple(sorted(origins.items())),
    )  # fmt: skip


def confirm_published(
    document: Document, saved: datetime.date | None, address: str = ""
) -> Document:
    """Return a document whose publication date was guessed with the date by more evidence.

    `saved` is the day on which its file was last changed, `address` that of its page.
    """
    if document.published_from != "guessed":
        return document
    evidence = _evidence(document, saved, address)
    published, came_from = find_published(document.text, evidence=evidence)
    return replace(document, published=published, published_from=came_from)


def _evidence(
    document: Document, saved: datetime.date | None = None, address: str = ""
) -> DateEvidence:
    return DateEvidence(f"{address} {document.source}", saved, document.updated)


def host_of(source: str) -> str:
    """Return the host of an address, "" if it is not an address."""
    match = re.match(r"https?://(?:www\.)?([^/?#:@\s]+)", source)
    return match[1].lower() if match else ""
