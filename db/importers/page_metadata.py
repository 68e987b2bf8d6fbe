"""Metadata from the head of a web page: section, update date, language, canonical address."""

import datetime
import html
import re
from collections.abc import Iterator

from msgspec import Struct

from analysis.partial_dates import PartialDate
from analysis.structs import decode_json
from db.importers.written_dates import parse_written_date

_HEAD = 400_000  # characters of a page that are searched
_META = re.compile(r"<meta\b([^<>]{1,4000})>", re.IGNORECASE)
# A name is tried from its first letter only: from each letter, the time would be quadratic.
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_SCRIPT_END = re.compile("</script", re.IGNORECASE)
_LINKED_DATA = re.compile(r"""type\s*=\s*["']?application/ld\+json""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^<>]*?\blang\s*=\s*["']?([A-Za-z]{2})""", re.IGNORECASE)
_CANONICAL = re.compile(
    r"""<link\b(?=[^<>]*\brel\s*=\s*["']?canonical)[^<>]*?\bhref\s*=\s*["']?(https?://[^\s"'<>]+)""",
    re.IGNORECASE,
)
# the comment that SingleFile and browsers write at the top of a saved page
_SAVED = re.compile(r"<!--.{0,200}?(?:\burl:|saved from url=\(\d+\))\s*(https?://\S+)", re.DOTALL)
_SECTIONS = ("article:section", "section", "parsely-section", "cxenseparse:section")
_UPDATES = ("article:modified_time", "og:updated_time", "last-modified", "datemodified")
_PUBLICATIONS = (
    "article:published_time", "og:published_time", "datepublished", "citation_publication_date",
    "citation_date", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date",
    "publication_date", "pubdate", "parsely-pub-date", "date",
)  # fmt: skip


class PageMetadata(Struct, frozen=True):
    """Metadata of a page; "" and None if absent."""

    address: str = ""
    section: str = ""
    updated: datetime.date | None = None
    language: str = ""
    published: PartialDate | None = None


def read_page_metadata(markup: str) -> PageMetadata:
    """Read the metadata in a page's comments, meta elements and linked data (schema.org)."""
    head = markup[:_HEAD]
    metas: dict[str, str] = {}
    for match in _META.finditer(head):
        attributes = {
            found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(match[1])
        }
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            metas.setdefault(name.lower(), attributes["content"].strip())
    linked = list(_articles(head))
    section = _first(metas, _SECTIONS) or _text_of(linked, "articleSection")
    updated = _day(_first(metas, _UPDATES)) or _day(_text_of(linked, "dateModified"))
    saved, canonical = _SAVED.search(head[:5_000]), _CANONICAL.search(head)
    address = html.unescape(canonical[1] if canonical else saved[1] if saved else "")
    language = _LANGUAGE.search(head[:20_000])
    stated = _first(metas, _PUBLICATIONS) or _text_of(linked, "datePublished")
    return PageMetadata(
        address, section, updated, language[1].lower() if language else "",
        parse_written_date(stated),
    )  # fmt: skip


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if metas.get(name)), "")


def _articles(head: str) -> Iterator[dict[str, object]]:
    """Yield the linked-data objects with the properties of an article."""
    for script in _linked_data(head):
        try:
            waiting: list[object] = [decode_json(script)]
        except ValueError:
            continue
        for _ in range(200):
            if not waiting:
                break
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                if not value.keys().isdisjoint(("dateModified", "datePublished", "articleSection")):
                    yield value
                waiting += [value.get("@graph"), value.get("mainEntity")]


def _linked_data(head: str) -> Iterator[str]:
    """Yield the contents of the linked-data scripts; one that is never closed has none."""
    after = 0
    for script in _SCRIPT.finditer(head):
        if script.start() < after or not _LINKED_DATA.search(script[1]):
            continue
        end = _SCRIPT_END.search(head, script.end())
        if end is None:
            return
        yield head[script.end() : end.start()]
        after = end.end()


def _text_of(objects: list[dict[str, object]], name: str) -> str:
    for linked in objects:
        value = linked.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _day(words: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None
