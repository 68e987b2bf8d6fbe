"""Importer of pages and tables of articles that OnRecord exported: each article as it was."""

from collections.abc import Mapping, Set
from functools import partial
from typing import Any

from lxml import html

from analysis.structs import decode_json, replace
from db.article_properties import MARKS
from db.errors import ImportingError
from db.importers.models import ImportItem, ItemReaders
from db.importers.onrecord_json import item_from_record
from db.serialization import RECORD_VERSION, join_lines

_COLUMNS = frozenset(
    ("title", "byline", "site", "source", "section", "language", "published", "published_from",
     "updated", "added", "state", "position", "tags", "collections", "text",
     *(column for mark in MARKS for column in mark.columns))
)  # fmt: skip
_EDITED = "the page was edited after its export: its notes may be at other words"


def read_exported_page(markup: str, name: str) -> ItemReaders:
    """Read the articles of a page that `db.exporters.html` wrote."""
    page = html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True))
    for number, article in enumerate(page.iterfind(".//article[@data-onrecord]"), 1):
        yield partial(_read_article, article, f"{name}#{number}")


def is_exported_row(columns: Set[str]) -> bool:
    """Return True for the columns of the table of articles."""
    return {"published_from", "wire_id", "state", "language", "text"} <= columns


def read_exported_row(row: Mapping[str, object], name: str) -> ImportItem:
    """Read an article of the table of articles."""
    record = {column: str(value or "") for column, value in row.items() if column in _COLUMNS}
    try:
        position = int(record.get("position") or 0)
    except ValueError:
        raise ImportingError("is a damaged export of OnRecord; export it again") from None
    return item_from_record(
        {
            **record,
            "onrecord": RECORD_VERSION,
            "published": record.get("published") or None,
            "updated": record.get("updated") or None,
            **{mark.name: mark.from_cells(record) for mark in MARKS},
            "position": position,
            "tags": _split(record.get("tags", "")),
            "collections": _split(record.get("collections", "")),
        },
        name,
    )


def _split(names: str) -> list[str]:
    return [name for name in names.split("; ") if name]


def _read_article(article: html.HtmlElement, name: str) -> ImportItem:
    try:
        record: dict[str, Any] = decode_json(article.get("data-onrecord", ""))
        version = record["onrecord"]
    except (ValueError, TypeError, LookupError):
        raise ImportingError("is a damaged export of OnRecord; export it again") from None
    if not isinstance(version, int):
        raise ImportingError("is a damaged export of OnRecord; export it again")
    lines = [
        line.text_content()
        for line in article.iterfind("div[@class='text']/p")
        if line.text_content().strip()
    ]
    gaps = record.get("gaps")
    text = join_lines(lines, gaps if isinstance(gaps, Mapping) else {})
    item = item_from_record(record | {"text": text if lines else ""}, name)
    if lines and len(item.document.text) != record.get("characters"):
        return replace(item, document=replace(item.document, remark=_EDITED))
    return item
